// By which way leads came, and what came of it: the worked examples of docs/ways.md, and any lead against the plain reading.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { AGES_MS } from '../../functions/domain/funnel/ages.ts';
import type { Cells } from '../../functions/domain/funnel/cells.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { EMPTY_HISTORY, fold, leadOf } from '../../functions/domain/lead/lead.ts';
import { DAY, definitions, HOUR, MONDAY } from '../support/leads.ts';
import { plainWay, wayIn, wayText } from '../support/plain-ways.ts';
import { readDrawing, readTime, readTimeLine } from '../support/worked-notation.ts';

const page = readFileSync(new URL('../../docs/ways.md', import.meta.url), 'utf8');
const section = page.slice(page.indexOf('### Worked examples of ways'));
const drawing = /```funnel\n([\s\S]+?)\n```/.exec(section)?.[1] ?? '';
const funnels = readDrawing(drawing.split('\n')).funnels.map(
  (drawn): FunnelConfig => ({
    ...drawn,
    kind: drawn.id === 'sales' ? 'sales' : 'marketing',
    order: drawn.id === 'sales' ? 'reached' : 'any',
    windowMs: (drawn.id === 'sales' ? 30 : 365) * DAY,
  }),
);
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

/** `03-02 h, order 3d, EUR:500 3d` */
function readCounted(text: string): string {
  if (text === 'nothing') return '';
  const [head = '', ...facts] = text.split(', ');
  const [date, way] = head.split(' ');
  const place = `2026-${date}|y${way}`;
  let [sum, squares] = [0, 0];
  const said = facts.flatMap((fact) => {
    const [what = '', at = ''] = fact.split(' ');
    const age = AGES_MS.indexOf(readTime(at));
    const kind = { order: 'c', second: 'r', referral: 'a' }[what];
    if (kind !== undefined) return [`${place}${kind}:${age}=1`];
    const [currency, minor] = what.split(':');
    sum += Number(minor);
    const more = (sum / 10) ** 2 - squares;
    squares += more;
    return [`${place}v:${currency}:${age}=${minor}`, `${place}q:${currency}:${age}=${more}`];
  });
  return [`${place}=1`, ...said].sort().join(' ');
}

const sales = definitions(funnels).filter(({ key }) => key === 'sales');

function counted(events: readonly LeadEvent[]): Cells {
  return tallyAll(sales, leadOf([fold(EMPTY_HISTORY, events)]), false).get('sales') ?? new Map();
}

describe('the worked examples of docs/ways.md', () => {
  it('are there', () => expect(rows.length).toBeGreaterThan(9));

  it.each(rows)('%s', (_, events = '', outcome = '') => {
    expect(wayText(wayIn(counted(readTimeLine(events.replaceAll('`', '')))))).toBe(readCounted(outcome));
  });
});

describe('the way of a lead', () => {
  const fact: fc.Arbitrary<LeadEvent> = fc
    .record({
      name: fc.constantFrom('/blog', '/pricing', 'Trial', 'Order', 'Referral'),
      at: fc.nat({ max: 300 }),
      minor: fc.constantFrom(1, 999, 12_345_678, 600_000_000_000_000),
      trusted: fc.boolean(),
    })
    .map(({ name, at, minor, trusted }) => ({
      id: `${name}${at}`,
      time: MONDAY + (at * DAY) / 4,
      received: MONDAY,
      kind: name.startsWith('/') ? 'page' : 'event',
      name: name === 'Order' ? 'Order Completed' : name,
      trusted,
      ...(name === 'Order' ? { order: { id: String(at % 9), value: { currency: 'EUR', minor } } } : {}),
    }));

  it('is what a plain reading says, for any events and windows', () => {
    const bounded = fact.filter(({ order }) => (order?.value?.minor ?? 0) < 10 ** 14);
    fc.assert(
      fc.property(fc.array(bounded, { maxLength: 14 }), fc.constantFrom(2, 20, 200), (events, days) => {
        const narrow = funnels.map((one) => ({
          ...one,
          windowMs: one.windowMs === 30 * DAY ? days * DAY : 9 * HOUR,
        }));
        const lead = leadOf([fold(EMPTY_HISTORY, events)]);
        for (const definition of definitions(narrow)) {
          const cells = tallyAll([definition], lead, false).get(definition.key) ?? new Map();
          expect(wayText(wayIn(cells))).toBe(wayText(plainWay(definition, lead)));
        }
      }),
      { numRuns: 400 },
    );
  });

  it('is counted in whole numbers, also of orders as large as numbers go', () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 14 }), (events) => {
        for (const n of counted(events).values()) expect(Number.isSafeInteger(n)).toBe(true);
      }),
    );
  });
});
