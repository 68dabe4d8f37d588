// Where the link of a lead is given: in mails to it, on its page and in its JSON.
import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../functions/domain/config/config.ts';
import { InvalidConfig } from '../../functions/domain/config/invalid-config.ts';
import { SHARED_BY } from '../../functions/domain/referral/share-link.ts';
import { shareTokenReader } from '../../functions/runtime/share-token.ts';
import { BROWSER } from '../support/http-api.ts';
import { hashOfEmail, memoryTable } from '../support/lead-mail.ts';
import { leadPagesApi, leadPagesDeps } from '../support/lead-pages.ts';
import { DAY, event, HOUR, MONDAY, submission } from '../support/leads.ts';
import { formOf, nurtureConfig, nurtureWorld, SHARE_KEY } from '../support/nurture.ts';
import { OWNER_TOKEN, reportConfig } from '../support/reports.ts';

const ANNA = 'anna@example.com';
const to = 'https://shop.example/start';
const share = { share: { to } };
const BEARER = { authorization: `Bearer ${OWNER_TOKEN}` };
const words = {
  subject: 'one',
  text: 'Dear {name}, pass it on: {share}',
  html: '<p>Dear {name}, <a href="{share}">pass it on</a></p>',
};

/** Whose link stands in a text. */
const sharedIn = (text: string): string | undefined =>
  shareTokenReader(SHARE_KEY)(new RegExp(`${to}\\?${SHARED_BY}=([\\w.-]+)`).exec(text)?.[1] ?? '');

describe('a mail to a lead', () => {
  const config = nurtureConfig(
    { steps: [{ after: '2d', mail: words }] },
    {
      ...share,
      forms: [
        {
          id: 'ebook',
          reply: { ...words, subject: 'reply' },
          fields: [
            { name: 'email', type: 'email' },
            { name: 'name', type: 'text' },
            { name: 'newsletter', type: 'consent', text: 'Write to me', version: '1' },
          ],
        },
        { id: 'letter', fields: [{ name: 'email', type: 'email' }] },
      ],
    },
  );

  it('holds its own link, as a reply and as a step of a sequence', async () => {
    const world = nurtureWorld(config, MONDAY + HOUR);
    await world.take(formOf(ANNA, MONDAY));
    await world.until(MONDAY + 3 * DAY);
    expect(world.subjects()).toEqual(['reply', 'one']);
    for (const { text, html = '' } of world.outbox.mails) {
      expect(sharedIn(text)).toBe(hashOfEmail(world.table, ANNA));
      expect(sharedIn(html)).toBe(hashOfEmail(world.table, ANNA));
      expect(text).not.toContain(`${SHARED_BY}=${ANNA}`);
    }
  });

  it.each([
    ['a reply', { forms: [{ id: 'ebook', fields: [{ name: 'email', type: 'email' }], reply: words }] }],
    ['a step', {}],
  ])('may not name it in %s while leads share no links', (_, root) => {
    expect(() => nurtureConfig({ steps: [{ after: '2d', mail: words }] }, root)).toThrow(InvalidConfig);
  });

  it('may not name it in the mail that asks to confirm: that is of no lead yet', () => {
    const mail = { from: 'hello@example.com', confirm: { subject: 'x', text: '{link} {share}' } };
    expect(() => nurtureConfig({}, { ...share, mail })).toThrow(/\{share\}/);
  });
});

describe('the page of a lead', () => {
  async function pagesOf(ids: object, more: object, locale: (typeof LOCALES)[number] = 'en') {
    const world = nurtureWorld(nurtureConfig(), MONDAY + HOUR, memoryTable());
    const touch = { channel: 'Referral', source: 'share', referredBy: 'b'.repeat(22) };
    await world.take(submission(ids, event('/pricing', MONDAY, { touch })));
    const config = { ...reportConfig, locale, ...more };
    const deps = leadPagesDeps({ leads: world.table, definitions: [] }, [], {
      config,
      shareKey: async () => SHARE_KEY,
    });
    const { api } = leadPagesApi(deps);
    const id = world.table.hashOf({
      kind: 'email' in ids ? 'email' : 'anonymous',
      key: Object.values(ids)[0],
    });
    const json = await api('GET', `/leads/${id}?format=json`, { headers: BEARER });
    const html = await api('GET', `/leads/${id}`, { headers: { ...BEARER, ...BROWSER } });
    return { id, json: json.json(), html: html.text };
  }

  it.each(LOCALES)('shows its link, and by whom it came, in %s', async (locale) => {
    const { id, json, html } = await pagesOf({ email: ANNA }, share, locale);
    expect(sharedIn(String(json.share))).toBe(id);
    expect(sharedIn(html)).toBe(id);
    expect(html).toContain(`href="/leads/${'b'.repeat(22)}"`);
  });

  it('has none of a lead without an e-mail, or where leads share no links', async () => {
    for (const { json, html } of [
      await pagesOf({ anonymous: 'x' }, share),
      await pagesOf({ email: ANNA }, {}),
    ]) {
      expect(json.share).toBeUndefined();
      expect(html).not.toContain(SHARED_BY);
    }
  });
});
