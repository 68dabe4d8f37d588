import { describe, expect, it } from 'vitest';
import { twoFunnels } from '../../bench/units/funnels.ts';
import { personOf } from '../../bench/units/mix.ts';
import { randomOf } from '../../bench/units/random.ts';
import { type Counter, move, type State } from '../../bench/units/textbook.ts';
import { Calendar } from '../../functions/domain/calendar.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { parseCellKey } from '../../functions/domain/funnel/cells.ts';
import { expand } from '../../functions/domain/funnel/expand-cells.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { EMPTY_HISTORY, fold, leadOf } from '../../functions/domain/lead/lead.ts';
import { currentDefinitions } from '../../functions/store/definitions/definition-key.ts';

const config = twoFunnels(['channel']);
const definitions = currentDefinitions(config);
const calendar = new Calendar(config.timezone);

function countedByTheBook(events: readonly LeadEvent[]): ReadonlyMap<Counter, number> {
  const counts = new Map<Counter, number>();
  let state: State = new Map();
  for (const event of events) {
    const moved = move(state, event, definitions, calendar);
    state = moved.state;
    for (const counter of moved.counters) counts.set(counter, (counts.get(counter) ?? 0) + 1);
  }
  return counts;
}

/** Of what the worker counts: leads by stage, and entries where the first stage does not tell them. */
function countedByTheWorker(events: readonly LeadEvent[]): ReadonlyMap<Counter, number> {
  const lead = leadOf([fold(EMPTY_HISTORY, events)]);
  const counts = new Map<Counter, number>();
  for (const [key, kept] of tallyAll(definitions, lead, false)) {
    const funnel = definitions.find((definition) => definition.key === key)?.funnel;
    if (funnel === undefined) continue;
    for (const [cell, n] of expand(funnel, kept)) {
      const { day, metric, slice } = parseCellKey(cell);
      const isEntry = metric === 'e' && funnel.order !== 'reached';
      if (!isEntry && !/^l\d+$/.test(metric)) continue;
      counts.set(`${funnel.id}#${day}#${metric}${slice === '' ? '' : `#${slice}`}`, n);
    }
  }
  return counts;
}

describe("the benchmark's textbook worker", () => {
  it.each([1, 2, 20])("counts what the worker counts of the benchmark's leads of %i events", (size) => {
    const random = randomOf(size);
    for (let n = 0; n < 300; n++) {
      const { past, now } = personOf(random, size);
      const events = [...past.flat(), now].map(({ event }) => event);
      expect(countedByTheBook(events)).toEqual(countedByTheWorker(events));
    }
  });

  it('moves nothing for an event that repeats a stage', () => {
    const { now } = personOf(randomOf(1), 20);
    const once = move(new Map(), now.event, definitions, calendar);
    const twice = move(once.state, { ...now.event, id: 'again' }, definitions, calendar);
    expect(once.counters).not.toEqual([]);
    expect(twice.counters).toEqual([]);
    expect(twice.state).toBe(once.state);
  });
});
