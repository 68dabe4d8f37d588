// What the server said is matched first; each of its attempts then takes what was sent with the public key around it.
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { type Attempt, type Matched, matched } from './attempts.ts';
import { lossOf, type Own, stagesOf } from './triggers.ts';

/** With those of its events that the server sent. */
export type TrustedAttempt = Attempt & { readonly trusted: readonly LeadEvent[] };

export type ServerFirst = {
  readonly attempts: readonly TrustedAttempt[];
  readonly late: readonly Own[];
  /** By what the server said alone. */
  readonly alone: Matched;
};

/** What other funnels hand over, by all events and by those of the server alone. */
export type Handed = { readonly all: readonly Own[]; readonly alone: readonly Own[] };

export function serverFirst(funnel: FunnelConfig, events: readonly LeadEvent[], handed: Handed): ServerFirst {
  const alone = matched(
    funnel,
    events.filter(({ trusted }) => trusted),
    handed.alone,
  );
  if (events.every(({ trusted }) => trusted))
    return { ...alone, attempts: alone.attempts.map(ofServer), alone };
  const attempts: TrustedAttempt[] = [];
  const late: Own[] = [];
  const add = (more: Matched): void => {
    attempts.push(...more.attempts.map(withTrusted));
    late.push(...more.late);
  };
  /** Where the attempt before ended. */
  let from = Number.NEGATIVE_INFINITY;
  for (const own of alone.attempts) {
    const start = own.entry.event.time;
    const before = between(events, handed.all, (time) => time > from && time < start);
    const within = withinOf(funnel, own, events, handed);
    const whole = matched(funnel, [...before.events, ...within.events], [...before.handed, ...within.handed]);
    const wider = holding(whole, own);
    const narrower = holding(matched(funnel, within.events, within.handed), own);
    if (wider === undefined) add(matched(funnel, before.events, before.handed));
    else {
      const entered = wider.entry.event.time;
      add({
        attempts: whole.attempts.filter(({ entry }) => entry.event.time < entered),
        late: whole.late.filter(({ event }) => event.time < entered),
      });
    }
    const taken =
      wider === undefined
        ? (narrower ?? own)
        : untilServerEnds(wider, own, [...whole.late, ...whole.attempts.flatMap((one) => one.events)]);
    attempts.push({ ...taken, trusted: ofServer(own).trusted });
    from = taken.endsAt;
  }
  const rest = between(events, handed.all, (time) => time > from);
  add(matched(funnel, rest.events, rest.handed));
  // An order that is late by what the server said stays late, unless an attempt counts it at a stage.
  const lateAlone = alone.late.filter(({ event }) => event.order !== undefined).map(({ event }) => event);
  const isStillLate = (attempt: Attempt, own: Own): boolean =>
    lateAlone.includes(own.event) && stageOfOrder(attempt, own) === undefined;
  return {
    attempts: attempts.map((attempt) => {
      const out = attempt.events.filter((own) => isStillLate(attempt, own));
      return {
        ...attempt,
        events: attempt.events.filter((own) => !out.includes(own)),
        trusted: attempt.trusted.filter((event) => !out.some((own) => own.event === event)),
      };
    }),
    late: [...late, ...attempts.flatMap((one) => one.events.filter((own) => isStillLate(one, own)))],
    alone,
  };
}

/** All that an attempt holds that was matched by what the server said alone, hand-offs too. */
function ofServer(attempt: Attempt): TrustedAttempt {
  return { ...attempt, trusted: attempt.events.map(({ event }) => event) };
}

function withTrusted(attempt: Attempt): TrustedAttempt {
  const said = attempt.events.filter(({ event, handOff }) => event.trusted && handOff === undefined);
  return { ...attempt, trusted: said.map(({ event }) => event) };
}

type Some = { readonly events: readonly LeadEvent[]; readonly handed: readonly Own[] };

function between(
  events: readonly LeadEvent[],
  handed: readonly Own[],
  isIn: (time: number) => boolean,
): Some {
  return {
    events: events.filter(({ time }) => isIn(time)),
    handed: handed.filter(({ event }) => isIn(event.time)),
  };
}

/** What lies within an attempt of the server's; no public event of `lostOn` ends it while the server goes on. */
function withinOf(funnel: FunnelConfig, own: Attempt, events: readonly LeadEvent[], handed: Handed): Some {
  const isIn = (time: number): boolean => time >= own.entry.event.time && time <= own.endsAt;
  const last = lastOf(own);
  const mine = own.events.filter(({ handOff }) => handOff !== undefined);
  const others = handed.all.filter(
    ({ event }) => isIn(event.time) && !mine.some((one) => one.event.id === event.id),
  );
  return {
    events: events.filter(
      (event) => isIn(event.time) && (event.trusted || event.time > last || lossOf(funnel, event) < 0),
    ),
    handed: [...mine, ...others],
  };
}

function lastOf({ events, entry }: Attempt): number {
  return Math.max(entry.event.time, ...events.map(({ event }) => event.time));
}

/** The attempt that holds what the server's holds, counts wherever it does, and has its orders at the same stages; one at none may come to one. */
function holding({ attempts }: Matched, own: Attempt): Attempt | undefined {
  const has = (attempt: Attempt, { event }: Own): boolean =>
    attempt.events.some((one) => one.event === event);
  const attempt = attempts.find((one) => has(one, own.entry));
  const isGood =
    attempt !== undefined &&
    own.counted.every((isCounted, stage) => !isCounted || attempt.counted[stage]) &&
    own.fills.every((fill) => fill === undefined || has(attempt, fill)) &&
    own.events.every((one) => {
      const stage = one.event.order === undefined ? undefined : stageOfOrder(own, one);
      return stage === undefined || stageOfOrder(attempt, one) === stage;
    });
  return isGood ? attempt : undefined;
}

/** A public entry makes the window end earlier: the attempt goes on until the last event of the server's. */
function untilServerEnds(wider: Attempt, own: Attempt, found: readonly Own[]): Attempt {
  const last = lastOf(own);
  if (last <= wider.endsAt) return wider;
  const after = found.filter(({ event }) => event.time > wider.endsAt && event.time <= last);
  const { lostBy: _, ...rest } = wider;
  return {
    ...rest,
    endsAt: last,
    events: [...wider.events, ...after].sort((a, b) => a.event.time - b.event.time),
    ...(own.lostBy !== undefined && own.endsAt <= last ? { lostBy: own.lostBy } : {}),
  };
}

/** The stage that an order filled, else the latest filled one that it matches. */
export function stageOfOrder({ fills }: Attempt, own: Own): number | undefined {
  const filled = fills.findIndex((fill) => fill?.event === own.event);
  if (filled >= 0) return filled;
  return stagesOf(own).findLast((stage) => fills[stage] !== undefined);
}
