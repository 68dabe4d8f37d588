// The wordings of consents: kept once for each version, and shown with what was agreed to, or said not to be known.
import { beforeEach, describe, expect, it } from 'vitest';
import { LOCALES, type Text } from '../../functions/domain/config/config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { Consent } from '../../functions/domain/profile/profile.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { keepWordings, readWordings, wordingAt } from '../../functions/store/consents/wordings.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { smallConfig } from '../support/configs.ts';
import { asStored, golden, recorder } from '../support/golden.ts';
import { BROWSER } from '../support/http-api.ts';
import { hashOfEmail, memoryTable } from '../support/lead-mail.ts';
import { leadPagesApi, leadPagesDeps } from '../support/lead-pages.ts';
import { DAY, event, MONDAY, submission } from '../support/leads.ts';
import { metered } from '../support/metered.ts';
import { OWNER_TOKEN } from '../support/reports.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const EMAIL = 'anna@example.com';
const HEADERS = { authorization: `Bearer ${OWNER_TOKEN}` };
const BOTH = { en: 'Yes, mail me.', it: 'Sì, scrivetemi.' };
let table: LeadTable;
beforeEach(() => {
  table = memoryTable();
});

function configWith(text: Text, version: string, locale: (typeof LOCALES)[number] = 'en') {
  const { config, form } = smallConfig();
  const fields = [
    { name: 'email', type: 'email' },
    { name: 'news', type: 'consent', text, version },
  ];
  return parseConfig({ ...config, locale, forms: [{ ...form, fields }] });
}

const keep = (text: Text, version: string, now: number): Promise<void> =>
  keepWordings(table, configWith(text, version).forms, now);

async function agree(version: string, time: number): Promise<void> {
  const properties = { news: true, 'news.version': version };
  const fact = event('ebook', time, { id: `f:ebook:${time}`, kind: 'form', properties });
  await advanceLeads({ ...workerDeps(table), definitions: [] }, [
    messageOf(submission({ email: EMAIL }, fact)),
  ]);
}

function ask(config: ReturnType<typeof configWith>, query: string, more: object = {}, leads = table) {
  const deps = leadPagesDeps({ leads, definitions: [] }, [], { config, now: () => MONDAY + 9 * DAY });
  const path = `/leads/${hashOfEmail(table, EMAIL)}${query}`;
  return leadPagesApi(deps).api('GET', path, { headers: { ...HEADERS, ...more } });
}

async function consentsOf(config: ReturnType<typeof configWith>): Promise<readonly Consent[]> {
  return JSON.parse((await ask(config, '?format=json')).text).consents;
}

describe('a wording', () => {
  it('is kept in the format of the fixture, and read as it was meant', async () => {
    const { sent, send } = recorder();
    await keepWordings({ client: { send }, table: 'leads' }, configWith(BOTH, '2026-01').forms, MONDAY);
    expect(asStored(sent)).toEqual(golden('wordings of a consent', sent));
    const item = {
      ...{ f: { N: '1' }, v: { N: '1' }, field: { S: 'news' }, version: { S: '2026-01' } },
      said: { S: JSON.stringify([{ since: MONDAY, text: BOTH }]) },
    };
    const over = (one: object) => ({
      client: { send: recorder(() => ({ Items: [one] })).send },
      table: 'leads',
    });
    expect(await readWordings(over(item), 'ebook')).toMatchObject([
      { field: 'news', version: '2026-01', said: [{ since: MONDAY, text: BOTH }] },
    ]);
    await expect(readWordings(over({ ...item, f: { N: '2' } }), 'ebook')).rejects.toThrow('format 2');
    const odd = { ...item, said: { S: '[{"since":1,"text":{"xx":"y"}}]' } };
    await expect(readWordings(over(odd), 'ebook')).rejects.toThrow('another shape');
  });

  it('is written when it is first seen, and not again', async () => {
    const { table: counted, units } = metered(table);
    const { forms } = configWith(BOTH, '2026-01');
    for (let n = 0; n < 3; n++) await keepWordings(counted, forms, MONDAY + n);
    expect(units).toEqual({ read: 1.5, write: 1 });
    expect(await readWordings(table, 'ebook')).toMatchObject([{ said: [{ since: MONDAY }] }]);
  });

  it('of an edit under the same version is that of its time', async () => {
    await keep('First.', '1', MONDAY);
    await keep('Second.', '1', MONDAY + DAY);
    const [{ said } = { said: [] }] = await readWordings(table, 'ebook');
    const at = (time: number) => wordingAt(said, time);
    expect([at(MONDAY - DAY), at(MONDAY), at(MONDAY + DAY)]).toEqual(['First.', 'First.', 'Second.']);
  });
});

describe('the consents of a lead', () => {
  it('have what was agreed to, also once the configuration says something else', async () => {
    await keep(BOTH, 'v1', MONDAY);
    await agree('v1', MONDAY + 1);
    await keep('Yes, weekly.', 'v2', MONDAY + DAY);
    await agree('v2', MONDAY + DAY + 1);
    await agree('v0', MONDAY + 2 * DAY);
    expect(await consentsOf(configWith('Yes, daily.', 'v3', 'it'))).toMatchObject([
      { version: 'v0', text: null },
      { version: 'v2', text: 'Yes, weekly.' },
      { version: 'v1', text: BOTH.it, texts: BOTH },
    ]);
  });

  it('have the configured one where none is kept yet and the version agrees', async () => {
    await agree('v3', MONDAY);
    expect(await consentsOf(configWith('Yes, daily.', 'v3'))).toMatchObject([{ text: 'Yes, daily.' }]);
    expect(await consentsOf(configWith('Yes, daily.', 'v4'))).toMatchObject([{ text: null }]);
  });

  it.each(LOCALES)('are on the page in %s, with a word where the wording is not known', async (locale) => {
    await keep('Yes, mail me.', 'v1', MONDAY);
    await agree('v1', MONDAY + 1);
    const config = configWith('Yes, daily.', 'v3', locale);
    const words = {
      en: 'The wording of this version is not known.',
      it: 'Il testo di questa versione non è noto.',
      ru: 'Текст этой версии неизвестен.',
    };
    const before = (await ask(config, '', BROWSER)).text;
    expect(before).toContain('<p class="small">Yes, mail me.</p>');
    expect(before).not.toContain(words[locale]);
    await agree('v0', MONDAY + 2);
    expect((await ask(config, '', BROWSER)).text).toContain(words[locale]);
  });

  it('take half a read unit for each form that asked for them', async () => {
    await agree('v1', MONDAY);
    const { table: counted, units } = metered(table);
    await ask(configWith(BOTH, 'v1'), '?format=json', {}, counted);
    expect(units).toEqual({ read: 4.5, write: 0 });
  });
});
