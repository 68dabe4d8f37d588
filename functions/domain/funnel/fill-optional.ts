// Stages that are counted and never required, in the orders that go stage after stage.
import type { Fills, Options } from './fill.ts';

/**
 * The stages that are required are filled as if there were no others. An optional one is filled by the earliest event
 * that is left between the stage filled before it and the required one after it, so it never puts off what follows.
 * @param fillRequired fills stages, numbered anew, that are all required
 */
export function fillAround(
  stages: number,
  events: readonly Options[],
  optional: ReadonlySet<number>,
  fillRequired: (stages: number, events: readonly Options[]) => Fills,
): Fills {
  const all = Array.from({ length: stages }, (_, stage) => stage);
  const required = all.filter((stage) => !optional.has(stage));
  const known = new Map(required.map((stage, index) => [stage, index]));
  const numbered = events.map((event) => ({
    ...event,
    stages: event.stages.flatMap((stage) => known.get(stage) ?? []),
  }));
  const filled = fillRequired(required.length, numbered);
  const fills = all.map((stage) => filled[known.get(stage) ?? -1]);
  const used = new Set(filled);
  let after = Number.NEGATIVE_INFINITY;
  for (const stage of all) {
    if (optional.has(stage)) {
      const next = required.find((one) => one > stage);
      const until = events[fills[next ?? -1] ?? -1]?.time ?? Number.POSITIVE_INFINITY;
      const at = events.findIndex(
        (event, index) =>
          !used.has(index) && event.stages.includes(stage) && event.time >= after && event.time <= until,
      );
      if (at >= 0) {
        fills[stage] = at;
        used.add(at);
      }
    } else if (fills[stage] === undefined) break;
    after = events[fills[stage] ?? -1]?.time ?? after;
  }
  return fills;
}
