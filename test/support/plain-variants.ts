// Variants word for word as docs/variants.md says, out of the events of a lead: what the tally of variants is held to.
import { type Cells, parseCellKey } from '../../functions/domain/funnel/cells.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import { ordersOf } from '../../functions/domain/funnel/revenue.ts';
import type { Lead } from '../../functions/domain/lead/lead.ts';
import type { PlainWay } from './plain-ways.ts';

const DAY = 86_400_000;
const AGES = [1 / 1440, 1 / 144, 1 / 24, 1 / 4, 1, 3, 7, 14, 30, 60, 90, 180, 365, Number.POSITIVE_INFINITY];

/** By `<day>|<what>`: the squares in one piece, by `q`. */
export function plainVariants({ funnel, calendar, hitsOf }: Definition, lead: Lead): PlainWay {
  const said: PlainWay = new Map();
  const triggers = funnel.stages.flatMap(({ on }) => on);
  const forms = new Set(triggers.flatMap((one) => ('form' in one ? [one.form] : [])));
  for (const form of forms) {
    const sent = lead.events
      .filter(({ kind, name, shown }) => kind === 'form' && name === form && shown !== undefined)
      .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
    const [first] = sent;
    if (first?.variant === undefined || first.shown === undefined) continue;
    const { variant, shown, time } = first;
    const ageOf = (at: number): number => AGES.findIndex((age) => at - shown <= age * DAY);
    const add = (what: string, place: string, n: bigint): void => {
      const key = `${calendar.dayOf(shown)}|nv${what}:${form}.${variant}:${place}`;
      if (n !== 0n) said.set(key, (said.get(key) ?? 0n) + n);
    };
    add('f', `${ageOf(time)}`, 1n);
    const orders = [...ordersOf(lead.events)].filter(
      ([event]) =>
        event.time >= Math.max(shown, time) &&
        event.time <= shown + funnel.windowMs &&
        hitsOf(event).stages.length > 0,
    );
    if (orders.length > 0) add('c', `${ageOf(Math.min(...orders.map(([event]) => event.time)))}`, 1n);
    const paid = orders.flatMap(([{ time: at }, value]) =>
      value !== undefined && value.minor > 0 ? [{ at, ...value }] : [],
    );
    for (const currency of new Set(paid.map((order) => order.currency))) {
      const own = paid.filter((order) => order.currency === currency);
      add('b', `${currency}:${ageOf(Math.min(...own.map(({ at }) => at)))}`, 1n);
      let before = 0n;
      for (const [age] of AGES.entries()) {
        const brought = own.reduce(
          (sum, { at, minor }) => (ageOf(at) <= age ? sum + BigInt(minor) : sum),
          0n,
        );
        add('v', `${currency}:${age}`, brought - before);
        add('q', `${currency}:${age}`, squareOf(brought) - squareOf(before));
        before = brought;
      }
    }
  }
  return said;
}

function squareOf(minor: bigint): bigint {
  return ((minor + 9n) / 10n) ** 2n;
}

/** What cells say of variants, with the squares in one piece. */
export function variantsIn(cells: Cells): PlainWay {
  const said: PlainWay = new Map();
  for (const [key, n] of cells) {
    const { day, metric } = parseCellKey(key);
    if (!metric.startsWith('nv')) continue;
    const [kind] = metric.slice(2);
    const isSquare = kind === 'w' || kind === 'x';
    const place = `${day}|${isSquare ? `nvq${metric.slice(3)}` : metric}`;
    const sum = (said.get(place) ?? 0n) + (kind === 'x' ? BigInt(n) * 2n ** 40n : BigInt(n));
    if (sum === 0n) said.delete(place);
    else said.set(place, sum);
  }
  return said;
}
