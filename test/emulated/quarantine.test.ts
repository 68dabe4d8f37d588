// Quarantine over an emulated table: kept apart by the worker, listed, released at its original time, and erased.
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Submission } from '../../functions/domain/event/event.ts';
import { screenSubmissions } from '../../functions/progress/screen-submissions.ts';
import { formMark } from '../../functions/runtime/links.ts';
import { KEPT_AN_HOUR } from '../../functions/store/quarantine/keep.ts';
import { placeOf } from '../../functions/store/quarantine/place.ts';
import { listQuarantine } from '../../functions/store/quarantine/read.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { BROWSER, FORM, JSON_BODY, type TestApi } from '../support/http-api.ts';
import { leadPagesApi, leadPagesDeps, sessionCookie, takeAll } from '../support/lead-pages.ts';
import { DAY, definitions, event, funnel, HOUR, submission } from '../support/leads.ts';
import { type MemoryQueue, memoryQueue } from '../support/memory-queue.ts';
import { LINK_KEY, OWNER_TOKEN } from '../support/reports.ts';
import { Worker } from '../support/worker.ts';

const NOW = Date.parse('2026-11-22T09:30:00Z');
const RECEIVED = NOW - 2 * DAY;
const BEARER = { authorization: `Bearer ${OWNER_TOKEN}` };
const EMAIL = 'canary-anna@example.com';

const [trial] = definitions([
  funnel(['ebook', 'Order Completed'], {
    id: 'trial',
    stages: [
      { id: 'interest', on: [{ form: 'ebook', times: 1 }] },
      { id: 'action', on: [{ event: 'Order Completed', times: 1 }] },
    ],
  }),
]);
if (trial === undefined) throw new Error('no definition');

let emulators: Emulators;
let worker: Worker;
let queue: MemoryQueue;
let api: TestApi;
let lines: string[];
let now: number;

beforeAll(async () => {
  emulators = await startEmulators({ dynamodb: true });
});
afterAll(() => emulators.stop());
beforeEach(async () => {
  worker = new Worker(emulators.dynamodb, await emulators.createTable(), [trial]);
  queue = memoryQueue();
  now = NOW;
  ({ api, lines } = leadPagesApi(leadPagesDeps(worker, [trial], { now: () => now, queue })));
});

function spam(n: number, more: Partial<Submission> & { readonly received?: number } = {}): Submission {
  const { received = RECEIVED + n, ...rest } = more;
  const fact = event('ebook', received, {
    id: `f:ebook:${n}`,
    kind: 'form',
    properties: { name: `<b>${n}` },
  });
  return { ...submission({ email: EMAIL }, fact), screening: { reasons: ['trap', 'word'] }, ...rest };
}

type Listed = {
  submissions: { id: string; received: string; reasons: string[]; email: string }[];
  next: string | null;
  notKept: unknown[];
};
const list = async (target = '/leads/quarantine'): Promise<Listed> =>
  JSON.parse((await api('GET', target, { headers: BEARER })).text);
const change = (target: string, body: object = {}) =>
  api('POST', target, { headers: { ...BEARER, ...JSON_BODY }, body: JSON.stringify(body) });
const items = async () =>
  JSON.stringify((await worker.client.send(new ScanCommand({ TableName: worker.table }))).Items);
/** Something may be kept aside all the same. */
const leadIsThere = async () => {
  const found = await change('/leads/search', { email: EMAIL });
  if (found.status !== 200) return false;
  const lead = await api('GET', `/leads/${found.json().id}?format=json`, { headers: BEARER });
  return (JSON.parse(lead.text) as { readonly ids: readonly unknown[] }).ids.length > 0;
};

describe('a submission in quarantine', () => {
  it('is in no lead and no counter, is listed newest first, and comes twice as one', async () => {
    await takeAll(worker, spam(1), spam(2));
    await takeAll(worker, spam(1));
    expect(await leadIsThere()).toBe(false);
    expect((await worker.cells(trial)).size).toBe(0);
    const { submissions } = await list();
    expect(submissions.map(({ received }) => Date.parse(received))).toEqual([RECEIVED + 2, RECEIVED + 1]);
    expect(submissions[0]).toMatchObject({ email: EMAIL, reasons: ['trap', 'word'], form: 'ebook' });
  });

  it('shares a message with leads, which are counted', async () => {
    const lead = submission(
      { email: 'bob@example.com' },
      event('ebook', RECEIVED, { id: 'f:ebook:b', kind: 'form' }),
    );
    await takeAll(worker, spam(1), lead);
    expect((await list()).submissions).toHaveLength(1);
    expect((await worker.cells(trial)).size).toBeGreaterThan(0);
  });

  it('is paged by a cursor, and forgotten after 30 days', async () => {
    await takeAll(worker, ...Array.from({ length: 53 }, (_, n) => spam(n)));
    const first = await list();
    expect(first.submissions).toHaveLength(50);
    const second = await list(first.next ?? '');
    expect(second.submissions).toHaveLength(3);
    expect(second.next).toBeNull();
    now = RECEIVED + 30 * DAY + 1_000;
    expect((await list()).submissions).toEqual([]);
    const { Items = [] } = await worker.client.send(new ScanCommand({ TableName: worker.table }));
    const ends = Items.filter(({ pk }) => pk?.S?.startsWith('Q')).map(({ x }) => Number(x?.N));
    expect(new Set(ends)).toEqual(
      new Set([Math.ceil((RECEIVED + 30 * DAY) / 1000), Math.ceil((RECEIVED + 1 + 30 * DAY) / 1000)]),
    );
  });
});

describe('a release', () => {
  it('counts at its original time, and once however often it is asked for or delivered', async () => {
    await takeAll(worker, spam(1));
    const place = placeOf(spam(1).event);
    const answer = await change(`/leads/quarantine/${place}/release`);
    expect(answer.json()).toEqual({ released: place, received: new Date(RECEIVED + 1).toISOString() });
    expect((await change(`/leads/quarantine/${place}/release`)).status).toBe(404);
    expect(queue.held).toEqual([{ ids: { email: EMAIL }, event: spam(1).event }]);
    await takeAll(worker, ...queue.held, ...queue.held);
    const counted = await worker.cells(trial);
    await takeAll(worker, ...queue.held, spam(1));
    expect(await worker.cells(trial)).toEqual(counted);
    expect([...counted.keys()].join()).toContain('2026-11-20');
    expect((await list()).submissions).toEqual([]);
    expect(await items()).not.toContain('"gone":{"BOOL":false}');
  });

  it('stays in quarantine where the queue does not take it', async () => {
    await takeAll(worker, spam(1));
    queue.refuses = true;
    expect((await change(`/leads/quarantine/${placeOf(spam(1).event)}/release`)).status).toBe(503);
    expect((await list()).submissions).toHaveLength(1);
  });

  it('is the owner’s alone, and a browser’s only with the mark of its session', async () => {
    await takeAll(worker, spam(1));
    const target = `/leads/quarantine/${placeOf(spam(1).event)}/release`;
    expect((await api('POST', target, { headers: JSON_BODY, body: '{}' })).status).toBe(401);
    expect((await api('GET', '/leads/quarantine')).status).toBe(401);
    expect((await api('GET', target, { headers: BEARER })).status).toBe(405);
    const session = sessionCookie(NOW);
    const headers = { ...BROWSER, ...FORM, cookie: `__Host-imbuto=${session}` };
    expect((await api('POST', target, { headers, body: '_mark=x' })).status).toBe(403);
    expect(queue.held).toEqual([]);
    const page = await api('GET', '/leads/quarantine', { headers });
    expect(page.text).toContain('&#60;b&#62;1');
    const body = new URLSearchParams({ _mark: formMark(LINK_KEY, session) }).toString();
    const done = await api('POST', target, { headers, body });
    expect([done.status, done.headers.location]).toEqual([303, '/leads/quarantine?done=released']);
    expect(queue.held).toHaveLength(1);
    expect(lines.join()).not.toContain('canary');
  });

  it.each(['/leads/quarantine/x/release', '/leads/quarantine?before=x', '/leads/quarantine?format=pdf'])(
    'of nonsense is refused: %s',
    async (target) => {
      const answer = await api(target.includes('?') ? 'GET' : 'POST', target, {
        headers: { ...BEARER, ...JSON_BODY },
        body: '{}',
      });
      expect([400, 404, 405]).toContain(answer.status);
    },
  );
});

describe('an erasure', () => {
  it('of a lead takes along what is in quarantine with its e-mail, and rejects what comes later', async () => {
    const fact = event('ebook', RECEIVED, { id: 'f:ebook:0', kind: 'form' });
    await takeAll(worker, submission({ email: EMAIL }, fact), spam(1), spam(2));
    const hash = worker.leads.hashOf({ kind: 'email', key: EMAIL });
    const receipt = (await change(`/leads/${hash}/erase`, { email: EMAIL })).json();
    expect(receipt.removed).toEqual({ records: 1, events: 1, quarantined: 2 });
    await takeAll(worker, spam(1), spam(3));
    expect((await list()).submissions).toEqual([]);
    expect(await items()).not.toContain('canary');
  });

  it('of somebody who is no lead is by e-mail, and of one submission by its id', async () => {
    await takeAll(worker, spam(1), spam(2), spam(3));
    await change(`/leads/quarantine/${placeOf(spam(3).event)}/delete`);
    expect((await list()).submissions).toHaveLength(2);
    const receipt = (await change('/leads/quarantine/erase', { email: EMAIL })).json();
    expect(receipt).toMatchObject({
      removed: { records: 0, events: 0, quarantined: 2 },
      notReached: [{ what: 'recovery-copies', days: 35 }],
    });
    expect((await change('/leads/quarantine/erase', { email: 'nobody' })).status).toBe(422);
    expect(await items()).not.toContain('canary');
    expect(queue.held).toEqual([]);
  });
});

describe('a flood', () => {
  it('is kept up to a limit of each form and hour, and counted above it', async () => {
    const hour = Math.floor(RECEIVED / HOUR) * HOUR;
    const flood = Array.from({ length: KEPT_AN_HOUR + 20 }, (_, n) => spam(n, { received: hour + n }));
    await takeAll(worker, ...flood.slice(0, KEPT_AN_HOUR + 5));
    await takeAll(worker, ...flood.slice(KEPT_AN_HOUR + 5));
    const { items: kept } = await listQuarantine(worker.leads, { now, most: 1_000 });
    expect(kept).toHaveLength(KEPT_AN_HOUR);
    await takeAll(worker, spam(5_000, { received: hour + HOUR }));
    expect((await listQuarantine(worker.leads, { now, most: 1_000 })).items).toHaveLength(KEPT_AN_HOUR + 1);
    expect((await list()).notKept).toEqual([{ form: 'ebook', notKept: 20 }]);
    const before = worker.sent.get('TransactWriteItems');
    await takeAll(
      worker,
      ...flood.map((one, n) => ({ ...one, event: { ...one.event, id: `f:ebook:more-${n}` } })),
    );
    expect(worker.sent.get('TransactWriteItems')).toBe(before);
  });
});

describe('a limit for one sender', () => {
  const sent = (n: number, sender = 's') =>
    spam(n, { screening: { reasons: [], sender }, received: RECEIVED + n });
  const screen = (...all: Submission[]) =>
    screenSubmissions({ table: worker.leads, forms: [{ id: 'ebook', spam: { perHour: 3 } }] }, all);

  it('lets in the first of an hour, and the same ones when they come again', async () => {
    const first = [sent(1), sent(2)];
    expect((await screen(...first)).size).toBe(2);
    const next = [sent(3), sent(4), sent(5)];
    expect([...(await screen(...next))]).toEqual([next[0]]);
    expect((await screen(...first, ...next)).size).toBe(3);
    expect((await screen(sent(6, 'other'))).size).toBe(1);
    expect(
      (await screen(spam(7, { screening: { reasons: [], sender: 's' }, received: RECEIVED + HOUR }))).size,
    ).toBe(1);
    expect((await list()).submissions.map(({ reasons }) => reasons)).toEqual([['too-many'], ['too-many']]);
  });
});
