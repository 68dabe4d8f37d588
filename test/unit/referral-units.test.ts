// What a referral costs in units of the table, as docs/referrals.md says.
import { expect, it } from 'vitest';
import { hashOfEmail, memoryTable } from '../support/lead-mail.ts';
import { HOUR, MONDAY } from '../support/leads.ts';
import { metered } from '../support/metered.ts';
import { formOf, nurtureConfig, nurtureWorld } from '../support/nurture.ts';

const FRIENDS = 20;
const SHARED = 'anna@example.com';

/** Each of some people shares its link with one other. @param share absent: leads share none */
async function spent(share: object) {
  const { table, units } = metered(memoryTable());
  const { nurture: _, ...config } = nurtureConfig({}, share);
  const forms = config.forms.map((form) => ({ ...form, doubleOptIn: false }));
  const world = nurtureWorld({ ...config, forms }, MONDAY + HOUR, table);
  for (let n = 0; n < FRIENDS; n++) await world.take(formOf(`${n}.${SHARED}`, MONDAY));
  Object.assign(units, { read: 0, write: 0 });
  for (let n = 0; n < FRIENDS; n++) {
    const touch = { channel: 'Referral', referredBy: hashOfEmail(table, `${n}.${SHARED}`) };
    await world.take(formOf(`friend.${n}@example.com`, MONDAY + HOUR, { touch }));
    await world.drain();
  }
  return { read: units.read / FRIENDS, write: units.write / FRIENDS };
}

it('takes 7 write units and 6 read units', async () => {
  const [told, plain] = [await spent({ share: { to: '/f/ebook' } }), await spent({})];
  expect({ read: told.read - plain.read, write: told.write - plain.write }).toEqual({ read: 6, write: 7 });
});
