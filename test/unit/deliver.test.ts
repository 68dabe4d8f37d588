// Delivering one message: with the lead as it is now, tried for more than a day, then set aside; and what is logged of it.
import { beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDb } from '../../bin/local/dynamodb/dynamodb.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { messagesOf } from '../../functions/domain/tell/messages-of.ts';
import { findByHash } from '../../functions/leads/find-lead.ts';
import { attempt } from '../../functions/outbound/attempt.ts';
import { type DeliverDeps, deliver } from '../../functions/outbound/deliver.ts';
import { WebhookNotTaken } from '../../functions/outbound/post-webhook.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { encodeOutbound, type OutboundMessage } from '../../functions/queue/outbound-message.ts';
import { OUTBOUND_TRIES } from '../../functions/runtime/environment-names.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import { hashWith } from '../../functions/store/leads/lead-ids.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { erasureNote, type Note, noteOf } from '../../functions/store/outbox/outbox.ts';
import { smallConfig } from '../support/configs.ts';
import { LEAD_TABLE_SCHEMA } from '../support/lead-table-schema.ts';
import { definition, event, funnel, MONDAY, submission } from '../support/leads.ts';
import { UNUSED_DELIVER } from '../support/unused-deliver.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const URL = 'https://hook.example/imbuto';
const EMAIL = 'anna@example.com';
const TRIAL = definition(funnel(['Trial', 'Order']));
const config = parseConfig({
  ...smallConfig().config,
  webhooks: [{ url: URL, on: ['form', 'stage', 'erased'] }],
});
const FORM: LeadEvent = event('ebook', MONDAY, { id: 'f:1', kind: 'form', properties: { message: 'Hello' } });

type Post = Parameters<DeliverDeps['post']>[0];

let table: LeadTable;
let posts: Post[];
let deps: DeliverDeps;
let takes: () => void;

beforeEach(async () => {
  const client = createDynamoDb();
  client.execute('CreateTable', { TableName: 'leads', ...LEAD_TABLE_SCHEMA });
  table = {
    client,
    table: 'leads',
    hashOf: hashWith(Buffer.alloc(32, 7)),
    pause: async () => {},
    random: () => 0.5,
    now: () => 0,
  };
  posts = [];
  takes = () => {};
  deps = {
    ...UNUSED_DELIVER,
    config,
    table: async () => table,
    telling: async () => ({ definitions: [TRIAL], events: true }),
    apiUrl: 'https://imbuto.example.com',
    post: async (post) => {
      posts.push(post);
      takes();
    },
    now: () => MONDAY,
  };
  await take(FORM);
});

async function take(fact: LeadEvent, ids: object = { email: EMAIL }): Promise<void> {
  const worker = { ...workerDeps(table), definitions: [TRIAL] };
  expect(await advanceLeads(worker, [messageOf(submission(ids, fact))])).toEqual(new Set());
}

async function noteOfForm(isCorrection = false): Promise<Note> {
  const found = await findByHash(table, table.hashOf({ kind: 'email', key: EMAIL }));
  if (found.kind !== 'found') throw new Error('there is no lead');
  const messages = messagesOf(found.records, found.primary, { definitions: [TRIAL], events: true });
  const form = [...messages.values()].find(
    (one) => one.kind === 'form' && (one.isCorrection ?? false) === isCorrection,
  );
  if (form === undefined) throw new Error('the form is not told');
  return noteOf(table.hashOf, form);
}

const toWebhook = (note: Note, webhook = URL): OutboundMessage => ({ note, target: { webhook } });

describe('a message', () => {
  it('is posted under its id, with the lead as it is now', async () => {
    const note = await noteOfForm();
    await take(event('seen', MONDAY + 1), { email: EMAIL, user: 'u-1' });
    expect(await deliver(deps, toWebhook(note))).toBe('delivered');
    expect(await deliver(deps, toWebhook(note))).toBe('delivered');
    expect(posts[1]).toEqual(posts[0]);
    expect(posts[0]).toMatchObject({ url: URL, id: note.id, secret: 'webhooks' });
    expect(JSON.parse(posts[0]?.body ?? '')).toMatchObject({
      type: 'form.submitted',
      data: { form: 'ebook', fields: { message: 'Hello' }, lead: { email: EMAIL, record: note.lead } },
    });
  });

  it('of a form that was corrected is told as a correction, under an id of its own', async () => {
    const note = await noteOfForm();
    const later = { time: MONDAY + 60_000, received: MONDAY + 60_000 };
    await take({ ...FORM, ...later, properties: { message: 'Hello!' } });
    const note2 = await noteOfForm(true);
    await take({
      ...FORM,
      time: MONDAY + 90_000,
      received: MONDAY + 90_000,
      properties: { message: 'Hello!' },
    });
    expect((await noteOfForm(true)).id).toBe(note2.id);
    expect((await noteOfForm()).id).toBe(note.id);
    expect(note2.id).not.toBe(note.id);
    expect(await deliver(deps, toWebhook(note2))).toBe('delivered');
    expect(JSON.parse(posts[0]?.body ?? '')).toMatchObject({
      type: 'form.corrected',
      timestamp: new Date(MONDAY + 90_000).toISOString(),
      data: { form: 'ebook', fields: { message: 'Hello!' }, first: { message: 'Hello' } },
    });
    await take({ ...FORM, time: MONDAY + 95_000, received: MONDAY + 95_000, properties: { message: 'Bye' } });
    expect(await deliver(deps, toWebhook(note2))).toBe('dropped');
  });

  it('of what is not true any more, of an erased lead and for who is not told any more is dropped', async () => {
    const note = await noteOfForm();
    expect(await deliver(deps, toWebhook({ ...note, id: 'msg_of_nothing' }))).toBe('dropped');
    expect(await deliver(deps, toWebhook(note, 'https://former.example/'))).toBe('dropped');
    const erased = { table, definitions: [TRIAL], now: () => MONDAY + 1, fresh: () => 't', tells: true };
    await eraseLead(erased, { kind: 'email', key: EMAIL });
    expect(await deliver(deps, toWebhook(note))).toBe('dropped');
    expect(posts).toEqual([]);
  });

  it('of an erasure names ids alone', async () => {
    const note = erasureNote('primary', ['primary', 'other'], MONDAY);
    expect(await deliver(deps, toWebhook(note))).toBe('delivered');
    expect(JSON.parse(posts[0]?.body ?? '')).toEqual({
      type: 'lead.erased',
      timestamp: '2026-03-02T09:00:00.000Z',
      data: { erased: ['primary', 'other'] },
    });
  });
});

describe('a message that is not taken', () => {
  /** The queue, as SQS has it: hides what is received, and sets it aside after so many receives. */
  async function untilSetAside(body: string) {
    const lines: string[] = [];
    const telemetry = createTelemetry('outbound', (line) => lines.push(line));
    let [seconds, receives, hidden] = [0, 0, 0];
    let isDone = false;
    while (receives < OUTBOUND_TRIES && !isDone) {
      receives += 1;
      isDone = await attempt(
        {
          deliver: (message) => deliver(deps, message),
          postpone: async (_receipt, wait) => {
            hidden = wait;
          },
          random: () => 0,
          telemetry,
        },
        {
          body,
          messageId: 'm1',
          receiptHandle: 'r',
          attributes: { ApproximateReceiveCount: String(receives) },
        },
      );
      if (!isDone && receives < OUTBOUND_TRIES) seconds += hidden;
    }
    telemetry.finish('batch');
    return { seconds, receives, isDone, lines };
  }

  it('is tried under one id for more than a day, then set aside, and told whole when it is put back', async () => {
    const body = encodeOutbound(toWebhook(await noteOfForm()));
    takes = () => {
      throw new WebhookNotTaken('answered 503');
    };
    const { seconds, receives, isDone } = await untilSetAside(body);
    expect({ isDone, receives, tries: posts.length }).toEqual({ isDone: false, receives: 12, tries: 12 });
    expect(seconds).toBeGreaterThan(86_400);
    expect(new Set(posts.map(({ id, body: payload }) => `${id} ${payload}`)).size).toBe(1);
    takes = () => {};
    expect(await untilSetAside(body)).toMatchObject({ isDone: true, receives: 1 });
    expect(posts.at(-1)).toEqual(posts[0]);
  });

  it('waits for one that says when to come back no longer than for any other', async () => {
    const body = encodeOutbound(toWebhook(await noteOfForm()));
    let tries = 0;
    takes = () => {
      tries += 1;
      if (tries < 4) throw new WebhookNotTaken('answered 429');
    };
    const { seconds, receives, isDone } = await untilSetAside(body);
    expect({ receives, isDone }).toEqual({ receives: 4, isDone: true });
    expect(seconds).toBeLessThanOrEqual(5 + 30 + 120);
  });

  it('is logged by the status and the id of its message in the queue, and by nothing of the lead or the receiver', async () => {
    const body = encodeOutbound(toWebhook(await noteOfForm()));
    takes = () => {
      throw new WebhookNotTaken('answered 410');
    };
    const { lines } = await untilSetAside(body);
    const said = lines.join('\n');
    expect(said).toContain('answered 410');
    expect(said).toContain('"NotToldYet":12');
    expect(said).not.toMatch(/anna@|hook\.example|Hello|msg_/);
  });

  it('because it cannot be read is logged without what it holds', async () => {
    const { isDone, lines } = await untilSetAside(`{"v":1,"lead":"${EMAIL}"}`);
    expect(isDone).toBe(false);
    expect(lines.join('\n')).not.toContain('anna@');
  });
});
