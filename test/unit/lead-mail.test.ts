// One mail to a lead: at most once whatever is lost, never too many, and to nobody who is not to get any.
import { beforeEach, describe, expect, it } from 'vitest';
import { resume, stop } from '../../functions/domain/mail/allowance.ts';
import { type LeadMail, MailHeld, sendOnce } from '../../functions/lead-mail/send-once.ts';
import { takeMailEvent } from '../../functions/mail-events/mail-events.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { changeAddress, forgetMails, readAddress } from '../../functions/store/mail/addresses.ts';
import { claimMail, listUndecided } from '../../functions/store/mail/claims.ts';
import { hashOfEmail, lost, memoryTable, type Outbox, outboxOver, refused } from '../support/lead-mail.ts';
import { DAY, HOUR, MONDAY } from '../support/leads.ts';

const EMAIL = 'anna@example.com';
const EBOOK = { form: 'ebook' };
let table: LeadTable;
let outbox: Outbox;
let hash: string;

beforeEach(() => {
  table = memoryTable();
  outbox = outboxOver(table, MONDAY);
  hash = hashOfEmail(table, EMAIL);
});

function mail(id: string, more: Partial<LeadMail> = {}): LeadMail {
  const to = { to: EMAIL, subject: id, text: id, html: id };
  return { id, purpose: 'reply', of: EBOOK, hash, received: MONDAY, mail: to, ...more };
}

describe('a mail', () => {
  it('goes once, however often it is tried', async () => {
    expect(await sendOnce(outbox, mail('m1'))).toBe('sent');
    expect(await sendOnce(outbox, mail('m1'))).toBe('sent-before');
    expect(outbox.mails).toHaveLength(1);
  });

  it('whose answer is lost is not sent again, and is listed', async () => {
    outbox.answer = () => lost;
    expect(await sendOnce(outbox, mail('m1'))).toBe('undecided');
    outbox.answer = () => ({ outcome: 'sent' });
    outbox.clock += HOUR;
    expect(await sendOnce(outbox, mail('m1'))).toBe('dropped');
    expect(outbox.mails).toHaveLength(1);
    expect(outbox.counted).toEqual(['MailUndecided']);
    expect(await listUndecided(table, 10)).toEqual([{ id: 'm1', purpose: 'reply', lead: hash, at: MONDAY }]);
  });

  it('in doubt to who is erased meanwhile is listed nowhere', async () => {
    outbox.answer = () => lost;
    const erasing: LeadTable = {
      ...table,
      client: {
        // The erasure comes once the mail may have gone, before that is noted.
        send: async (command: never) => {
          if (outbox.mails.length > 0) await forgetMails(table, hash);
          return await table.client.send(command);
        },
      },
    };
    await sendOnce({ ...outbox, table: erasing }, mail('m1'));
    expect(outbox.mails).toHaveLength(1);
    expect(await listUndecided(table, 10)).toEqual([]);
  });

  it('that a function was stopped at is not sent again: first it may be on its way, then it is listed', async () => {
    await claimMail(table, { id: 'm1', purpose: 'reply', of: EBOOK, hash, perDay: 5, now: MONDAY });
    await expect(sendOnce(outbox, mail('m1'))).rejects.toThrow(MailHeld);
    outbox.clock += 61_000;
    expect(await sendOnce(outbox, mail('m1'))).toBe('undecided');
    expect(await sendOnce(outbox, mail('m1'))).toBe('dropped');
    expect(outbox.mails).toEqual([]);
    expect(await listUndecided(table, 10)).toHaveLength(1);
  });

  it('that SES refused is tried again, and counts once', async () => {
    outbox.answer = () => refused;
    for (let n = 0; n < 9; n++) await expect(sendOnce(outbox, mail('m1'))).rejects.toThrow('MessageRejected');
    outbox.answer = () => ({ outcome: 'sent' });
    expect(await sendOnce(outbox, mail('m1'))).toBe('sent');
    expect((await readAddress(table, hash)).known.sent).toEqual([MONDAY]);
  });

  it('goes once though a hundred try at a time, and no more than so many go to one address', async () => {
    const same = Array.from({ length: 100 }, () => sendOnce(outbox, mail('m1')).catch(() => 'held'));
    await Promise.all(same);
    expect(outbox.mails).toHaveLength(1);
    const others = Array.from({ length: 100 }, (_, n) => sendOnce(outbox, mail(`o${n}`)).catch(() => 'held'));
    await Promise.all(others);
    for (let n = 0; n < 100; n++) await sendOnce(outbox, mail(`o${n}`)).catch(() => 'held');
    expect(outbox.mails).toHaveLength(5);
    outbox.clock += DAY - 1;
    await sendOnce(outbox, mail('late'));
    expect(outbox.mails).toHaveLength(5);
    outbox.clock += 2;
    await sendOnce(outbox, mail('next day'));
    expect(outbox.mails).toHaveLength(6);
  });

  it('amid lost answers and stops goes to nobody twice, and is sent or listed', async () => {
    let seed = 7;
    const random = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    outbox.answer = () => (random() < 0.1 ? lost : random() < 0.1 ? refused : { outcome: 'sent' });
    const people = Array.from({ length: 500 }, (_, n) => hashOfEmail(table, `p${n}@example.com`));
    const stopped = people.filter(() => random() < 0.1);
    // Stopped between the claim and the mail.
    for (const one of stopped)
      await claimMail(table, {
        id: `m${one}`,
        purpose: 'reply',
        of: EBOOK,
        hash: one,
        perDay: 5,
        now: MONDAY,
      });
    for (let round = 0; round < 12; round++) {
      outbox.clock += 2 * 60_000;
      for (const one of people)
        await sendOnce(outbox, mail(`m${one}`, { hash: one, mail: { ...mail(one).mail, to: one } })).catch(
          () => undefined,
        );
    }
    const got = outbox.mails.map(({ to }) => to);
    expect(new Set(got).size).toBe(got.length);
    const listed = (await listUndecided(table, 1_000)).map(({ lead }) => lead);
    expect(new Set([...got, ...listed])).toEqual(new Set(people));
    expect(listed.length).toBeGreaterThan(stopped.length);
  });
});

describe('no mail goes', () => {
  it('to who unsubscribed, until they come back', async () => {
    await changeAddress(table, hash, MONDAY, (known) => stop(known, 'unsubscribed', MONDAY));
    expect(await sendOnce(outbox, mail('m1'))).toBe('dropped');
    expect(outbox.counted).toEqual(['LeadMailStopped']);
    await changeAddress(table, hash, MONDAY, resume);
    expect(await sendOnce(outbox, mail('m1'))).toBe('sent');
  });

  it.each([
    [
      'Bounce',
      { bounce: { bounceType: 'Permanent', bouncedRecipients: [{ emailAddress: 'Anna@Example.com' }] } },
    ],
    ['Complaint', { complaint: { complainedRecipients: [{ emailAddress: `Anna <${EMAIL}>` }] } }],
  ])('after a %s, and that stays so', async (eventType, more) => {
    const event = { source: 'aws.ses', detail: { eventType, ...more } };
    for (let n = 0; n < 2; n++) await takeMailEvent(outbox, event);
    await changeAddress(table, hash, MONDAY, resume);
    expect(await sendOnce(outbox, mail('m1'))).toBe('dropped');
  });

  it('less because a mailbox is full, and what cannot be read changes nothing', async () => {
    const full = { bounceType: 'Transient', bouncedRecipients: [{ emailAddress: EMAIL }] };
    for (const detail of [
      { eventType: 'Bounce', bounce: full },
      { eventType: 'Complaint', complaint: {} },
      3,
      undefined,
    ])
      await takeMailEvent(outbox, { detail });
    await takeMailEvent(outbox, 'nothing');
    expect(await sendOnce(outbox, mail('m1'))).toBe('sent');
  });

  it('to whom is erased: all is deleted but that they are not to get mail', async () => {
    outbox.answer = () => lost;
    await sendOnce(outbox, mail('m1'));
    await forgetMails(table, hash);
    expect((await readAddress(table, hash)).version).toBe(0);
    expect(await listUndecided(table, 10)).toEqual([]);
    await sendOnce(outbox, mail('m2'));
    await changeAddress(table, hash, MONDAY, (known) => stop(known, 'complained', MONDAY));
    await forgetMails(table, hash);
    expect((await readAddress(table, hash)).known).toEqual({
      stopped: { why: 'complained', at: MONDAY },
      sent: [],
      asked: [],
    });
  });
});
