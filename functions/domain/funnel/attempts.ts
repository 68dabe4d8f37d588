// Attempts: what a lead has tried at a funnel. All that is counted, shown or told of a lead in a funnel follows from them.
import type { LeadEvent } from '../event/event.ts';
import { answersIn, type HandOffAnswer } from '../hand-off/answer.ts';
import type { Lead } from '../lead/lead.ts';
import type { Money } from '../money.ts';
import type { Touch } from '../touch/touch.ts';
import { type TouchAt, touchReader } from './attribution.ts';
import { eventsSeenBy } from './every-view.ts';
import type { Definition, FunnelEvent, Matcher } from './funnel.ts';
import { type HandOff, handOffAnswer, handOffOf, handOffTime } from './hand-off.ts';
import type { Loss, MatchedAttempt } from './match.ts';
import { matchTrusted, stageOf, type TrustedAttempt, type TrustedMatch } from './match-trusted.ts';
import { type Orders, ordersOf } from './revenue.ts';
import { type Way, wayOf } from './ways.ts';

/** One stage of an attempt. */
export type AttemptStage = {
  readonly counted: boolean;
  /** Counted, and so it was in an earlier attempt of the lead. */
  readonly returning: boolean;
  /** What filled it; a stage may count without, as a later one implies it. */
  readonly event?: LeadEvent;
};

/** An order in an attempt. */
export type AttemptOrder = {
  readonly event: LeadEvent;
  /** The stage that it filled, else the latest filled one that it matches. */
  readonly stage: number;
  /** What is left of it after refunds; absent where it has no value. */
  readonly value?: Money;
};

/** One try at a funnel. Times are ms since the epoch. */
export type Attempt = {
  readonly entry: LeadEvent;
  /** Index of the stage that was filled first: beyond the first stage of the funnel the attempt is direct there. */
  readonly enteredAt: number;
  /** One for each stage of the funnel, in its order. */
  readonly stages: readonly AttemptStage[];
  /** All events of the funnel from its entry to its end, in order of time. */
  readonly events: readonly LeadEvent[];
  /** The end of its window or, where that came before, of what ended it as lost; the instant belongs to it. */
  readonly endsAt: number;
  /** What ended it as lost, and which of the funnel's `lostOn` that is. */
  readonly loss?: Loss;
  /** How the lead came: as the server said, else by the entry's own touch or the latest before it within 90 days. */
  readonly touch?: Touch;
  /** The first form in it. */
  readonly form?: LeadEvent;
  readonly orders: readonly AttemptOrder[];
  /** When it handed the lead over to another funnel. */
  readonly handedAt?: number;
  /** What sales answered to that; absent: nothing yet. */
  readonly answer?: HandOffAnswer;
  /** Of each funnel that handed the lead over to this attempt, the earliest hand-off. */
  readonly received: readonly HandOff[];
};

export type LeadAttempts = {
  /** In order of time. */
  readonly attempts: readonly Attempt[];
  /** Events of the funnel outside every attempt, with what is left of their orders. */
  readonly late: readonly { readonly event: LeadEvent; readonly value?: Money }[];
  /** Of a funnel that others hand over to: by which of them the lead came first. Absent where it entered none. */
  readonly way?: Way;
};

/** `won`: it counts in the last stage; `open`: it has not ended; `ended`: it has, with its window or as lost. */
export type Outcome = 'won' | 'open' | 'ended';

/** @param now ms since the epoch */
export function outcomeOf({ stages, endsAt }: Attempt, now: number): Outcome {
  if (stages.at(-1)?.counted === true) return 'won';
  return now <= endsAt ? 'open' : 'ended';
}

/** What a lead has tried at a funnel under one version of its definition. */
export function attemptsOf(lead: Lead, version: Definition): LeadAttempts {
  return attemptReader(lead)(version);
}

/** Reads the attempts of one lead under several definitions: what they share is matched once, and each is read once. */
export function attemptReader(lead: Lead): (version: Definition) => LeadAttempts {
  const read = readerOf(lead);
  const known = new Map<Definition, LeadAttempts>();
  return (version) => {
    const attempts = known.get(version) ?? read(version);
    known.set(version, attempts);
    return attempts;
  };
}

function readerOf(lead: Lead): (version: Definition) => LeadAttempts {
  const orders = ordersOf(lead.events);
  const known: Matches = { byHits: new Map(), answers: answersIn(lead.events) };
  return (version) => {
    const { attempts, late, handed } = matchOnce(version, lead, known);
    const way = version.sources.length === 0 ? undefined : readWay(version, lead, orders, known);
    const touchAt = touchReader(lead.touches);
    const reached = new Set<number>();
    return {
      attempts: attempts.map((matched) => {
        const attempt = attemptOf(version, matched, {
          orders,
          handed,
          touchAt,
          reached,
          answers: known.answers,
        });
        for (const [stage, { counted }] of attempt.stages.entries()) if (counted) reached.add(stage);
        return attempt;
      }),
      late: late.map(({ event }) => ({ event, ...valued(orders.get(event)) })),
      ...(way === undefined ? {} : { way }),
    };
  };
}

function readWay(matcher: Matcher, lead: Lead, orders: Orders, known: Matches): Way | undefined {
  const { attempts, handed } = matchOnce(matcher, lead, known);
  const entry = attempts[0]?.entry.event;
  const giver: number[] = [];
  const handedOver: number[] = [];
  for (const source of matcher.sources) {
    const given = matchOnce(source, lead, known).attempts;
    giver.push(...given.map((attempt) => attempt.entry.event.time));
    handedOver.push(...given.flatMap((attempt) => handOffTime(source, attempt) ?? []));
  }
  const isOwn = attempts[0]?.events.some(({ event }) => event.time === entry?.time && !handed.has(event));
  return wayOf(
    matcher,
    {
      isOwn: isOwn ?? false,
      ...(entry === undefined ? {} : { receiver: entry.time }),
      ...(giver.length === 0 ? {} : { giver: Math.min(...giver) }),
      ...(handedOver.length === 0 ? {} : { handedOver: Math.min(...handedOver) }),
    },
    eventsSeenBy(matcher, lead.events),
    orders,
  );
}

type Context = {
  readonly orders: Orders;
  readonly handed: ReadonlyMap<LeadEvent, HandOff>;
  readonly touchAt: TouchAt;
  /** Stages in which an earlier attempt counts. */
  readonly reached: ReadonlySet<number>;
  readonly answers: readonly HandOffAnswer[];
};

function attemptOf(matcher: Matcher, matched: TrustedAttempt, context: Context): Attempt {
  const { enteredAt, fills, counted } = matched;
  const { event: entry } = matched.entry;
  const touch = context.touchAt(entry, matched.trusted);
  const events = matched.events.map(({ event }) => event);
  const form = events.find(({ kind }) => kind === 'form');
  const handedAt = handOffTime(matcher, matched);
  const answer = handOffAnswer(matcher, matched, context.answers);
  return {
    entry,
    enteredAt,
    stages: counted.map((isCounted, stage) => {
      const filled = fills[stage];
      const returning = isCounted && context.reached.has(stage);
      return { counted: isCounted, returning, ...(filled === undefined ? {} : { event: filled.event }) };
    }),
    events,
    endsAt: matched.endsAt,
    ...(matched.loss === undefined ? {} : { loss: matched.loss }),
    ...(touch === undefined ? {} : { touch }),
    ...(form === undefined ? {} : { form }),
    orders: matched.events.flatMap((own) => orderIn(matched, own, context.orders) ?? []),
    ...(handedAt === undefined ? {} : { handedAt }),
    ...(answer === undefined ? {} : { answer }),
    received: receivedIn(events, context.handed),
  };
}

function orderIn(matched: MatchedAttempt, own: FunnelEvent, orders: Orders): AttemptOrder | undefined {
  if (!orders.has(own.event)) return undefined;
  const stage = stageOf(matched, own);
  return stage === undefined ? undefined : { event: own.event, stage, ...valued(orders.get(own.event)) };
}

function valued(value: Money | undefined): { readonly value?: Money } {
  return value === undefined ? {} : { value };
}

function receivedIn(
  events: readonly LeadEvent[],
  handed: ReadonlyMap<LeadEvent, HandOff>,
): readonly HandOff[] {
  if (handed.size === 0) return [];
  const earliest = new Map<string, HandOff>();
  for (const event of events) {
    const handOff = handed.get(event);
    if (handOff !== undefined && !earliest.has(handOff.from)) earliest.set(handOff.from, handOff);
  }
  return [...earliest.values()];
}

type Matches = {
  /** By a matcher's `hitsOf`, which a definition and the source of another one share. */
  readonly byHits: Map<Matcher['hitsOf'], Received>;
  /** Of the lead, in the order in which they were given. */
  readonly answers: readonly HandOffAnswer[];
};

/** A match, and what was handed over to its funnel. */
type Received = TrustedMatch & { readonly handed: ReadonlyMap<LeadEvent, HandOff> };

/** Funnels that hand over are matched before those that receive, and each of them once. */
function matchOnce(matcher: Matcher, lead: Lead, known: Matches): Received {
  const before = known.byHits.get(matcher.hitsOf);
  if (before !== undefined) return before;
  const given: HandOff[] = [];
  const givenAlone: HandOff[] = [];
  for (const source of matcher.sources) {
    const { attempts, alone } = matchOnce(source, lead, known);
    given.push(...attempts.flatMap((attempt) => handOffOf(source, attempt, known.answers) ?? []));
    givenAlone.push(...alone.attempts.flatMap((attempt) => handOffOf(source, attempt, known.answers) ?? []));
  }
  const derived = { all: given.map(({ event }) => event), alone: givenAlone.map(({ event }) => event) };
  const handed = new Map([...givenAlone, ...given].map((handOff) => [handOff.event, handOff]));
  const matched = { ...matchTrusted(matcher, eventsSeenBy(matcher, lead.events), derived), handed };
  known.byHits.set(matcher.hitsOf, matched);
  return matched;
}
