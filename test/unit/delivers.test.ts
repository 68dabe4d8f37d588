// What a form delivers: by a link in a mail or on the page behind the form, handed out by a click, and told of the lead.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FileStore, fileStore, readFiles } from '../../functions/after-the-form/files.ts';
import { afterTheForm } from '../../functions/after-the-form/routes.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { replyToLead } from '../../functions/lead-mail/tell-lead.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { presigned, presignedGet } from '../../functions/runtime/aws/presigned-url.ts';
import { httpFunction } from '../../functions/runtime/http.ts';
import { mailToken, ON_PAGE } from '../../functions/runtime/mail-token.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { findFiles } from '../../lib/find-files.ts';
import { smallConfig } from '../support/configs.ts';
import { BROWSER, FORM, type TestApi, testApi } from '../support/http-api.ts';
import { hashOfEmail, memoryTable, type Outbox, outboxOver } from '../support/lead-mail.ts';
import { DAY, event, MONDAY, submission } from '../support/leads.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const KEYS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const EMAIL = 'anna@example.com';
const NAME = 'La guida più bella.pdf';
const { config: base, form } = smallConfig();
const inputs = { ...base, forms: [{ ...form, delivers: NAME }] };
const config = parseConfig({ ...inputs, mail: { from: 'hello@example.com' } });

const bucket = createServer((request, response) => {
  if (request.url?.startsWith('/files/slow')) return;
  const found = request.url?.startsWith('/files/small') && request.url.includes('X-Amz-Signature=');
  response.writeHead(found ? 200 : 404).end(Buffer.from([0, 255, 128]));
});
let files: FileStore;
beforeAll(async () => {
  await new Promise<void>((resolve) => bucket.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(bucket.address() as AddressInfo).port}`;
  const known = {
    [NAME]: { key: 'small', size: 3 },
    big: { key: 'big', size: 5_000_000 },
    lost: { key: 'l', size: 1 },
    slow: { key: 'slow', size: 1 },
  };
  const environment = { region: 'eu-west-1', credentials: KEYS, endpoint };
  files = fileStore(environment, 'files', readFiles(JSON.stringify(known)), 500);
});
afterAll(() => {
  bucket.close();
  bucket.closeAllConnections();
});

let table: LeadTable;
let outbox: Outbox;
let sent: Submission[];
let api: TestApi;
beforeEach(() => {
  table = memoryTable();
  outbox = outboxOver(table, MONDAY);
  sent = [];
  const telemetry = createTelemetry('after-the-form', () => {});
  const deps = {
    config,
    table: async () => table,
    mailKey: async () => 'key',
    queue: { send: async (all: readonly Submission[]) => void sent.push(...all) },
    files,
    now: () => outbox.clock,
    telemetry,
  };
  const handler = httpFunction((request) => afterTheForm(deps, request), { locale: 'en', telemetry });
  api = testApi({ 'ANY /d/{token}': handler });
});

const fact = event('ebook', MONDAY, { id: 'f:ebook:1', kind: 'form' });

async function mailIt(): Promise<string> {
  await advanceLeads({ ...workerDeps(table), definitions: [] }, [
    messageOf(submission({ email: EMAIL }, fact)),
  ]);
  const lead = hashOfEmail(table, EMAIL);
  const toLeads = {
    ...outbox,
    table: async () => table,
    config,
    apiUrl: 'https://api.example',
    mailKey: async () => 'key',
    queue: { send: async (all: readonly Submission[]) => void sent.push(...all) },
  };
  const note = { id: 'msg_1', kind: 'form', lead, time: MONDAY, form: 'ebook' } as const;
  const record = { kind: 'email', key: EMAIL } as const;
  const told = {
    message: { kind: 'form', record, event: fact } as const,
    lead: { id: lead, record: lead, email: EMAIL, url: 'u' },
    typed: EMAIL,
  };
  for (let n = 0; n < 2; n++) await replyToLead(toLeads, note, told);
  return /https:\/\/api\.example(\/d\/\S+)/.exec(outbox.mails[0]?.text ?? '')?.[1] ?? '';
}

describe('a file that a form delivers', () => {
  it('is mailed as a link that a look does not use up, handed out by a click, and told twice as one event', async () => {
    const link = await mailIt();
    expect(outbox.mails).toHaveLength(1);
    expect(new Set(sent.map(({ event: { id } }) => id)).size).toBe(1);
    expect(sent[0]).toMatchObject({
      ids: { email: EMAIL },
      event: { name: 'Delivered', trusted: true, properties: { form: 'ebook', file: NAME } },
    });
    sent = [];
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT']) await api(method, link, { headers: BROWSER });
    expect((await api('GET', link, { headers: BROWSER })).text.match(/<button>/g)).toHaveLength(1);
    expect(sent).toEqual([]);
    for (let n = 0; n < 2; n++) {
      const answer = await api('POST', link, { headers: { ...BROWSER, ...FORM }, body: '' });
      expect(answer.status).toBe(200);
      expect(answer.headers['content-disposition']).toBe(
        `attachment; filename="La guida pi_ bella.pdf"; filename*=UTF-8''La%20guida%20pi%C3%B9%20bella.pdf`,
      );
    }
    expect(new Set(sent.map(({ event: { id, name } }) => `${name} ${id}`))).toEqual(
      new Set(['Fetched s:imbuto:fetched:msg_1']),
    );
  });

  it('is not handed out after a week, nor by another address', async () => {
    const link = await mailIt();
    outbox.clock += 7 * DAY;
    expect((await api('POST', link, { headers: FORM, body: '' })).status).toBe(410);
    expect((await api('POST', `${link.slice(0, -1)}_`, { headers: FORM, body: '' })).status).toBe(404);
  });

  it('is on a page for one browser where nobody mails it', async () => {
    const token = mailToken('key', {
      use: 'd',
      lead: 'browser',
      form: 'ebook',
      mail: ON_PAGE,
      until: MONDAY + DAY,
    });
    expect((await api('GET', `/d/${token}`, { headers: BROWSER })).text).toContain('Thank you');
    await api('POST', `/d/${token}`, { headers: FORM, body: '' });
    expect(sent.map(({ ids, event: { name } }) => [ids, name])).toEqual([
      [{ anonymous: 'browser' }, 'Delivered'],
      [{ anonymous: 'browser' }, 'Fetched'],
    ]);
  });

  it('is told of nobody where the form went into quarantine', async () => {
    const token = mailToken('key', { use: 'd', lead: '', form: 'ebook', mail: ON_PAGE, until: MONDAY + DAY });
    expect((await api('POST', `/d/${token}`, { headers: FORM, body: '' })).status).toBe(200);
    expect(sent).toEqual([]);
  });

  it('comes from the bucket itself where it is large, is missed where there is none, and is no fault of the visitor', async () => {
    const large = await files.hand('big', MONDAY);
    expect(large?.status).toBe(303);
    expect(large?.headers?.location).toContain('response-content-disposition=attachment');
    expect(await files.hand('none', MONDAY)).toBeUndefined();
    await expect(files.hand('lost', MONDAY)).rejects.toThrow('the bucket answered 404');
    await expect(files.hand('slow', MONDAY)).rejects.toThrow('no answer');
  });
});

it('an address is signed as AWS’s own example is', () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
  const environment = { region: 'us-east-1', credentials: KEYS };
  const object = { expiresSeconds: 86_400, now: Date.UTC(2013, 4, 24) };
  const url = presigned(new URL('https://examplebucket.s3.amazonaws.com/test.txt'), environment, object);
  expect(new URL(url).searchParams.get('X-Amz-Signature')).toBe(
    'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
  expect(presignedGet(environment, { ...object, bucket: 'b', key: 'a b.pdf' })).toMatch(
    /^https:\/\/b\.s3\.us-east-1\.amazonaws\.com\/a%20b\.pdf\?/,
  );
});

describe('the files of a configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'imbuto-files-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('lie beside it or in its folder, and what is missing is named with its place', async () => {
    const forms = (...names: readonly string[]) =>
      parseConfig({
        ...base,
        forms: names.map((delivers, n) => ({ ...form, id: n === 0 ? 'ebook' : `f${n}`, delivers })),
      });
    expect(() => findFiles(forms('a.pdf'), folder)).toThrow(/forms\[0\]\.delivers: .*"a\.pdf".*put it there/);
    writeFileSync(join(folder, 'a.pdf'), 'a');
    mkdirSync(join(folder, 'files'));
    writeFileSync(join(folder, 'files', 'b.pdf'), 'bb');
    const found = findFiles(forms('a.pdf', 'b.pdf', 'a.pdf'), folder);
    expect([...found].map(([name, { size }]) => [name, size])).toEqual([
      ['a.pdf', 1],
      ['b.pdf', 2],
    ]);
    for (let n = 0; n < 13; n++) writeFileSync(join(folder, `c${n}`), '');
    const many = Array.from({ length: 13 }, (_, n) => `c${n}`);
    expect(() => findFiles(forms(...many), folder)).toThrow('at most 12');
  });
});
