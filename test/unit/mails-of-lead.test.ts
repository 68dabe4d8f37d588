// The mails to a lead on its page and in its JSON: what for, when, and what became of each.
import { beforeEach, describe, expect, it } from 'vitest';
import { LOCALES } from '../../functions/domain/config/config.ts';
import { stop } from '../../functions/domain/mail/allowance.ts';
import type { ShownMail } from '../../functions/domain/mail/shown-mail.ts';
import { delayText, stepDelay } from '../../functions/domain/nurture/delay.ts';
import { type LeadMail, sendOnce } from '../../functions/lead-mail/send-once.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { changeAddress } from '../../functions/store/mail/addresses.ts';
import { claimMail } from '../../functions/store/mail/claims.ts';
import { BROWSER, type TestApi } from '../support/http-api.ts';
import { hashOfEmail, lost, memoryTable, type Outbox, outboxOver, refused } from '../support/lead-mail.ts';
import { leadPagesApi, leadPagesDeps } from '../support/lead-pages.ts';
import { DAY, event, HOUR, MONDAY, submission } from '../support/leads.ts';
import { metered } from '../support/metered.ts';
import { OWNER_TOKEN, reportConfig } from '../support/reports.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const EMAIL = 'anna@example.com';
const BEARER = { authorization: `Bearer ${OWNER_TOKEN}` };
let table: LeadTable;
let outbox: Outbox;
let hash: string;
let api: TestApi;

beforeEach(async () => {
  table = memoryTable();
  outbox = outboxOver(table, MONDAY, 4);
  hash = hashOfEmail(table, EMAIL);
  const fact = event('ebook', MONDAY, { id: 'f:ebook:1', kind: 'form' });
  await advanceLeads({ ...workerDeps(table), definitions: [] }, [
    messageOf(submission({ email: EMAIL }, fact)),
  ]);
  api = apiOver(table);
});

function apiOver(leads: LeadTable, locale: (typeof LOCALES)[number] = 'en'): TestApi {
  const config = { ...reportConfig, locale };
  return leadPagesApi(leadPagesDeps({ leads, definitions: [] }, [], { config, now: () => outbox.clock })).api;
}

function mail(id: string, more: Partial<LeadMail> = {}): LeadMail {
  const to = { to: EMAIL, subject: id, text: id, html: id };
  return { id, purpose: 'reply', of: { form: 'ebook' }, hash, received: MONDAY, mail: to, ...more };
}

const told = async (): Promise<{ mails: readonly ShownMail[]; noMail: object }> =>
  JSON.parse((await api('GET', `/leads/${hash}?format=json`, { headers: BEARER })).text);

async function sendEach(): Promise<void> {
  await sendOnce(outbox, mail('m1', { purpose: 'confirm' }));
  outbox.clock += HOUR;
  await sendOnce(outbox, mail('m2', { of: { form: 'ebook', file: 'guide.pdf' } }));
  outbox.clock += HOUR;
  outbox.answer = () => lost;
  await sendOnce(outbox, mail('m3', { purpose: 'nurture', of: { sequence: 'welcome', step: '2d' } }));
  outbox.clock += HOUR;
  outbox.answer = () => refused;
  await sendOnce(outbox, mail('m4')).catch(() => {});
  outbox.clock += HOUR;
  await claimMail(table, { ...mail('m5'), perDay: 9, now: outbox.clock });
  for (const id of ['m6', 'm7']) await sendOnce(outbox, mail(id));
  await changeAddress(table, hash, outbox.clock, (known) => stop(known, 'unsubscribed', outbox.clock));
  await sendOnce(outbox, mail('m8'));
}

describe('the mails to a lead', () => {
  it('are told with what they were for, when, and what became of them', async () => {
    await sendEach();
    const at = (hours: number): string => new Date(MONDAY + hours * HOUR).toISOString();
    const { mails, noMail } = await told();
    expect(mails).toEqual([
      { purpose: 'reply', form: 'ebook', record: hash, at: at(4), outcome: 'sending' },
      ...['day-full', 'stopped'].map((because) => ({
        ...{ purpose: 'reply', form: 'ebook', record: hash, at: at(4), outcome: 'suppressed', because },
        times: because === 'stopped' ? 1 : 2,
      })),
      { purpose: 'reply', form: 'ebook', record: hash, at: at(3), outcome: 'refused' },
      { purpose: 'nurture', sequence: 'welcome', step: '2d', record: hash, at: at(2), outcome: 'undecided' },
      {
        ...{ purpose: 'delivers', form: 'ebook', file: 'guide.pdf', record: hash, at: at(1) },
        outcome: 'sent',
      },
      { purpose: 'confirm', form: 'ebook', record: hash, at: at(0), outcome: 'sent' },
    ]);
    expect(noMail).toEqual([{ record: hash, why: 'unsubscribed', at: at(4) }]);
    outbox.clock += HOUR;
    expect((await told()).mails[0]).toMatchObject({ at: at(4), outcome: 'undecided' });
  });

  it.each(LOCALES)('are on its page in %s', async (locale) => {
    await sendEach();
    const headers = { ...BEARER, ...BROWSER };
    const { text } = await apiOver(table, locale)('GET', `/leads/${hash}`, { headers });
    const words = {
      en: ['Mails to this lead', 'Step of a sequence', 'welcome 2d', 'in doubt', 'unsubscribed'],
      it: ['Mail a questo contatto', 'Passo di una sequenza', 'welcome 2d', 'in dubbio', 'disiscritto'],
      ru: ['Письма этому лиду', 'Письмо из серии', 'welcome 2d', 'под вопросом', 'отписался'],
    };
    for (const word of words[locale]) expect(text).toContain(word);
    expect(text).not.toContain('undefined');
  });

  it('are told for 60 days, and none where it had none', async () => {
    expect(await told()).toMatchObject({ mails: [], noMail: [] });
    await sendOnce(outbox, mail('m1'));
    outbox.clock += 61 * DAY;
    expect(await told()).toMatchObject({ mails: [] });
  });

  it('that it did not get leave nothing behind once it is erased', async () => {
    await changeAddress(table, hash, MONDAY, (known) => stop(known, 'bounced', MONDAY));
    await sendOnce(outbox, mail('m1'));
    const deps = { table, definitions: [], now: () => MONDAY + HOUR, fresh: () => 't' };
    await eraseLead(deps, { kind: 'email', key: EMAIL });
    await sendOnce(outbox, mail('m2'));
    const fact = event('ebook', MONDAY + DAY, { id: 'f:ebook:2', kind: 'form' });
    await advanceLeads({ ...workerDeps(table), definitions: [] }, [
      messageOf(submission({ email: EMAIL }, fact)),
    ]);
    expect(await told()).toMatchObject({ mails: [], noMail: [{ why: 'bounced' }] });
  });

  it('are on a page that takes 4 read units of a lead with an e-mail alone', async () => {
    await sendEach();
    const { table: counted, units } = metered(table);
    await apiOver(counted)('GET', `/leads/${hash}?format=json`, { headers: BEARER });
    expect(units).toEqual({ read: 4, write: 0 });
  });
});

it.each(['30m', '6h', '90m', '2d'])('a step of %s is called so', (text) => {
  const delay = stepDelay(text);
  expect(delay && delayText(delay)).toBe(text);
});
