// The schema of what puts a submission of a form into quarantine.
import * as v from 'valibot';
import { hostNamed } from './schema-host.ts';
import { line, list, shape, whole, words } from './schema-parts.ts';

const SPAM = `what goes into quarantine: { leastSeconds, turnstile, domains, words, perHour }`;

const SITE_KEY = `the site key of your Turnstile widget, as Cloudflare shows it, like '0x4AAAAAAA...': 10 to 60 letters, digits, _ and -; its secret key goes into Secrets Manager`;

const WORD = `a word or a few, found whole and whatever their capitals: 2 to 100 characters, a letter or digit among them`;

export const Spam = v.pipe(
  shape(SPAM, {
    leastSeconds: v.optional(
      whole(
        'the seconds within which no person fills in the form, a whole number from 0 (no time trap) to 60; default 2',
        0,
        60,
      ),
    ),
    turnstile: v.optional(
      shape(`Cloudflare Turnstile: { siteKey }`, { siteKey: line(SITE_KEY, /^[\w-]{10,60}$/) }),
    ),
    domains: v.optional(
      list(
        'blocked domains of e-mails and links, 1 to 500',
        hostNamed(`a domain, with all under it, like 'spam.example': no @, no scheme, no path`),
        1,
        500,
      ),
    ),
    words: v.optional(
      list(
        'blocked words, 1 to 500',
        v.pipe(
          words(WORD, 100),
          v.check((text) => text.length > 1 && /[\p{L}\p{N}]/u.test(text), WORD),
        ),
        1,
        500,
      ),
    ),
    perHour: v.optional(
      whole(
        'how many submissions of this form one address may send within an hour, a whole number from 1 to 200; left out: as many as come; leave it out where servers post the form',
        1,
        200,
      ),
    ),
  }),
  v.check((spam) => Object.values(spam).some((part) => part !== undefined), SPAM),
  v.metadata({ minProperties: 1 }),
);
