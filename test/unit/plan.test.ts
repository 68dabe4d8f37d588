// Plans: a change that adds to more counters than a transaction takes is written in parts.
import { expect, it } from 'vitest';
import { advance } from '../../functions/domain/advance.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import { emptyRecord, type Records } from '../../functions/domain/lead/record.ts';
import { planOf } from '../../functions/store/transactions/plan.ts';
import { DAY, definition, event, funnel, MONDAY, submission } from '../support/leads.ts';

it('writes a first part whose contributions are what it adds to the counters', () => {
  const ids = { email: 'anna@example.com' };
  const record = emptyRecord({ kind: 'email', key: ids.email });
  const records: Records = new Map([[idKey(record.id), record]]);
  const daily = definition(funnel(['/pricing', 'Trial'], { windowMs: DAY / 2 }));
  const said = Array.from({ length: 150 }, (_, n) => submission(ids, event('/pricing', MONDAY + n * DAY)));
  const [change] = advance(records, said, [daily]);
  if (change === undefined) throw new Error('nothing changed');
  const table = {
    client: { send: async () => ({}) } as never,
    table: 'leads',
    hashOf: () => 'hash',
    pause: async () => {},
    random: () => 0,
    now: () => 0,
  };
  const plan = planOf(table, change, { records, layouts: new Map() });
  expect(plan?.isWhole).toBe(false);
  expect(plan?.counters.size).toBe(70);
});
