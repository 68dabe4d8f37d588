import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { type Fills, fillersOf, type Options } from '../../functions/domain/funnel/fill.ts';
import { match } from '../../functions/domain/funnel/match.ts';
import { DAY, definition, funnel, HOUR, MONDAY } from '../support/leads.ts';
import { plainMatch } from '../support/plain-matcher.ts';

const ORDERS = ['reached', 'any', 'ordered', 'strict'] as const;
const NAMES = ['A', 'B', 'C', 'D'];

/** Few names and hours, so that events match several stages and share instants. */
const events: fc.Arbitrary<readonly LeadEvent[]> = fc
  .array(
    fc
      .record({
        name: fc.constantFrom(...NAMES, 'E'),
        hour: fc.nat({ max: 30 }),
        order: fc.constantFrom('1', '2', '3', undefined),
      })
      .map(({ name, hour, order }) => ({
        id: `${name}${hour}${order ?? ''}`,
        time: MONDAY + hour * HOUR,
        received: MONDAY,
        kind: 'event' as const,
        name,
        trusted: false,
        ...(order === undefined ? {} : { order: { id: order } }),
      })),
    { maxLength: 16 },
  )
  .map((all) => [...new Map(all.map((one) => [one.id, one])).values()]);

const stage = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom('', '', '', '*2', '*3')), {
    minLength: 1,
    maxLength: 2,
    selector: ([name]) => name,
  })
  .map((triggers) => triggers.map((parts) => parts.join('')).join('|'));

const funnels = fc.record({
  order: fc.constantFrom(...ORDERS),
  stages: fc.array(stage, { minLength: 2, maxLength: 4 }),
  windowMs: fc.constantFrom(HOUR, 6 * HOUR, DAY, 10 * DAY),
  start: fc.constantFrom('first' as const, undefined, undefined),
  optional: fc.constantFrom(-1, -1, 1, 2),
  lostOn: fc.constantFrom(undefined, ['D'], ['E'], ['C', 'E']),
});

describe('the matcher', () => {
  it('says what the law says, word for word', () => {
    fc.assert(
      fc.property(funnels, events, ({ stages, start, lostOn, optional, ...more }, all) => {
        const drawn = stages.map((name, k) => (k === optional && k < stages.length - 1 ? `${name}?` : name));
        const one = definition(
          funnel(drawn, {
            ...more,
            ...(start && { start }),
            ...(lostOn && { lostOn: lostOn.map((name) => ({ event: name })) }),
          }),
        );
        const { attempts, late } = match(one, all);
        expect({
          attempts: attempts.map(({ entry, endsAt, fills, enteredAt, counted }) => ({
            entry: entry.event.id,
            endsAt,
            fills: fills.map((fill) => fill?.event.id),
            enteredAt,
            counted,
          })),
          late: late.map(({ event }) => event.id),
        }).toEqual(plainMatch(one, all));
      }),
      { numRuns: 3000 },
    );
  });
});

const options: fc.Arbitrary<readonly Options[]> = fc
  .array(fc.tuple(fc.nat({ max: 6 }), fc.subarray([0, 1, 2, 3]), fc.boolean()), { maxLength: 7 })
  .map((all) =>
    all.map(([time, stages, isRepeat]) => ({ time, stages, isRepeat })).sort((a, b) => a.time - b.time),
  );

/** Every way to let each event fill one stage that it can fill, or none. */
function everyWay(
  all: readonly Options[],
  taken: Fills = [undefined, undefined, undefined, undefined],
  at = 0,
): readonly Fills[] {
  const event = all[at];
  if (event === undefined) return [taken];
  const ways = event.stages
    .filter((one) => taken[one] === undefined)
    .map((one) => taken.map((fill, index) => (index === one ? at : fill)));
  return [taken, ...ways].flatMap((way) => everyWay(all, way, at + 1));
}

function deepest(fills: Fills): number {
  return fills.filter((fill) => fill !== undefined).length;
}

/** The stage that an attempt enters at, and in how many it counts: from there to the last filled. */
function reaches(all: readonly Options[], fills: Fills): { readonly entry: number; readonly depth: number } {
  const times = fills.map((fill) => (fill === undefined ? Number.POSITIVE_INFINITY : (all[fill]?.time ?? 0)));
  const entry = times.indexOf(Math.min(...times));
  return { entry, depth: fills.findLastIndex((fill) => fill !== undefined) - entry + 1 };
}

/** Ways in which an attempt enters with what can fill a stage first, and fills no stage before that one. */
function waysToReach(all: readonly Options[]): readonly Fills[] {
  const first = all.find(({ stages }) => stages.length > 0)?.time;
  return everyWay(all).filter((fills) => {
    const { entry } = reaches(all, fills);
    return (
      all[fills[entry] ?? -1]?.time === first && fills.every((fill, k) => fill === undefined || k >= entry)
    );
  });
}

describe('filling stages', () => {
  it('gets as deep in order any as any way could', () => {
    fc.assert(
      fc.property(options, (all) => {
        const best = Math.max(...everyWay(all).map(deepest));
        expect(deepest(fillersOf('any', 4, all))).toBe(best);
      }),
      { numRuns: 300 },
    );
  });

  it('gets as deep from its entry in order reached as any way could, each event in turn to the earliest stage', () => {
    fc.assert(
      fc.property(options, (all) => {
        const ways = waysToReach(all).map((fills) => ({ fills, ...reaches(all, fills) }));
        const depth = Math.max(0, ...ways.map((way) => way.depth));
        const deep = ways.filter((way) => way.depth === depth);
        const entry = Math.min(...deep.map((way) => way.entry));
        const best = deep.filter((way) => way.entry === entry).map(({ fills }) => fills);
        // By event: the stage that it fills. An event that can fill one does.
        const inTurn = (fills: Fills) => all.map((_, at) => fills.indexOf(at) & 7).join('');
        const wanted = [...best].sort((a, b) => (inTurn(a) < inTurn(b) ? -1 : 1))[0];
        expect(fillersOf('reached', 4, all)).toEqual(wanted ?? [undefined, undefined, undefined, undefined]);
      }),
      { numRuns: 1000 },
    );
  });

  it('follows in order ordered the deepest chain in which time never runs back', () => {
    fc.assert(
      fc.property(options, (all) => {
        const chains = everyWay(all).filter((way) => {
          const filled = way.filter((fill) => fill !== undefined);
          const isPrefix = way.slice(0, filled.length).every((fill) => fill !== undefined);
          const times = filled.map((fill) => all[fill ?? 0]?.time ?? 0);
          return isPrefix && times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0));
        });
        const best = Math.max(...chains.map((way) => deepest(way)));
        expect(deepest(fillersOf('ordered', 4, all))).toBe(best);
      }),
      { numRuns: 300 },
    );
  });

  it('gives each event of one instant in turn the earliest stage, where stages are filled one after another', () => {
    fc.assert(
      fc.property(options, (all) => {
        const together = all.map((one) => ({ ...one, time: 0 }));
        const isChain = (way: Fills) => way.slice(0, deepest(way)).every((fill) => fill !== undefined);
        const chains = everyWay(together).filter(isChain);
        const best = Math.max(...chains.map(deepest));
        const inTurn = (fills: Fills) => together.map((_, at) => fills.indexOf(at) & 7).join('');
        const [wanted] = chains
          .filter((way) => deepest(way) === best)
          .sort((a, b) => (inTurn(a) < inTurn(b) ? -1 : 1));
        expect(fillersOf('ordered', 4, together)).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });

  it('breaks in order strict at an event between, whichever way events of one instant are put', () => {
    fc.assert(
      fc.property(options, (all) => {
        const depth = (sequence: readonly Options[]): number => {
          // The entry is the first that can fill stage 0 among those of the first instant; what is put before it is not between.
          const speaking = sequence.filter((one) => one.stages.length > 0 || one.isRepeat);
          let best = 0;
          for (const [at, entry] of speaking.entries()) {
            if (entry.time !== speaking[0]?.time) break;
            let next = 0;
            for (const one of speaking.slice(at)) {
              if (!one.stages.includes(next)) break;
              next++;
            }
            best = Math.max(best, Math.min(next, 4));
          }
          return best;
        };
        // An attempt begins at an event of the first stage.
        fc.pre(all.some((one) => one.time === all[0]?.time && one.stages.includes(0)));
        const best = Math.max(...shuffles(all).map(depth));
        expect(deepest(fillersOf('strict', 4, all))).toBe(best);
      }),
      { numRuns: 300 },
    );
  });
});

/** All orders of events in which time never runs back. */
function shuffles(all: readonly Options[]): readonly (readonly Options[])[] {
  const [first] = all;
  if (first === undefined) return [[]];
  const together = all.filter(({ time }) => time === first.time);
  return together.flatMap((one) => {
    const at = all.indexOf(one);
    return shuffles([...all.slice(0, at), ...all.slice(at + 1)]).map((rest) => [one, ...rest]);
  });
}
