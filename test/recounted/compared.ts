// Compares a report with its recount, figure by figure.
import type { Report } from '../../functions/domain/report/report.ts';
import type { recount } from './recount.ts';

export type Difference = { readonly path: string; readonly page: unknown; readonly recount: unknown };

export type Compared = {
  /** How many figures were compared, by kind, and how many of them were neither nought nor null. */
  readonly kinds: Map<string, { compared: number; told: number }>;
  readonly differences: Difference[];
};

export function nothingCompared(): Compared {
  return { kinds: new Map(), differences: [] };
}

/** What is no figure of leads: names, what the report says of itself and of the queue, and what ads cost. */
const NO_FIGURES: ReadonlySet<string> = new Set([
  ...['window', 'definition', 'recount', 'partial', 'erased', 'revision', 'timezone', 'asOf', 'pending'],
  ...['setAside', 'label', 'optional', 'costs', 'age', 'countedSeconds', 'every', 'goal'],
]);

/** What an old revision may lack, and the breakdowns and the period before, for which nothing is projected. */
function isLeftOut(name: string, path: string): boolean {
  return NO_FIGURES.has(name) || (name === 'projected' && /previous|\bby\b/.test(path));
}

export function compareReport(
  into: Compared,
  report: Report,
  own: ReturnType<typeof recount>,
  name: string,
): void {
  compareValues(into, report, own, name, '');
}

/** @param kind `cohorts` or `paths`: what its figures are named after */
export function comparePart(into: Compared, kind: string, page: object, own: object, name: string): void {
  compareValues(into, page, own, `${name}: ${kind}`, kind);
}

function compareValues(into: Compared, page: unknown, own: unknown, path: string, kind: string): void {
  if (isBranch(page) || isBranch(own)) {
    const [a, b] = [page, own].map((one) => (isBranch(one) ? one : {})) as [Branch, Branch];
    if (isBranch(page) !== isBranch(own)) into.differences.push({ path, page, recount: own });
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (isLeftOut(name, path)) continue;
      const isPlace = Array.isArray(page) || Array.isArray(own);
      const inner = isPlace ? `${path}[${nameOf(a[name]) ?? nameOf(b[name]) ?? name}]` : `${path}.${name}`;
      compareValues(into, a[name], b[name], inner, isPlace || isCode(name) ? kind : joined(kind, name));
    }
    return;
  }
  // Names of funnels, stages, days and values are compared as well, and are no figures.
  if (typeof page !== 'string') {
    const known = into.kinds.get(kind) ?? { compared: 0, told: 0 };
    known.compared++;
    if (page !== 0 && page !== null) known.told++;
    into.kinds.set(kind, known);
  }
  if (!isSame(page, own)) into.differences.push({ path, page, recount: own });
}

type Branch = Readonly<Record<string, unknown>>;

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null;
}

function nameOf(value: unknown): string | undefined {
  if (!isBranch(value)) return undefined;
  const { id, value: own, date, reason, from } = value;
  return [id, own, date, reason, from].find((one): one is string => typeof one === 'string');
}

/** Currencies, reasons and breakdowns are no kinds of figures. */
function isCode(name: string): boolean {
  return /^[A-Z]{3}$|-|\./.test(name);
}

function joined(kind: string, name: string): string {
  // All breakdowns are of one kind.
  if (kind === 'by') return kind;
  return kind === '' ? name : `${kind}.${name}`;
}

function isSame(page: unknown, own: unknown): boolean {
  if (typeof page !== 'number' || typeof own !== 'number') return page === own;
  return (
    page === own || (!Number.isInteger(page) && Math.abs(page - own) <= 1e-9 * Math.max(1, Math.abs(page)))
  );
}

/** A table of what was compared, and each difference. */
export function linesOf({ kinds, differences }: Compared, most = 40): readonly string[] {
  const rows = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(...rows.map(([kind]) => kind.length), 'figure'.length);
  const line = (kind: string, compared: string, told: string): string =>
    `${kind.padEnd(width)} ${compared.padStart(10)} ${told.padStart(14)}`;
  const shown = differences
    .slice(0, most)
    .map(
      ({ path, page, recount: own }) =>
        `${path}: the page has ${JSON.stringify(page)}, the recount ${JSON.stringify(own)}`,
    );
  const total = (of: 'compared' | 'told'): string => String(rows.reduce((sum, [, one]) => sum + one[of], 0));
  return [
    line('figure', 'compared', 'not 0 or null'),
    ...rows.map(([kind, one]) => line(kind, String(one.compared), String(one.told))),
    line('all', total('compared'), total('told')),
    ...shown,
    ...(differences.length > most ? [`and ${differences.length - most} more`] : []),
    differences.length === 0 ? 'nothing differs' : `${differences.length} figures differ`,
  ];
}
