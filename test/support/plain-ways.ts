// Ways word for word as docs/ways.md says, out of the attempts of each funnel: what the tally of ways is held to.
import { attemptsOf } from '../../functions/domain/funnel/attempts.ts';
import { type Cells, parseCellKey } from '../../functions/domain/funnel/cells.ts';
import type { Definition, Matcher } from '../../functions/domain/funnel/funnel.ts';
import { ordersOf } from '../../functions/domain/funnel/revenue.ts';
import type { Lead } from '../../functions/domain/lead/lead.ts';

const DAY = 86_400_000;
const AGES = [DAY / 1440, DAY / 144, DAY / 24, DAY / 4, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 60 * DAY];
AGES.push(90 * DAY, 180 * DAY, 365 * DAY, Number.POSITIVE_INFINITY);

/** By `<day>|<what>`: the squares in one piece, by `q`. */
export type PlainWay = Map<string, bigint>;

/** What a lead counts by its way; empty where nothing is handed over to the funnel, or it entered none. */
export function plainWay(definition: Definition, lead: Lead): PlainWay {
  const said: PlainWay = new Map();
  if (definition.sources.length === 0) return said;
  const read = (one: Matcher) =>
    attemptsOf(lead, { ...one, key: one.funnel.id, calendar: definition.calendar }).attempts;
  const sales = read(definition);
  const marketing = definition.sources.flatMap(read);
  const entries = [...sales, ...marketing].map(({ entry }) => entry.time);
  if (entries.length === 0) return said;
  const start = Math.min(...entries);
  const windows = [definition, ...definition.sources].map(({ funnel }) => funnel.windowMs);
  const isSeen = (time: number): boolean => time >= start && time - start <= Math.max(...windows);
  const isStraight = sales.some(
    ({ entry, events }) =>
      entry.time === start && events.some(({ id, time }) => time === start && !id.startsWith('handoff:')),
  );
  const isInSales = sales.some(({ entry }) => isSeen(entry.time));
  const isInMarketing = marketing.some(({ entry }) => isSeen(entry.time));
  const isHanded = marketing.some(({ handedAt }) => handedAt !== undefined && isSeen(handedAt));
  const way = isStraight ? (isInMarketing ? 'b' : 's') : isHanded ? 'h' : isInSales ? 'o' : 'm';
  const day = definition.calendar.dayOf(start);
  const add = (what: string, n: bigint): void => {
    const sum = (said.get(`${day}|y${way}${what}`) ?? 0n) + n;
    if (sum === 0n) said.delete(`${day}|y${way}${what}`);
    else said.set(`${day}|y${way}${what}`, sum);
  };
  const ageOf = (time: number): number => AGES.findIndex((age) => time - start <= age);
  add('', 1n);
  const matchers = [definition, ...definition.sources];
  const orders = [...ordersOf(lead.events)]
    .filter(([event]) => isSeen(event.time) && matchers.some((one) => one.hitsOf(event).stages.length > 0))
    .sort(([a], [b]) => a.time - b.time);
  for (const [index, what] of ['c', 'r'].entries()) {
    const order = orders[index]?.[0];
    if (order !== undefined) add(`${what}:${ageOf(order.time)}`, 1n);
  }
  const referrals = matchers.flatMap((one) => referralsOf(one, lead, isSeen));
  if (referrals.length > 0) add(`a:${ageOf(Math.min(...referrals))}`, 1n);
  for (const currency of new Set(orders.map(([, value]) => value?.currency))) {
    let before = 0n;
    for (const [age] of AGES.entries()) {
      const brought = orders
        .filter(([event, value]) => value?.currency === currency && ageOf(event.time) <= age)
        .reduce((sum, [, value]) => sum + BigInt(value?.minor ?? 0), 0n);
      add(`v:${currency}:${age}`, brought - before);
      add(`q:${currency}:${age}`, squareOf(brought) - squareOf(before));
      before = brought;
    }
  }
  return said;
}

/** The moments at which the stage of referrals is filled, by each of its triggers. */
function referralsOf(
  { funnel, hitsOf }: Matcher,
  lead: Lead,
  isSeen: (time: number) => boolean,
): readonly number[] {
  const stage = funnel.stages.findIndex(({ id }) => id === 'advocacy');
  const seen = lead.events.filter(({ time }) => isSeen(time));
  const triggers = new Set(
    seen.flatMap((event) => hitsOf(event).triggers.filter((one) => one.stage === stage)),
  );
  return [...triggers].flatMap((trigger) => {
    const own = seen.filter((event) => hitsOf(event).triggers.includes(trigger));
    const first = own.filter(
      (event, index) => own.findIndex((one) => nameOf(one) === nameOf(event)) === index,
    );
    return first[trigger.times - 1]?.time ?? [];
  });
}

function nameOf({ id, order }: Lead['events'][number]): string {
  return order?.id ?? id;
}

function squareOf(minor: bigint): bigint {
  const tenths = (minor + 9n) / 10n;
  return tenths ** 2n;
}

/** What cells say of ways, with the squares in one piece. */
export function wayIn(cells: Cells): PlainWay {
  const said: PlainWay = new Map();
  for (const [key, n] of cells) {
    const { day, metric } = parseCellKey(key);
    if (!metric.startsWith('y')) continue;
    const kind = metric[2] ?? '';
    const isSquare = kind === 'w' || kind === 'x';
    const place = `${day}|${isSquare ? `${metric.slice(0, 2)}q${metric.slice(3)}` : metric}`;
    const part = kind === 'x' ? BigInt(n) * 2n ** 40n : BigInt(n);
    said.set(place, (said.get(place) ?? 0n) + part);
  }
  return said;
}

export function wayText(way: PlainWay): string {
  return [...way]
    .map(([what, n]) => `${what}=${n}`)
    .sort()
    .join(' ');
}
