// Which rows of a page of the index pass a filter: what many rows have in common is asked once.
import { type Asked, passes } from '../domain/summary/list-filter.ts';
import type { RowPage } from '../store/list/row-pages.ts';

const DAY_MS = 86_400_000;

/**
 * Whether a row passes, by its number. The same as `passes` of what it tells.
 * @param bounds of when its contact became one, ms since the epoch
 */
export function matcherOf(
  page: RowPage,
  asked: Asked,
  { from, to }: { readonly from: number; readonly to: number },
): (row: number) => boolean {
  const { filter, funnel, dayOf } = asked;
  const numberOf = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : page.texts.indexOf(text) + 1 || UNKNOWN;
  const sources = [filter.form, filter.channel, filter.campaign].map(numberOf);
  if (sources.includes(UNKNOWN)) return () => false;
  const [form, channel, campaign] = sources;
  const activeBefore =
    filter.activeBefore === undefined
      ? Number.POSITIVE_INFINITY
      : Date.parse(`${filter.activeBefore}T00:00:00Z`) / DAY_MS;
  const hasDays = filter.from !== undefined || filter.to !== undefined;
  const isIn = (since: number): boolean => {
    const day = dayOf(since);
    return (filter.from === undefined || day >= filter.from) && (filter.to === undefined || day <= filter.to);
  };
  const shapes = page.shapes.map((shape) => outcomesOf(shape, asked));
  const waits = waitingIn(page, asked);
  return (row) => {
    const number = page.funnels[row] ?? 0;
    if (number === 0) return false;
    if (waits !== undefined && waits(row) === undefined) return false;
    if (funnel !== undefined) {
      const shape = shapes[number - 1];
      if (shape === undefined) return false;
      const end = page.ends[(page.endsFrom[row] ?? 0) + shape.end] ?? 0;
      if (!(asked.now <= end ? shape.open : shape.ended)) return false;
    }
    if (form !== undefined && page.sources[row * 3] !== form) return false;
    if (channel !== undefined && page.sources[row * 3 + 1] !== channel) return false;
    if (campaign !== undefined && page.sources[row * 3 + 2] !== campaign) return false;
    if ((page.days[row] ?? 0) >= activeBefore) return false;
    const since = page.since[row] ?? 0;
    return since >= from && since <= to && (!hasDays || isIn(since));
  };
}

/**
 * Since when the contact of a row waits for sales, by its number, as `waitingSince` of what it tells.
 * @returns undefined where that is not asked for
 */
export function waitingIn(
  page: RowPage,
  { waitingUnder }: Asked,
): ((row: number) => number | undefined) | undefined {
  if (waitingUnder === undefined) return undefined;
  const places = page.shapes.map((shape) =>
    shape
      .filter(([, , , , waits]) => waits === 1)
      .flatMap(([key], at) => (waitingUnder.includes(key) ? [at] : [])),
  );
  return (row) => {
    const own = places[(page.funnels[row] ?? 0) - 1] ?? [];
    const from = page.waitsFrom[row] ?? 0;
    return own.length === 0 ? undefined : Math.min(...own.map((at) => page.waits[from + at] ?? 0));
  };
}

const UNKNOWN = -1;

/** Whether funnels pass while the attempt is open, and after; which of the row's ends is that of the attempt. */
type Outcomes = { readonly open: boolean; readonly ended: boolean; readonly end: number };

function outcomesOf(shape: RowPage['shapes'][number], asked: Asked): Outcomes {
  const key = asked.funnel?.definition.key;
  const at = shape.findIndex(([own]) => own === key);
  const own = shape[at];
  if (own === undefined) return { open: false, ended: false, end: 0 };
  const [, reached, stage, state] = own;
  const {
    filter: { outcome, reached: reach, missed },
  } = asked;
  const { waitingUnder: _, ...others } = asked;
  const filter = {
    ...(outcome === undefined ? {} : { outcome }),
    ...(reach === undefined ? {} : { reached: reach }),
    ...(missed === undefined ? {} : { missed }),
  };
  const passesAt = (end: number): boolean =>
    passes(
      {
        since: 0,
        day: '',
        funnels: new Map([[own[0], { reached, stage, state: state === 0 ? end : state }]]),
      },
      { ...others, filter, dayOf: () => '' },
    );
  return {
    open: passesAt(asked.now),
    ended: passesAt(asked.now - 1),
    end: shape.slice(0, at).filter(([, , , other]) => other === 0).length,
  };
}
