// The schema of a form and its fields.
import * as v from 'valibot';
import { didYouMean } from './nearest.ts';
import { Closed, quota } from './schema-door.ts';
import { MailText } from './schema-mail.ts';
import {
  Agreement,
  amount,
  Email,
  flag,
  id,
  Label,
  line,
  list,
  Prose,
  shape,
  whole,
  words,
} from './schema-parts.ts';
import { Spam } from './schema-spam.ts';
import { Variant } from './schema-variant.ts';
import { isDestination, originOf, originWithin } from './web-address.ts';

/** Default and most characters, by field type. */
export const LENGTHS = {
  email: { usual: 254, most: 254 },
  tel: { usual: 40, most: 100 },
  text: { usual: 200, most: 1_000 },
  textarea: { usual: 5_000, most: 10_000 },
  url: { usual: 500, most: 2_000 },
  hidden: { usual: 500, most: 2_000 },
} as const;
export type LengthType = keyof typeof LENGTHS;

const NAME =
  /^[A-Za-z\u00C0-\u024F\u0386-\u03FF\u0400-\u052F][\w\u00C0-\u024F\u0386-\u03FF\u0400-\u052F-]{0,39}$/;

const every = {
  name: line(
    'the name under which the value arrives: letters (Latin, Greek or Cyrillic), digits, _ and -, first a letter (a _ in front is reserved), at most 40 in all; any other name that your form has goes into aliases',
    NAME,
  ),
  aliases: v.optional(
    list(
      `other names under which the value may arrive, 1 to 10, like 'First Name' or 'contact[name]'`,
      words('another name under which the value may arrive: 1 to 100 characters', 100),
      1,
      10,
    ),
  ),
  label: v.optional(Label.schema),
  required: v.optional(flag('true where the form is not taken without it; always true for the e-mail')),
};

const elsewhere = {
  maxLength: 'leave it out: maxLength is for email, tel, text, textarea, url and hidden',
  min: 'leave it out: min is for number',
  max: 'leave it out: max is for number',
  options: 'leave it out: options are for select, radio and checkboxes',
  multiple: `leave it out: multiple is for select; boxes to tick are type 'checkboxes'`,
  value: 'leave it out: value is for consent, and for each of the options',
  text: 'leave it out: text is for consent; what stands beside a field is its label',
  version: 'leave it out: version is for consent',
};

function written<const Type extends LengthType>(type: Type) {
  const { usual, most } = LENGTHS[type];
  return shape(
    `a field { name, type: '${type}' }`,
    {
      ...every,
      type: v.literal(type),
      maxLength: v.optional(
        whole(`the most characters, a whole number from 1 to ${most}; default ${usual}`, 1, most),
      ),
    },
    elsewhere,
  );
}

const value = words('a value of 1 to 100 characters, no blank at either end', 100);
const option = shape(`an option: 'value', or { value, label }`, { value, label: v.optional(Label.schema) });
export const Option = v.union([value, option], `an option: 'value', or { value, label }`);

const options = list(
  `what can be chosen, 1 to 300 of 'value' or { value, label }`,
  v.lazy((input) => {
    if (typeof input === 'string') return value;
    return typeof input === 'object' && input !== null ? option : Option;
  }),
  1,
  300,
);

function chosen<const Type extends 'radio' | 'checkboxes'>(type: Type) {
  return shape(
    `a field { name, type: '${type}', options }`,
    { ...every, type: v.literal(type), options },
    elsewhere,
  );
}

const fields = [
  written('email'),
  written('text'),
  written('textarea'),
  written('tel'),
  written('url'),
  written('hidden'),
  shape(
    `a field { name, type: 'number' }`,
    {
      ...every,
      type: v.literal('number'),
      min: v.optional(amount('the least number taken')),
      max: v.optional(amount('the greatest number taken')),
    },
    elsewhere,
  ),
  shape(
    `a field { name, type: 'select', options }`,
    {
      ...every,
      type: v.literal('select'),
      options,
      multiple: v.optional(flag('true where several may be chosen')),
    },
    elsewhere,
  ),
  chosen('radio'),
  chosen('checkboxes'),
  shape(`a field { name, type: 'date' }`, { ...every, type: v.literal('date') }, elsewhere),
  shape(`a field { name, type: 'checkbox' }`, { ...every, type: v.literal('checkbox') }, elsewhere),
  shape(
    `a field { name, type: 'consent', text, version }`,
    {
      ...every,
      type: v.literal('consent'),
      text: v.pipe(
        Agreement.schema,
        v.description('what the visitor agrees to, 1 to 2000 characters, or one text for each language'),
      ),
      version: words(
        `the name of this wording, kept with each consent, like '2026-01': 1 to 40 characters`,
        40,
      ),
      value: v.optional(
        words(
          `what the box of your own form sends when it is ticked, like 'I agree': 1 to 100 characters; 'on', 'true', '1', 'yes', 'sì', 'si' and 'да' always give the consent`,
          100,
        ),
      ),
    },
    elsewhere,
  ),
] as const;

const types = fields.map(({ entries }) => entries.type.literal);

export const Field = v.variant('type', fields, ({ path, input }) =>
  path === undefined
    ? `a field: { name, type, required, label }`
    : `one of ${types.join(', ')}${didYouMean(input, types)}`,
);

const ORIGIN = `scheme://host[:port] and nothing behind, https (http for localhost only), like 'https://example.com'`;
const origin = v.pipe(
  v.string(ORIGIN),
  v.check(
    (text) => originOf(text) !== undefined,
    ({ input }) => {
      if (input === '*' || input === 'null') return 'leave origins out: then any site may post';
      const meant = originWithin(input);
      return meant === undefined ? ORIGIN : `${ORIGIN}; did you mean ${JSON.stringify(meant)}?`;
    },
  ),
  v.description(ORIGIN),
);

const THANKS = `where a browser goes after sending: a path that starts with one '/', or an address with https (http for localhost only); default '/thanks'`;

const FILE = `the plain name of the file that the form delivers, like 'ebook.pdf': letters, digits, single blanks and dots between, no folder, at most 100 characters; it lies beside the configuration, or there in the folder 'files'`;

const PRIVACY = `the address of the privacy policy, with https (http for localhost only), like 'https://example.com/privacy'`;

export const Form = shape(
  'a form: { id, title, intro, submit, privacy, fields, thanks, origins, doubleOptIn, delivers, reply, closed, quota, spam, notify, variants }',
  {
    id: id('the name in its address, /f/{id}'),
    title: v.optional(Label.schema),
    intro: v.optional(Prose.schema),
    submit: v.optional(Label.schema),
    privacy: v.optional(
      shape('the privacy policy: { url, label }', {
        url: v.pipe(
          v.string(PRIVACY),
          v.check((text) => isDestination(text) && !text.startsWith('/'), PRIVACY),
          v.maxLength(2_000, PRIVACY),
          v.description(PRIVACY),
        ),
        label: v.optional(Label.schema),
      }),
    ),
    fields: list('the fields, 1 to 40, exactly one of type email', Field, 1, 40),
    thanks: v.optional(
      v.pipe(
        v.string(THANKS),
        v.check(isDestination, THANKS),
        v.maxLength(2_000, THANKS),
        v.description(THANKS),
      ),
      '/thanks',
    ),
    origins: v.optional(
      list('the sites whose pages may post this form, at most 50; left out: any site', origin, 0, 50),
    ),
    doubleOptIn: v.optional(
      flag('true where the e-mail must be confirmed by a link before anything counts, needs mail.from'),
      false,
    ),
    delivers: v.optional(
      v.pipe(line(FILE, /^[\w\u00C0-\u1FFF()+-]+(?:[ .][\w\u00C0-\u1FFF()+-]+)*$/), v.maxLength(100, FILE)),
    ),
    closed: v.optional(Closed),
    quota: v.optional(quota(1)),
    spam: v.optional(Spam),
    reply: v.optional(MailText),
    notify: v.optional(list('who gets each submission by mail, at most 10; needs mail.from', Email, 0, 10)),
    variants: v.optional(
      list(
        'what is shown to whom, 2 to 6: each visitor sees one, and the others are compared with the first',
        Variant,
        2,
        6,
      ),
    ),
  },
);
