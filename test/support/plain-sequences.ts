// Sequences word for word as docs/held-out.md says, out of the events of a lead: what the tally of sequences is held to.
import { attemptsOf } from '../../functions/domain/funnel/attempts.ts';
import { type Cells, parseCellKey } from '../../functions/domain/funnel/cells.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import { ordersOf } from '../../functions/domain/funnel/revenue.ts';
import type { Lead } from '../../functions/domain/lead/lead.ts';
import { tagOf } from '../../functions/domain/lead/views.ts';
import { stageCode } from '../../functions/domain/nurture/goal.ts';
import type { PlainWay } from './plain-ways.ts';

const DAY = 86_400_000;
const AGES = [1 / 1440, 1 / 144, 1 / 24, 1 / 4, 1, 3, 7, 14, 30, 60, 90, 180, 365, Number.POSITIVE_INFINITY];

/** By `<day>|<what>`: the squares in one piece, by `q`. */
export function plainSequences(definition: Definition, lead: Lead): PlainWay {
  const said: PlainWay = new Map();
  const seen = new Set<string>();
  const told = lead.events
    .filter(({ id, trusted }) => trusted && id.startsWith('s:imbuto:entered:'))
    .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
  for (const { id, time } of told) {
    const [, , , funnel, sequence = '', group, kind = '', ...rest] = id.split(':');
    const goal = rest.join(':');
    if (funnel !== definition.funnel.id || seen.has(sequence)) continue;
    seen.add(sequence);
    const done = Math.min(...doneIn(definition, lead, kind, goal));
    if (done < time) continue;
    const isSeen = (at: number): boolean => at >= time && at - time <= definition.funnel.windowMs;
    const ageOf = (at: number): number => AGES.findIndex((age) => at - time <= age * DAY);
    const own = `${sequence}.${tagOf(JSON.stringify([kind, goal])).toString(36)}`;
    const add = (what: string, place: string, n: bigint): void => {
      const key = `${definition.calendar.dayOf(time)}|n${group === 'held' ? 'h' : 's'}${what}:${own}${place}`;
      if (n !== 0n) said.set(key, (said.get(key) ?? 0n) + n);
    };
    add('', '', 1n);
    if (isSeen(done)) {
      add('c', `:${ageOf(done)}`, 1n);
      add('t', `:${bucketOf(done - time)}`, 1n);
    }
    const orders = [...ordersOf(lead.events)].flatMap(([event, value]) => {
      const isOwn = isSeen(event.time) && definition.hitsOf(event).stages.length > 0;
      return isOwn && value !== undefined && value.minor > 0 ? [{ at: event.time, ...value }] : [];
    });
    for (const currency of new Set(orders.map((order) => order.currency))) {
      const paid = orders.filter((order) => order.currency === currency);
      add('b', `:${currency}:${ageOf(Math.min(...paid.map(({ at }) => at)))}`, 1n);
      let before = 0n;
      for (const [age] of AGES.entries()) {
        const brought = paid.reduce(
          (sum, { at, minor }) => (ageOf(at) <= age ? sum + BigInt(minor) : sum),
          0n,
        );
        add('v', `:${currency}:${age}`, brought - before);
        add('q', `:${currency}:${age}`, squareOf(brought) - squareOf(before));
        before = brought;
      }
    }
  }
  return said;
}

/** All moments at which what a sequence waits for happened. */
function doneIn(definition: Definition, lead: Lead, kind: string, goal: string): readonly number[] {
  if (kind === 'event')
    return lead.events.flatMap((event) =>
      event.kind === 'event' && event.name === goal ? [event.time] : [],
    );
  const stage = definition.funnel.stages.findIndex((one) => stageCode(one) === goal);
  if (stage < 0) return [];
  const filled = attemptsOf(lead, definition).attempts.flatMap(({ stages }) => stages.slice(stage));
  const alone = lead.events.filter((event) =>
    definition.hitsOf(event).triggers.some((one) => one.times === 1 && one.stage >= stage),
  );
  return [...filled.flatMap(({ event }) => event?.time ?? []), ...alone.map(({ time }) => time)];
}

function squareOf(minor: bigint): bigint {
  return ((minor + 9n) / 10n) ** 2n;
}

/** What cells say of sequences, with the squares in one piece. */
export function sequencesIn(cells: Cells): PlainWay {
  const said: PlainWay = new Map();
  for (const [key, n] of cells) {
    const { day, metric } = parseCellKey(key);
    if (!/^n[hs]/.test(metric)) continue;
    const kind = metric[2] ?? '';
    const isSquare = kind === 'w' || kind === 'x';
    const place = `${day}|${isSquare ? `${metric.slice(0, 2)}q${metric.slice(3)}` : metric}`;
    const sum = (said.get(place) ?? 0n) + (kind === 'x' ? BigInt(n) * 2n ** 40n : BigInt(n));
    if (sum === 0n) said.delete(place);
    else said.set(place, sum);
  }
  return said;
}
