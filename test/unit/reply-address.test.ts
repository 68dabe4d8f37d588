// To which address a reply goes, and how often: the one that was typed into the form, once for each submission.
import { beforeEach, expect, it } from 'vitest';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import { stop } from '../../functions/domain/mail/allowance.ts';
import type { Message } from '../../functions/domain/tell/message.ts';
import { messagesOf } from '../../functions/domain/tell/messages-of.ts';
import { findByHash } from '../../functions/leads/find-lead.ts';
import { type DeliverDeps, deliver } from '../../functions/outbound/deliver.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { changeAddress } from '../../functions/store/mail/addresses.ts';
import { noteOf } from '../../functions/store/outbox/outbox.ts';
import { smallConfig } from '../support/configs.ts';
import { hashOfEmail, memoryTable, type Outbox, outboxOver } from '../support/lead-mail.ts';
import { event, MONDAY, submission } from '../support/leads.ts';
import { UNUSED_DELIVER } from '../support/unused-deliver.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const FIRST = 'anna@example.com';
const SECOND = 'bea@example.com';
const { config: base, form } = smallConfig();
const config = parseConfig({
  ...base,
  mail: { from: 'hello@example.com' },
  forms: [{ ...form, reply: { subject: 'Thank you', text: 'We call you.' } }],
});
const fact: LeadEvent = event('ebook', MONDAY, { id: 'f:1', kind: 'form', properties: { message: 'Hello' } });

let table: LeadTable;
let outbox: Outbox;

beforeEach(() => {
  table = memoryTable();
  outbox = outboxOver(table, MONDAY);
});

async function take(...all: readonly Submission[]): Promise<void> {
  const worker = { ...workerDeps(table), definitions: [] };
  expect(await advanceLeads(worker, [messageOf(...all)])).toEqual(new Set());
}

/** Tells the lead of an address each of its forms. */
async function replyTo(email: string): Promise<void> {
  const found = await findByHash(table, hashOfEmail(table, email));
  if (found.kind !== 'found') throw new Error('there is no lead');
  const deps: DeliverDeps = {
    ...UNUSED_DELIVER,
    config,
    table: async () => table,
    telling: async () => ({ definitions: [], events: true }),
    apiUrl: 'https://api.example',
    now: () => outbox.clock,
    toLeads: {
      ...outbox,
      table: async () => table,
      config,
      apiUrl: 'https://api.example',
      mailKey: async () => 'key',
      queue: { send: async () => {} },
    },
  };
  const messages = messagesOf(found.records, found.primary, { definitions: [], events: true });
  const forms = [...messages.values()].filter((one: Message) => one.kind === 'form');
  for (const one of forms) await deliver(deps, { note: noteOf(table.hashOf, one), target: { lead: true } });
}

it('of a lead of two e-mails that which the form was sent under is mailed, with an objection of its own', async () => {
  const alias = { alias: [{ kind: 'email', key: FIRST } as const] };
  const said = event('alias', MONDAY, { id: 's:alias', kind: 'identify', trusted: true });
  await take(
    submission({ email: FIRST }, event('seen', MONDAY)),
    { ...submission({ email: SECOND }, said), ...alias },
    { ...submission({ email: SECOND }, fact), typed: 'Bea@example.com' },
  );
  await changeAddress(table, hashOfEmail(table, FIRST), MONDAY, (known) => stop(known, 'complained', MONDAY));
  await replyTo(SECOND);
  expect(outbox.mails.map(({ to }) => to)).toEqual(['Bea@example.com']);
  await changeAddress(table, hashOfEmail(table, SECOND), MONDAY, (known) =>
    stop(known, 'unsubscribed', MONDAY),
  );
  await take(submission({ email: SECOND }, { ...fact, id: 'f:2' }));
  await replyTo(SECOND);
  expect(outbox.mails).toHaveLength(1);
});

it('a form that is sent again with other fields is answered once', async () => {
  await take(submission({ email: FIRST }, fact));
  await replyTo(FIRST);
  const later = { time: MONDAY + 60_000, received: MONDAY + 60_000 };
  await take(submission({ email: FIRST }, { ...fact, ...later, properties: { message: 'Hello!' } }));
  await replyTo(FIRST);
  expect(outbox.mails).toHaveLength(1);
});
