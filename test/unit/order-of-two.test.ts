// One order as a page sends it with the public key and a shop's server with the secret key, whom nothing else links: one order, one lead.
import { expect, it } from 'vitest';
import type { LeadId } from '../../functions/domain/event/event.ts';
import { parseCellKey } from '../../functions/domain/funnel/cells.ts';
import { idKey, idsIn } from '../../functions/domain/lead/identity.ts';
import { idsOfLead } from '../../functions/domain/lead/identity-graph.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { readWholeLeads } from '../../functions/store/leads/read-leads.ts';
import { tableInMemory } from '../figures/table-in-memory.ts';
import { basic, collectApi, PUBLIC_KEY, SECRET_KEY } from '../support/collect-api.ts';
import { JSON_BODY } from '../support/http-api.ts';
import { definition, funnel, MONDAY } from '../support/leads.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const definitions = [definition(funnel(['/pricing', 'Order Completed|purchase']))];
const EUR = { revenue: 49.9, currency: 'EUR' };
const PAGE = { type: 'page', anonymousId: 'b-1', properties: { path: '/pricing' } };

/** What is left of a call of each key once both are leads: the ids of each lead, and how many orders are booked. */
async function leadsOf(sent: readonly (readonly [key: string, call: object])[]) {
  const { api, queue } = collectApi();
  for (const [key, call] of sent) {
    const body = JSON.stringify({ batch: [call] });
    const { status } = await api('POST', '/v1/batch', { headers: { ...JSON_BODY, ...basic(key) }, body });
    expect(status).toBe(200);
  }
  const table = tableInMemory(() => MONDAY);
  for (const submission of queue.held)
    await advanceLeads({ ...workerDeps(table), definitions }, [messageOf(submission)]);
  const ids = new Map<string, LeadId>(queue.held.flatMap(idsIn).map((id) => [idKey(id), id]));
  const { records } = await readWholeLeads(table, [...ids.values()]);
  const primaries = [...records.values()].filter(({ link }) => link === undefined);
  const booked = primaries
    .flatMap(({ contributions }) => [...(contributions.get('trial') ?? [])])
    .reduce((sum, [key, n]) => (/^z\d*$/.test(parseCellKey(key).metric) ? sum + n : sum), 0);
  return { leads: primaries.map(({ id }) => idsOfLead(records, id).map(idKey)), booked };
}

const BY_PAGE = {
  type: 'track',
  anonymousId: 'b-1',
  event: 'Order Completed',
  properties: { order_id: 'o-17', ...EUR },
};
const ga4 = {
  ...BY_PAGE,
  event: 'purchase',
  properties: { transaction_id: 'o-17', value: 49.9, currency: 'EUR' },
};
const byShop = (who: object, order_id = 'o-17') => ({
  type: 'track',
  ...who,
  event: 'Order Completed',
  properties: { order_id, ...EUR },
});
const ANNA = { context: { traits: { email: 'anna@example.com' } } };

it.each([
  ['under an e-mail', BY_PAGE, byShop(ANNA), [['email:anna@example.com', 'anonymous:b-1']], 1],
  ['under a user id', BY_PAGE, byShop({ userId: '42' }), [['user:42', 'anonymous:b-1']], 1],
  ["by GA4's names", ga4, byShop(ANNA), [['email:anna@example.com', 'anonymous:b-1']], 1],
  ['under two order ids', BY_PAGE, byShop(ANNA, 'o-18'), [['anonymous:b-1'], ['email:anna@example.com']], 2],
])('%s', async (_, page, shop, leads, booked) => {
  const sent = [
    [PUBLIC_KEY, PAGE],
    [PUBLIC_KEY, page],
    [SECRET_KEY, shop],
  ] as const;
  for (const all of [sent, sent.toReversed()]) {
    const found = await leadsOf(all);
    expect(found.leads.toSorted()).toEqual(leads.toSorted());
    expect(found.booked).toBe(booked);
  }
});
