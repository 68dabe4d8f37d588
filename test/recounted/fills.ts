// Which event of an attempt fills which stage: every way is looked at, and the one that the law prefers is taken.
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import type { Own } from './triggers.ts';

/** By stage: the place of the event in the window that fills it. */
export type Fills = readonly (number | undefined)[];

type Option = {
  readonly time: number;
  /** The stages that it can fill. */
  readonly stages: readonly number[];
  /** It occurs once more after it has met `times` of a required stage. */
  readonly isRepeat: boolean;
};

export function fillsOf(funnel: FunnelConfig, window: readonly Own[]): Fills {
  const options = window.map((_, at) => optionOf(funnel, window, at));
  const isOptional = (stage: number): boolean => funnel.stages[stage]?.optional === true;
  const count = funnel.stages.length;
  if (funnel.order === 'any') return fillAny(options, count);
  if (funnel.order === 'reached') return fillReached(options, count, isOptional);
  return fillInOrder(options, count, isOptional, funnel.order === 'strict');
}

function optionOf(funnel: FunnelConfig, window: readonly Own[], at: number): Option {
  const own = window[at] as Own;
  if (own.handOff !== undefined) return { time: own.event.time, stages: [0], isRepeat: false };
  const stages = new Set<number>();
  let isRepeat = false;
  for (const { stage, trigger } of own.triggers) {
    const times = 'times' in trigger ? trigger.times : 1;
    const seen = occurrences(window.slice(0, at), trigger);
    const now = new Set([...seen, occurrence(own.event)]);
    if (times === 1 || (seen.size === times - 1 && now.size === times)) stages.add(stage);
    else if (seen.size >= times && funnel.stages[stage]?.optional !== true) isRepeat = true;
  }
  return { time: own.event.time, stages: [...stages].sort((a, b) => a - b), isRepeat };
}

/** Of an order by its id, of all else by the event's. */
function occurrence({ id, order }: LeadEvent): string {
  return order?.id ?? id;
}

function occurrences(among: readonly Own[], trigger: unknown): ReadonlySet<string> {
  const same = among.filter(({ triggers }) => triggers.some((one) => one.trigger === trigger));
  return new Set(same.map(({ event }) => occurrence(event)));
}

type Search = {
  readonly options: readonly Option[];
  readonly stages: number;
  /** The stages that an event may fill, those that it would rather fill first. */
  readonly choices: (option: Option) => readonly number[];
  /** What a way is worth at its end; minus infinity where it is none. */
  readonly worth: (filled: ReadonlySet<number>) => number;
};

/** Of all ways to let each event fill one stage or none the best; of equals that in which the first events get what they would rather fill. */
function bestWay({ options, stages, choices, worth }: Search): {
  readonly worth: number;
  readonly fills: Fills;
} {
  const known = new Map<string, number>();
  const bestFrom = (at: number, filled: readonly number[]): number => {
    const option = options[at];
    if (option === undefined) return worth(new Set(filled));
    const key = `${at} ${[...filled].sort().join()}`;
    let best = known.get(key);
    if (best === undefined) {
      const free = choices(option).filter((stage) => !filled.includes(stage));
      best = Math.max(bestFrom(at + 1, filled), ...free.map((stage) => bestFrom(at + 1, [...filled, stage])));
      known.set(key, best);
    }
    return best;
  };
  const total = bestFrom(0, []);
  const fills = Array.from({ length: stages }, (): number | undefined => undefined);
  const filled: number[] = [];
  for (const [at, option] of options.entries()) {
    const free = choices(option).filter((stage) => !filled.includes(stage));
    const stage = free.find((one) => bestFrom(at + 1, [...filled, one]) === total);
    if (stage === undefined) continue;
    filled.push(stage);
    fills[stage] = at;
  }
  return { worth: total, fills };
}

/** Most stages; each event takes the earliest that it can. */
function fillAny(options: readonly Option[], stages: number): Fills {
  return bestWay({
    options,
    stages,
    choices: (option) => option.stages,
    worth: (filled) => filled.size,
  }).fills;
}

/**
 * From each stage that can be filled at the first instant to each later one. All required stages between count, and optional ones that
 * are filled. Most stages are best, then the longest way, then the earliest entry.
 */
function fillReached(
  options: readonly Option[],
  stages: number,
  isOptional: (stage: number) => boolean,
): Fills {
  const first = options.find((option) => option.stages.length > 0)?.time;
  let best = {
    worth: Number.NEGATIVE_INFINITY,
    length: 0,
    fills: new Array<undefined>(stages).fill(undefined) as Fills,
  };
  for (let from = 0; from < stages; from++) {
    for (let to = from; to < stages; to++) {
      const way = bestWay({
        options,
        stages,
        choices: ({ time, stages: own }) =>
          own
            .filter((stage) => stage >= from && stage <= to && (stage > from || time === first))
            .sort((a, b) => Number(isOptional(b)) - Number(isOptional(a)) || a - b),
        worth: (filled) => {
          if (!filled.has(from) || !filled.has(to)) return Number.NEGATIVE_INFINITY;
          let counted = 0;
          for (let stage = from; stage <= to; stage++) if (!isOptional(stage) || filled.has(stage)) counted++;
          return counted;
        },
      });
      const length = to - from + 1;
      if (way.worth > best.worth || (way.worth === best.worth && way.worth > 0 && length > best.length))
        best = { ...way, length };
    }
  }
  return best.fills;
}

/** The required stages one after another, each by the earliest event; then the optional ones by what is left between. */
function fillInOrder(
  options: readonly Option[],
  stages: number,
  isOptional: (stage: number) => boolean,
  isStrict: boolean,
): Fills {
  const required = Array.from({ length: stages }, (_, stage) => stage).filter((stage) => !isOptional(stage));
  let chain: readonly number[] = [];
  // In `strict` what shares the instant of entry may have come before it: any number of stages may be filled there.
  for (let atEntry = required.length; atEntry > 0; atEntry--) {
    const other = chainOf(options, required, isStrict, atEntry);
    if (other.length > chain.length) chain = other;
    if (!isStrict) break;
  }
  const fills = Array.from({ length: stages }, (): number | undefined => undefined);
  for (const [n, at] of chain.entries()) fills[required[n] ?? -1] = at;
  const timeOf = (stage: number | undefined): number | undefined => options[fills[stage ?? -1] ?? -1]?.time;
  for (let stage = 1; stage < stages; stage++) {
    const before = required.findLast((one) => one < stage);
    if (!isOptional(stage) || timeOf(before) === undefined) continue;
    const earlier = Array.from({ length: stage }, (_, one) => timeOf(one) ?? Number.NEGATIVE_INFINITY);
    const until = timeOf(required.find((one) => one > stage)) ?? Number.POSITIVE_INFINITY;
    const at = options.findIndex(
      (option, index) =>
        option.stages.includes(stage) &&
        !fills.includes(index) &&
        option.time >= Math.max(...earlier) &&
        option.time <= until,
    );
    if (at >= 0) fills[stage] = at;
  }
  return fills;
}

/** @param atEntry how many stages may be filled at the first instant */
function chainOf(
  options: readonly Option[],
  required: readonly number[],
  isStrict: boolean,
  atEntry: number,
): readonly number[] {
  const chain: number[] = [];
  const instants = [...new Set(options.map(({ time }) => time))];
  for (const [n, instant] of instants.entries()) {
    const here = options.flatMap(({ time }, at) => (time === instant ? [at] : []));
    const most = n === 0 ? atEntry : required.length;
    const run = longestRun(options, here, required.slice(chain.length, most));
    chain.push(...run);
    const heard = here.filter((at) => {
      const { stages = [], isRepeat = false } = options[at] ?? {};
      return isRepeat || stages.some((stage) => required.includes(stage));
    });
    if (isStrict && n > 0 && heard.length > run.length) break;
  }
  return chain;
}

/** Of events at one instant, in whatever order, those that fill most of the next stages one after another. */
function longestRun(
  options: readonly Option[],
  here: readonly number[],
  next: readonly number[],
): readonly number[] {
  const { fills } = bestWay({
    options: here.flatMap((at) => options[at] ?? []),
    stages: Math.max(-1, ...next) + 1,
    choices: (option) => option.stages.filter((stage) => next.includes(stage)),
    worth: (filled) =>
      next.slice(0, filled.size).every((stage) => filled.has(stage)) ? filled.size : Number.NEGATIVE_INFINITY,
  });
  return next.flatMap((stage) => here[fills[stage] ?? -1] ?? []);
}
