// What a form that was shown as a variant costs in units of the table, beside one without, as docs/variants.md says.
import { expect, it } from 'vitest';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { memoryTable } from '../support/lead-mail.ts';
import { DAY, definitions, event, funnel, HOUR, MONDAY, submission } from '../support/leads.ts';
import { metered } from '../support/metered.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const LEADS = 25;
const funnels = [
  funnel([], {
    stages: [
      { id: 'interest', on: [{ form: 'ebook', times: 1 }] },
      { id: 'action', on: [{ event: 'Order', times: 1 }] },
    ],
  }),
];

/** Write units for each lead that sends the form, and for each that then buys; one message at a time. */
async function written(more: Partial<LeadEvent>): Promise<readonly [sent: number, bought: number]> {
  const { table, units } = metered(memoryTable());
  const deps = { ...workerDeps(table), definitions: definitions(funnels) };
  const take = async (of: (n: number) => LeadEvent): Promise<number> => {
    units.write = 0;
    for (let n = 0; n < LEADS; n++) {
      const one = submission({ email: `p${n}@example.com` }, of(n));
      expect((await advanceLeads(deps, [messageOf(one)])).size).toBe(0);
    }
    return units.write / LEADS;
  };
  const sent = await take((n) => event('ebook', MONDAY + n, { kind: 'form', id: `f:ebook:${n}`, ...more }));
  const value = { currency: 'EUR', minor: 4_990 };
  const bought = await take((n) => event('Order', MONDAY + HOUR + n, { order: { id: `o${n}`, value } }));
  return [sent, bought];
}

it('it is no dearer on the day on which it was shown, and takes one more counter on another day', async () => {
  const plain = await written({});
  const same = await written({ variant: 'short', shown: MONDAY - HOUR });
  const later = await written({ variant: 'short', shown: MONDAY - DAY });
  expect(plain).toEqual([6, 7]);
  expect(same).toEqual(plain);
  expect(later).toEqual([8, 9]);
});
