import { describe, expect, it } from 'vitest';
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { match } from '../../functions/domain/funnel/match.ts';
import { DAY, definition, event, funnel, HOUR, MONDAY } from '../support/leads.ts';

/** Each attempt as `entry: stages counted`, with what filled each in brackets. */
function attempts(one: FunnelConfig, events: readonly LeadEvent[]): readonly string[] {
  const { attempts: found, late } = match(definition(one), events);
  const texts = found.map(({ entry, fills, counted }) => {
    const stages = counted.flatMap((isIn, stage) =>
      isIn ? [`${stage}${fills[stage] ? `(${fills[stage].event.name})` : ''}`] : [],
    );
    return `${entry.event.name}: ${stages.join(' ')}`;
  });
  return late.length === 0 ? texts : [...texts, `late: ${late.map((own) => own.event.name).join(' ')}`];
}

const at = (name: string, hours: number, more: Partial<LeadEvent> = {}) =>
  event(name, MONDAY + hours * HOUR, more);

describe('order reached', () => {
  const three = funnel(['/pricing', 'Trial', 'Order']);

  it('counts an attempt in every stage from its entry to the deepest', () => {
    expect(attempts(three, [at('/pricing', 0), at('Order', 1)])).toEqual([
      '/pricing: 0(/pricing) 1 2(Order)',
    ]);
  });

  it('is deepest where most stages count, not where an optional one is passed by', () => {
    const one = funnel(['/blog', 'Ebook?', 'Ebook', '/blog']);
    expect(attempts(one, [at('Ebook', 0), at('/blog', 0)])).toEqual(['Ebook: 1(Ebook) 2 3(/blog)']);
  });

  it('lets the first event of a lead enter at whatever stage', () => {
    expect(attempts(three, [at('Trial', 0), at('Order', 1)])).toEqual(['Trial: 1(Trial) 2(Order)']);
    expect(attempts(three, [at('Order', 0), at('/pricing', 1)])).toEqual(['Order: 2(Order)']);
  });

  it('begins no second attempt at a later stage', () => {
    const events = [at('/pricing', 0), at('Order', 31 * 24)];
    expect(attempts(three, events)).toEqual(['/pricing: 0(/pricing)', 'late: Order']);
  });

  it('takes an event at the very end of the window and none a millisecond later', () => {
    const end = MONDAY + 30 * DAY;
    expect(attempts(three, [at('/pricing', 0), event('Trial', end)])).toEqual([
      '/pricing: 0(/pricing) 1(Trial)',
    ]);
    expect(attempts(three, [at('/pricing', 0), event('Trial', end + 1)])).toEqual([
      '/pricing: 0(/pricing)',
      'late: Trial',
    ]);
  });

  it('takes, of the starts within a window, the one that gets deepest', () => {
    const events = [at('/pricing', 0), at('/pricing', 20 * 24), at('Order', 40 * 24)];
    expect(attempts(three, events)).toEqual(['/pricing: 0(/pricing) 1 2(Order)', 'late: /pricing']);
  });

  it('begins the next attempt only after the window of the one taken', () => {
    const events = [at('/pricing', 0), at('/pricing', 29 * 24), at('/pricing', 31 * 24)];
    expect(attempts(three, events)).toEqual(['/pricing: 0(/pricing)', '/pricing: 0(/pricing)']);
  });

  it('gives an event that matches several stages to the earliest one that still lets the attempt get deepest', () => {
    const shared = funnel(['/pricing', 'Demo', 'Demo|Order']);
    expect(attempts(shared, [at('/pricing', 0), at('Demo', 1)])).toEqual(['/pricing: 0(/pricing) 1 2(Demo)']);
    expect(attempts(shared, [at('/pricing', 0), at('Demo', 1), at('Order', 2)])).toEqual([
      '/pricing: 0(/pricing) 1(Demo) 2(Order)',
    ]);
  });
});

describe('order any', () => {
  const three = funnel(['/pricing', 'Trial', 'Order'], { order: 'any' });

  it('counts only the stages that happened, in whatever order', () => {
    expect(attempts(three, [at('Order', 0), at('/pricing', 1)])).toEqual(['Order: 0(/pricing) 2(Order)']);
  });

  it('spreads events that match several stages so that most stages are filled', () => {
    const shared = funnel(['/pricing|Demo', 'Demo'], { order: 'any' });
    expect(attempts(shared, [at('Demo', 0), at('/pricing', 1)])).toEqual(['Demo: 0(/pricing) 1(Demo)']);
  });

  it('fills a stage that asks for the second occurrence by the second distinct order', () => {
    const loyal = funnel(['/pricing', 'Order', 'Order*2'], { order: 'any' });
    const order = (id: string, hours: number) => at('Order', hours, { id: `e${hours}`, order: { id } });
    expect(attempts(loyal, [at('/pricing', 0), order('a', 1), order('a', 2)])).toEqual([
      '/pricing: 0(/pricing) 1(Order)',
    ]);
    expect(attempts(loyal, [at('/pricing', 0), order('a', 1), order('b', 2)])).toEqual([
      '/pricing: 0(/pricing) 1(Order) 2(Order)',
    ]);
  });
});

describe('orders ordered and strict', () => {
  const ordered = funnel(['/pricing', 'Trial', 'Order'], { order: 'ordered' });
  const strict = funnel(['/pricing', 'Trial', 'Order'], { order: 'strict' });

  it('begins only at the first stage and follows the order, anything between', () => {
    const events = [at('Trial', 0), at('/pricing', 1), at('Order', 2), at('Trial', 3), at('Order', 4)];
    expect(attempts(ordered, events)).toEqual(['/pricing: 0(/pricing) 1(Trial) 2(Order)', 'late: Trial']);
  });

  it('is broken, when strict, by any other event of the funnel between, a repeat included', () => {
    const between = [at('/pricing', 0), at('Order', 1), at('Trial', 2)];
    expect(attempts(strict, between)).toEqual(['/pricing: 0(/pricing)']);
    const repeat = [at('/pricing', 0), at('Trial', 1), at('Trial', 2), at('Order', 3)];
    expect(attempts(strict, repeat)).toEqual(['/pricing: 0(/pricing) 1(Trial)']);
  });

  it('lets events of one instant follow one another in either order', () => {
    const instant = [at('Order', 1), at('/pricing', 1), at('Trial', 1)];
    expect(attempts(strict, instant)).toEqual(['/pricing: 0(/pricing) 1(Trial) 2(Order)']);
  });
});
