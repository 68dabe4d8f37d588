// The schema of mails to leads: the owner's words, and how many an address gets.
import * as v from 'valibot';
import { Label, localized, Prose, shape, whole } from './schema-parts.ts';

const Markup = localized(
  `HTML of 1 to 10000 characters, or one for each language: { en: '...', it: '...', ru: '...' }`,
  10_000,
);

export const MailText = shape('a mail: { subject, text, html }', {
  subject: Label.schema,
  text: Prose.schema,
  html: v.optional(Markup.schema),
});

/** Of `mail`, what is for leads. */
export const mailKeys = {
  perDay: v.optional(
    whole('how many mails one address gets in 24 hours, whatever asks for them, 1 to 100; default 5', 1, 100),
  ),
  confirm: v.optional(MailText),
};
