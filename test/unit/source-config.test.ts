// What RudderStack's library for pages asks for before it sends: answered to public keys, to the pages of any site.
import { describe, expect, it } from 'vitest';
import { captureApi, captureConfig } from '../support/capture-api.ts';
import { basic, PUBLIC_KEY, SECRET_KEY } from '../support/collect-api.ts';
import { memoryDoor } from '../support/memory-door.ts';

/** As version 3.34.1 asks. */
const asked = (key: string) =>
  `/sourceConfig/?p=npm&v=3.34.1&build=modern&writeKey=${key}&lockIntegrationsVersion=false&lockPluginsVersion=false`;

describe("RudderStack's source of a public key", () => {
  it('is a source that is on, with nothing to load and nothing to report', async () => {
    const { api } = captureApi();
    const headers = { origin: 'https://s.example', ...basic(PUBLIC_KEY) };
    const answer = await api('GET', asked(PUBLIC_KEY), { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=300',
    });
    expect(answer.json()).toEqual({
      source: {
        id: 'imbuto',
        name: 'imbuto',
        workspaceId: 'imbuto',
        enabled: true,
        config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
        destinations: [],
      },
    });
  });

  it.each([
    ['the key in the address alone', asked(PUBLIC_KEY), {}],
    ['the key in `Authorization` alone', '/sourceConfig/', basic(PUBLIC_KEY)],
    ['no final slash', `/sourceConfig?writeKey=${PUBLIC_KEY}`, {}],
  ])('is answered to %s', async (_what, target, headers) => {
    expect((await captureApi().api('GET', target, { headers })).status).toBe(200);
  });

  it.each([
    ['the secret key', asked(SECRET_KEY)],
    ['another key', asked('x')],
    ['no key', '/sourceConfig/'],
  ])('is not answered to %s', async (_what, target) => {
    const answer = await captureApi().api('GET', target, { headers: { origin: 'https://s.example' } });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([401, '*']);
    expect(answer.headers['cache-control']).not.toContain('public');
  });

  it('is refused by name to a key that is closed', async () => {
    const door = memoryDoor();
    door.closed.add(`key:${PUBLIC_KEY.slice(0, 8)}`);
    const answer = await captureApi(captureConfig, {}, door).api('GET', asked(PUBLIC_KEY));
    expect([answer.status, answer.json().code]).toEqual([403, 'forbidden']);
  });

  it('may be asked for with a key in a header, as a browser asks first', async () => {
    const headers = {
      origin: 'https://s.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    };
    const answer = await captureApi().api('OPTIONS', asked(PUBLIC_KEY), { headers });
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.headers['access-control-allow-methods']).toContain('GET');
    expect(answer.headers['access-control-allow-headers']).toContain('authorization');
  });
});
