// The adapters of docs/webhooks.md, as they are copied from there, with the payloads that are sent.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { alertPayload, type ToldIncident } from '../../functions/domain/alerts/told-incident.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import type { Message } from '../../functions/domain/tell/message.ts';
import {
  erasurePayload,
  type Payload,
  payloadOf,
  type ToldLead,
} from '../../functions/domain/tell/payload.ts';
import { signingKey } from '../../functions/outbound/post-webhook.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/webhooks.md'), 'utf8');
const KEY = signingKey('root', 'crm');
const TIME = Date.UTC(2026, 2, 2, 9);

const SUBMITTED = payloadOf(
  {
    kind: 'form',
    record: { kind: 'email', key: 'anna@example.com' },
    event: {
      id: 'f:1',
      time: TIME,
      received: TIME,
      kind: 'form',
      name: 'ebook',
      trusted: false,
      properties: { firstname: 'Anna', message: '=1+1 <b> & more' },
    },
  },
  {
    id: 'primary',
    record: 'record',
    email: 'anna@example.com',
    url: 'https://imbuto.example.com/leads/primary',
  },
);
const ERASED = erasurePayload(TIME, ['record']);

const LEAD: ToldLead = {
  ...{ id: 'primary', record: 'record', email: 'anna@example.com' },
  url: 'https://imbuto.example.com/leads/primary',
};
const ANSWER_URL = 'https://imbuto.example.com/a/token';

function told(
  of: Partial<Message>,
  event: Partial<LeadEvent> = {},
  lead: ToldLead = LEAD,
  answerUrl?: string,
): Payload {
  const plain = { id: 'e:1', time: TIME, received: TIME, kind: 'event', name: 'Order Completed' } as const;
  const record = { kind: 'email', key: 'anna@example.com' } as const;
  return payloadOf(
    { kind: 'stage', record, event: { ...plain, trusted: true, ...event }, ...of },
    lead,
    answerUrl,
  );
}

const value = { currency: 'EUR', minor: 4_900 };
const HANDED = told({ kind: 'handOff', funnel: 'nurture', to: 'sales' }, {}, LEAD, ANSWER_URL);
const INCIDENT = {
  alert: { id: 'entries', watch: 'volume', funnel: 'sales', to: [] },
  value: '',
  incident: {
    ...{ side: 'down', since: '2026-03-01', began: '2026-03-02', ended: { day: '2026-03-06', why: 'back' } },
    ...{ atStart: { count: 2, expected: 120.4 }, sums: { count: 9, expected: 300 } },
  },
} as const satisfies Omit<ToldIncident, 'phase'>;

/** One of each kind that is sent, and of those with parts that may be missing one with and one without. */
const SENT: readonly Payload[] = [
  SUBMITTED,
  told({ kind: 'form' }, { kind: 'form', name: 'ebook', time: TIME + 1 }, { ...LEAD, email: null }),
  told(
    { kind: 'form', isCorrection: true },
    { kind: 'form', name: 'ebook', properties: { message: 'New' }, firstProperties: { message: 'Old' } },
  ),
  told({ kind: 'stage', funnel: 'sales', to: 'action' }, { touch: { channel: 'Email', source: 'news' } }),
  HANDED,
  told({ kind: 'handOff', funnel: 'nurture', to: 'sales' }, { time: TIME + 1 }, { ...LEAD, email: null }),
  told({ kind: 'order' }, { order: { id: 'o-1', value } }),
  told({ kind: 'order' }, { order: { id: 'o-2' } }),
  told({ kind: 'order' }, { order: { id: 'o-1', value, refund: true } }),
  ERASED,
  ...(['began', 'ended'] as const).map((phase) =>
    alertPayload({ ...INCIDENT, phase }, 'incident', TIME, 'https://imbuto.example.com/reports'),
  ),
];
/** What a message says in words that nobody wrote. */
const BROKEN = /undefined|null|NaN|\[object/;

function block(name: string): string {
  const found = new RegExp(`\`\`\`js ${name}\\n([\\s\\S]*?)\`\`\``).exec(PAGE)?.[1];
  if (found === undefined) throw new Error(`docs/webhooks.md has no code of ${name}`);
  return found;
}

/** Runs a worker with one message; `status` is what the other side answers. */
async function runWorker(
  name: string,
  payload: Payload,
  { key = KEY, status = 200 }: { readonly key?: string; readonly status?: number } = {},
) {
  const sent: { readonly url: string; readonly body: unknown; readonly authorization: string | undefined }[] =
    [];
  const code = block(name)
    .replace(/^import .*$/m, '')
    .replace('export default', 'worker =');
  const context = {
    worker: undefined as unknown,
    Webhook,
    Response,
    fetch: async (
      url: string,
      init: { readonly body: string; readonly headers: Record<string, string | undefined> },
    ) => {
      sent.push({ url, body: JSON.parse(init.body), authorization: init.headers.authorization });
      return new Response(null, { status });
    },
  };
  runInNewContext(code, context);
  const body = JSON.stringify(payload);
  const now = new Date();
  const request = new Request('https://worker.example.com', {
    method: 'POST',
    body,
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(key).sign('msg_1', now, body),
    },
  });
  const worker = context.worker as {
    fetch(request: Request, env: Record<string, string>): Promise<Response>;
  };
  const answer = await worker.fetch(request, {
    WEBHOOK_KEY: KEY,
    SLACK_URL: 'https://hooks.slack.com/services/x',
    HUBSPOT_TOKEN: 'token',
  });
  return { sent, status: answer.status };
}

describe('the adapter of Slack', () => {
  it('shows who wrote and what, and nothing of it is markup', async () => {
    const { sent, status } = await runWorker('slack', SUBMITTED);
    expect(status).toBe(204);
    expect(sent).toEqual([
      {
        url: 'https://hooks.slack.com/services/x',
        authorization: undefined,
        body: {
          text: [
            '*form.submitted* ebook',
            '<https://imbuto.example.com/leads/primary|anna@example.com>',
            'firstname: Anna',
            'message: =1+1 &lt;b&gt; &amp; more',
          ].join('\n'),
        },
      },
    ]);
  });
});

it('messages of every kind are among those that the adapters are tried with', () => {
  const types = /`((?:form|stage|lead|order|alert)\.[a-zA-Z]+)`/g;
  const documented = PAGE.slice(0, PAGE.indexOf('`lead` is `{id')).matchAll(types);
  expect([...new Set(SENT.map(({ type }) => type))].sort()).toEqual(
    [...new Set([...documented].map(([, type]) => type))].sort(),
  );
});

describe.each(SENT.map((payload) => ({ payload, type: payload.type })))('a message $type', ({ payload }) => {
  it.each(['slack', 'hubspot'])(
    'passes through the worker of %s and leaves no gap in words',
    async (name) => {
      const { sent, status } = await runWorker(name, payload);
      expect(status).toBe(204);
      expect(JSON.stringify(sent)).not.toMatch(BROKEN);
    },
  );
});

describe('a message in Slack', () => {
  const linesOf = async (payload: Payload): Promise<readonly string[]> => {
    const { sent } = await runWorker('slack', payload);
    const [{ body } = { body: undefined }] = sent;
    return (body as { readonly text: string }).text.split('\n');
  };

  it('leads from a hand-off to where sales answers', async () => {
    expect(await linesOf(HANDED)).toEqual([
      '*lead.handedOver* nurture › sales',
      '<https://imbuto.example.com/leads/primary|anna@example.com>',
      `<${ANSWER_URL}|Accept the lead or give it back>`,
    ]);
  });

  it('says which order, and of whom', async () => {
    expect(
      await linesOf(told({ kind: 'order' }, { order: { id: 'o-1', value } }, { ...LEAD, email: null })),
    ).toEqual(['*order.completed* o-1', '<https://imbuto.example.com/leads/primary|a visitor>']);
  });
});

describe('the adapter of HubSpot', () => {
  it('makes or changes the contact of the e-mail', async () => {
    const { sent, status } = await runWorker('hubspot', SUBMITTED);
    expect(status).toBe(204);
    expect(sent).toEqual([
      {
        url: 'https://api.hubapi.com/crm/v3/objects/contacts/batch/upsert',
        authorization: 'Bearer token',
        body: {
          inputs: [
            {
              idProperty: 'email',
              id: 'anna@example.com',
              properties: { email: 'anna@example.com', firstname: 'Anna' },
            },
          ],
        },
      },
    ]);
  });
});

describe.each(['slack', 'hubspot'])('the worker of %s', (name) => {
  it('passes on nothing that is not signed with its key', async () => {
    expect(await runWorker(name, SUBMITTED, { key: signingKey('root', 'other') })).toEqual({
      sent: [],
      status: 401,
    });
  });

  it('is tried again where the other side did not take it', async () => {
    expect((await runWorker(name, SUBMITTED, { status: 500 })).status).toBe(502);
  });

  it('takes an erasure, of which there is nothing to show', async () => {
    expect(await runWorker(name, ERASED)).toEqual({ sent: [], status: 204 });
  });
});

describe('the script of Google Sheets', () => {
  function sheet() {
    const rows: (readonly string[])[] = [];
    const context: Record<string, unknown> = {
      LockService: { getScriptLock: () => ({ waitLock() {}, releaseLock() {} }) },
      HtmlService: { createHtmlOutput: (text: string) => text },
      SpreadsheetApp: {
        getActiveSpreadsheet: () => ({
          getSheets: () => [
            {
              getLastRow: () => rows.length,
              getRange: () => ({ getValues: () => rows }),
              appendRow: (row: readonly string[]) => rows.push(row),
            },
          ],
        }),
      },
    };
    runInNewContext(block('sheets').replace('set a long random word here', 'word'), context);
    const doPost = context.doPost as (e: object) => unknown;
    const post = (payload: Payload, word = 'word') =>
      doPost({ parameter: { word }, postData: { contents: JSON.stringify(payload) } });
    return { rows, post };
  }

  it('adds a row a message, once, and no formula', () => {
    const { rows, post } = sheet();
    expect(post(SUBMITTED)).toBe('ok');
    expect(post(SUBMITTED)).toBe('ok');
    expect(post(ERASED)).toBe('ok');
    expect(rows).toHaveLength(2);
    expect(rows[0]?.slice(1, 6)).toEqual([
      '2026-03-02T09:00:00.000Z',
      'form.submitted',
      "'anna@example.com",
      "'https://imbuto.example.com/leads/primary",
      "'ebook",
    ]);
    expect(rows[0]?.[6]).toMatch(/^'\{"firstname":"Anna"/);
  });

  it('adds a row of each kind, with the link where a hand-off is answered', () => {
    const { rows, post } = sheet();
    for (const payload of [...SENT, ...SENT]) expect(post(payload)).toBe('ok');
    expect(rows).toHaveLength(SENT.length);
    expect(rows.map((row) => row.slice(1).join(' ')).join('\n')).not.toMatch(BROKEN);
    const handed = rows[SENT.indexOf(HANDED)];
    expect(handed?.slice(2)).toEqual([
      'lead.handedOver',
      "'anna@example.com",
      "'https://imbuto.example.com/leads/primary",
      "'nurture › sales",
      "'{}",
      `'${ANSWER_URL}`,
    ]);
  });

  it('takes nothing without its word', () => {
    const { rows, post } = sheet();
    expect(() => post(SUBMITTED, 'guess')).toThrow('wrong word');
    expect(rows).toEqual([]);
  });
});
