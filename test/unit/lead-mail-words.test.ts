// The words of mails to leads: filled in, escaped, on one line where it must be one, with a way to unsubscribe.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Config, FormConfig } from '../../functions/domain/config/config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { safeValue } from '../../functions/domain/mail/placeholders.ts';
import { composeLeadMail } from '../../functions/pages/lead-mail/compose.ts';
import { smallConfig } from '../support/configs.ts';

const FIELDS = [
  { name: 'email', type: 'email' },
  { name: 'name', type: 'text' },
];

function configOf(form: object = {}, mail: object = {}): Config {
  const { config, form: base } = smallConfig();
  const forms = [{ ...base, fields: FIELDS, ...form }];
  return parseConfig({ ...config, forms, mail: { from: 'hello@example.com', ...mail } });
}

function compose(config: Config, more: Partial<Parameters<typeof composeLeadMail>[0]> = {}) {
  const [form] = config.forms;
  return composeLeadMail({
    config,
    form: form as FormConfig,
    kind: 'reply',
    to: 'anna@example.com',
    answers: { name: 'Anna' },
    unsubscribe: 'https://api.example/u/t.s',
    ...more,
  });
}

describe('a reply', () => {
  it('is in the words of the owner, with what was answered', () => {
    const reply = { subject: 'Hello {name}', text: 'Dear {name},\nthank you.\n\nSee you at {form}.' };
    const mail = compose(configOf({ reply, title: 'E-book' }));
    expect(mail.subject).toBe('Hello Anna');
    expect(mail.text).toContain('Dear Anna,\nthank you.\n\nSee you at E-book.');
    expect(mail.html).toContain('<p>Dear Anna,<br>thank you.</p>');
  });

  it('escapes what was answered, also amid the owner’s own markup', () => {
    const reply = { subject: 's', text: '{name}', html: '<b title="{name}">{name}</b>' };
    const answers = { name: '"><script>alert(1)</script>' };
    const { html } = compose(configOf({ reply }), { answers });
    expect(html).not.toContain('<script');
    expect(html).toContain('<b title="&#34;&#62;&#60;script');
  });

  it('never has a header of a visitor’s: a subject is one line, whatever was answered', () => {
    const config = configOf({ reply: { subject: '{name}', text: '{name}' } });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (name, end) => {
        const mail = compose(config, { answers: { name: `${name}\r\nBcc: x@example.org\u2028${end}` } });
        expect(mail.subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(mail.to).toBe('anna@example.com');
        for (const { value } of mail.headers ?? []) expect(value).toMatch(/^[ -~]+$/);
      }),
    );
  });

  it('carries no link of a visitor’s to an address that the visitor typed', () => {
    for (const spam of [
      'See https://spam.example/x',
      'www.spam.example',
      'buy at spam.ru now',
      'ftp://x',
      'डाटामेल.भारत',
      'spam。jp',
      'spam\u200b.com',
      'spam.\u00adcom',
    ])
      expect(safeValue(spam), spam).toBe('');
    for (const name of ['Anna', 'Dr. Anna Rossi', 'J. R. R.', 'Анна', 'a.b', '3.5'])
      expect(safeValue(name), name).toBe(name);
  });

  it('can be unsubscribed from by one click of the mail program (RFC 8058), and by a link', () => {
    const mail = compose(configOf({ reply: { subject: 's', text: 't' } }));
    expect(mail.headers).toEqual([
      { name: 'List-Unsubscribe', value: '<https://api.example/u/t.s>' },
      { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
    ]);
    expect(mail.text).toContain('https://api.example/u/t.s');
    expect(mail.html).toContain('href="https://api.example/u/t.s"');
  });

  it.each([
    ['text', { text: 'Here: {link}' }],
    ['no words', { text: 'Here.' }],
    ['markup', { text: 'Here: {link}', html: '<a href="{link}">here</a>' }],
    ['markup without it', { text: 'Here.', html: '<p>Here.</p>' }],
  ])('with %s for its link has it once in the text, and in the HTML', (_what, words) => {
    const link = 'https://api.example/d/t.s';
    const mail = compose(configOf({ reply: { subject: 's', ...words } }), { link });
    expect(mail.text.split(link)).toHaveLength(2);
    expect(mail.html.split(`href="${link}"`)).toHaveLength(2);
  });

  it.each(['en', 'it', 'ru'] as const)('and a mail that asks to confirm speak %s by themselves', (locale) => {
    const config = { ...configOf(), locale };
    const link = 'https://api.example/c/t.s';
    const mail = compose(config, { kind: 'confirm', link });
    expect(mail.subject).toContain('ebook');
    expect(mail.text).toContain(link);
    expect(mail.html).toContain(`lang="${locale}"`);
    expect(mail.text + mail.subject).not.toMatch(/[{}]/);
  });
});

describe('words are refused', () => {
  it.each([
    [{ reply: { subject: '{nmae}', text: 't' } }, 'forms[0].reply.subject', '{nmae}'],
    [{ reply: { subject: 's', text: { it: 'ciao {cognome}' } } }, 'forms[0].reply.text.it', '{cognome}'],
    [{ reply: { subject: 'one\ntwo', text: 't' } }, 'forms[0].reply.subject', 'more than one line'],
  ])('with a placeholder of nothing, or a subject of two lines', (form, path, found) => {
    expect(() => configOf(form)).toThrow(path);
    expect(() => configOf(form)).toThrow(found);
  });

  it('of the mail that asks to confirm too, where no answer is known to be true', () => {
    const confirm = { subject: 's', text: '{name}' };
    expect(() => configOf({}, { confirm })).toThrow('mail.confirm.text');
  });
});
