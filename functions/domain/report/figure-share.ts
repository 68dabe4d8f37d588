// A figure of a report, by name, and the share that one lead has in it: the shares of all leads add up to the figure.
import { daysBetween } from '../calendar.ts';
import type { Breakdown, FunnelConfig } from '../config/config.ts';
import type { Cells, Slice } from '../funnel/cells.ts';
import { expand } from '../funnel/expand-cells.ts';
import { openDays } from './report-build.ts';
import { type Figures, figuresOf, indexCells, sumDays } from './report-figures.ts';

export const STAGE_FIGURES = ['leads', 'returning', 'direct', 'open', 'lost', 'orders'] as const;
export type StageFigure = (typeof STAGE_FIGURES)[number];

/** `leads.2`: a figure of the stage of that index; `lostOn.<event>` and `received.<funnel>` name what they are of. */
export type FigureName =
  | 'entered'
  | 'late'
  | 'handOff'
  | `${StageFigure}.${number}`
  | `lostOn.${string}`
  | `received.${string}`;

export type FigureOf = {
  readonly name: FigureName;
  readonly funnel: FunnelConfig;
  readonly timezone: string;
  /** Local days of entry, both inclusive. */
  readonly from: string;
  readonly to: string;
  /** One value of a breakdown; absent: all. */
  readonly slice?: { readonly by: Breakdown; readonly value: string } | undefined;
  /** ms since the epoch. */
  readonly now: number;
};

/** Undefined where the funnel has no such figure. */
export function readFigureName(text: string, { stages, lostOn = [] }: FunnelConfig): FigureName | undefined {
  if (text === 'entered' || text === 'late' || text === 'handOff') return text;
  const [kind = '', ...rest] = text.split('.');
  const of = rest.join('.');
  if (kind === 'lostOn') return lostOn.some(({ event }) => event === of) ? `lostOn.${of}` : undefined;
  if (kind === 'received') return of === '' ? undefined : `received.${of}`;
  const figure = STAGE_FIGURES.find((one) => one === kind);
  if (figure === undefined || !/^\d{1,2}$/.test(of) || Number(of) >= stages.length) return undefined;
  return `${figure}.${Number(of)}`;
}

/** Reads the share of a lead in a figure out of its contributions. */
export function shareReader({
  name,
  funnel,
  timezone,
  from,
  to,
  slice,
  now,
}: FigureOf): (kept: Cells) => number {
  const days = daysBetween(from, to);
  const [kind = '', ...rest] = name.split('.');
  const of = rest.join('.');
  const wanted = kind === 'open' || kind === 'lost' ? openDays({ funnel, timezone, now }, days) : [];
  const wantedSlice: Slice = slice === undefined ? '' : `${slice.by}=${slice.value}`;
  const { length } = funnel.stages;
  return (kept) => {
    const index = indexCells(expand(funnel, kept));
    const total = (read: (one: Figures) => number, among = days): number =>
      read(figuresOf(sumDays(index, among).get(wantedSlice) ?? new Map(), length));
    if (kind !== 'open' && kind !== 'lost') return total((one) => figureIn(one, kind, of, funnel));
    const stage = Number(of);
    const open = total((one) => notGoneOn(one, stage) - (one.stages[stage]?.ended ?? 0), wanted);
    return kind === 'open' ? open : total((one) => notGoneOn(one, stage)) - open;
  };
}

function figureIn(figures: Figures, kind: string, of: string, { lostOn = [] }: FunnelConfig): number {
  const stage = figures.stages[Number(of)];
  switch (kind) {
    case 'entered':
      return figures.entered;
    case 'late':
      return figures.late.leads;
    case 'handOff':
      return figures.handOff.leads;
    case 'lostOn':
      return lostOn.reduce((sum, { event }, reason) => sum + (event === of ? figures.lost(reason) : 0), 0);
    case 'received':
      return [...(figures.received.get(of)?.values() ?? [])].reduce((sum, n) => sum + n, 0);
    case 'leads':
    case 'returning':
    case 'direct':
    case 'orders':
      return stage?.[kind] ?? 0;
    default:
      return 0;
  }
}

/** Attempts in the stage before and not in this one. */
function notGoneOn({ stages }: Figures, stage: number): number {
  const before = stages[stage - 1];
  return before === undefined ? 0 : before.leads - (stages[stage]?.both ?? 0);
}
