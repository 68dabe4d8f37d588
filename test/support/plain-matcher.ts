// The law of a funnel, word for word and as slow as that is: what the matcher is held to.
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { fillersOf } from '../../functions/domain/funnel/fill.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import type { Trigger } from '../../functions/domain/funnel/hits.ts';

type Own = { readonly event: LeadEvent; readonly hits: readonly Trigger[] };
/** Entry and end, by stage what filled it, the stage it entered at, and the stages in which it counts. */
export type PlainAttempt = {
  readonly entry: string;
  readonly endsAt: number;
  readonly fills: readonly (string | undefined)[];
  readonly enteredAt: number;
  readonly counted: readonly boolean[];
};

export function plainMatch(definition: Definition, events: readonly LeadEvent[]) {
  const { order, stages, start, windowMs } = definition.funnel;
  const optional = new Set(stages.flatMap((one, stage) => (one.optional ? [stage] : [])));
  const own: Own[] = events
    .map((event) => ({ event, hits: definition.hitsOf(event).triggers }))
    .filter(({ hits }) => hits.length > 0)
    .sort(
      (a, b) =>
        a.event.time - b.event.time ||
        firstStage(a) - firstStage(b) ||
        (a.event.id < b.event.id ? -1 : a.event.id > b.event.id ? 1 : 0),
    );
  const lostOn = definition.funnel.lostOn?.map(({ event }) => event) ?? [];
  const losses = events.filter(({ kind, name }) => kind === 'event' && lostOn.includes(name));
  const endOf = (entry: number): number =>
    Math.min(entry + windowMs, ...losses.map(({ time }) => time).filter((time) => time > entry));
  const attempts: PlainAttempt[] = [];
  const late: string[] = [];
  let rest = own;
  while (rest.length > 0) {
    const starts = rest.filter(
      (one) =>
        firstStage(one) === 0 ||
        (one === own[0] && start !== 'first' && (order === 'reached' || order === 'any')),
    );
    const possible = starts.map((entry) => attemptFrom(entry, rest)).filter(({ depth }) => depth > 0);
    const [earliest] = possible;
    if (earliest === undefined) {
      late.push(...rest.map(({ event }) => event.id));
      break;
    }
    const rivals = possible.filter(({ entry }) => entry.event.time <= endOf(earliest.entry.event.time));
    const deepest = Math.max(...rivals.map(({ depth }) => depth));
    const best = rivals.find(({ depth }) => depth === deepest) ?? earliest;
    attempts.push({
      entry: best.entry.event.id,
      endsAt: endOf(best.entry.event.time),
      fills: best.fills,
      enteredAt: best.enteredAt,
      counted: best.counted,
    });
    late.push(...rest.filter(({ event }) => event.time < best.entry.event.time).map(({ event }) => event.id));
    rest = rest.filter(({ event }) => event.time > endOf(best.entry.event.time));
  }
  return { attempts, late };

  function attemptFrom(entry: Own, among: readonly Own[]) {
    const from = entry.event.time;
    const window = among.filter(({ event }) => event.time >= from && event.time <= endOf(from));
    const options = window.map((one, index) => ({
      time: one.event.time,
      stages: stages.flatMap((_, stage) =>
        one.hits.some((hit) => hit.stage === stage && isNth(hit, window.slice(0, index + 1))) ? [stage] : [],
      ),
      isRepeat: one.hits.some(
        (hit) =>
          !optional.has(hit.stage) && hit.times > 1 && idsOf(hit, window.slice(0, index)).size >= hit.times,
      ),
    }));
    const at = fillersOf(order, stages.length, options, optional);
    const deepest = at.findLastIndex((index) => index !== undefined);
    const times = at.map((index) => window[index ?? -1]?.event.time ?? Number.POSITIVE_INFINITY);
    const enteredAt = times.indexOf(Math.min(...times));
    const counted = at.map((index, stage) =>
      order === 'reached' && !optional.has(stage)
        ? stage >= enteredAt && stage <= deepest
        : index !== undefined,
    );
    const fills = at.map((index) => (index === undefined ? undefined : window[index]?.event.id));
    // Of events at one instant any may have come first.
    const first = at.find((index) => index !== undefined && window[index]?.event.time === from);
    const entered = first === undefined ? undefined : window[first];
    return {
      start: entry,
      entry: entered ?? entry,
      fills,
      enteredAt,
      counted,
      depth: counted.filter(Boolean).length,
    };
  }
}

function firstStage({ hits }: Own): number {
  return Math.min(...hits.map(({ stage }) => stage));
}

/** Whether the last of these is the n-th distinct occurrence of the trigger; the first asks for no counting. */
function isNth(hit: Trigger, upTo: readonly Own[]): boolean {
  if (hit.times === 1) return true;
  return idsOf(hit, upTo).size === hit.times && idsOf(hit, upTo.slice(0, -1)).size === hit.times - 1;
}

function idsOf(hit: Trigger, among: readonly Own[]): ReadonlySet<string> {
  const occurrences = among.filter((one) => one.hits.includes(hit));
  return new Set(occurrences.map(({ event }) => event.order?.id ?? event.id));
}
