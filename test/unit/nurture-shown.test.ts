// What an owner sees of a lead's sequences: in its JSON and on its page, held out or not.
import { expect, it } from 'vitest';
import { hashOfEmail } from '../support/lead-mail.ts';
import { leadPagesApi, leadPagesDeps } from '../support/lead-pages.ts';
import { DAY, definitions, HOUR, MONDAY } from '../support/leads.ts';
import { formOf, nurtureConfig, nurtureWorld, orderOf } from '../support/nurture.ts';
import { OWNER_TOKEN } from '../support/reports.ts';

const ANNA = 'anna@example.com';
const BEARER = { authorization: `Bearer ${OWNER_TOKEN}` };

async function shown(config: ReturnType<typeof nurtureConfig>, days: number, hasBought = false) {
  const world = nurtureWorld(config, MONDAY);
  await world.take(formOf(ANNA, MONDAY));
  await world.until(MONDAY + days * DAY);
  if (hasBought) await world.take(orderOf(ANNA, MONDAY + days * DAY));
  await world.until(MONDAY + 2 * days * DAY);
  const active = definitions(config.funnels, config.timezone);
  const deps = leadPagesDeps({ leads: world.table, definitions: active }, active, {
    config,
    now: () => world.outbox.clock,
  });
  const { api } = leadPagesApi(deps);
  const path = `/leads/${hashOfEmail(world.table, ANNA)}`;
  const json = await api('GET', path, { headers: { ...BEARER, accept: 'application/json' } });
  const page = await api('GET', path, { headers: { ...BEARER, accept: 'text/html' } });
  return { told: json.json().nurture, page: page.text };
}

it('tells how far a lead is, what comes next, and why it ended', async () => {
  const running = await shown(nurtureConfig(), 1.5);
  expect(running.told).toEqual([
    {
      id: 'welcome',
      group: 'sequence',
      entered: new Date(MONDAY + HOUR).toISOString(),
      mailed: 1,
      next: '2026-03-06T08:00:00.000Z',
      ended: null,
    },
  ]);
  expect(running.page).toContain('welcome');
  expect(running.page).toContain('mails sent: 1');
  const ended = await shown(nurtureConfig(), 3, true);
  expect(ended.told).toMatchObject([{ mailed: 1, next: null, ended: { why: 'until' } }]);
  expect(ended.page).toContain('what it was for has happened');
});

it('tells who is held out', async () => {
  const held = await shown(nurtureConfig({ holdOut: 0.9 }), 1);
  expect(held.told).toMatchObject([{ id: 'welcome', group: 'heldOut', mailed: 0, next: null, ended: null }]);
  expect(held.page).toContain('left without it');
});
