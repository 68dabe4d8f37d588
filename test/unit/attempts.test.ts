import { describe, expect, it } from 'vitest';
import { attemptsOf, outcomeOf } from '../../functions/domain/funnel/attempts.ts';
import { EMPTY_HISTORY, fold, leadOf } from '../../functions/domain/lead/lead.ts';
import { DAY, definition, event, funnel, HOUR, MONDAY } from '../support/leads.ts';

const TOUCH = { channel: 'Email', source: 'newsletter' };
const sales = definition(funnel(['/pricing', 'Trial', 'Order'], { windowMs: 7 * DAY }));

function lead(...events: ReturnType<typeof event>[]) {
  return leadOf([fold(EMPTY_HISTORY, events)]);
}

function order(time: number, more: object = {}) {
  const bought = { id: 'o1', value: { currency: 'EUR', minor: 4_990 } };
  return event('Order', time, { id: `o${time}`, trusted: true, order: bought, ...more });
}

describe('the attempts of a lead', () => {
  it('have stages with what filled them, the touch of the entry, orders and an end', () => {
    const page = event('/pricing', MONDAY, { touch: TOUCH });
    const bought = order(MONDAY + 2 * HOUR);
    const { attempts, late } = attemptsOf(lead(page, bought), sales);
    expect(attempts).toEqual([
      {
        entry: page,
        enteredAt: 0,
        stages: [
          { counted: true, returning: false, event: page },
          { counted: true, returning: false },
          { counted: true, returning: false, event: bought },
        ],
        events: [page, bought],
        endsAt: MONDAY + 7 * DAY,
        touch: TOUCH,
        orders: [{ event: bought, stage: 2, value: { currency: 'EUR', minor: 4_990 } }],
        received: [],
      },
    ]);
    expect(late).toEqual([]);
  });

  it('return to the stages of earlier ones, and leave late orders with what is left of them', () => {
    const refund = order(MONDAY + 5 * HOUR, {
      id: 'r',
      order: { id: 'o1', value: { currency: 'EUR', minor: 990 }, refund: true },
    });
    const strict = definition(funnel(['/pricing', 'Trial', 'Order'], { windowMs: DAY, order: 'ordered' }));
    const first = order(MONDAY - DAY);
    const again = event('/pricing', MONDAY + 3 * DAY);
    const { attempts, late } = attemptsOf(lead(first, refund, event('/pricing', MONDAY), again), strict);
    expect(attempts.map(({ stages }) => stages[0]?.returning)).toEqual([false, true]);
    expect(late[0]).toEqual({ event: first, value: { currency: 'EUR', minor: 4_000 } });
  });

  it('are open until their window has ended, unless the last stage was reached', () => {
    const [open] = attemptsOf(lead(event('/pricing', MONDAY)), sales).attempts;
    const [won] = attemptsOf(lead(event('/pricing', MONDAY), order(MONDAY + HOUR)), sales).attempts;
    if (open === undefined || won === undefined) throw new Error('no attempt');
    expect(outcomeOf(open, MONDAY + 7 * DAY)).toBe('open');
    expect(outcomeOf(open, MONDAY + 7 * DAY + 1)).toBe('ended');
    expect(outcomeOf(won, MONDAY + 30 * DAY)).toBe('won');
  });
});
