// What a mail to a lead costs in units of the table, as docs/costs.md says.
import { expect, it } from 'vitest';
import { stop } from '../../functions/domain/mail/allowance.ts';
import { sendOnce } from '../../functions/lead-mail/send-once.ts';
import { changeAddress } from '../../functions/store/mail/addresses.ts';
import { keepWaiting } from '../../functions/store/waiting/keep-waiting.ts';
import { hashOfEmail, memoryTable, outboxOver } from '../support/lead-mail.ts';
import { event, MONDAY, submission } from '../support/leads.ts';
import { metered } from '../support/metered.ts';

const EMAIL = 'anna@example.com';

it('a mail takes 5 write units and 3 read units, a submission that waits 6 and 2', async () => {
  const { table, units } = metered(memoryTable());
  const hash = hashOfEmail(table, EMAIL);
  const mail = { to: EMAIL, subject: 's', text: 't', html: 'h' };
  await sendOnce(outboxOver(table, MONDAY), {
    id: 'm1',
    purpose: 'reply',
    of: { form: 'ebook' },
    hash,
    received: MONDAY,
    mail,
  });
  const ofMail = { ...units };
  Object.assign(units, { read: 0, write: 0 });
  const fact = event('ebook', MONDAY, { id: 'f:ebook:1', kind: 'form', properties: { news: true } });
  await keepWaiting(table, submission({ email: EMAIL }, fact), { news: 'Yes' }, MONDAY);
  expect({ ofMail, ofWaiting: units }).toEqual({
    ofMail: { read: 3, write: 5 },
    ofWaiting: { read: 2, write: 6 },
  });
});

it('a mail that an address does not get takes 1 write unit and 3 read units', async () => {
  const inner = memoryTable();
  const hash = hashOfEmail(inner, EMAIL);
  await changeAddress(inner, hash, MONDAY, (known) => stop(known, 'unsubscribed', MONDAY));
  const { table, units } = metered(inner);
  const mail = { to: EMAIL, subject: 's', text: 't', html: 'h' };
  const of = { form: 'ebook' };
  await sendOnce(outboxOver(table, MONDAY), { id: 'm1', purpose: 'reply', of, hash, received: MONDAY, mail });
  expect(units).toEqual({ read: 3, write: 1 });
});
