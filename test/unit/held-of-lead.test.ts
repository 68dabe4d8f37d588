// What a person has sent beside the lead, and long ago: on the page and in the export, whole, however much it is.
import { beforeEach, describe, expect, it } from 'vitest';
import { LeadsApi } from '../../bin/leads/leads-api.ts';
import { summaryOf } from '../../bin/leads/summary.ts';
import { LOCALES } from '../../functions/domain/config/config.ts';
import { heldTexts } from '../../functions/pages/texts/held.ts';
import { leadTexts } from '../../functions/pages/texts/lead.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { keep } from '../../functions/store/quarantine/keep.ts';
import { keepWaiting } from '../../functions/store/waiting/keep-waiting.ts';
import { BROWSER, type TestApi } from '../support/http-api.ts';
import { hashOfEmail, memoryTable } from '../support/lead-mail.ts';
import { leadPagesApi, leadPagesDeps } from '../support/lead-pages.ts';
import { DAY, event, HOUR, MONDAY, submission } from '../support/leads.ts';
import { metered } from '../support/metered.ts';
import { OWNER_TOKEN, reportConfig } from '../support/reports.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const EMAIL = 'anna@example.com';
const HEADERS = { authorization: `Bearer ${OWNER_TOKEN}` };
const FORM = { ...HEADERS, ...BROWSER, 'content-type': 'application/x-www-form-urlencoded' };
const NOW = MONDAY + DAY;
let table: LeadTable;
let path: string;

beforeEach(async () => {
  table = memoryTable();
  path = `/leads/${hashOfEmail(table, EMAIL)}`;
});

function apiOver(leads = table, locale: (typeof LOCALES)[number] = 'en', now = NOW): TestApi {
  const config = { ...reportConfig, locale };
  return leadPagesApi(leadPagesDeps({ leads, definitions: [] }, [], { config, now: () => now })).api;
}

const form = (n: number, properties: Record<string, string | boolean>, email = EMAIL) =>
  submission(
    { email, anonymous: `b${n}` },
    event('ebook', MONDAY + n * 60_000, { id: `f:ebook:${n}`, kind: 'form', properties }),
  );

async function sendForms(n: number): Promise<void> {
  const forms = Array.from({ length: n }, (_, at) => form(at, { message: `Said ${at}.` }));
  await advanceLeads({ ...workerDeps(table), definitions: [] }, [messageOf(...forms)]);
}

async function keepAside(n: number): Promise<void> {
  for (let at = 0; at < n; at++) await keep(table, form(100 + at, { message: `Spam ${at}.` }), ['word']);
  await keep(table, form(400, { message: 'Of another.' }, 'bea@example.com'), ['trap']);
  await keepWaiting(table, form(500, { news: true }), { news: 'Yes, mail me.' }, MONDAY);
}

function clientOf(api: TestApi): LeadsApi {
  const call: typeof fetch = async (url, init) => {
    const { pathname, search } = new URL(String(url));
    const body = init?.body === undefined ? {} : { body: String(init.body) };
    const headers = Object.fromEntries(new Headers(init?.headers));
    const answer = await api(init?.method ?? 'GET', pathname + search, { headers, ...body });
    return new Response(answer.text, { status: answer.status });
  };
  return new LeadsApi({ url: 'http://imbuto.test', token: OWNER_TOKEN }, call);
}

async function exported() {
  const lead = await clientOf(apiOver()).read({ email: EMAIL });
  if (lead === undefined) throw new Error('there is no lead');
  return lead;
}

const pageOf = async (query = '', locale: (typeof LOCALES)[number] = 'en'): Promise<string> =>
  (await apiOver(table, locale)('GET', path + query, { headers: { ...HEADERS, ...BROWSER } })).text;

/** Follows the links to older entries of one list, and says what all pages have of a pattern. */
async function walked(part: string, pattern: RegExp): Promise<readonly string[]> {
  const all: string[] = [];
  for (let query = ''; ; ) {
    const page = await pageOf(query);
    all.push(...(page.match(pattern) ?? []));
    const next = new RegExp(`href="${path}(\\?${part}=[^"]+)"`).exec(page)?.[1];
    if (next === undefined) return all;
    query = next;
  }
}

describe('the export of a person', () => {
  it('has what is in quarantine and what waits under the e-mail, whole', async () => {
    await sendForms(1);
    await keepAside(70);
    const { quarantined, waiting } = await exported();
    expect(quarantined.map(({ answers }) => answers.message)).toEqual(
      Array.from({ length: 70 }, (_, n) => `Spam ${69 - n}.`),
    );
    expect(quarantined[69]).toMatchObject({
      ...{ form: 'ebook', email: EMAIL, ids: { email: EMAIL, anonymous: 'b100' }, event: 'f:ebook:100' },
      ...{ reasons: ['word'], received: new Date(MONDAY + 100 * 60_000).toISOString() },
    });
    expect(waiting).toMatchObject([{ event: 'f:ebook:500', texts: { news: 'Yes, mail me.' } }]);
  });

  it('is told in parts of which each fits an answer', async () => {
    await sendForms(1);
    const long = 'й'.repeat(60_000);
    for (let at = 0; at < 9; at++) await keep(table, form(100 + at, { long: `${at}${long}` }), ['word']);
    const { text } = await apiOver()('GET', `${path}?format=json`, { headers: HEADERS });
    expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThan(1_000_000);
    const { quarantined } = await exported();
    expect(quarantined.map(({ answers }) => String(answers.long)[0]).join('')).toBe('876543210');
  });

  it('has nothing of it once the lead is erased', async () => {
    await sendForms(1);
    await keepAside(3);
    await eraseLead(
      { table, definitions: [], now: () => NOW, fresh: () => 't' },
      { kind: 'email', key: EMAIL },
    );
    const again = form(2_000, { message: 'New.' });
    await advanceLeads({ ...workerDeps(table), definitions: [] }, [messageOf(again)]);
    expect(await exported()).toMatchObject({
      quarantined: [],
      waiting: [],
      answers: [{ fields: { message: 'New.' } }],
    });
  });
});

describe('a person who is no lead', () => {
  const client = () => clientOf(apiOver());

  it('is exported with all that is kept aside under the e-mail, and shown in short', async () => {
    expect(await client().read({ email: EMAIL })).toBeUndefined();
    await keepAside(70);
    const person = await client().read({ email: ' ANNA@example.com ' });
    if (person === undefined) throw new Error('nothing was found');
    expect(person).toMatchObject({ email: EMAIL, ids: [], timeline: [], answers: [], orders: [] });
    expect(person.quarantined).toHaveLength(70);
    expect(person.waiting).toMatchObject([{ event: 'f:ebook:500', texts: { news: 'Yes, mail me.' } }]);
    const said = summaryOf(person).join('\n');
    expect(said).toContain('In quarantine:');
    expect(said).toContain('Spam 69.');
    expect(said).toContain('Not confirmed yet:');
    expect(JSON.stringify(person)).not.toContain('Of another.');
  });

  it('is found by the e-mail alone, until all of it has expired', async () => {
    await keepAside(1);
    expect(await client().read({ id: 'b100' })).toBeUndefined();
    await keep(table, form(600, {}, 'old@example.com'), ['word']);
    expect(await client().read({ email: 'old@example.com' })).toBeDefined();
    const later = clientOf(apiOver(table, 'en', NOW + 40 * DAY));
    expect(await later.read({ email: 'old@example.com' })).toBeUndefined();
  });

  it.each(LOCALES)(
    'has a page in %s to which the search leads, without the cards of a lead',
    async (locale) => {
      await keepAside(1);
      const headers = { ...HEADERS, ...BROWSER, 'content-type': 'application/x-www-form-urlencoded' };
      const search = { headers, body: new URLSearchParams({ email: EMAIL }).toString() };
      const found = await apiOver(table, locale)('POST', '/leads/search', search);
      expect([found.status, found.headers.location]).toEqual([303, path]);
      const page = await pageOf('', locale);
      expect(page).toContain(heldTexts(locale).noLead.text);
      for (const said of ['Spam 0.', 'Yes, mail me.', `href="${path}?format=json"`, `href="${path}/erase"`])
        expect(page).toContain(said);
      expect(page).not.toContain(leadTexts(locale).timeline.title);
      expect(page).not.toContain('undefined');
      const ask = await apiOver(table, locale)('GET', `${path}/erase`, {
        headers: { ...HEADERS, ...BROWSER },
      });
      expect(ask.text).toContain(heldTexts(locale).noLead.erased);
    },
  );

  it('is erased with a receipt that lists all of it, by command and on the page', async () => {
    await keepAside(3);
    expect(await client().erase({ email: EMAIL })).toMatchObject({
      erased: hashOfEmail(table, EMAIL),
      removed: { records: 0, events: 0, quarantined: 4 },
      notReached: [{ what: 'recovery-copies', days: 35 }],
    });
    expect(await client().read({ email: EMAIL })).toBeUndefined();
    expect(await client().erase({ email: EMAIL })).toBeUndefined();
    expect(await client().read({ email: 'bea@example.com' })).toBeDefined();
    const other = `/leads/${hashOfEmail(table, 'bea@example.com')}/erase`;
    const receipt = await apiOver()('POST', other, { headers: FORM, body: '' });
    expect(receipt.status).toBe(200);
    expect(receipt.text).toContain(heldTexts('en').noLead.done);
    expect(receipt.text).not.toContain(leadTexts('en').erase.mark);
  });

  it('is there also where a lead with the e-mail was erased before', async () => {
    await sendForms(1);
    await client().erase({ email: EMAIL });
    expect(await client().read({ email: EMAIL })).toBeUndefined();
    await keep(table, form(1_450, { message: 'After it.' }), ['word']);
    const later = clientOf(apiOver(table, 'en', NOW + HOUR));
    expect(await later.read({ email: EMAIL })).toMatchObject({
      ids: [],
      quarantined: [{ form: 'ebook' }],
    });
    expect(await later.erase({ email: EMAIL })).toMatchObject({ removed: { quarantined: 1 } });
    expect(await later.read({ email: EMAIL })).toBeUndefined();
  });
});

describe('the page of a lead', () => {
  it('leads to every form that was sent', async () => {
    await sendForms(65);
    expect(await pageOf()).toContain('Older forms (35)');
    const said = await walked('forms', /Said \d+\.(?=<\/dd><\/dl>\s*<\/li>)/g);
    expect(said).toEqual(Array.from({ length: 65 }, (_, n) => `Said ${64 - n}.`));
  });

  it('leads to all that is in quarantine', async () => {
    await sendForms(1);
    await keepAside(65);
    const spam = await walked('quarantined', /Spam \d+\./g);
    expect(spam).toEqual(Array.from({ length: 65 }, (_, n) => `Spam ${64 - n}.`));
    expect(await pageOf()).not.toContain('Of another.');
  });

  it.each(LOCALES)('says in %s what is kept aside, and nothing where nothing is', async (locale) => {
    await sendForms(1);
    const words = {
      en: ['In quarantine', 'Not confirmed yet'],
      it: ['In quarantena', 'Non ancora confermati'],
      ru: ['В карантине', 'Ещё не подтверждены'],
    };
    const before = await pageOf('', locale);
    await keepAside(1);
    const after = await pageOf('', locale);
    for (const word of words[locale]) {
      expect(before).not.toContain(`<h2>${word}`);
      expect(after).toContain(`<h2>${word}`);
    }
    expect(after).toContain('Yes, mail me.');
    expect(after).not.toContain('undefined');
  });

  it('takes 4.5 read units of a lead with a browser, and 1 more for each submission that is kept aside', async () => {
    await sendForms(1);
    const { table: counted, units } = metered(table);
    const look = async (): Promise<number> => {
      units.read = 0;
      await apiOver(counted)('GET', `${path}?format=json`, { headers: HEADERS });
      return units.read;
    };
    const small = await look();
    await keepAside(2);
    expect({ small, more: (await look()) - small, write: units.write }).toEqual({
      small: 4.5,
      more: 3,
      write: 0,
    });
  });
});
