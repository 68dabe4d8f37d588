// What sales and other programs are told of a hand-off: what is known of the lead, and where it is answered.
import { beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { messagesOf } from '../../functions/domain/tell/messages-of.ts';
import { isTellingHandOffs } from '../../functions/domain/tell/targets.ts';
import { findByHash } from '../../functions/leads/find-lead.ts';
import { type DeliverDeps, deliver } from '../../functions/outbound/deliver.ts';
import { mailDigest } from '../../functions/outbound/notify.ts';
import type { OutboundMessage } from '../../functions/queue/outbound-message.ts';
import { readHandOffToken } from '../../functions/runtime/hand-off-token.ts';
import type { Mail } from '../../functions/runtime/mail.ts';
import { type Note, noteOf } from '../../functions/store/outbox/outbox.ts';
import { smallConfig } from '../support/configs.ts';
import {
  DEFINITIONS,
  type Desk,
  deskWithHandOff,
  EMAIL,
  FUNNELS,
  HANDED_AT,
  KEY,
} from '../support/hand-off-desk.ts';
import { BROWSER } from '../support/http-api.ts';
import { DAY, event } from '../support/leads.ts';
import { UNUSED_DELIVER } from '../support/unused-deliver.ts';

const URL = 'https://hook.example/imbuto';
const API = 'https://imbuto.example.com';
const { form } = smallConfig();
const base = parseConfig({
  ...smallConfig().config,
  mail: { from: 'hello@example.com' },
  forms: [
    {
      ...form,
      title: 'The e-book',
      fields: [...form.fields, { name: 'company', type: 'text', label: 'Company' }],
    },
  ],
  webhooks: [{ url: URL, on: ['handOff'] }],
});
const config = { ...base, funnels: FUNNELS };

let desk: Desk;
let mails: Mail[];
let posts: { readonly body: string }[];
let deps: DeliverDeps;

beforeEach(async () => {
  desk = await deskWithHandOff();
  await desk.take(
    event('ebook', HANDED_AT + 60_000, {
      id: 'f:ebook:1',
      kind: 'form',
      touch: { channel: 'Paid Search', source: 'google', campaign: 'spring' },
      properties: { company: '<b>Rossi</b> & figli' },
    }),
  );
  mails = [];
  posts = [];
  deps = {
    ...UNUSED_DELIVER,
    config,
    table: async () => desk.table,
    telling: async () => ({ definitions: DEFINITIONS, events: true }),
    apiUrl: API,
    handOffKey: async () => KEY,
    post: async (post) => void posts.push(post),
    send: async (mail) => {
      mails.push(mail);
      return { outcome: 'sent' };
    },
    hasMarker: async () => false,
    writeMarker: async () => {},
    readDecision: async () => 'by itself',
    now: () => HANDED_AT,
  };
});

async function noteOfHandOff(): Promise<Note> {
  const found = await findByHash(desk.table, desk.table.hashOf({ kind: 'email', key: EMAIL }));
  if (found.kind !== 'found') throw new Error('there is no lead');
  const messages = messagesOf(found.records, found.primary, { definitions: DEFINITIONS, events: true });
  const handOff = [...messages.values()].find(({ kind }) => kind === 'handOff');
  if (handOff === undefined) throw new Error('the hand-off is not told');
  return noteOf(desk.table.hashOf, handOff);
}

const pathIn = (text: string) => new RegExp(`${API}(/a/[\\w.-]+)`).exec(text)?.[1] ?? '';

describe('the mail to sales', () => {
  const mailed = async (locale: 'en' | 'it' | 'ru' = 'en') => {
    const message: OutboundMessage = { note: await noteOfHandOff(), target: { mail: ['sales@example.com'] } };
    expect(await deliver({ ...deps, config: { ...config, locale } }, message)).toBe('delivered');
    const [mail] = mails;
    if (mail === undefined) throw new Error('there is no mail');
    return mail;
  };

  it('says what is known, where it is answered, and where the lead is', async () => {
    const { subject, text, replyTo } = await mailed();
    expect(subject).toBe(`The journey: Handed over to Sales, ${EMAIL}`);
    expect(replyTo).toBe(EMAIL);
    expect(text).toContain('Company: <b>Rossi</b> & figli');
    expect(text).toContain('The e-book, Mar 2, 2026');
    expect(text).toContain('Came by: Paid Search, google, spring');
    expect(text).toContain(`Accept or give back: ${API}/a/`);
    expect(text).toContain('The link works until Apr 1, 2026');
    expect(text).toContain(`${API}/leads/`);
  });

  it('has a link that opens the hand-off', async () => {
    const { text } = await mailed();
    const { status, text: page } = await desk.api('GET', pathIn(text), { headers: BROWSER });
    expect(status).toBe(200);
    expect(page).toContain(EMAIL);
    const reading = readHandOffToken(KEY, pathIn(text).slice(3), HANDED_AT + 30 * DAY - 1);
    expect(reading).toMatchObject({ kind: 'valid', token: { funnel: 'journey', handedAt: HANDED_AT } });
  });

  it('escapes what a visitor typed', async () => {
    const { html } = await mailed();
    expect(html).not.toContain('<b>Rossi');
    expect(html).toContain('&#60;b&#62;Rossi');
    expect(html).toContain(`<a href="${API}/a/`);
  });

  it.each([
    ['it', 'Prendi in carico o restituisci'],
    ['ru', 'Принять или вернуть'],
  ] as const)('speaks %s', async (locale, words) => {
    expect((await mailed(locale)).text).toContain(words);
  });

  it('of many at once leads to who waits', async () => {
    const hour = { isArmed: true, mailed: 0 };
    const many = { ...deps, noteArmed: async () => {}, noteMailed: async () => {} };
    await mailDigest(
      { ...many, readHour: async () => hour, countLeft: async () => 3 },
      { form: '>journey', hour: '2026-03-02T09' },
    );
    expect(mails[0]?.text).toContain(`${API}/leads?handOff=waiting&funnel=journey`);
  });
});

describe('the webhook', () => {
  it('has the link too', async () => {
    expect(await deliver(deps, { note: await noteOfHandOff(), target: { webhook: URL } })).toBe('delivered');
    const { type, data } = JSON.parse(posts[0]?.body ?? '') as { type: string; data: Record<string, string> };
    expect(type).toBe('lead.handedOver');
    expect(data).toMatchObject({ funnel: 'journey', to: 'trial' });
    const { status } = await desk.api('GET', pathIn(data.answerUrl ?? ''), {});
    expect(status).toBe(200);
  });
});

describe('the desk', () => {
  it('is there where people or programs are told of hand-offs', () => {
    const unheard = { ...config, webhooks: [], funnels: FUNNELS.map(({ handOff, ...one }) => one) };
    const { notify: _, ...handOff } = FUNNELS[1]?.handOff ?? { at: '', to: '' };
    const quiet = FUNNELS.map((one) => (one.handOff === undefined ? one : { ...one, handOff }));
    expect(isTellingHandOffs(config)).toBe(true);
    expect(isTellingHandOffs({ ...config, webhooks: [] })).toBe(true);
    expect(isTellingHandOffs({ ...config, funnels: quiet })).toBe(true);
    expect(isTellingHandOffs({ ...config, webhooks: [], funnels: quiet })).toBe(false);
    expect(isTellingHandOffs(unheard)).toBe(false);
  });
});
