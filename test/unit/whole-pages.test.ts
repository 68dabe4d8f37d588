// The pages of a whole lead: who reads a lead of them has the lead that its records give.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LeadId, Submission } from '../../functions/domain/event/event.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import { idsOfLead } from '../../functions/domain/lead/identity-graph.ts';
import { type Lead, leadOf } from '../../functions/domain/lead/lead.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { readLeadsToCount, readWholeLeads, type Snapshot } from '../../functions/store/leads/read-leads.ts';
import { tableInMemory } from '../figures/table-in-memory.ts';
import { definition, event, funnel, HOUR, MONDAY, submission } from '../support/leads.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const definitions = [definition(funnel(['/pricing', 'Order']))];
const ANNA = { email: 'anna@example.com' };
const BROWSER = { anonymous: '7f3a' };
const SERVER = { user: '42' };
const EMAIL: LeadId = { kind: 'email', key: ANNA.email };

/** A page of events has room for few, and a lead of two ids has pages of the whole lead. */
const sizesOf = (pageBytes: number) => ({
  step: 64,
  freshRoom: 0,
  wholeFrom: 1,
  pageBytes,
  tighterFrom: 100,
});

const LINK = submission({ ...ANNA, ...BROWSER }, event('/start', MONDAY));
const ORDER = { id: 'o-1', value: { currency: 'EUR', minor: 1_000 } };

function order(ids: Submission['ids'], id: string, hours: number, trusted = false): Submission {
  const time = MONDAY + hours * HOUR;
  return submission(ids, event('Order', time, { id, trusted, order: ORDER }));
}

async function taken(pageBytes: number, messages: readonly (readonly Submission[])[]): Promise<LeadTable> {
  const table = { ...tableInMemory(() => MONDAY), sizes: sizesOf(pageBytes) };
  for (const submissions of messages) {
    const failed = await advanceLeads({ ...workerDeps(table), definitions }, [messageOf(...submissions)]);
    expect(failed.size).toBe(0);
  }
  return table;
}

function leadIn({ records }: Snapshot): Lead {
  return leadOf(idsOfLead(records, EMAIL).flatMap((id) => records.get(idKey(id))?.history ?? []));
}

async function expectSame(
  pageBytes: number,
  ...messages: readonly (readonly Submission[])[]
): Promise<Snapshot> {
  const table = await taken(pageBytes, messages);
  const snapshot = await readLeadsToCount(table, [EMAIL]);
  expect(leadIn(snapshot)).toEqual(leadIn(await readWholeLeads(table, [EMAIL])));
  return snapshot;
}

function seen(ids: Submission['ids'], hours: number): Submission {
  return submission(ids, event('Seen', MONDAY + hours * HOUR));
}

function view(hours: number): Submission {
  return submission(BROWSER, event('/pricing', MONDAY + hours * HOUR));
}

it.each([
  [
    'an order that has learned of a better telling',
    180,
    [order(BROWSER, 'p:1', 1), seen(BROWSER, 2), seen(BROWSER, 3), order(ANNA, 's:1', 4, true)],
  ],
  ['a view that has come again', 120, [view(1), seen(BROWSER, 2), seen(BROWSER, 3), view(4)]],
])(
  'hold %s, though two pages of its record have it and that is read but not written',
  async (_, pageBytes, said) => {
    const messages = [LINK, ...said].map((one) => [one]);
    // What comes again changes nothing.
    const { layouts } = await expectSame(pageBytes, ...messages, [seen(BROWSER, 2), seen(ANNA, 5)]);
    expect(layouts.get(idKey(EMAIL))).toMatchObject({ isWhole: true });
  },
);

it('count no order that another lead has told better since, by a copy that is not the least one', async () => {
  const said = [
    ...[order(ANNA, 'p:0', 1), order(ANNA, 'p:1', 3)],
    ...[15, 16, 17, 18].map((hours) => seen(BROWSER, hours)),
    ...[order(BROWSER, 'p:1', 2), order(SERVER, 's:0', 4, true)],
  ];
  await expectSame(60, ...[LINK, ...said, seen(ANNA, 50)].map((one) => [one]));
});

it('give the lead that its records give, whatever comes in which order', async () => {
  const ids = fc.constantFrom<Submission['ids']>(ANNA, BROWSER, SERVER);
  const said = fc
    .record({ ids, n: fc.nat(3), hours: fc.nat(30), kind: fc.constantFrom('order', 'view', 'seen') })
    .map(({ ids, n, hours, kind }): Submission => {
      const trusted = ids === SERVER;
      if (kind === 'order') return order(ids, `${trusted ? 's' : 'p'}:${n}`, hours, trusted);
      return submission(ids, event(kind === 'view' ? `/${n}` : 'Seen', MONDAY + hours * HOUR, { trusted }));
    });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(said, { minLength: 1, maxLength: 3 }), { maxLength: 10 }),
      async (all) => {
        await expectSame(180, [LINK], ...all, ...all.map((message, at) => [...message, seen(ANNA, 40 + at)]));
      },
    ),
    { numRuns: 200 },
  );
});
