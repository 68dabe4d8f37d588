import { describe, expect, it } from 'vitest';
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { type CellKey, parseCellKey } from '../../functions/domain/funnel/cells.ts';
import { expand } from '../../functions/domain/funnel/expand-cells.ts';
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { EMPTY_HISTORY, fold, leadOf } from '../../functions/domain/lead/lead.ts';
import { figuresOf } from '../../functions/domain/report/report-figures.ts';
import { DAY, definitions, event, funnel, HOUR, MONDAY, submission } from '../support/leads.ts';
import { Ledger } from '../support/ledger.ts';

function tally(funnels: readonly FunnelConfig[], events: readonly LeadEvent[], timezone = 'UTC') {
  const lead = leadOf([fold(EMPTY_HISTORY, events)]);
  const all = tallyAll(definitions(funnels, timezone), lead, false);
  return Object.fromEntries(
    funnels.map((one) => [one.id, Object.fromEntries(expand(one, all.get(one.id) ?? new Map()))]),
  );
}

const at = (name: string, hours: number, more: Partial<LeadEvent> = {}) =>
  event(name, MONDAY + hours * HOUR, more);
const order = (id: string, hours: number, minor: number, more: Partial<LeadEvent> = {}) =>
  at('Order', hours, { id: `${id}@${hours}`, order: { id, value: { currency: 'EUR', minor } }, ...more });

const metricIn = ([key, n]: readonly [string, number]) => [parseCellKey(key as CellKey).metric, n] as const;

const sales = funnel(['/pricing', 'Trial', 'Order']);
const day = '2026-03-02';

describe('the tally of a lead', () => {
  it.each(['reached', 'any', 'ordered', 'strict'] as const)(
    'asks no id, in order %s, with which of the events of one instant it was entered',
    (order) => {
      const one = funnel(['Trial|Demo', 'Trial'], { order });
      const entered = (trial: string, demo: string) =>
        tally([one], [at('Trial', 0, { id: trial }), at('Demo', 0, { id: demo })]).trial;
      expect(entered('a', 'b')).toEqual(entered('b', 'a'));
      expect(Object.keys(entered('b', 'a') ?? {}).filter((key) => key.includes('|d'))).toEqual([]);
    },
  );

  it('takes who enters at a stage by the second occurrence for none that came there from before', () => {
    const one = funnel(['/pricing', 'Trial*2', 'Order']);
    // The first begins the attempt, and fills nothing.
    const cells = tally([one], [at('Trial', 0), at('Trial', 2), order('a', 5, 1900)]).trial;
    expect(cells).toMatchObject({
      [`${day}|d1|`]: 1,
      [`${day}|f1:${bucketOf(2 * HOUR)}|`]: 1,
      [`${day}|j1:${bucketOf(2 * HOUR)}|`]: 1,
    });
    const { stages } = figuresOf(new Map(Object.entries(cells ?? {}).map(metricIn)), 3);
    expect(stages[1]).toMatchObject({ enteredBefore: 0, advanced: 0 });
    const advanced: number[] = [];
    stages[1]?.advancedAfter.forEach((n) => void (n !== 0 && advanced.push(n)));
    expect(advanced).toEqual([]);
  });

  it('counts entry, stages, both and times on the local day of the entry', () => {
    expect(tally([sales], [at('/pricing', 0), at('Trial', 2), order('a', 5, 1900)]).trial).toEqual({
      [`${day}|e|`]: 1,
      [`${day}|l0|`]: 1,
      [`${day}|l1|`]: 1,
      [`${day}|b1|`]: 1,
      [`${day}|f1:${bucketOf(2 * HOUR)}|`]: 1,
      [`${day}|p1:${bucketOf(2 * HOUR)}|`]: 1,
      [`${day}|l2|`]: 1,
      [`${day}|b2|`]: 1,
      [`${day}|f2:${bucketOf(5 * HOUR)}|`]: 1,
      [`${day}|p2:${bucketOf(3 * HOUR)}|`]: 1,
      [`${day}|o2|`]: 1,
      [`${day}|v2:EUR|`]: 1900,
      [`${day}|s1|`]: 2 * HOUR,
      [`${day}|t1|`]: 2 * HOUR,
      [`${day}|s2|`]: 5 * HOUR,
      [`${day}|t2|`]: 3 * HOUR,
      [`${day}|z|`]: 1,
      [`${day}|zg:EUR|`]: 1900,
    });
  });

  it('cuts days in the configured time zone', () => {
    const cells = tally([sales], [event('/pricing', Date.UTC(2026, 2, 2, 23, 30))], 'Europe/Rome').trial;
    expect(cells).toEqual({ '2026-03-03|e|': 1, '2026-03-03|l0|': 1 });
  });

  it('counts an entry at a later stage as direct there, with no time to it, and in no stage before', () => {
    expect(tally([sales], [at('Trial', 0)]).trial).toEqual({
      [`${day}|e|`]: 1,
      [`${day}|d1|`]: 1,
      [`${day}|l1|`]: 1,
    });
  });

  it('counts a second attempt as returning in the stages that the first had reached', () => {
    const cells = tally([sales], [at('/pricing', 0), at('/pricing', 40 * 24), at('Trial', 41 * 24)]).trial;
    expect(cells).toMatchObject({ '2026-04-11|r0|': 1, '2026-04-11|l1|': 1 });
    expect(cells).not.toHaveProperty(['2026-04-11|r1|']);
  });

  it('shows what is outside every attempt as late: the lead once, its revenue in full', () => {
    const cells = tally(
      [sales],
      [at('/pricing', 0), order('a', 31 * 24, 500), order('b', 33 * 24, 700)],
    ).trial;
    expect(cells).toMatchObject({
      '2026-04-02|x|': 1,
      '2026-04-02|xv:EUR|': 500,
      '2026-04-04|xv:EUR|': 700,
    });
    expect(cells).not.toHaveProperty(['2026-04-04|x|']);
  });

  it('takes an order once by its id, the copy sent with the secret key first', () => {
    const copies = [at('/pricing', 0), order('a', 1, 9_999), order('a', 2, 1900, { trusted: true })];
    expect(tally([sales], copies).trial).toMatchObject({ [`${day}|o2|`]: 1, [`${day}|v2:EUR|`]: 1900 });
  });

  it('lets a refund follow its order, up to its value', () => {
    const refund = at('Order Refunded', 90 * 24, {
      order: { id: 'a', refund: true, value: { currency: 'EUR', minor: 400 } },
    });
    const cells = tally([sales], [at('/pricing', 0), order('a', 1, 1900), refund]).trial;
    expect(cells).toMatchObject({ [`${day}|v2:EUR|`]: 1500 });
    const more = {
      ...refund,
      id: 'more',
      order: { id: 'a', refund: true as const, value: { currency: 'EUR', minor: 5000 } },
    };
    const nothing = tally([sales], [at('/pricing', 0), order('a', 1, 1900), refund, more]).trial;
    expect(nothing).not.toHaveProperty([`${day}|v2:EUR|`]);
  });

  it('lets no refund sent with the public key lower an order that was sent with the secret key', () => {
    const refund = at('Order Refunded', 2, { order: { id: 'a', refund: true } });
    const said = [at('/pricing', 0), order('a', 1, 1900, { trusted: true })];
    expect(tally([sales], [...said, refund]).trial).toMatchObject({ [`${day}|v2:EUR|`]: 1900 });
    const trusted = { ...refund, trusted: true };
    expect(tally([sales], [...said, trusted]).trial).not.toHaveProperty([`${day}|v2:EUR|`]);
  });

  it('adds the revenue of an order that fills no stage to the latest filled stage that it matches', () => {
    const loyal = funnel(['/pricing', 'Order', 'Order*2'], { order: 'any' });
    const cells = tally(
      [loyal],
      [at('/pricing', 0), order('a', 1, 100), order('b', 2, 20), order('c', 3, 3)],
    ).trial;
    expect(cells).toMatchObject({ [`${day}|v1:EUR|`]: 100, [`${day}|v2:EUR|`]: 23, [`${day}|o2|`]: 2 });
  });

  it('breaks down by the touch of the entry, or the latest before it within 90 days, or direct', () => {
    const one = funnel(['Trial', 'Order'], { by: ['channel', 'source', 'first.source'], windowMs: DAY });
    const touched = at('/x', 0, { touch: { channel: 'Email', source: 'news' } });
    const later = at('/y', 3, { touch: { channel: 'Paid Search', source: 'google' } });
    expect(tally([one], [touched, at('Trial', 2), later]).trial).toMatchObject({
      [`${day}|e|channel=Email`]: 1,
      [`${day}|e|source=news`]: 1,
      [`${day}|e|first.source=news`]: 1,
    });
    expect(tally([one], [touched, at('Trial', 91 * 24)]).trial).toMatchObject({
      '2026-06-01|e|channel=Direct': 1,
      '2026-06-01|e|source=(none)': 1,
      '2026-06-01|e|first.source=news': 1,
    });
  });

  it('hands an attempt over to the first stage of the receiving funnel when the giving stage is reached', () => {
    const giving = funnel(['/blog', 'Trial'], {
      id: 'journey',
      order: 'any',
      handOff: { at: 'Trial', to: 'trial' },
    });
    const cells = tally([sales, giving], [at('/blog', 0), at('Trial', 4)]);
    expect(cells.journey).toMatchObject({ [`${day}|h|`]: 1, [`${day}|h:${bucketOf(4 * HOUR)}|`]: 1 });
    expect(cells.trial).toMatchObject({ [`${day}|e|`]: 1, [`${day}|l1|`]: 1, [`${day}|p1:0|`]: 1 });
  });
});

describe('a receiving funnel', () => {
  const giver = (id: string, start: string, more: Partial<FunnelConfig> = {}) =>
    funnel([start, 'Trial'], { id, order: 'any', handOff: { at: 'Trial', to: 'trial' }, ...more });
  const taken = (cells: Readonly<Record<string, number>> | undefined) =>
    Object.entries(cells ?? {})
      .filter(([key]) => key.includes('|k:'))
      .sort();

  it('counts attempts that hold a hand-off, by the time that it took in the giving funnel', () => {
    const journey = giver('journey', '/blog');
    const events = [at('/pricing', 0), at('/blog', 24), at('Trial', 28)];
    const one = tally([sales, journey], events).trial;
    expect(taken(one)).toEqual([[`${day}|k:journey:${bucketOf(4 * HOUR)}|`, 1]]);
    expect(one).toMatchObject({ [`${day}|e|`]: 1 });
    expect(taken(tally([sales, journey], [at('/pricing', 0), at('Trial', 28)]).journey)).toEqual([]);
  });

  it('counts an attempt once for each giver, with the earliest of its hand-offs', () => {
    const both = [giver('journey', '/blog', { windowMs: 9 * DAY }), giver('club', '/club')];
    const events = [
      at('/club', 0),
      at('/blog', 1),
      at('Trial', 4),
      at('/blog', 11 * 24),
      at('Trial', 12 * 24),
    ];
    const cells = tally([sales, ...both], events);
    expect(cells.journey).toMatchObject({ [`${day}|h|`]: 1, '2026-03-13|h|': 1 });
    expect(taken(cells.trial)).toEqual([
      [`${day}|k:club:${bucketOf(4 * HOUR)}|`, 1],
      [`${day}|k:journey:${bucketOf(3 * HOUR)}|`, 1],
    ]);
  });

  it('keeps them once, whatever it is broken down by', () => {
    const one = { ...sales, by: ['channel', 'source'] as const };
    const cells = tally([one, giver('journey', '/blog')], [at('/blog', 0), at('Trial', 4)]);
    expect(taken(cells.trial)).toEqual([[`${day}|k:journey:${bucketOf(4 * HOUR)}|`, 1]]);
  });

  it('has none where the hand-off is outside every attempt', () => {
    const strict = { ...sales, order: 'strict' as const };
    const events = [at('/blog', 0), at('Trial', 4), at('Trial', 5), at('/pricing', 6), at('Trial', 7)];
    const repeated = [...events, order('a', 8, 100)];
    const cells = tally([strict, giver('journey', '/blog')], repeated).trial;
    expect(cells).toMatchObject({ [`${day}|x|`]: 1, [`${day}|l2|`]: 1 });
    expect(taken(cells)).toEqual([]);
  });
});

describe('contacts', () => {
  const pricing = submission({ anonymous: 'browser' }, at('/pricing', 0));
  const trial = submission({ anonymous: 'browser', email: 'ann@example.com' }, at('Trial', 30));

  it('are attempts of leads whose e-mail is known, on the day of their entry, also where it is said later', () => {
    const ledger = new Ledger(definitions([sales]));
    const contacts = () =>
      [...(ledger.counters.get('trial') ?? [])].filter(([key, n]) => key.includes('|n|') && n !== 0);
    ledger.take([pricing]);
    expect(contacts()).toEqual([]);
    ledger.take([trial]);
    expect(contacts()).toEqual([[`${day}|n|`, 1]]);
  });
});
