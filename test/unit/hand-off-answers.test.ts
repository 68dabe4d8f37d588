import { describe, expect, it } from 'vitest';
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { attemptsOf } from '../../functions/domain/funnel/attempts.ts';
import { type Metric, parseCellKey } from '../../functions/domain/funnel/cells.ts';
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import {
  ACCEPTED,
  answerEvent,
  RETURNED,
  readAnswer,
  type Verdict,
} from '../../functions/domain/hand-off/answer.ts';
import { speedOf } from '../../functions/domain/hand-off/speeds.ts';
import { EMPTY_HISTORY, fold, leadOf } from '../../functions/domain/lead/lead.ts';
import { answeredReport } from '../../functions/domain/report/hand-off-report.ts';
import { figuresOf } from '../../functions/domain/report/report-figures.ts';
import { DAY, definitions, event, funnel, HOUR, MONDAY } from '../support/leads.ts';

const MINUTE = 60_000;
const sales = funnel(['/pricing', 'Call', 'Order'], { id: 'trial' });
const journey = funnel(['/blog', 'Trial', 'Order'], {
  id: 'journey',
  order: 'any',
  windowMs: 9 * DAY,
  handOff: { at: 'Trial', to: 'trial' },
});
const FUNNELS: readonly FunnelConfig[] = [sales, journey];
const [SALES, JOURNEY] = definitions(FUNNELS);
if (SALES === undefined || JOURNEY === undefined) throw new Error('no definitions');

const at = (name: string, hours: number, more: Partial<LeadEvent> = {}) =>
  event(name, MONDAY + hours * HOUR, more);
/** @param of hours after which it was handed over */
const answer = (hours: number, of: number, verdict: Verdict = { kind: 'accepted' }) =>
  answerEvent({
    ids: { email: 'a@example.com' },
    funnel: 'journey',
    handedAt: MONDAY + of * HOUR,
    verdict,
    now: MONDAY + hours * HOUR,
  }).event;
const returned: Verdict = { kind: 'returned', reason: 'not-now', note: 'In spring' };

const lead = (...events: readonly LeadEvent[]) => leadOf([fold(EMPTY_HISTORY, events)]);
function cellsOf(...events: readonly LeadEvent[]) {
  const all = tallyAll(definitions(FUNNELS), lead(...events), true);
  const metrics = (id: string) =>
    Object.fromEntries(
      [...(all.get(id) ?? [])].flatMap(([key, n]) => {
        const { metric } = parseCellKey(key);
        return metric.startsWith('m') ? [[metric, n]] : [];
      }),
    );
  return { journey: metrics('journey'), trial: metrics('trial') };
}
const HANDED = [at('/blog', 0), at('Trial', 4)];

describe('an answer to a hand-off', () => {
  it('is of the attempt that gave, and of the one that received', () => {
    const whole = lead(...HANDED, answer(6, 4));
    const given = attemptsOf(whole, JOURNEY).attempts[0];
    const received = attemptsOf(whole, SALES).attempts[0];
    expect(given?.answer).toMatchObject({ kind: 'accepted', at: MONDAY + 6 * HOUR });
    expect(received?.received[0]?.answer).toEqual(given?.answer);
    expect(attemptsOf(lead(...HANDED), JOURNEY).attempts[0]).not.toHaveProperty('answer');
  });

  it('is the first that was given, whatever came in first and whatever was said later', () => {
    const [accepted, back] = [answer(6, 4), answer(5, 4, returned)];
    for (const events of [
      [accepted, back],
      [back, accepted],
    ])
      expect(attemptsOf(lead(...events, ...HANDED), JOURNEY).attempts[0]?.answer).toMatchObject({
        kind: 'returned',
        reason: 'not-now',
        note: 'In spring',
      });
  });

  it('stays with its hand-off where an event that came late moved that', () => {
    const moved = lead(...HANDED, answer(6, 4), at('Trial', 2));
    expect(attemptsOf(moved, JOURNEY).attempts[0]?.answer?.kind).toBe('accepted');
  });

  it('is of one attempt and of no other, and of no other funnel', () => {
    const again = [at('/blog', 10 * 24), at('Trial', 10 * 24 + 1)];
    const { attempts } = attemptsOf(lead(...HANDED, ...again, answer(11 * 24, 10 * 24 + 1)), JOURNEY);
    expect(attempts.map((one) => one.answer?.kind)).toEqual([undefined, 'accepted']);
    const other = { ...answer(6, 4), properties: { funnel: 'trial', handedOver: MONDAY + 4 * HOUR } };
    expect(attemptsOf(lead(...HANDED, other), JOURNEY).attempts[0]).not.toHaveProperty('answer');
  });

  it('is none that a browser says, or that names no hand-off', () => {
    const { properties: _, ...bare } = answer(6, 4);
    expect(readAnswer({ ...answer(6, 4), trusted: false })).toBeUndefined();
    expect(readAnswer(bare)).toBeUndefined();
    expect(readAnswer({ ...bare, properties: { funnel: 'journey', handedOver: 'soon' } })).toBeUndefined();
    expect(readAnswer({ ...bare, properties: { funnel: 'journey', handedOver: 5 } })).toMatchObject({
      handedAt: 5,
    });
  });

  it('may be what ends an attempt as lost, or fills a stage', () => {
    const lostOn = [{ event: RETURNED, from: 'server' as const }];
    const called = funnel(['/pricing', 'Call', 'Order'], { id: 'trial', lostOn });
    const stages = called.stages.map((one, at) =>
      at === 1 ? { ...one, on: [{ event: ACCEPTED, times: 1 }] } : one,
    );
    const [naming] = definitions([{ ...called, stages }, journey]);
    if (naming === undefined) throw new Error('no definition');
    const [lost] = attemptsOf(lead(...HANDED, answer(6, 4, returned)), naming).attempts;
    expect(lost).toMatchObject({ endsAt: MONDAY + 6 * HOUR, loss: { reason: 0 } });
    const [won] = attemptsOf(lead(...HANDED, answer(6, 4)), naming).attempts;
    expect(won?.stages[1]).toMatchObject({ counted: true, event: { name: ACCEPTED } });
  });

  it('has one event, however often the same is given', () => {
    expect(answer(6, 4).id).toBe(answer(7, 4).id);
    expect(answer(6, 4).id).not.toBe(answer(6, 4, returned).id);
    expect(answer(6, 4).id).not.toBe(answer(6, 5).id);
  });
});

describe('the tally of an answer', () => {
  it('is the time that it took and its speed, in both funnels', () => {
    const cells = { [`ma::${bucketOf(2 * HOUR)}`]: 1, 'ms::0': 2 * HOUR, 'mv::3': 1 };
    const { journey: given, trial } = cellsOf(...HANDED, answer(6, 4));
    expect(given).toEqual(cells);
    expect(trial).toEqual(
      Object.fromEntries(Object.entries(cells).map(([key, n]) => [key.replace('::', ':journey:'), n])),
    );
  });

  it('tells the stages that were reached after the acceptance from those before', () => {
    const order = at('Order', 30, { order: { id: 'o' } });
    const { journey: given, trial } = cellsOf(...HANDED, at('Call', 5), answer(6, 4), order);
    expect(given).toMatchObject({ 'mg2::3': 1 });
    expect(given).not.toHaveProperty('mb2::3');
    expect(trial).toMatchObject({ 'mb1:journey:3': 1, 'mg2:journey:3': 1 });
  });

  it('is a reason of what was returned, and no time', () => {
    expect(cellsOf(...HANDED, answer(6, 4, returned)).journey).toEqual({ 'mr::2': 1 });
    expect(cellsOf(...HANDED)).toEqual({ journey: {}, trial: {} });
  });

  it('is of no time where the hand-off was moved behind it', () => {
    expect(cellsOf(at('/blog', 0), at('Trial', 8), answer(6, 4)).journey).toEqual({
      'ma::0': 1,
      'mv::0': 1,
    });
  });
});

describe('what a report says of answers', () => {
  it('is how many, how soon, why not, and what became of those accepted by speed', () => {
    const sums = new Map<Metric, number>([
      ['ma::0', 2],
      [`ma::${bucketOf(2 * HOUR)}`, 1],
      ['mv::0', 2],
      ['mv::3', 1],
      ['mg2::0', 1],
      ['mb2::0', 1],
      ['mr::1', 2],
    ]);
    const figures = figuresOf(sums, 3).answersTo('');
    expect(answeredReport(10, figures, new Map([[2, 'Order']]), () => null)).toEqual({
      accepted: 3,
      returned: 2,
      waiting: 5,
      acceptedShare: 0.3,
      secondsToAccept: null,
      reasons: [{ reason: 'no-budget', leads: 2 }],
      speeds: [
        { within: 300, leads: 2, stages: [{ id: 'Order', leads: 1, before: 1, share: 1 }] },
        { within: 14_400, leads: 1, stages: [{ id: 'Order', leads: 0, before: 0, share: 0 }] },
      ],
    });
  });

  it('has bounds that are inclusive, and one class beyond them', () => {
    expect([0, 5 * MINUTE, 5 * MINUTE + 1, 7 * DAY, 7 * DAY + 1].map(speedOf)).toEqual([0, 0, 1, 6, 7]);
  });
});
