// Mails of an erased lead: deleted from the inbox of the local host, counted in the receipt, and named where they cannot be called back.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Mailbox, startMailbox } from '../../bin/local/mailbox/mailbox.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { Receipt } from '../../functions/domain/profile/receipt.ts';
import { sendOnce } from '../../functions/lead-mail/send-once.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { LOCAL_INBOX } from '../../functions/runtime/environment-names.ts';
import { localInbox } from '../../functions/runtime/local-inbox.ts';
import { type Mail, sesMail } from '../../functions/runtime/mail.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { smallConfig } from '../support/configs.ts';
import { JSON_BODY } from '../support/http-api.ts';
import { hashOfEmail, memoryTable, outboxOver } from '../support/lead-mail.ts';
import { leadPagesApi, leadPagesDeps } from '../support/lead-pages.ts';
import { event, HOUR, MONDAY, submission } from '../support/leads.ts';
import { OWNER_TOKEN } from '../support/reports.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const EMAIL = 'anna@example.com';
const HEADERS = { authorization: `Bearer ${OWNER_TOKEN}`, ...JSON_BODY };
const mail = (to: string, lead?: string): Mail => ({
  ...{ to, subject: 's', text: `of ${to}`, html: 'h' },
  ...(lead === undefined ? {} : { lead }),
});

let directory: string;
let mailbox: Mailbox;
let client: SESv2Client;
let table: LeadTable;
let hash: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'imbuto-inbox-'));
  mailbox = await startMailbox({ accessKeyId: 'KEY', directory, word: 'w' });
  const credentials = { accessKeyId: 'KEY', secretAccessKey: 's' };
  client = new SESv2Client({ endpoint: mailbox.endpoint, region: 'eu-west-1', credentials });
  process.env[LOCAL_INBOX] = mailbox.inbox;
  table = { ...memoryTable(), emptyInbox: localInbox() };
  hash = hashOfEmail(table, EMAIL);
  const fact = event('ebook', MONDAY, { id: 'f:ebook:1', kind: 'form' });
  await advanceLeads({ ...workerDeps(table), definitions: [] }, [
    messageOf(submission({ email: EMAIL }, fact)),
  ]);
});
afterEach(() => {
  delete process.env[LOCAL_INBOX];
  client.destroy();
  mailbox.stop();
  rmSync(directory, { recursive: true });
});

/** One to the lead, two about it, one of another and a report. */
async function mailAll(): Promise<void> {
  const send = sesMail(client, 'hello@example.com');
  const toLead = { id: 'm1', purpose: 'reply', of: { form: 'ebook' }, hash, received: MONDAY } as const;
  await sendOnce({ ...outboxOver(table, MONDAY), send }, { ...toLead, mail: mail(EMAIL) });
  for (const lead of [hash, hash, 'another', undefined]) await send(mail('office@example.com', lead));
}

const kept = (): number => readdirSync(directory).length;

function apiWith(leads: LeadTable) {
  const { config, form } = smallConfig();
  const forms = [{ ...form, notify: ['office@example.com'], reply: { subject: 's', text: 't' } }];
  const parsed = parseConfig({ ...config, forms, mail: { from: 'hello@example.com' } });
  const deps = leadPagesDeps({ leads, definitions: [] }, [], { config: parsed, now: () => MONDAY + HOUR });
  return leadPagesApi(deps).api;
}

async function erase(leads: LeadTable, body: object = {}): Promise<Receipt> {
  const asked = { headers: HEADERS, body: JSON.stringify(body) };
  return JSON.parse((await apiWith(leads)('POST', `/leads/${hash}/erase`, asked)).text);
}

describe('an erasure', () => {
  it('takes the mails to and about the lead out of the inbox, says so, and names whom they went to', async () => {
    await mailAll();
    writeFileSync(join(directory, 'half.json.part'), EMAIL);
    const { removed, notReached } = await erase(table);
    expect(removed).toEqual({ records: 1, events: 1, quarantined: 0, localMails: 3 });
    expect(notReached).toEqual([
      { what: 'mails', to: [{ address: 'office@example.com', mails: 1 }] },
      { what: 'mails-to-lead', mails: 1 },
      { what: 'recovery-copies', days: 35 },
    ]);
    expect(kept()).toBe(2);
    expect((await erase(table, { email: EMAIL })).notReached).toContainEqual({
      ...{ what: 'mails-to-lead', mails: null },
    });
  });

  it('says nothing of an inbox where there is none', async () => {
    await mailAll();
    const { removed, notReached } = await erase({ ...table, emptyInbox: undefined });
    expect(removed).toEqual({ records: 1, events: 1, quarantined: 0 });
    expect(notReached).toContainEqual({ what: 'mails-to-lead', mails: 1 });
    expect(kept()).toBe(5);
  });

  it('that stopped before the inbox was empty is finished when it is asked for again', async () => {
    await mailAll();
    const deps = { definitions: [], now: () => MONDAY + HOUR, fresh: () => 't' };
    const failing = { ...table, emptyInbox: async () => Promise.reject(new Error('stopped')) };
    const id = { kind: 'email', key: EMAIL } as const;
    await expect(eraseLead({ ...deps, table: failing }, id)).rejects.toThrow('stopped');
    expect(kept()).toBe(5);
    expect((await erase(table, { email: EMAIL })).removed).toMatchObject({ localMails: 3 });
    expect(kept()).toBe(2);
  });

  it('of a person who is no lead takes the question to confirm', async () => {
    const other = hashOfEmail(table, 'bea@example.com');
    await sesMail(client, 'hello@example.com')(mail('bea@example.com', other));
    const asked = { headers: HEADERS, body: JSON.stringify({ email: 'bea@example.com' }) };
    const answer = await apiWith(table)('POST', '/leads/quarantine/erase', asked);
    expect(JSON.parse(answer.text)).toMatchObject({ removed: { quarantined: 0, localMails: 1 } });
    expect(kept()).toBe(0);
  });
});

describe('the inbox', () => {
  it('is emptied by who knows its address alone', async () => {
    await mailAll();
    const wrong = await fetch(`${mailbox.endpoint}/inbox/x/leads/${hash}`, { method: 'DELETE' });
    expect(wrong.status).toBe(404);
    expect(kept()).toBe(5);
  });

  it('takes no tag that SES would not', async () => {
    const sending = await sesMail(client, 'hello@example.com')(mail(EMAIL, 'anna@example.com'));
    expect(sending).toMatchObject({ outcome: 'refused', error: { message: 'BadRequestException' } });
  });
});
