// What a server has said is matched first: events sent with the public key add to its attempts, and take nothing of them.
import type { LeadEvent } from '../event/event.ts';
import type { FunnelEvent, Matcher } from './funnel.ts';
import { type Match, type MatchedAttempt, match } from './match.ts';

/** An attempt with those of its events that were sent with the secret key. */
export type TrustedAttempt = MatchedAttempt & { readonly trusted: readonly LeadEvent[] };

export type TrustedMatch = {
  readonly attempts: readonly TrustedAttempt[];
  readonly late: readonly FunnelEvent[];
  /** What the events sent with the secret key are alone. */
  readonly alone: Match;
};

/** Events that other funnels hand over: by all that they hold, and by what was sent with the secret key alone. */
export type Derived = { readonly all: readonly LeadEvent[]; readonly alone: readonly LeadEvent[] };

/**
 * Cuts the events sent with the secret key into attempts as if there were no others, and gives each of these what was sent with
 * the public key around it: what came since the attempt before, and what lies within. Where with these the attempt
 * would count less, or its orders elsewhere, it takes only those within it; where it still would, none. An order that is late
 * by the events of the secret key alone stays late unless an attempt counts it at a stage.
 */
export function matchTrusted(matcher: Matcher, events: readonly LeadEvent[], derived: Derived): TrustedMatch {
  const { attempts, late, alone } = trustedFirst(matcher, events, derived);
  const orders = new Set(alone.late.flatMap(({ event }) => (event.order === undefined ? [] : [event])));
  if (orders.size === 0 || alone.late === late) return { attempts, late, alone };
  const stillLate: FunnelEvent[] = [];
  const left = attempts.map((attempt): TrustedAttempt => {
    const lost = attempt.events.filter((own) => orders.has(own.event) && stageOf(attempt, own) === undefined);
    if (lost.length === 0) return attempt;
    stillLate.push(...lost);
    return {
      ...attempt,
      events: attempt.events.filter((own) => !lost.includes(own)),
      trusted: attempt.trusted.filter((event) => !lost.some((own) => own.event === event)),
    };
  });
  return { attempts: left, late: [...late, ...stillLate].sort((a, b) => byTime(a.event, b.event)), alone };
}

function trustedFirst(matcher: Matcher, events: readonly LeadEvent[], derived: Derived): TrustedMatch {
  const said = events.filter(({ trusted }) => trusted);
  const alone = match(matcher, said, derived.alone);
  if (said.length === events.length) return { ...alone, attempts: alone.attempts.map(ofServer), alone };
  if (alone.attempts.length === 0) return { ...withTrusted(match(matcher, events, derived.all)), alone };
  const attempts: TrustedAttempt[] = [];
  const late: FunnelEvent[] = [];
  const add = (more: Match): void => {
    attempts.push(...withTrusted(more).attempts);
    late.push(...more.late);
  };
  let from = Number.NEGATIVE_INFINITY;
  const between = (low: number, high: number) => ({
    events: events.slice(
      firstIndex(events, (time) => time > low),
      firstIndex(events, (time) => time >= high),
    ),
    derived: derived.all.filter(({ time }) => low < time && time < high),
  });
  for (const attempt of alone.attempts) {
    const before = between(from, attempt.entry.event.time);
    const within = withinOf(matcher, attempt, events, derived);
    const whole = joined(
      match(matcher, [...before.events, ...within.events], [...before.derived, ...within.derived]),
      attempt,
    );
    if (whole === undefined) add(match(matcher, before.events, before.derived));
    else add(whole.before);
    const found = whole ?? joined(match(matcher, within.events, within.derived), attempt);
    const kept = found?.attempt ?? attempt;
    attempts.push({ ...kept, trusted: ofServer(attempt).trusted });
    from = kept.endsAt;
  }
  const rest = between(from, Number.POSITIVE_INFINITY);
  add(match(matcher, rest.events, rest.derived));
  return { attempts, late, alone };
}

/** An attempt that rests on what the server said alone, hand-offs too. */
function ofServer(attempt: MatchedAttempt): TrustedAttempt {
  return { ...attempt, trusted: attempt.events.map(({ event }) => event) };
}

function withTrusted({ attempts, late }: Match): Omit<TrustedMatch, 'alone'> {
  return {
    attempts: attempts.map((attempt) => ({
      ...attempt,
      // What another funnel handed over may rest on public events.
      trusted: attempt.events.flatMap(({ event, hits }) =>
        event.trusted && hits.triggers.length > 0 ? [event] : [],
      ),
    })),
    late,
  };
}

/** What lies within an attempt; of public events, none that would end it while the server goes on with it. */
function withinOf(
  matcher: Matcher,
  { entry, endsAt, events: own }: MatchedAttempt,
  events: readonly LeadEvent[],
  derived: Derived,
) {
  const start = entry.event.time;
  const last = own.at(-1)?.event.time ?? start;
  const [low, high] = [
    firstIndex(events, (time) => time >= start),
    firstIndex(events, (time) => time > endsAt),
  ];
  const mine = new Set(own.map(({ event }) => event.id));
  return {
    events: events
      .slice(low, high)
      .filter((event) => event.trusted || event.time > last || matcher.lossOf(event) === undefined),
    derived: [
      ...derived.alone.filter(({ id }) => mine.has(id)),
      ...derived.all.filter(({ id, time }) => start <= time && time <= endsAt && !mine.has(id)),
    ],
  };
}

/** The attempt with public events, and what comes before it; undefined where it would count less. */
function joined(
  found: Match,
  alone: MatchedAttempt,
): { readonly attempt: MatchedAttempt; readonly before: Match } | undefined {
  const at = found.attempts.findIndex(({ events }) => holds(events, alone.entry));
  const attempt = found.attempts[at];
  if (attempt === undefined || !isAtLeast(attempt, alone)) return undefined;
  const start = attempt.entry.event.time;
  const last = alone.events.at(-1)?.event.time ?? start;
  const before = {
    attempts: found.attempts.slice(0, at),
    late: found.late.filter(({ event }) => event.time < start),
  };
  if (last <= attempt.endsAt) return { attempt, before };
  // The server goes on with it after the window since a public entry.
  const after = [...found.late, ...found.attempts.slice(at + 1).flatMap(({ events }) => events)]
    .filter(({ event }) => attempt.endsAt < event.time && event.time <= last)
    .sort((a, b) => byTime(a.event, b.event));
  const { loss: _, ...rest } = attempt;
  const isLost = alone.loss !== undefined && alone.endsAt <= last;
  return {
    attempt: {
      ...rest,
      events: [...attempt.events, ...after],
      endsAt: last,
      ...(isLost ? { loss: alone.loss } : {}),
    },
    before,
  };
}

/** Whether an attempt counts wherever this one does, and holds its orders at the same stages; one that was at none may come to one. */
function isAtLeast(attempt: MatchedAttempt, alone: MatchedAttempt): boolean {
  if (!alone.counted.every((isCounted, stage) => !isCounted || attempt.counted[stage] === true)) return false;
  if (!alone.fills.every((fill) => fill === undefined || holds(attempt.events, fill))) return false;
  return alone.events.every((own) => {
    const stage = own.event.order && stageOf(alone, own);
    return stage === undefined || stageOf(attempt, own) === stage;
  });
}

/** The stage at which an attempt counts an order: the one that it filled, else the latest filled one that it matches. */
export function stageOf({ fills }: MatchedAttempt, { event, hits }: FunnelEvent): number | undefined {
  const filled = fills.findIndex((fill) => fill?.event === event);
  return filled >= 0 ? filled : hits.stages.findLast((stage) => fills[stage] !== undefined);
}

function holds(events: readonly FunnelEvent[], { event }: FunnelEvent): boolean {
  return events.some((own) => own.event === event);
}

/** Of events in order of time. */
function firstIndex(events: readonly LeadEvent[], isFrom: (time: number) => boolean): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isFrom(events[middle]?.time ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function byTime(a: LeadEvent, b: LeadEvent): number {
  return a.time - b.time;
}
