// Double opt-in over a table in memory: kept aside, asked once, confirmed by a click and not by a look, at the time of the form.
import { beforeEach, describe, expect, it } from 'vitest';
import { afterTheForm } from '../../functions/after-the-form/routes.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { answersOf, consentsOf } from '../../functions/domain/profile/answers.ts';
import { timelineOf } from '../../functions/domain/profile/timeline.ts';
import { askToConfirm } from '../../functions/lead-mail/tell-lead.ts';
import { findByHash } from '../../functions/leads/find-lead.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { awaitsConfirmation, holdUnconfirmed } from '../../functions/progress/hold-unconfirmed.ts';
import { httpFunction } from '../../functions/runtime/http.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { readAddress } from '../../functions/store/mail/addresses.ts';
import type { Note, OutboxItem } from '../../functions/store/outbox/outbox.ts';
import { WAITING_OF_ADDRESS } from '../../functions/store/waiting/keep-waiting.ts';
import { listWaiting } from '../../functions/store/waiting/list-waiting.ts';
import { smallConfig } from '../support/configs.ts';
import { BROWSER, FORM, type TestApi, testApi } from '../support/http-api.ts';
import { hashOfEmail, memoryTable, type Outbox, outboxOver } from '../support/lead-mail.ts';
import { DAY, event, HOUR, MONDAY, submission } from '../support/leads.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const EMAIL = 'anna@example.com';
const TEXT = { en: 'Yes, the newsletter.', it: 'Sì, la newsletter.' };
const { config: base, form } = smallConfig();
const config = parseConfig({
  ...base,
  mail: { from: 'hello@example.com' },
  forms: [
    {
      ...form,
      title: 'E-book',
      doubleOptIn: true,
      fields: [...form.fields, { name: 'news', type: 'consent', text: TEXT, version: '2026-01' }],
    },
    { ...form, id: 'plain' },
  ],
});

let table: LeadTable;
let outbox: Outbox;
let hash: string;
let notes: Note[];
let sent: Submission[];
let full: number;
let api: TestApi;

beforeEach(() => {
  table = memoryTable();
  outbox = outboxOver(table, MONDAY);
  hash = hashOfEmail(table, EMAIL);
  notes = [];
  sent = [];
  full = 0;
  const telemetry = createTelemetry('after-the-form', () => {});
  const deps = {
    config,
    table: async () => table,
    mailKey: async () => 'key',
    queue: { send: async (all: readonly Submission[]) => void sent.push(...all) },
    now: () => outbox.clock,
    telemetry,
  };
  const handler = httpFunction((request) => afterTheForm(deps, request), { locale: 'en', telemetry });
  api = testApi({ 'ANY /c/{token}': handler });
});

function optIn(n: number, email = EMAIL): Submission {
  const fact = event('ebook', outbox.clock, {
    id: `f:ebook:${n}`,
    kind: 'form',
    properties: { name: 'A', news: true, 'news.version': '2026-01' },
  });
  return submission({ email }, fact);
}

async function take(...submissions: readonly Submission[]): Promise<void> {
  const tell = async (items: readonly OutboxItem[]) =>
    void notes.push(...items.flatMap((item) => item.notes));
  const onFull = (n: number): void => {
    full += n;
  };
  const worker = {
    ...workerDeps(table),
    definitions: [],
    awaitsConfirmation: awaitsConfirmation(config.forms),
    screen: (all: readonly Submission[]) =>
      holdUnconfirmed({ table, config, now: () => outbox.clock, tell, onFull }, new Set(all)),
  };
  expect(await advanceLeads(worker, [messageOf(...submissions)])).toEqual(new Set());
}

/** As outbound does with each note; what is held comes again. */
async function tellAll(): Promise<void> {
  const toLeads = {
    ...outbox,
    now: () => outbox.clock,
    table: async () => table,
    config,
    apiUrl: 'https://api.example',
    mailKey: async () => 'key',
    queue: { send: async (all: readonly Submission[]) => void sent.push(...all) },
  };
  for (const note of notes.splice(0)) await askToConfirm(toLeads, note);
}

const link = (n = 0): string =>
  /https:\/\/api\.example(\/c\/\S+)/.exec(outbox.mails[n]?.text ?? '')?.[1] ?? '';
const click = (path = link()) => api('POST', path, { headers: { ...BROWSER, ...FORM }, body: '' });
const waiting = async () => (await listWaiting(table, { now: outbox.clock, most: 50 })).items;

describe('who has not confirmed', () => {
  it('is no lead, is on the list of what waits, and is asked by a link that names nobody', async () => {
    await take(optIn(1));
    expect((await findByHash(table, hash)).kind).toBe('none');
    expect(await waiting()).toHaveLength(1);
    await tellAll();
    expect(outbox.mails).toHaveLength(1);
    expect(outbox.mails[0]?.to).toBe(EMAIL);
    const [said = ''] = link().slice(3).split('.');
    expect(Buffer.from(said, 'base64url').toString()).not.toMatch(/anna|example/);
  });

  it('is not confirmed by a scanner that follows the link, with whatever it asks', async () => {
    await take(optIn(1));
    await tellAll();
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH'])
      await api(method, link(), { headers: BROWSER });
    const { text } = await api('GET', link(), { headers: BROWSER });
    expect(text).toContain('<li>E-book</li>');
    expect(text).toContain('<li>Yes, the newsletter.</li>');
    expect(text.match(/<button>/g)).toHaveLength(1);
    expect([sent, (await waiting()).length]).toEqual([[], 1]);
  });

  it('is forgotten after 30 days, and the link with it', async () => {
    await take(optIn(1));
    await tellAll();
    outbox.clock += 30 * DAY + 1;
    expect(await waiting()).toEqual([]);
    expect((await click()).status).toBe(410);
    expect(sent).toEqual([]);
  });
});

describe('who confirms', () => {
  it('counts from the time of the form, once, with the consent’s proof', async () => {
    const first = optIn(1);
    await take(first);
    await tellAll();
    outbox.clock += HOUR;
    expect((await click()).text).toContain('confirmed');
    outbox.clock += HOUR;
    await click();
    expect(sent).toHaveLength(1);
    await take(...sent, ...sent);
    const found = await findByHash(table, hash);
    if (found.kind !== 'found') throw new Error('no lead');
    const timeline = timelineOf([...found.records.values()], table.hashOf);
    expect(timeline).toHaveLength(1);
    expect(timeline[0]).toMatchObject({ at: new Date(MONDAY).toISOString() });
    expect(consentsOf(answersOf(timeline))).toEqual([
      expect.objectContaining({
        field: 'news',
        given: true,
        version: '2026-01',
        text: 'Yes, the newsletter.',
        at: new Date(MONDAY).toISOString(),
        confirmedAt: new Date(MONDAY + HOUR).toISOString(),
      }),
    ]);
    expect(await waiting()).toEqual([]);
    // A message that the queue delivers again does not put it back.
    await take(first);
    expect(notes).toEqual([]);
    expect(await waiting()).toEqual([]);
  });

  it('a correction, has its wording and time as the proof of what it says, whichever arrives first', async () => {
    const said = (at: number, texts: Record<string, string>, properties: object) => {
      const { event: fact } = optIn(1);
      const confirmed = { at: at + HOUR, texts };
      return submission(
        { email: EMAIL },
        { ...fact, time: at, received: at, confirmed, properties: { ...fact.properties, ...properties } },
      );
    };
    const first = said(MONDAY, { news: 'Old words' }, {});
    const second = said(MONDAY + DAY, { news: 'New words' }, { 'news.version': '2026-02' });
    const again = said(MONDAY + 2 * DAY, { news: 'New words' }, { 'news.version': '2026-02' });
    const instantOf = (at: number): string => new Date(at).toISOString();
    for (const order of [
      [first, second, again],
      [again, first, second],
      [second, again, first],
      [again, second, first, again, first],
    ]) {
      table = memoryTable();
      for (const one of order) await take(one);
      const found = await findByHash(table, hash);
      if (found.kind !== 'found') throw new Error('no lead');
      const timeline = timelineOf([...found.records.values()], table.hashOf);
      expect(consentsOf(answersOf(timeline))).toMatchObject([
        {
          version: '2026-02',
          text: 'New words',
          at: instantOf(MONDAY + 2 * DAY),
          confirmedAt: instantOf(MONDAY + 2 * DAY + HOUR),
        },
        { version: '2026-01', text: 'Old words', confirmedAt: instantOf(MONDAY + HOUR) },
      ]);
    }
  });

  it('is sent again with the same time where the click was stopped half-way', async () => {
    await take(optIn(1));
    await tellAll();
    const telemetry = createTelemetry('t', () => {});
    const deps = {
      config,
      table: async () => table,
      mailKey: async () => 'key',
      queue: { send: async () => Promise.reject(new Error('the queue is out')) },
      now: () => outbox.clock,
      telemetry,
    };
    const broken = httpFunction((request) => afterTheForm(deps, request), { locale: 'en', telemetry });
    await testApi({ 'ANY /c/{token}': broken })('POST', link(), { headers: FORM, body: '' });
    outbox.clock += HOUR;
    await click();
    expect(sent[0]?.event.confirmed?.at).toBe(MONDAY);
  });

  it('confirms all that waits for the address, as there is one mail a day', async () => {
    await take(optIn(1), optIn(2));
    await tellAll();
    expect(outbox.mails).toHaveLength(1);
    await click();
    expect(sent.map(({ event: { id } }) => id).sort()).toEqual(['f:ebook:1', 'f:ebook:2']);
  });

  it('needs not where a server tells it, where the form does not ask for it, or by another form', async () => {
    const { event: fact } = optIn(1);
    await take(
      submission({ email: EMAIL }, { ...fact, trusted: true }),
      submission({ email: EMAIL }, { ...fact, id: 'f:plain:1', name: 'plain' }),
    );
    expect((await findByHash(table, hash)).kind).toBe('found');
    expect(await waiting()).toEqual([]);
  });
});

describe('mails that ask', () => {
  it('are one for 10,000 requests of one address, and few of these are kept', {
    timeout: 60_000,
  }, async () => {
    for (let n = 0; n < 100; n++) await take(...Array.from({ length: 100 }, (_, k) => optIn(n * 100 + k)));
    await Promise.all([tellAll(), tellAll(), tellAll()]);
    expect(outbox.mails).toHaveLength(1);
    expect(await waiting()).toHaveLength(WAITING_OF_ADDRESS);
    expect(full).toBe(10_000 - WAITING_OF_ADDRESS);
  });

  it('let in a person who sent the form before a stranger typed their address, or sends it after', async () => {
    await take(optIn(1));
    for (let n = 100; n < 130; n++) {
      outbox.clock += 1;
      await take(optIn(n));
    }
    outbox.clock += 1;
    await take(optIn(2));
    await tellAll();
    await click();
    const confirmed = sent.map(({ event: { id } }) => id);
    expect(confirmed).toHaveLength(WAITING_OF_ADDRESS);
    expect(confirmed).toContain('f:ebook:1');
    expect(confirmed).toContain('f:ebook:2');
    expect(await waiting()).toEqual([]);
  });

  it('are one for 10,000 that are asked for at once', { timeout: 60_000 }, async () => {
    await take(optIn(1));
    const [note] = notes;
    notes = Array.from({ length: 10_000 }, (_, n) => ({ ...(note as Note), id: `msg_${n}` }));
    const lanes = Array.from({ length: 50 }, () => tellAll().catch(() => undefined));
    await Promise.all(lanes);
    expect(outbox.mails).toHaveLength(1);
    expect((await readAddress(table, hash)).known.asked).toEqual([MONDAY]);
  });

  it('are three in all, a day apart, until one is confirmed', async () => {
    for (let n = 0; n < 10; n++) {
      await take(optIn(n));
      await tellAll();
      outbox.clock += DAY;
    }
    expect(outbox.mails).toHaveLength(3);
    await click(link(2));
    await take(optIn(100));
    await tellAll();
    expect(outbox.mails).toHaveLength(4);
  });

  it('are none where nothing waits any more', async () => {
    await take(optIn(1));
    const late = [...notes];
    await tellAll();
    await click();
    notes = late.map((note) => ({ ...note, id: 'again' }));
    outbox.clock += 2 * DAY;
    await tellAll();
    expect(outbox.mails).toHaveLength(1);
  });
});

it('an erasure takes along what waits and what was mailed, and what came before it is not kept after', async () => {
  await take({ ...optIn(7), event: { ...optIn(7).event, id: 'f:plain:1', name: 'plain' } });
  await take(optIn(1));
  await tellAll();
  outbox.clock += HOUR;
  let takenOut = 0;
  await eraseLead(
    {
      table,
      definitions: [],
      now: () => outbox.clock,
      fresh: () => 't',
      onTakenAlong: ({ submissions }) => {
        takenOut += submissions;
      },
    },
    { kind: 'email', key: EMAIL },
  );
  expect(takenOut).toBe(1);
  expect(await waiting()).toEqual([]);
  expect((await readAddress(table, hash)).version).toBe(0);
  const before = submission({ email: EMAIL }, { ...optIn(2).event, received: MONDAY, time: MONDAY });
  await take(before);
  expect(await waiting()).toEqual([]);
  expect(notes).toEqual([]);
  expect((await click()).text).toContain('Nothing waits');
  expect(sent).toEqual([]);
});
