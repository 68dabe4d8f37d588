// Judges each closed day of each watched figure once, and leaves in the outbox what begins and what ends.
import type { AlertConfig } from '../domain/alerts/alert-config.ts';
import { figureValues, isCounted, lastDay } from '../domain/alerts/figure-values.ts';
import type { DayValue } from '../domain/alerts/past.ts';
import { ASKED_DAYS, type FigureState, judge } from '../domain/alerts/watch.ts';
import { addDays, Calendar } from '../domain/calendar.ts';
import type { Breakdown, Config, FunnelConfig } from '../domain/config/config.ts';
import type { CellIndex } from '../domain/funnel/cell-columns.ts';
import { targetsOf } from '../domain/tell/targets.ts';
import type { KnownFigure } from '../store/alerts/figure-states.ts';
import type { ShownFunnel } from '../store/definitions/shown-funnels.ts';
import { alertNote, type Note } from '../store/outbox/outbox.ts';

export type WatchDeps = {
  readonly config: Config;
  /** Every configured funnel as it is counted and shown now. */
  readonly served: () => Promise<readonly ShownFunnel[]>;
  readonly readCells: (wanted: {
    readonly definition: { readonly key: string; readonly funnel: FunnelConfig };
    readonly from: string;
    readonly to: string;
    readonly breakdowns: readonly Breakdown[];
  }) => Promise<CellIndex>;
  readonly readFigures: () => Promise<readonly KnownFigure[]>;
  /** False where another run has changed the figure meanwhile. */
  readonly writeFigure: (figure: KnownFigure, notes: readonly Note[]) => Promise<boolean>;
  /** ms since the epoch. */
  readonly now: () => number;
  /** What is left of the function's time, in ms. */
  readonly remaining: () => number;
  readonly onFailure: (alert: string, error: unknown) => void;
};

export type WatchedFigures = {
  readonly judged: number;
  readonly began: number;
  readonly ended: number;
  /** False where an alert failed, or the time ran out before the end. */
  readonly complete: boolean;
};

const LAST_MS = 15_000;
/** After a longer pause the days before are passed over. */
const MOST_MISSED = 31;

export async function watchFigures(deps: WatchDeps): Promise<WatchedFigures> {
  const { alerts = [] } = deps.config;
  const sum = { judged: 0, began: 0, ended: 0, complete: true };
  const [served, known] = await Promise.all([deps.served(), deps.readFigures()]);
  for (const alert of alerts) {
    if (deps.remaining() < LAST_MS) return { ...sum, complete: false };
    const funnel = served.find((one) => one.funnel.id === alert.funnel);
    // While a new definition is being counted, the old one is shown and watched; of a new funnel there is nothing yet.
    if (funnel === undefined || funnel.partial || !isCounted(alert, funnel.funnel)) continue;
    try {
      const own = known.filter((one) => one.alert === alert.id);
      const done = await watchAlert(deps, alert, funnel, own);
      sum.judged += done.judged;
      sum.began += done.began;
      sum.ended += done.ended;
      sum.complete &&= done.complete;
    } catch (error) {
      // One alert's failure holds up no other.
      deps.onFailure(alert.id, error);
      sum.complete = false;
    }
  }
  return sum;
}

async function watchAlert(
  deps: WatchDeps,
  alert: AlertConfig,
  { key, funnel, timezone }: ShownFunnel,
  known: readonly KnownFigure[],
): Promise<WatchedFigures> {
  const calendar = new Calendar(timezone);
  const to = lastDay(alert, calendar, deps.now());
  const sum = { judged: 0, began: 0, ended: 0, complete: true };
  const what = whatOf(alert, key);
  // Read once a day; a figure that is new, or that a run had no time for, is judged with the next day.
  if (known.some(({ state }) => state.what === what && state.through >= to)) return sum;
  const from = addDays(to, -ASKED_DAYS - MOST_MISSED);
  const breakdowns = alert.watch === 'source' ? [alert.by] : [];
  const cells = await deps.readCells({ definition: { key, funnel }, from, to, breakdowns });
  const also = known.filter(({ state }) => state.running !== undefined).map(({ value }) => value);
  const figures = figureValues({ alert, funnel, cells, from, to, also });
  for (const [value, values] of figures) {
    if (deps.remaining() < LAST_MS) return { ...sum, complete: false };
    const before = known.find((one) => one.value === value);
    const steps = judgeDays(before?.state, what, values, to);
    const last = steps.at(-1);
    if (last === undefined) continue;
    const figure = { alert: alert.id, value, version: before?.version ?? 0, state: last.state };
    const notes = steps.flatMap((step) => notesOf(deps, alert, value, step));
    // Where another run was there first, that one has judged the same days.
    if (!(await deps.writeFigure(figure, notes))) continue;
    sum.judged += steps.length;
    sum.began += steps.filter(({ told }) => told === 'began').length;
    sum.ended += steps.filter(({ told }) => told === 'ended').length;
  }
  return sum;
}

/** A figure is another one where anything changes that it counts. */
function whatOf(alert: AlertConfig, definition: string): string {
  const of = alert.watch === 'conversion' ? [alert.stage, alert.withinDays] : [];
  return [definition, alert.watch, ...(alert.watch === 'source' ? [alert.by] : of)].join(' ');
}

/** All days that are over and not judged; at first only the last. */
function judgeDays(
  before: FigureState | undefined,
  what: string,
  values: readonly DayValue[],
  to: string,
): readonly ReturnType<typeof judge>[] {
  const first = before?.what === what ? addDays(before.through, 1) : to;
  const earliest = addDays(to, 1 - MOST_MISSED);
  const steps: ReturnType<typeof judge>[] = [];
  values.forEach((value, n) => {
    if (value.day < first || value.day < earliest) return;
    const state = steps.at(-1)?.state ?? before;
    steps.push(judge(state, what, value, values.slice(Math.max(0, n + 1 - ASKED_DAYS), n + 1)));
  });
  return steps;
}

function notesOf(
  { config, now }: Pick<WatchDeps, 'config' | 'now'>,
  alert: AlertConfig,
  value: string,
  { told, state }: ReturnType<typeof judge>,
): readonly Note[] {
  const incident = told === 'ended' ? state.incidents[0] : state.running;
  if (told === undefined || incident === undefined) return [];
  const of = { id: alert.id, value, began: incident.began, phase: told };
  const note = alertNote(alert.funnel, of, now());
  return targetsOf(config, note).length > 0 ? [note] : [];
}
