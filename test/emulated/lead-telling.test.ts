// What the owner's pages of a lead say and do about telling: the button that tells again, and what an erasure cannot take back.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { LeadId } from '../../functions/domain/event/event.ts';
import type { OutboundMessage } from '../../functions/queue/outbound-message.ts';
import { smallConfig } from '../support/configs.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { BROWSER, FORM, JSON_BODY, type TestApi } from '../support/http-api.ts';
import { leadPagesApi, leadPagesDeps, sessionCookie, takeAll } from '../support/lead-pages.ts';
import { DAY, definitions, event, funnel, submission } from '../support/leads.ts';
import { OWNER_TOKEN } from '../support/reports.ts';
import { Worker } from '../support/worker.ts';

const NOW = Date.parse('2026-11-22T09:00:00Z');
const anna: LeadId = { kind: 'email', key: 'anna@example.com' };
const BEARER = { authorization: `Bearer ${OWNER_TOKEN}` };
const { form: small, config: base } = smallConfig();
const config = parseConfig({
  ...base,
  mail: { from: 'hello@example.com' },
  forms: [
    { ...small, id: 'ebook', notify: ['sales@example.com'] },
    { ...small, id: 'other', notify: ['other@example.com'] },
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
  webhooks: [
    { url: 'https://crm.example.com/hook?word=secret', on: ['form', 'stage'] },
    { url: 'https://orders.example.com/hook', on: ['order'] },
    { url: 'https://erasures.example.com/hook', on: ['erased'] },
  ],
});
const [trial] = definitions([
  funnel([], {
    id: 'trial',
    stages: [
      { id: 'interest', on: [{ form: 'ebook', times: 1 }] },
      { id: 'action', on: [{ event: 'Order Completed', times: 1 }] },
    ],
  }),
]);

let emulators: Emulators;
let worker: Worker;
let api: TestApi;
let lines: string[];
let told: OutboundMessage[];

beforeAll(async () => {
  emulators = await startEmulators({ dynamodb: true });
});
afterAll(() => emulators.stop());
beforeEach(async () => {
  const live = trial === undefined ? [] : [trial];
  worker = new Worker(emulators.dynamodb, await emulators.createTable(), live);
  told = [];
  const deps = leadPagesDeps(worker, live, {
    config,
    now: () => NOW,
    tell: async (messages) => void told.push(...messages),
  });
  ({ api, lines } = leadPagesApi(deps));
  await takeAll(
    worker,
    submission({ email: anna.key }, event('ebook', NOW - DAY, { id: 'f:1', kind: 'form' })),
  );
});

const path = () => `/leads/${worker.leads.hashOf(anna)}`;
const session = sessionCookie(NOW);
const cookie = () => ({ ...FORM, cookie: `__Host-imbuto=${session}` });

describe('the button that tells again', () => {
  async function pressed(more: Record<string, string> = {}) {
    const page = await api('GET', path(), { headers: { ...BROWSER, ...cookie() } });
    const form = new RegExp(`action="${path()}/replay">(.*?)</form>`, 's').exec(page.text)?.[1] ?? '';
    const _mark = /name="_mark" value="([^"]+)"/.exec(form)?.[1] ?? '';
    return api('POST', `${path()}/replay`, {
      headers: { ...BROWSER, ...cookie() },
      body: new URLSearchParams({ _mark, ...more }).toString(),
    });
  }

  it('puts all that is to be told into the queue, under ids that stay the same, and shows the lead again', async () => {
    const answer = await pressed();
    expect([answer.status, answer.headers.location]).toEqual([303, path()]);
    expect(told).toHaveLength(3);
    const first = JSON.stringify(told);
    expect(first).not.toContain('anna');
    expect(told.every((one) => 'isReplay' in one && one.isReplay === true)).toBe(true);
    told.length = 0;
    await pressed();
    expect(JSON.stringify(told)).toBe(first);
    expect(lines.join('\n')).not.toMatch(/anna/);
  });

  it('is refused without the mark of its session, from another site and to who is not logged in', async () => {
    expect((await pressed({ _mark: 'other' })).status).toBe(403);
    const foreign = { ...BROWSER, ...cookie(), 'sec-fetch-site': 'cross-site' };
    expect((await api('POST', `${path()}/replay`, { headers: foreign, body: '' })).status).toBe(403);
    const stranger = await api('POST', `${path()}/replay`, { headers: { ...BROWSER, ...FORM }, body: '' });
    expect(stranger.headers.location).toBe(`/login?next=${encodeURIComponent(path())}`);
    expect(told).toEqual([]);
  });

  it('tells nothing of an erased lead, and is not there where nobody is told', async () => {
    await api('POST', `${path()}/erase`, { headers: { ...BEARER, ...JSON_BODY }, body: '{}' });
    const again = await api('POST', `${path()}/replay`, { headers: { ...BEARER, ...JSON_BODY }, body: '{}' });
    expect(again.status).toBe(410);
    expect(told).toEqual([]);
    const silent = leadPagesApi(leadPagesDeps(worker, worker.definitions, { now: () => NOW })).api;
    await takeAll(worker, submission({ email: 'b@example.com' }, event('ebook', NOW, { kind: 'form' })));
    const other = `/leads/${worker.leads.hashOf({ kind: 'email', key: 'b@example.com' })}`;
    const page = await silent('GET', other, { headers: { ...BROWSER, ...cookie() } });
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('/replay');
  });
});

describe('the receipt of an erasure', () => {
  const erase = async (body: object = {}) =>
    (
      await api('POST', `${path()}/erase`, {
        headers: { ...BEARER, ...JSON_BODY },
        body: JSON.stringify(body),
      })
    ).json();

  it('names whom it cannot reach: who was told of this lead, by host and address, and recovery copies', async () => {
    expect((await erase()).notReached).toEqual([
      { what: 'webhooks', hosts: ['crm.example.com'] },
      { what: 'mails', to: [{ address: 'sales@example.com', mails: 1 }] },
      { what: 'recovery-copies', days: 35 },
    ]);
  });

  it('names all who may have been told where only marks of the lead are left', async () => {
    await erase();
    expect((await erase({ email: anna.key })).notReached).toEqual([
      { what: 'webhooks', hosts: ['crm.example.com', 'orders.example.com'] },
      {
        what: 'mails',
        to: ['other@example.com', 'sales@example.com'].map((address) => ({ address, mails: null })),
      },
      { what: 'recovery-copies', days: 35 },
    ]);
  });

  it('says so on its page, and nothing of the words in an address', async () => {
    const headers = { ...BROWSER, ...cookie() };
    const asked = await api('GET', `${path()}/erase`, { headers });
    const _mark =
      /name="_mark" value="([^"]+)"/.exec(asked.text.split(`${path()}/erase"`)[1] ?? '')?.[1] ?? '';
    const body = new URLSearchParams({ _mark, confirm: 'yes' }).toString();
    const receipt = await api('POST', `${path()}/erase`, { headers, body });
    expect(receipt.status).toBe(200);
    expect(receipt.text).toContain('Webhooks told of this person: crm.example.com.');
    expect(receipt.text.replaceAll('<wbr>', '')).toContain(
      'Mails about this person went to sales@example.com (1).',
    );
    expect(receipt.text).toContain('up to 35 days');
    expect(receipt.text).not.toContain('secret');
  });
});
