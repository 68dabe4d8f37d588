// Issues the reports of closed periods that are due, and restates those whose figures have changed since.
import { addDays, Calendar } from '../domain/calendar.ts';
import type { Breakdown, Config, FunnelConfig, ReportPeriod } from '../domain/config/config.ts';
import type { CellIndex } from '../domain/funnel/cell-columns.ts';
import type { Report } from '../domain/report/report.ts';
import { buildReport, previousPeriod } from '../domain/report/report-build.ts';
import { duePeriods, type Period, spanOf } from '../domain/report/report-period.ts';
import { isFinal, type RevisionEntry } from '../domain/report/report-revision.ts';
import type { Uncounted } from '../queue/pending.ts';
import type { ShownFunnel } from '../store/definitions/shown-funnels.ts';

export type IssueDeps = {
  readonly config: Config;
  /** Every configured funnel as it is counted and shown now. */
  readonly served: () => Promise<readonly ShownFunnel[]>;
  readonly readCells: (wanted: {
    readonly definition: { readonly key: string; readonly funnel: FunnelConfig };
    readonly from: string;
    readonly to: string;
    readonly breakdowns: readonly Breakdown[];
  }) => Promise<CellIndex>;
  readonly countUncounted: () => Promise<Uncounted>;
  readonly issued: (funnel: string) => Promise<readonly (RevisionEntry & { readonly digest: string })[]>;
  readonly digestOf: (report: Report) => string;
  readonly issue: (
    every: ReportPeriod,
    report: Report,
  ) => Promise<{ readonly outcome: 'issued' | 'unchanged' | 'busy' }>;
  /** The stages' labels in the configured language. */
  readonly labels: (funnel: FunnelConfig) => readonly string[];
  /** ms since the epoch. */
  readonly now: () => number;
  /** What is left of the function's time, in ms. */
  readonly remaining: () => number;
  readonly onFailure: (funnel: string, error: unknown) => void;
};

/** `complete` is false where a funnel failed, or where the time ran out before the end. */
export type IssuedRevisions = {
  readonly issued: number;
  readonly unchanged: number;
  readonly complete: boolean;
};

/** Ends in time to say so: an issue under way takes a few round trips. */
const LAST_MS = 15_000;

/** In this local hour all issued periods are looked at; in the others those that ended lately and can still change. */
const THOROUGH_HOUR = 4;
const LATELY_DAYS = 35;

export async function issueRevisions(deps: IssueDeps): Promise<IssuedRevisions> {
  let issued = 0;
  let unchanged = 0;
  let complete = true;
  for (const served of await deps.served()) {
    const { funnel } = served;
    try {
      const done = await issueOfFunnel(deps, served);
      issued += done.issued;
      unchanged += done.unchanged;
      complete &&= done.complete;
    } catch (error) {
      // One funnel's failure holds up no other's reports.
      deps.onFailure(funnel.id, error);
      complete = false;
    }
  }
  return { issued, unchanged, complete };
}

async function issueOfFunnel(deps: IssueDeps, served: ShownFunnel): Promise<IssuedRevisions> {
  // Of a new funnel nothing is issued before all leads are counted: it would be restated at once.
  if (served.partial) return { issued: 0, unchanged: 0, complete: true };
  const { key, funnel } = served;
  const now = deps.now();
  const calendar = new Calendar(served.timezone);
  const before = await deps.issued(funnel.id);
  const latest = latestByPeriod(before);
  const open = [...latest.values()].filter((entry) => isLookedAt(entry, calendar, now));
  const due = everyOf(deps.config, funnel).flatMap((every) =>
    duePeriods(every, calendar.dayOf(now), lastIssued(before, every)),
  );
  const periods = [...due, ...open];
  const span = spanOf(periods);
  if (span === undefined) return { issued: 0, unchanged: 0, complete: true };
  const uncounted = await deps.countUncounted();
  const definition = { key, funnel };
  const cells = await deps.readCells({ definition, ...span, breakdowns: funnel.by });
  const view = { deps, served, cells, uncounted, now };
  let issued = 0;
  for (const [index, period] of periods.entries()) {
    if (deps.remaining() < LAST_MS) return { issued, unchanged: index - issued, complete: false };
    if (await settle(view, period, latest.get(nameOf(period)))) issued++;
  }
  return { issued, unchanged: periods.length - issued, complete: true };
}

type View = {
  readonly deps: IssueDeps;
  readonly served: ShownFunnel;
  readonly cells: CellIndex;
  readonly uncounted: Uncounted;
  readonly now: number;
};

type Known = RevisionEntry & { readonly digest: string };

/** True where a revision was issued. */
async function settle(
  { deps, served: { key, ...served }, cells, uncounted, now }: View,
  { every, from, to }: Period,
  known: Known | undefined,
): Promise<boolean> {
  const report = buildReport({
    ...served,
    labels: deps.labels(served.funnel),
    definition: key,
    cells,
    since: previousPeriod(from, to).from,
    from,
    to,
    by: [...served.funnel.by].sort(),
    now,
    ...uncounted,
    revision: 0,
    // What is being counted beside it is none of the revision's business.
    recount: null,
  });
  const settled = known?.digest === deps.digestOf(report);
  if (settled && known.final === isFinal(report)) return false;
  return (await deps.issue(every, report)).outcome === 'issued';
}

/** How often a funnel is reported. */
function everyOf({ reports }: Config, { id }: FunnelConfig): readonly ReportPeriod[] {
  return [...new Set(reports.filter(({ funnels }) => funnels.includes(id)).map(({ every }) => every))];
}

function latestByPeriod(entries: readonly Known[]): ReadonlyMap<string, Known> {
  const latest = new Map<string, Known>();
  for (const entry of entries) {
    const known = latest.get(nameOf(entry));
    if (known === undefined || known.revision < entry.revision) latest.set(nameOf(entry), entry);
  }
  return latest;
}

function nameOf({ every, from }: Pick<Period, 'every' | 'from'>): string {
  return `${every} ${from}`;
}

function lastIssued(entries: readonly RevisionEntry[], every: ReportPeriod): string | undefined {
  return entries
    .filter((entry) => entry.every === every)
    .map(({ from }) => from)
    .sort()
    .at(-1);
}

function isLookedAt({ to, final }: RevisionEntry, calendar: Calendar, now: number): boolean {
  const today = calendar.dayOf(now);
  const hour = Math.floor((now - calendar.startOf(today)) / 3_600_000);
  return hour === THOROUGH_HOUR || (!final && to >= addDays(today, -LATELY_DAYS));
}
