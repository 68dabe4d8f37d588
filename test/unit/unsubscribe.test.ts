// `/u/{token}`: looking changes nothing, a click does, and nobody makes up an address of it.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AfterTheFormDeps } from '../../functions/after-the-form/deps.ts';
import { afterTheForm } from '../../functions/after-the-form/routes.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { httpFunction } from '../../functions/runtime/http.ts';
import { mailToken, readMailToken } from '../../functions/runtime/mail-token.ts';
import { readRequest } from '../../functions/runtime/request.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { readAddress } from '../../functions/store/mail/addresses.ts';
import { smallConfig } from '../support/configs.ts';
import { BROWSER, FORM, type TestApi, testApi } from '../support/http-api.ts';
import { hashOfEmail, memoryTable } from '../support/lead-mail.ts';
import { MONDAY } from '../support/leads.ts';

const KEY = 'key';
let table: LeadTable;
let hash: string;
let api: TestApi;
let lines: string[];
let deps: AfterTheFormDeps;

beforeEach(() => {
  table = memoryTable();
  hash = hashOfEmail(table, 'anna@example.com');
  lines = [];
  const telemetry = createTelemetry('after-the-form', (line) => lines.push(line));
  deps = {
    config: parseConfig(smallConfig().config),
    table: async () => table,
    mailKey: async () => KEY,
    queue: { send: async () => {} },
    now: () => MONDAY,
    telemetry,
  };
  const handler = httpFunction((request) => afterTheForm(deps, request), { locale: 'en', telemetry });
  api = testApi({ 'ANY /u/{token}': handler });
});

const path = () => `/u/${mailToken(KEY, { use: 'u', lead: hash })}`;
const stopped = async () => (await readAddress(table, hash)).known.stopped?.why;

describe('the link to unsubscribe', () => {
  it('shows a page with one button and changes nothing when it is followed', async () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])
      await api(method, path(), { headers: BROWSER });
    const { status, text, headers } = await api('GET', path(), { headers: BROWSER });
    expect(status).toBe(200);
    expect(text.match(/<button>/g)).toHaveLength(1);
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(await stopped()).toBeUndefined();
  });

  it('ends all mails by a click, and takes it back by another', async () => {
    const done = await api('POST', path(), { headers: { ...BROWSER, ...FORM }, body: '' });
    expect(done.text).toContain('You are unsubscribed');
    expect(await stopped()).toBe('unsubscribed');
    const back = await api('POST', path(), { headers: { ...BROWSER, ...FORM }, body: 'again=1' });
    expect(back.status).toBe(200);
    expect(await stopped()).toBeUndefined();
  });

  it('ends them by what mail programs post (RFC 8058)', async () => {
    const { status } = await api('POST', path(), { headers: FORM, body: 'List-Unsubscribe=One-Click' });
    expect(status).toBe(200);
    expect(await stopped()).toBe('unsubscribed');
  });

  it('cannot be made up, cut off or taken for another', async () => {
    const [said = '', sig = ''] = path().split('/')[2]?.split('.') ?? [];
    const other = Buffer.from(JSON.stringify(['someone', '', '', 0])).toString('base64url');
    const foreign = mailToken(KEY, { use: 'd', lead: hash });
    for (const bad of [
      `${other}.${sig}`,
      said,
      `${said}.`,
      `${said}.${sig.slice(1)}`,
      foreign,
      'x',
      '%00',
      '%F0%9F%98%80',
    ])
      expect((await api('POST', `/u/${bad}`, { headers: FORM, body: '' })).status, bad).toBe(404);
    expect(await stopped()).toBeUndefined();
  });

  it('is no link of another use, whatever dots a gateway leaves in the path', async () => {
    const token = mailToken(KEY, { use: 'd', lead: hash });
    for (const rawPath of [`/d/../u/${token}`, `/d/%2e%2e/u/${token}`]) {
      const http = { method: 'POST' };
      const event = { rawPath, headers: {}, requestContext: { http } } as unknown as APIGatewayProxyEventV2;
      expect((await afterTheForm(deps, readRequest(event, {}, 'en'))).status).toBe(404);
    }
    expect(await stopped()).toBeUndefined();
  });

  it('names nobody, and is in no log', async () => {
    await api('POST', path(), { headers: FORM, body: '' });
    const token = path().split('/')[2] ?? '';
    expect(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).not.toContain('anna');
    expect(lines.join('\n')).not.toContain(token);
  });

  it('expires where it says so', () => {
    const token = mailToken(KEY, { use: 'c', lead: hash, until: MONDAY });
    expect(readMailToken(KEY, 'c', token, MONDAY - 1).kind).toBe('valid');
    expect(readMailToken(KEY, 'c', token, MONDAY).kind).toBe('expired');
  });
});
