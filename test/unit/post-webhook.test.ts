// What a receiver answers: only 2xx is taken for success, and no redirect is followed.
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { postWebhook, signingKey, WebhookNotTaken } from '../../functions/outbound/post-webhook.ts';
import { onLoopback } from '../support/loopback.ts';

const key = signingKey('root', 'crm');

async function postTo(status: number, headers: Record<string, string> = {}) {
  const got: { readonly path: string | undefined; readonly payload: unknown }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const payload = new Webhook(key).verify(body, request.headers as Record<string, string>);
      got.push({ path: request.url, payload });
      response.writeHead(status, headers).end();
    });
  });
  const { url, close } = await onLoopback(server);
  const error = await postWebhook({
    url: `${url}/hook`,
    key,
    id: 'msg_1',
    body: '{"type":"form.submitted"}',
    now: Date.now(),
    allowsLoopback: true,
  })
    .then(() => undefined)
    .catch((reason: unknown) => reason);
  close();
  return { got, error, url };
}

describe('an answer', () => {
  it.each([200, 202, 204, 299])('of %i is success', async (status) => {
    const { got, error } = await postTo(status);
    expect(error).toBeUndefined();
    expect(got).toEqual([{ path: '/hook', payload: { type: 'form.submitted' } }]);
  });

  it.each([301, 302, 307, 308, 400, 410, 429, 500, 503])('of %i is none, and posted once', async (status) => {
    const { got, error, url } = await postTo(status, { location: '/elsewhere' });
    expect(error).toBeInstanceOf(WebhookNotTaken);
    expect(String(error)).toContain(`answered ${status}`);
    expect(String(error)).not.toContain(url);
    expect(got).toHaveLength(1);
  });
});

it('a receiver that is not there is named by the code alone', async () => {
  const { url, close } = await onLoopback(createServer());
  close();
  const posting = postWebhook({ url, key, id: 'msg_1', body: '{}', now: Date.now(), allowsLoopback: true });
  await expect(posting).rejects.toThrow(/^no answer ECONNREFUSED$/);
});
