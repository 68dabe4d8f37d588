// One posted form, told: a mail in the local inbox and a signed webhook at a local receiver, checked by the specification's library.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandWebhooks } from '../../bin/webhooks/command.ts';
import { signingKey } from '../../functions/outbound/post-webhook.ts';
import { LOCAL_WEBHOOKS } from '../../functions/runtime/environment-names.ts';
import { eventually } from '../support/eventually.ts';
import {
  type HostHere,
  removeDirectory,
  startHostHere,
  synthesiseHere,
  temporaryDirectory,
} from '../support/host.ts';

type Got = { readonly headers: IncomingHttpHeaders; readonly body: string; readonly at: number };

/** Ends when the lead is on the list that its owner looks at. */
async function onceListed({ url, keys }: HostHere, email: string): Promise<void> {
  const headers = { authorization: `Bearer ${keys.ownerToken}` };
  await eventually(async () => {
    const answer = await fetch(`${url}/leads?format=json`, { headers });
    const { leads } = (await answer.json()) as { readonly leads: readonly { readonly email: string }[] };
    expect(leads.map((lead) => lead.email)).toContain(email);
  }, 20_000);
}

describe('telling', () => {
  const data = temporaryDirectory();
  const got: Got[] = [];
  let refusals = 1;
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      got.push({ headers: request.headers, body, at: Date.now() });
      // The first is refused: it comes again under the same id.
      response.writeHead(refusals-- > 0 ? 503 : 204).end();
    });
  });
  let host: HostHere;
  beforeAll(async () => {
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    const config = {
      freshness: '0s',
      mail: { from: 'hello@example.com' },
      forms: [
        {
          id: 'ebook',
          fields: [
            { name: 'email', type: 'email' },
            { name: 'message', type: 'textarea' },
          ],
          notify: ['sales@example.com'],
        },
      ],
      funnels: [
        {
          id: 'trial',
          kind: 'sales',
          stages: [
            { id: 'interest', on: [{ form: 'ebook' }] },
            { id: 'action', on: [{ event: 'Order Completed' }] },
          ],
        },
      ],
      webhooks: [{ url: `http://127.0.0.1:${port}/hook`, on: ['form', 'stage', 'erased'] }],
    };
    const file = join(data, 'telling.json');
    writeFileSync(file, JSON.stringify(config));
    process.env[LOCAL_WEBHOOKS] = '1';
    const assembly = await synthesiseHere(undefined, { IMBUTO_CONFIG: file });
    host = await startHostHere(assembly, join(data, 'host'));
  }, 60_000);
  afterAll(async () => {
    delete process.env[LOCAL_WEBHOOKS];
    await host?.stop();
    receiver.close();
    removeDirectory(data);
  });

  it('posts what is signed as the specification says, again after a refusal, and mails the answers', {
    timeout: 60_000,
  }, async () => {
    const began = Date.now();
    const posted = await fetch(`${host.url}/f/ebook`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        email: 'Anna@example.com',
        message: 'Please call me\r\nBcc: x@example.com',
      }),
    });
    expect(posted.status).toBe(202);
    // Each is waited for by itself, so that none is timed by another.
    const listed = onceListed(host, 'Anna@example.com').then(() => Date.now() - began);
    await eventually(
      async () => expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(2),
      20_000,
    );
    await eventually(async () => expect(got.length).toBe(3), 20_000);
    const key = signingKey(host.keys.webhookKey, 'webhooks');
    const payloads = got.map(({ headers, body }) =>
      new Webhook(key).verify(body, headers as Record<string, string>),
    );
    expect(payloads).toContainEqual(
      expect.objectContaining({
        type: 'form.submitted',
        data: expect.objectContaining({
          form: 'ebook',
          fields: expect.objectContaining({ message: expect.stringContaining('Please call me') }),
          lead: expect.objectContaining({ email: 'Anna@example.com' }),
        }),
      }),
    );
    expect(payloads).toContainEqual(
      expect.objectContaining({
        type: 'stage.reached',
        data: expect.objectContaining({ stage: 'interest' }),
      }),
    );
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
    let mail: Record<string, unknown> = {};
    await eventually(async () => {
      const directory = readdirSync(join(data, 'host'), { recursive: true, encoding: 'utf8' });
      const file = directory.find((name) => /mail.*\.json$/.test(name)) ?? '';
      mail = JSON.parse(readFileSync(join(data, 'host', file), 'utf8'));
    }, 20_000);
    expect(mail).toMatchObject({ to: ['sales@example.com'], replyTo: ['anna@example.com'] });
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.text).toContain('Please call me');
    expect(mail.text).toContain(`${host.url}/leads/`);
    const first = Math.min(...got.map(({ at }) => at)) - began;
    const mailed = Date.parse(String(mail.received)) - began;
    const again = got.find(({ headers }) => headers['webhook-id'] !== undefined);
    const id = String(again?.headers['webhook-id']);
    const before = got.length;
    const said: string[] = [];
    const command = (...args: readonly string[]) =>
      commandWebhooks(args, { IMBUTO_URL: host.url, IMBUTO_OWNER_TOKEN: host.keys.ownerToken }, (line) =>
        said.push(line),
      );
    const record = payloads.map((one) => (one as { data: { lead: { record: string } } }).data.lead.record)[0];
    expect(await command('replay', String(record), id)).toBe(0);
    await eventually(async () => expect(got.length).toBe(before + 1), 20_000);
    expect(got.at(-1)?.headers['webhook-id']).toBe(id);
    expect(await command('replay', 'anna@example.com')).toBe(0);
    await eventually(async () => expect(got.length).toBe(before + 3), 20_000);
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
    expect(said.join('\n')).toContain(id);
    console.log(
      `told after ${first} ms, mailed after ${mailed} ms, on /leads after ${await listed} ms; refused once and told again after ${Math.max(...got.map(({ at }) => at)) - began} ms`,
    );
  });
});
