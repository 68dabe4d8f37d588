// The summary of a contact: what the list of leads tells of it, small enough to be kept in an index.
import type { LeadEvent } from '../event/event.ts';
import type { Attempt, LeadAttempts } from '../funnel/attempts.ts';
import type { Definition } from '../funnel/funnel.ts';
import { readAnswer } from '../hand-off/answer.ts';
import { contactSince } from '../lead/contact-since.ts';
import { compareText } from '../lead/identity.ts';
import type { Lead } from '../lead/lead.ts';
import type { LeadRecord } from '../lead/record.ts';
import { isOfReferral } from '../referral/referral-events.ts';
import { nameIn } from './person-name.ts';

/** What became of the latest attempt: won, ended by an event of `lostOn`, or else when its window ends, in ms since the epoch. */
export type SummaryState = 'won' | 'lost' | number;

export type FunnelSummary = {
  /** Indexes of the stages in which any attempt counts, ascending. */
  readonly reached: readonly number[];
  /** Index of the deepest stage in which the latest attempt counts. */
  readonly stage: number;
  readonly state: SummaryState;
  /** Of a funnel that hands over: since when sales has not answered, ms since the epoch; absent: nothing waits. */
  readonly waiting?: number;
};

export type LeadSummary = {
  /** The time of the first event that carried its e-mail, ms since the epoch: its place in the list. */
  readonly since: number;
  /** The day of the latest event in UTC, `YYYY-MM-DD`. A day changes less often than an instant. */
  readonly day: string;
  readonly name?: string;
  /** Of its first form. */
  readonly form?: string;
  /** Of its first touch. */
  readonly channel?: string;
  readonly campaign?: string;
  /** By definition key, in the order of keys. A funnel that it has not entered is absent. */
  readonly funnels: ReadonlyMap<string, FunnelSummary>;
};

export type SummaryInput = {
  /** All records of the lead, the primary first. */
  readonly records: readonly Pick<LeadRecord, 'id' | 'history'>[];
  readonly lead: Lead;
  readonly definitions: readonly Definition[];
  readonly attemptsOf: (version: Definition) => LeadAttempts;
};

/** The summary of a contact; undefined for a lead whose e-mail is not known, and for one of which no event is kept. */
export function contactSummary(input: SummaryInput): LeadSummary | undefined {
  return input.records[0]?.id.kind === 'email' ? summaryOf(input) : undefined;
}

/** The summary of any lead; undefined where no event is kept. */
export function summaryOf({ records, lead, definitions, attemptsOf }: SummaryInput): LeadSummary | undefined {
  const last = lead.events.findLast(isOwnDoing) ?? lead.events.at(-1);
  if (last === undefined) return undefined;
  const { channel, campaign } = lead.touches[0]?.touch ?? {};
  const form = lead.events.find(({ kind }) => kind === 'form')?.name;
  const name = latestName(lead.events);
  return {
    since: contactSince(records) ?? lead.events[0]?.time ?? last.time,
    day: new Date(last.time).toISOString().slice(0, 10),
    ...(name === undefined ? {} : { name }),
    ...(form === undefined ? {} : { form }),
    ...(channel === undefined ? {} : { channel }),
    ...(campaign === undefined ? {} : { campaign }),
    funnels: sortedFunnels(
      definitions.flatMap((definition): [string, FunnelSummary][] => {
        const funnel = funnelSummary(attemptsOf(definition).attempts);
        return funnel === undefined ? [] : [[definition.key, funnel]];
      }),
    ),
  };
}

/** What sales answers is nothing that the lead did, and neither is what another lead did by its link. */
function isOwnDoing(event: LeadEvent): boolean {
  return readAnswer(event) === undefined && !isOfReferral(event);
}

function sortedFunnels(funnels: readonly (readonly [string, FunnelSummary])[]): LeadSummary['funnels'] {
  return new Map([...funnels].sort(([a], [b]) => compareText(a, b)));
}

function latestName(events: readonly LeadEvent[]): string | undefined {
  for (let at = events.length - 1; at >= 0; at--) {
    const { kind, properties } = events[at] ?? {};
    const name = kind === 'form' || kind === 'identify' ? nameIn(properties) : undefined;
    if (name !== undefined) return name;
  }
  return undefined;
}

function funnelSummary(attempts: readonly Attempt[]): FunnelSummary | undefined {
  const latest = attempts.at(-1);
  if (latest === undefined) return undefined;
  const reached = new Set<number>();
  for (const { stages } of attempts)
    for (const [stage, { counted }] of stages.entries()) if (counted) reached.add(stage);
  return {
    reached: [...reached].sort((a, b) => a - b),
    stage: Math.max(
      latest.enteredAt,
      latest.stages.findLastIndex(({ counted }) => counted),
    ),
    state: stateOf(latest),
    ...waitingIn(attempts),
  };
}

/** The earliest hand-off behind the latest that was answered: an answer settles what was handed over before. */
function waitingIn(attempts: readonly Attempt[]): Pick<FunnelSummary, 'waiting'> {
  const answered = attempts.findLastIndex(({ answer }) => answer !== undefined);
  const waiting = attempts.slice(answered + 1).find(({ handedAt }) => handedAt !== undefined)?.handedAt;
  return waiting === undefined ? {} : { waiting };
}

/** Since when a lead waits for sales in any of some funnels, by their definitions' keys: the longest. */
export function waitingSince(
  { funnels }: Pick<LeadSummary, 'funnels'>,
  keys: Iterable<string>,
): number | undefined {
  const since = [...keys].flatMap((key) => funnels.get(key)?.waiting ?? []);
  return since.length === 0 ? undefined : Math.min(...since);
}

function stateOf({ stages, loss, endsAt }: Attempt): SummaryState {
  if (stages.at(-1)?.counted === true) return 'won';
  return loss === undefined ? endsAt : 'lost';
}

/** What the list calls it: `open` while there is time, `ended` when its window is over. */
export type SummaryOutcome = 'won' | 'lost' | 'open' | 'ended';

/** @param now ms since the epoch */
export function summaryOutcome(state: SummaryState, now: number): SummaryOutcome {
  if (typeof state === 'string') return state;
  return now <= state ? 'open' : 'ended';
}

/**
 * A fresh summary with what an older one says of funnels under definitions that were not asked for. Its place in the list is that of
 * the events that are kept, whatever the order in which others came before them.
 */
export function mergedSummary(
  before: LeadSummary | undefined,
  fresh: LeadSummary | undefined,
  definitions: readonly Definition[],
): LeadSummary | undefined {
  if (before === undefined || fresh === undefined) return fresh;
  const asked = new Set(definitions.map(({ key }) => key));
  const others = [...before.funnels].filter(([key]) => !asked.has(key));
  return {
    ...fresh,
    funnels: sortedFunnels([...fresh.funnels, ...others]),
  };
}

export function withoutFunnels(
  summary: LeadSummary | undefined,
  isGone: (key: string) => boolean,
): LeadSummary | undefined {
  if (summary === undefined || ![...summary.funnels.keys()].some(isGone)) return summary;
  return { ...summary, funnels: new Map([...summary.funnels].filter(([key]) => !isGone(key))) };
}

export function isSameSummary(a: LeadSummary | undefined, b: LeadSummary | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.since === b.since &&
    a.day === b.day &&
    a.name === b.name &&
    a.form === b.form &&
    a.channel === b.channel &&
    a.campaign === b.campaign &&
    a.funnels.size === b.funnels.size &&
    [...a.funnels].every(([key, funnel]) => isSameFunnel(funnel, b.funnels.get(key)))
  );
}

function isSameFunnel(a: FunnelSummary, b: FunnelSummary | undefined): boolean {
  return (
    a.state === b?.state &&
    a.stage === b.stage &&
    a.waiting === b.waiting &&
    a.reached.join() === b.reached.join()
  );
}
