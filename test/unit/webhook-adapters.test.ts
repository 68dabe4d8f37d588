// The adapters of docs/webhooks.md, as they are copied from there, with the payloads that are sent.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { erasurePayload, type Payload, payloadOf } from '../../functions/domain/tell/payload.ts';
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

  it('takes nothing without its word', () => {
    const { rows, post } = sheet();
    expect(() => post(SUBMITTED, 'guess')).toThrow('wrong word');
    expect(rows).toEqual([]);
  });
});
