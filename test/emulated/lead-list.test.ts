// The list of leads over an emulated table: newest first, narrowed down, page by page, and what is behind a figure.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ListEntry } from '../../functions/domain/summary/list-entry.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { BROWSER, JSON_BODY, type TestApi } from '../support/http-api.ts';
import { leadPagesApi, leadPagesDeps, takeAll } from '../support/lead-pages.ts';
import { DAY, definition, event, funnel, HOUR, submission } from '../support/leads.ts';
import { OWNER_TOKEN } from '../support/reports.ts';
import { Worker } from '../support/worker.ts';

const NOW = Date.parse('2026-11-22T09:00:00Z');
const START = NOW - 10 * DAY;
const AUTHORIZATION = { authorization: `Bearer ${OWNER_TOKEN}` };
const trial = definition(
  funnel(['/pricing', 'Trial', 'Order'], {
    id: 'trial',
    windowMs: 5 * DAY,
    lostOn: [{ event: 'Refused' }],
    by: ['channel'],
  }),
);

let emulators: Emulators;
let worker: Worker;
let api: TestApi;
beforeAll(async () => {
  emulators = await startEmulators({ dynamodb: true });
});
afterAll(() => emulators.stop());
beforeEach(async () => {
  worker = new Worker(emulators.dynamodb, await emulators.createTable(), [trial]);
  ({ api } = leadPagesApi(leadPagesDeps(worker, [trial], { now: () => NOW })));
});

type Answer = { readonly leads: readonly ListEntry[]; readonly next: string | null; readonly erased: number };

async function list(query = '', at = `/leads${query}`): Promise<Answer> {
  const answer = await api('GET', at, { headers: AUTHORIZATION });
  expect(answer.status).toBe(200);
  return answer.json() as unknown as Answer;
}

/** All parts of a list. */
async function all(
  query: string,
): Promise<{ readonly leads: readonly ListEntry[]; readonly erased: number }> {
  const leads: ListEntry[] = [];
  let erased = 0;
  for (let at: string | null = `/leads${query}`; at !== null; ) {
    const part: Answer = await list('', at);
    leads.push(...part.leads);
    erased += part.erased;
    at = part.next;
  }
  return { leads, erased };
}

const said = (who: string, name: string, hours: number, touch = { channel: 'Email', campaign: 'march' }) =>
  submission(
    who.includes('@') ? { email: who } : { anonymous: who },
    event(name, START + hours * HOUR, { id: `${who} ${name} ${hours}`, touch }),
  );

async function takeSome(): Promise<void> {
  const none = { channel: 'Direct', campaign: 'none' };
  await takeAll(
    worker,
    said('anna@example.com', '/pricing', 0),
    said('anna@example.com', 'Trial', 1),
    said('bea@example.com', '/pricing', 2, none),
    said('bea@example.com', 'Order', 3, none),
    said('carl@example.com', '/pricing', 240),
    said('dora@example.com', '/pricing', 4, none),
    said('dora@example.com', 'Refused', 5, none),
    said('browser', '/pricing', 6),
  );
}

const emails = (answer: { readonly leads: readonly ListEntry[] }) =>
  answer.leads.map(({ email }) => email?.split('@')[0]);

describe('the list', () => {
  it('tells of contacts, the newest first, how far they are and what became of them', async () => {
    await takeSome();
    const answer = await list();
    expect(emails(answer)).toEqual(['carl', 'dora', 'bea', 'anna']);
    expect(answer.leads.map(({ funnels }) => funnels[0]?.outcome)).toEqual(['open', 'lost', 'won', 'ended']);
    expect(answer.leads[3]).toMatchObject({
      channel: 'Email',
      campaign: 'march',
      funnels: [{ stage: 'Trial' }],
      times: 1,
    });
    expect(answer.next).toBeNull();
  });

  it.each([
    ['?funnel=trial&outcome=won', ['bea']],
    ['?funnel=trial&outcome=open', ['carl']],
    ['?funnel=trial&outcome=lost', ['dora']],
    ['?funnel=trial&outcome=ended', ['anna']],
    ['?funnel=trial&reached=Trial', ['bea', 'anna']],
    ['?funnel=trial&missed=Trial', ['carl', 'dora']],
    ['?channel=Direct', ['dora', 'bea']],
    ['?campaign=march', ['carl', 'anna']],
    ['?from=2026-11-20', ['carl']],
    ['?activeBefore=2026-11-20', ['dora', 'bea', 'anna']],
    ['?funnel=trial&outcome=open&activeBefore=2026-11-20', []],
    ['?to=2026-11-12', ['dora', 'bea', 'anna']],
    ['?form=ebook', []],
    ['?kind=anonymous', [undefined]],
  ])('%s', async (query, expected) => {
    await takeSome();
    expect(emails(await list(query))).toEqual(expected);
  });

  it.each([
    '?kind=x',
    '?funnel=x',
    '?reached=Trial',
    '?funnel=trial&reached=x',
    '?from=x',
    '?activeBefore=x',
    '?after=x',
    '?kind=anonymous&after=x',
    '?figure=leads.1',
    '?figure=leads.9&funnel=trial',
    '?figure=way.some.leads&funnel=trial',
    '?figure=way.both.revenue&funnel=trial',
    '?figure=way.both.customers.5d&funnel=trial',
    '?figure=leads.1&funnel=trial&by=x',
  ])('refuses %s', async (query) =>
    expect((await api('GET', `/leads${query}`, { headers: AUTHORIZATION })).status).toBe(400),
  );

  it('comes in pages, each lead once', async () => {
    const people = Array.from({ length: 130 }, (_, n) => said(`p${n}@example.com`, '/pricing', n));
    for (let at = 0; at < people.length; at += 26) await takeAll(worker, ...people.slice(at, at + 26));
    const first = await list();
    expect(first.leads).toHaveLength(50);
    expect(emails(await all(''))).toEqual(people.map((_, n) => `p${129 - n}`));
  });

  it('is a page and CSV too, with nothing that people sent as markup', async () => {
    await takeAll(worker, said('a@example.com', '/pricing', 1, { channel: '<script>', campaign: '=1+1' }));
    const page = await api('GET', '/leads', { headers: { ...AUTHORIZATION, ...BROWSER } });
    expect(page.status).toBe(200);
    expect(page.text).toContain('&#60;script');
    expect(page.text).not.toContain('<script');
    expect(page.text).not.toContain('undefined');
    const csv = await api('GET', '/leads?format=csv', { headers: AUTHORIZATION });
    expect(csv.text).toContain("'=1+1");
  });
});

describe('the leads behind a figure', () => {
  const RANGE = 'funnel=trial&from=2026-11-01&to=2026-11-22';
  const sum = ({ leads, erased }: { readonly leads: readonly ListEntry[]; readonly erased: number }) =>
    leads.reduce((total, { times }) => total + times, erased);

  it.each([
    ['entered', 5],
    ['leads.0', 5],
    ['leads.1', 2],
    ['leads.2', 1],
    ['open.1', 1],
    ['lost.1', 2],
    ['lost.2', 1],
    ['lostOn.Refused', 1],
  ])('%s adds up to %i', async (figure, n) => {
    await takeSome();
    expect(sum(await all(`?figure=${figure}&${RANGE}`))).toBe(n);
  });

  it('of one value of a breakdown', async () => {
    await takeSome();
    expect(emails(await all(`?figure=leads.0&${RANGE}&by=channel&value=Direct`)).sort()).toEqual([
      'bea',
      'dora',
    ]);
  });

  it('tells of leads that were erased since', async () => {
    await takeSome();
    const { leads } = await list();
    const bea = leads.find(({ email }) => email === 'bea@example.com');
    await api('POST', `/leads/${bea?.id}/erase`, { headers: { ...AUTHORIZATION, ...JSON_BODY }, body: '{}' });
    const left = await all(`?figure=leads.2&${RANGE}`);
    expect([left.leads.length, left.erased]).toEqual([0, 1]);
    expect(emails(await list())).not.toContain('bea');
  });
});
