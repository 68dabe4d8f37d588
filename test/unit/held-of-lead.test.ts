// What a person has sent beside the lead, and long ago: on the page and in the export, whole, however much it is.
import { beforeEach, describe, expect, it } from 'vitest';
import { LeadsApi } from '../../bin/leads/leads-api.ts';
import { LOCALES } from '../../functions/domain/config/config.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { keep } from '../../functions/store/quarantine/keep.ts';
import { keepWaiting } from '../../functions/store/waiting/keep-waiting.ts';
import { BROWSER, type TestApi } from '../support/http-api.ts';
import { hashOfEmail, memoryTable } from '../support/lead-mail.ts';
import { leadPagesApi, leadPagesDeps } from '../support/lead-pages.ts';
import { DAY, event, MONDAY, submission } from '../support/leads.ts';
import { metered } from '../support/metered.ts';
import { OWNER_TOKEN, reportConfig } from '../support/reports.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const EMAIL = 'anna@example.com';
const HEADERS = { authorization: `Bearer ${OWNER_TOKEN}` };
const NOW = MONDAY + DAY;
let table: LeadTable;
let path: string;

beforeEach(async () => {
  table = memoryTable();
  path = `/leads/${hashOfEmail(table, EMAIL)}`;
});

function apiOver(leads = table, locale: (typeof LOCALES)[number] = 'en'): TestApi {
  const config = { ...reportConfig, locale };
  return leadPagesApi(leadPagesDeps({ leads, definitions: [] }, [], { config, now: () => NOW })).api;
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

async function exported() {
  const api = apiOver();
  const call: typeof fetch = async (url, init) => {
    const { pathname, search } = new URL(String(url));
    const body = init?.body === undefined ? {} : { body: String(init.body) };
    const headers = Object.fromEntries(new Headers(init?.headers));
    const answer = await api(init?.method ?? 'GET', pathname + search, { headers, ...body });
    return new Response(answer.text, { status: answer.status });
  };
  const lead = await new LeadsApi({ url: 'http://imbuto.test', token: OWNER_TOKEN }, call).read({
    email: EMAIL,
  });
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
