// Cuts a lead's events into attempts: every start is tried.
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { fillsOf } from './fills.ts';
import { lossOf, type Own, ownEvents, stagesOf } from './triggers.ts';

export type Attempt = {
  readonly entry: Own;
  /** The stage that was filled first. */
  readonly enteredAt: number;
  readonly endsAt: number;
  /** Which of `lostOn` ended it. */
  readonly lostBy?: number;
  readonly events: readonly Own[];
  readonly fills: readonly (Own | undefined)[];
  readonly counted: readonly boolean[];
};

export type Matched = { readonly attempts: readonly Attempt[]; readonly late: readonly Own[] };

export function matched(funnel: FunnelConfig, events: readonly LeadEvent[], handed: readonly Own[]): Matched {
  const all = ownEvents(funnel, events, handed);
  const isAnywhere = funnel.start !== 'first' && (funnel.order === 'reached' || funnel.order === 'any');
  const canStart = (own: Own): boolean => stagesOf(own)[0] === 0 || (isAnywhere && own === all[0]);
  const attempts: Attempt[] = [];
  const late: Own[] = [];
  let rest = all;
  for (;;) {
    const tries = rest
      .filter(canStart)
      .map((start) => attemptFrom(funnel, start, rest, events))
      .filter(({ counted }) => counted.includes(true));
    const [earliest] = tries;
    if (earliest === undefined) break;
    const rivals = tries.filter(({ entry }) => entry.event.time <= earliest.endsAt);
    const most = Math.max(...rivals.map(depthOf));
    const taken = rivals.find((one) => depthOf(one) === most) ?? earliest;
    attempts.push(taken);
    late.push(...rest.filter(({ event }) => event.time < taken.entry.event.time));
    rest = rest.filter(({ event }) => event.time > taken.endsAt);
  }
  return { attempts, late: [...late, ...rest] };
}

function depthOf({ counted }: Attempt): number {
  return counted.filter(Boolean).length;
}

function attemptFrom(
  funnel: FunnelConfig,
  start: Own,
  among: readonly Own[],
  all: readonly LeadEvent[],
): Attempt {
  const from = start.event.time;
  const losses = all
    .filter(
      (event) => lossOf(funnel, event) >= 0 && event.time > from && event.time <= from + funnel.windowMs,
    )
    .sort((a, b) => a.time - b.time || lossOf(funnel, a) - lossOf(funnel, b));
  const [loss] = losses;
  const endsAt = loss?.time ?? from + funnel.windowMs;
  const events = among.filter(({ event }) => event.time >= from && event.time <= endsAt);
  const fills = fillsOf(funnel, events).map((at) => events[at ?? -1]);
  const times = fills.map((own) => own?.event.time ?? Number.POSITIVE_INFINITY);
  const enteredAt = times.indexOf(Math.min(...times));
  const deepest = fills.findLastIndex((own) => own !== undefined);
  return {
    // Of events at one instant the one of the earliest stage is the entry.
    entry: fills.find((own) => own?.event.time === from) ?? start,
    enteredAt,
    endsAt,
    ...(loss === undefined ? {} : { lostBy: lossOf(funnel, loss) }),
    events,
    fills,
    counted: fills.map((own, stage) =>
      funnel.order === 'reached' && funnel.stages[stage]?.optional !== true
        ? enteredAt <= stage && stage <= deepest
        : own !== undefined,
    ),
  };
}
