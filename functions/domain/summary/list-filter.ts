// What the list of leads is narrowed to: read from an address, and asked of a summary.

import type { LabelledFunnel } from '../profile/funnels.ts';
import { isDay } from '../report/report-period.ts';
import { type LeadSummary, type SummaryOutcome, summaryOutcome, waitingSince } from './lead-summary.ts';

export const FILTER_FIELDS = [
  'kind',
  'funnel',
  'reached',
  'missed',
  'outcome',
  'handOff',
  'channel',
  'campaign',
  'form',
  'from',
  'to',
  'activeBefore',
] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];
export const OUTCOMES = ['open', 'won', 'lost', 'ended'] as const satisfies readonly SummaryOutcome[];

/** As in the address; what is not asked for is absent. */
export type ListFilter = Readonly<Partial<Record<FilterField, string>>>;

export type FilterAnswer =
  | ({ readonly ok: true } & Pick<Asked, 'filter' | 'funnel' | 'waitingUnder'>)
  | { readonly ok: false; readonly field: FilterField; readonly fix: string };

export function readFilter(query: URLSearchParams, funnels: readonly LabelledFunnel[]): FilterAnswer {
  const filter: ListFilter = Object.fromEntries(
    FILTER_FIELDS.flatMap((field) => {
      const value = query.get(field) ?? '';
      return value === '' ? [] : [[field, value]];
    }),
  );
  const wrong = (field: FilterField, fix: string): FilterAnswer => ({ ok: false, field, fix });
  const { kind, outcome, handOff, from, to } = filter;
  if (kind !== undefined && kind !== 'contact' && kind !== 'anonymous')
    return wrong('kind', 'Choose contact or anonymous.');
  const funnel = funnels.find(({ definition }) => definition.funnel.id === filter.funnel);
  if (filter.funnel !== undefined && funnel === undefined)
    return wrong(
      'funnel',
      `Choose one of ${funnels.map(({ definition }) => definition.funnel.id).join(', ')}.`,
    );
  for (const field of ['reached', 'missed'] as const) {
    if (filter[field] === undefined) continue;
    if (funnel === undefined) return wrong(field, 'Choose the funnel too.');
    const stages = funnel.definition.funnel.stages.map(({ id }) => id);
    if (!stages.includes(filter[field])) return wrong(field, `Choose one of ${stages.join(', ')}.`);
  }
  if (outcome !== undefined) {
    if (funnel === undefined) return wrong('outcome', 'Choose the funnel too.');
    if (!OUTCOMES.some((one) => one === outcome))
      return wrong('outcome', `Choose one of ${OUTCOMES.join(', ')}.`);
  }
  if (handOff !== undefined) {
    if (handOff !== 'waiting') return wrong('handOff', 'Choose waiting.');
    if (funnel !== undefined && funnel.definition.funnel.handOff === undefined)
      return wrong('handOff', 'Choose a funnel that hands over, or none.');
  }
  for (const field of ['from', 'to', 'activeBefore'] as const) {
    const day = filter[field];
    if (day !== undefined && !isDay(day)) return wrong(field, 'Write a day as YYYY-MM-DD, e.g. 2026-01-31.');
  }
  if (from !== undefined && to !== undefined && from > to)
    return wrong('from', `Choose a day that is not after ${to}.`);
  if (handOff === undefined) return { ok: true, filter, funnel };
  const handing = (funnel === undefined ? funnels : [funnel]).filter(
    ({ definition }) => definition.funnel.handOff !== undefined,
  );
  return { ok: true, filter, funnel, waitingUnder: handing.map(({ definition }) => definition.key) };
}

export type Asked = {
  readonly filter: ListFilter;
  readonly funnel: LabelledFunnel | undefined;
  /** Where those are asked for who wait for sales: under which definitions. */
  readonly waitingUnder?: readonly string[];
  /** The local day of an instant. */
  readonly dayOf: (time: number) => string;
  /** ms since the epoch. */
  readonly now: number;
};

export function passes(summary: LeadSummary, { filter, funnel, waitingUnder, dayOf, now }: Asked): boolean {
  const { channel, campaign, form, from, to, activeBefore, reached, missed, outcome } = filter;
  if (channel !== undefined && summary.channel !== channel) return false;
  if (campaign !== undefined && summary.campaign !== campaign) return false;
  if (form !== undefined && summary.form !== form) return false;
  const day = dayOf(summary.since);
  if ((from !== undefined && day < from) || (to !== undefined && day > to)) return false;
  if (activeBefore !== undefined && summary.day >= activeBefore) return false;
  if (waitingUnder !== undefined && waitingSince(summary, waitingUnder) === undefined) return false;
  if (funnel === undefined) return true;
  const own = summary.funnels.get(funnel.definition.key);
  if (own === undefined) return false;
  const isReached = (id: string): boolean =>
    own.reached.includes(funnel.definition.funnel.stages.findIndex((stage) => stage.id === id));
  if (reached !== undefined && !isReached(reached)) return false;
  if (missed !== undefined && isReached(missed)) return false;
  return outcome === undefined || summaryOutcome(own.state, now) === outcome;
}
