// What is refused: each fault with its place, what stands there and the fix.
import { describe, expect, it } from 'vitest';
import { type Fault, InvalidConfig } from '../../functions/domain/config/invalid-config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { readFields } from '../../functions/domain/event/form-fields.ts';
import { gather } from '../../functions/domain/event/sent.ts';
import { smallConfig } from '../support/configs.ts';

function faultsOf(input: unknown): readonly Fault[] {
  try {
    parseConfig(input);
    return [];
  } catch (error) {
    if (error instanceof InvalidConfig) return error.faults;
    throw error;
  }
}

type Small = ReturnType<typeof smallConfig>;
/** The small configuration with one thing changed, and what is said of it. */
type Case = readonly [
  title: string,
  input: (small: Small) => unknown,
  path: string,
  found: string,
  fix: RegExp,
];

const withForm = (more: object) => (small: Small) => ({
  ...small.config,
  forms: [{ ...small.form, ...more }],
});
const withField = (field: object) => (small: Small) => ({
  ...small.config,
  forms: [{ ...small.form, fields: [...small.form.fields, field] }],
});
const withFunnel = (more: object) => (small: Small) => ({
  ...small.config,
  funnels: [{ ...small.funnel, ...more }],
});
/** Three stages, each optional or not. */
const withStages = (...optional: readonly boolean[]) =>
  withFunnel({
    stages: optional.map((one, k) => ({ id: `s${k}`, optional: one, on: [{ event: `E${k}` }] })),
  });
const withTrigger = (trigger: unknown) => (small: Small) =>
  withFunnel({ stages: [small.funnel.stages[0], { id: 'action', on: [trigger] }] })(small);
const withRoot = (more: object) => (small: Small) => ({ ...small.config, ...more });
const TRIGGER = 'funnels[0].stages[1].on[0]';
const ASKED = [
  { name: 'plan', type: 'select', options: ['starter', { value: 'pro' }] },
  { name: 'newsletter', type: 'consent', text: 'Yes', version: '2026-01' },
  { name: 'terms', type: 'checkbox', required: true },
  { name: 'seats', type: 'number' },
  { name: 'company', type: 'text' },
];
/** A trigger on a form that asks for a few things. */
const withWhere = (where: object) => (small: Small) => ({
  ...withTrigger({ form: 'ebook', where })(small),
  forms: [{ ...small.form, fields: [...small.form.fields, ...ASKED] }],
});

const cases: readonly Case[] = [
  [
    'a key that is too short',
    withRoot({ publicKeys: [{ key: 'short' }] }),
    'publicKeys[0].key',
    '"short"',
    /16 to 64/,
  ],
  [
    'two keys that would be told of by one name',
    withRoot({ publicKeys: [{ key: '12345678-aaaaaaaa' }, { key: '12345678-bbbbbbbb' }] }),
    'publicKeys[1].key',
    '"12345678"',
    /unlike any other in its first eight/,
  ],
  [
    'the key to use ending by itself',
    withRoot({ publicKeys: [{ key: '12345678-aaaaaaaa', until: '2026-12-31' }] }),
    'publicKeys[0].until',
    '"2026-12-31"',
    /put the former one behind it/,
  ],
  [
    'a day that there is not',
    withRoot({
      publicKeys: [{ key: '12345678-aaaaaaaa' }, { key: '2345678-aaaaaaaaa', until: '2026-02-30' }],
    }),
    'publicKeys[1].until',
    '"2026-02-30"',
    /the last day on which it is taken/,
  ],
  [
    'a quota of a key below one request',
    withRoot({ publicKeys: [{ key: '12345678-aaaaaaaa', quota: { minute: 100 } }] }),
    'publicKeys[0].quota.minute',
    '100',
    /500 to/,
  ],
  ['a form closed by false', withForm({ closed: false }), 'forms[0].closed', 'false', /^true, or the day/],
  ['a form closed on no day', withForm({ closed: 'soon' }), 'forms[0].closed', '"soon"', /^true, or the day/],
  ['a form that takes nothing', withForm({ quota: { day: 0 } }), 'forms[0].quota.day', '0', /how many a day/],
  ['a list', () => [], 'funnels', 'nothing', /^add it: the funnels, 1 to 20$/],
  ['nothing', () => undefined, '(root)', 'nothing', /^the configuration: \{ timezone/],
  ['no funnels', withRoot({ funnels: [] }), 'funnels', 'an empty list', /1 to 20/],

  [
    'an unknown key',
    withRoot({ tmezone: 'UTC' }),
    'tmezone',
    'the key "tmezone", which is not known here',
    /did you mean "timezone"\?/,
  ],
  [
    'an inherited name as a key',
    withRoot({ constructor: 1 }),
    'constructor',
    'the key "constructor", which is not known here',
    /one of \$schema, timezone/,
  ],
  [
    'an unknown key deep inside',
    withTrigger({ event: 'x', were: {} }),
    `${TRIGGER}.were`,
    'the key "were", which is not known here',
    /did you mean "where"\?/,
  ],
  [
    'a key that is no word',
    withRoot({ 'a b': 1 }),
    '["a b"]',
    'the key "a b", which is not known here',
    /one of/,
  ],

  [
    'a zone that is none',
    withRoot({ timezone: 'Europe/Roma' }),
    'timezone',
    '"Europe/Roma"',
    /did you mean "Europe\/Rome"\?/,
  ],
  ['a city alone', withRoot({ timezone: 'new york' }), 'timezone', '"new york"', /"America\/New_York"/],
  ['an offset for a zone', withRoot({ timezone: '+02:00' }), 'timezone', '"+02:00"', /IANA/],
  ['a number for a zone', withRoot({ timezone: 1 }), 'timezone', '1', /IANA/],
  ['another language', withRoot({ locale: 'de' }), 'locale', '"de"', /'en', 'it' or 'ru'/],
  ['too long a batching window', withRoot({ freshness: '301s' }), 'freshness', '"301s"', /'0s' to '300s'/],
  ['a freshness without unit', withRoot({ freshness: '5' }), 'freshness', '"5"', /'0s' to '300s'/],
  ['a freshness as a number', withRoot({ freshness: 5 }), 'freshness', '5', /'0s' to '300s'/],
  ['a negative freshness', withRoot({ freshness: '-1s' }), 'freshness', '"-1s"', /'0s' to '300s'/],
  ['no retention', withRoot({ retention: '0d' }), 'retention', '"0d"', /'90d', '18m' or '3y'/],
  [
    'a retention beyond reason',
    withRoot({ retention: '101y' }),
    'retention',
    '"101y"',
    /at most 36500d|36,?500d/,
  ],
  [
    'a retention below the usual window',
    withRoot({ retention: '29d' }),
    'retention',
    '"29d"',
    /longest window, which is 30d/,
  ],
  [
    'a retention below a said window',
    (small) => ({ ...withFunnel({ window: '90d' })(small), retention: '2m' }),
    'retention',
    '"2m"',
    /longest window, which is 90d/,
  ],
  ['mail from no address', withRoot({ mail: { from: 'me' } }), 'mail.from', '"me"', /like owner@example.com/],
  ['mail from nobody', withRoot({ mail: {} }), 'mail.from', 'nothing', /^add it: an e-mail address/],

  [
    'a form id in capitals',
    (small) => ({ ...small.config, forms: [small.form, { ...small.form, id: 'Demo' }] }),
    'forms[1].id',
    '"Demo"',
    /lower-case/,
  ],
  [
    'a form id with _ in front',
    (small) => ({ ...small.config, forms: [small.form, { ...small.form, id: '_a' }] }),
    'forms[1].id',
    '"_a"',
    /first a letter or digit/,
  ],
  [
    'a form id of 41 characters',
    (small) => ({ ...small.config, forms: [small.form, { ...small.form, id: 'a'.repeat(41) }] }),
    'forms[1].id',
    `"${'a'.repeat(41)}"`,
    /at most 40/,
  ],
  [
    'a form id once more',
    (small) => ({ ...small.config, forms: [small.form, small.form] }),
    'forms[1].id',
    '"ebook"',
    /forms\[0\]\.id has it already/,
  ],
  [
    'a form id of a built-in',
    (small) => ({ ...small.config, forms: [small.form, { ...small.form, id: 'constructor' }] }),
    'forms[1].id',
    '"constructor"',
    /reserved/,
  ],
  ['no fields', withForm({ fields: [] }), 'forms[0].fields', 'an empty list', /exactly one of type email/],
  [
    'no e-mail field',
    withForm({ fields: [{ name: 'a', type: 'text' }] }),
    'forms[0].fields',
    'no field of type email',
    /add \{ name: 'email', type: 'email'/,
  ],
  [
    'two e-mail fields',
    withField({ name: 'b', type: 'email' }),
    'forms[0].fields[1].type',
    '"email" once more',
    /one e-mail field/,
  ],
  [
    'an e-mail field that may stay empty',
    withForm({ fields: [{ name: 'email', type: 'email', required: false }] }),
    'forms[0].fields[0].required',
    'false',
    /always required/,
  ],
  [
    'a field name once more',
    withField({ name: 'email', type: 'text' }),
    'forms[0].fields[1].name',
    '"email"',
    /forms\[0\]\.fields\[0\]\.name has it already/,
  ],
  [
    'a reserved field name',
    withField({ name: '_page', type: 'text' }),
    'forms[0].fields[1].name',
    '"_page"',
    /a _ in front is reserved/,
  ],
  [
    'a field of no type',
    withField({ name: 'a' }),
    'forms[0].fields[1].type',
    'nothing',
    /^one of email, text/,
  ],
  [
    'a field of unknown type',
    withField({ name: 'a', type: 'chekbox' }),
    'forms[0].fields[1].type',
    '"chekbox"',
    /did you mean "checkbox"/,
  ],
  ['a field that is a word', withForm({ fields: ['email'] }), 'forms[0].fields[0]', '"email"', /^a field:/],
  [
    'a length of zero',
    withField({ name: 'a', type: 'text', maxLength: 0 }),
    'forms[0].fields[1].maxLength',
    '0',
    /from 1 to 1000/,
  ],
  [
    'a length beyond the type',
    withField({ name: 'a', type: 'text', maxLength: 1001 }),
    'forms[0].fields[1].maxLength',
    '1001',
    /from 1 to 1000/,
  ],
  [
    'a length that is no whole number',
    withField({ name: 'a', type: 'tel', maxLength: 1.5 }),
    'forms[0].fields[1].maxLength',
    '1.5',
    /whole number/,
  ],
  [
    'a length on a number',
    withField({ name: 'a', type: 'number', maxLength: 5 }),
    'forms[0].fields[1].maxLength',
    'the key "maxLength", which is not known here',
    /maxLength is for/,
  ],
  [
    'limits the wrong way round',
    withField({ name: 'a', type: 'number', min: 5, max: 4 }),
    'forms[0].fields[1].max',
    '4',
    /at least min, which is 5/,
  ],
  [
    'a limit without end',
    withField({ name: 'a', type: 'number', max: Number.POSITIVE_INFINITY }),
    'forms[0].fields[1].max',
    'Infinity',
    /greatest number/,
  ],
  [
    'a select without options',
    withField({ name: 'a', type: 'select' }),
    'forms[0].fields[1].options',
    'nothing',
    /^add it: what can be chosen/,
  ],
  [
    'a select with none',
    withField({ name: 'a', type: 'select', options: [] }),
    'forms[0].fields[1].options',
    'an empty list',
    /1 to 300/,
  ],
  [
    'an option once more',
    withField({ name: 'a', type: 'select', options: ['x', { value: 'x' }] }),
    'forms[0].fields[1].options[1].value',
    '"x"',
    /options\[0\] has it already/,
  ],
  [
    'an option that no browser sends back',
    withField({ name: 'a', type: 'select', options: ['x\ty'] }),
    'forms[0].fields[1].options[0]',
    '"x\\ty"',
    /1 to 100 characters/,
  ],
  [
    'a consent to nothing',
    withField({ name: 'a', type: 'consent', version: '1' }),
    'forms[0].fields[1].text',
    'nothing',
    /^add it: what the visitor agrees to/,
  ],
  [
    'a consent without version',
    withField({ name: 'a', type: 'consent', text: 'Yes' }),
    'forms[0].fields[1].version',
    'nothing',
    /^add it: the name of this wording/,
  ],
  [
    'a hidden field that must be filled in',
    withField({ name: 'a', type: 'hidden', required: true }),
    'forms[0].fields[1].required',
    'true',
    /cannot fill in/,
  ],
  [
    'more than fits a request',
    withForm({
      fields: [
        { name: 'email', type: 'email' },
        ...['a', 'b'].map((name) => ({ name, type: 'textarea', maxLength: 10_000 })),
      ],
    }),
    'forms[0].fields',
    'up to 20254 characters',
    /at most 20000/,
  ],
  [
    'thanks on another host',
    withForm({ thanks: '//example.com' }),
    'forms[0].thanks',
    '"//example.com"',
    /one '\/'/,
  ],
  [
    'thanks by backslash',
    withForm({ thanks: '/\\example.com' }),
    'forms[0].thanks',
    '"/\\\\example.com"',
    /one '\/'/,
  ],
  [
    'thanks behind a tab',
    withForm({ thanks: '/\t/example.com' }),
    'forms[0].thanks',
    '"/\\t/example.com"',
    /one '\/'/,
  ],
  [
    'thanks in clear text',
    withForm({ thanks: 'http://example.com' }),
    'forms[0].thanks',
    '"http://example.com"',
    /https/,
  ],
  [
    'thanks by script',
    withForm({ thanks: 'javascript:alert(1)' }),
    'forms[0].thanks',
    '"javascript:alert(1)"',
    /https/,
  ],
  [
    'thanks with a password',
    withForm({ thanks: 'https://a:b@example.com' }),
    'forms[0].thanks',
    '"https://a:b@example.com"',
    /https/,
  ],
  [
    'thanks beside the page',
    withForm({ thanks: 'thanks' }),
    'forms[0].thanks',
    '"thanks"',
    /starts with one '\/'/,
  ],
  [
    'an origin with a slash',
    withForm({ origins: ['https://example.com/'] }),
    'forms[0].origins[0]',
    '"https://example.com/"',
    /did you mean "https:\/\/example.com"/,
  ],
  [
    'an origin with a path',
    withForm({ origins: ['https://example.com/a?b'] }),
    'forms[0].origins[0]',
    '"https://example.com/a?b"',
    /did you mean "https:\/\/example.com"/,
  ],
  [
    'a host for an origin',
    withForm({ origins: ['example.com'] }),
    'forms[0].origins[0]',
    '"example.com"',
    /did you mean "https:\/\/example.com"/,
  ],
  [
    'an origin in clear text',
    withForm({ origins: ['http://example.com'] }),
    'forms[0].origins[0]',
    '"http://example.com"',
    /http for localhost only/,
  ],
  ['any origin', withForm({ origins: ['*'] }), 'forms[0].origins[0]', '"*"', /leave origins out/],
  [
    'an origin with a star',
    withForm({ origins: ['https://*.example.com'] }),
    'forms[0].origins[0]',
    '"https://*.example.com"',
    /scheme:\/\/host/,
  ],
  [
    'an origin of another scheme',
    withForm({ origins: ['ftp://example.com'] }),
    'forms[0].origins[0]',
    '"ftp://example.com"',
    /scheme:\/\/host/,
  ],
  [
    'no spam setting',
    withForm({ spam: {} }),
    'forms[0].spam',
    'an empty object',
    /what goes into quarantine/,
  ],
  [
    'an unknown spam setting',
    withForm({ spam: { word: ['x'] } }),
    'forms[0].spam.word',
    'the key "word", which is not known here',
    /did you mean "words"/,
  ],
  [
    'a time of half a second',
    withForm({ spam: { leastSeconds: 0.5 } }),
    'forms[0].spam.leastSeconds',
    '0.5',
    /whole number from 0/,
  ],
  ['a limit of none', withForm({ spam: { perHour: 0 } }), 'forms[0].spam.perHour', '0', /from 1 to 200/],
  [
    'an e-mail for a domain',
    withForm({ spam: { domains: ['a@spam.example'] } }),
    'forms[0].spam.domains[0]',
    '"a@spam.example"',
    /no @.*did you mean "spam.example"/,
  ],
  [
    'an ending for a domain',
    withForm({ spam: { domains: ['example'] } }),
    'forms[0].spam.domains[0]',
    '"example"',
    /a domain/,
  ],
  ['no domain', withForm({ spam: { domains: [] } }), 'forms[0].spam.domains', 'an empty list', /1 to 500/],
  [
    'a word of signs',
    withForm({ spam: { words: ['!!'] } }),
    'forms[0].spam.words[0]',
    '"!!"',
    /a letter or digit/,
  ],
  [
    'Turnstile without its key',
    withForm({ spam: { turnstile: {} } }),
    'forms[0].spam.turnstile.siteKey',
    'nothing',
    /add it: the site key/,
  ],
  [
    'two widgets of Turnstile',
    ({ config, form }) => ({
      ...config,
      forms: ['1x00000000000000000000AA', '2x00000000000000000000AB'].map((siteKey, n) => ({
        ...form,
        id: n === 0 ? 'ebook' : 'demo',
        spam: { turnstile: { siteKey } },
      })),
    }),
    'forms[1].spam.turnstile.siteKey',
    '"2x00000000000000000000AB"',
    /share one widget/,
  ],
  ['a file in a folder', withForm({ delivers: 'a/b.pdf' }), 'forms[0].delivers', '"a/b.pdf"', /no folder/],
  ['a file above', withForm({ delivers: '..' }), 'forms[0].delivers', '".."', /no folder/],
  [
    'a confirmation that nobody sends',
    withForm({ doubleOptIn: true }),
    'forms[0].doubleOptIn',
    'true, and no mail.from',
    /add mail/,
  ],
  [
    'a title in no language',
    withForm({ title: {} }),
    'forms[0].title',
    'an empty object',
    /one for each language/,
  ],
  [
    'a title in another language',
    withForm({ title: { de: 'Buch' } }),
    'forms[0].title.de',
    'the key "de", which is not known here',
    /one of en, it, ru/,
  ],
  ['a title of blanks', withForm({ title: { en: ' ' } }), 'forms[0].title.en', '" "', /1 to 200 characters/],

  ['a funnel id of a page', withFunnel({ id: 'compare' }), 'funnels[0].id', '"compare"', /reserved/],
  ['a funnel id of a route', withFunnel({ id: 'costs' }), 'funnels[0].id', '"costs"', /reserved/],
  [
    'a funnel id once more',
    (small) => ({ ...small.config, funnels: [small.funnel, small.funnel] }),
    'funnels[1].id',
    '"trial"',
    /funnels\[0\]\.id has it already/,
  ],
  ['no kind', withFunnel({ kind: undefined }), 'funnels[0].kind', 'nothing', /'sales' or 'marketing'/],
  ['another kind', withFunnel({ kind: 'sale' }), 'funnels[0].kind', '"sale"', /did you mean "sales"/],
  ['another order', withFunnel({ order: 'order' }), 'funnels[0].order', '"order"', /did you mean "ordered"/],
  ['no window', withFunnel({ window: '0d' }), 'funnels[0].window', '"0d"', /from '1m' to '3650d'/],
  [
    'a start at any stage in an order that begins at the first',
    withFunnel({ order: 'strict', start: 'any' }),
    'funnels[0].start',
    '"any"',
    /leave it out, or take the order 'reached' or 'any'/,
  ],
  [
    'a first stage that is not required',
    withStages(true, false, false),
    'funnels[0].stages[0].optional',
    'true',
    /the first stage is always required/,
  ],
  [
    'a goal that is not required',
    withStages(false, true, true),
    'funnels[0].stages[2].optional',
    'true',
    /the last stage is always required/,
  ],
  [
    'times of what ends a try',
    withFunnel({ lostOn: [{ event: 'Deal Lost', times: 2 }] }),
    'funnels[0].lostOn[0].times',
    'the key "times", which is not known here',
    /leave it out: the first occurrence ends the try/,
  ],
  [
    'a page that ends a try',
    withFunnel({ lostOn: [{ event: 'Quit', page: '/bye' }] }),
    'funnels[0].lostOn[0].page',
    'the key "page", which is not known here',
    /an event/,
  ],
  ['an unknown start', withFunnel({ start: 'last' }), 'funnels[0].start', '"last"', /'any' \(default/],
  ['a negative window', withFunnel({ window: '-1d' }), 'funnels[0].window', '"-1d"', /from '1m' to '3650d'/],
  [
    'a window in an unknown unit',
    withFunnel({ window: '3q' }),
    'funnels[0].window',
    '"3q"',
    /in m \(minutes\), h, d, w or y/,
  ],
  [
    'a window without end',
    withFunnel({ window: '11y' }),
    'funnels[0].window',
    '"11y"',
    /from '1m' to '3650d'/,
  ],
  [
    'an unknown breakdown',
    withFunnel({ by: ['first.chanel'] }),
    'funnels[0].by[0]',
    '"first.chanel"',
    /did you mean "first.channel"/,
  ],
  [
    'a breakdown once more',
    withFunnel({ by: ['channel', 'channel'] }),
    'funnels[0].by[1]',
    '"channel"',
    /each breakdown once/,
  ],
  [
    'one stage',
    (small) => withFunnel({ stages: [small.funnel.stages[0]] })(small),
    'funnels[0].stages',
    'a list of 1',
    /2 to 12/,
  ],
  [
    '13 stages',
    withFunnel({ stages: Array.from({ length: 13 }, (_, i) => ({ id: `s${i}`, on: [{ page: '/' }] })) }),
    'funnels[0].stages',
    'a list of 13',
    /2 to 12/,
  ],
  [
    'a stage id once more',
    (small) => withFunnel({ stages: [small.funnel.stages[0], small.funnel.stages[0]] })(small),
    'funnels[0].stages[1].id',
    '"interest"',
    /stages\[0\]\.id has it already/,
  ],
  [
    'a stage that nothing fills',
    (small) => withFunnel({ stages: [small.funnel.stages[0], { id: 'a', on: [] }] })(small),
    'funnels[0].stages[1].on',
    'an empty list',
    /at least one trigger/,
  ],
  [
    'a first stage that nothing fills',
    (small) => withFunnel({ stages: [{ id: 'a', on: [] }, small.funnel.stages[0]] })(small),
    'funnels[0].stages[0].on',
    'an empty list',
    /at least one trigger/,
  ],
  [
    'a form that is not there',
    withTrigger({ form: 'ebok' }),
    `${TRIGGER}.form`,
    '"ebok"',
    /the id of a form of this configuration: "ebook"; did you mean "ebook"\?/,
  ],
  ['a trigger on nothing', withTrigger({ evnt: 'x' }), TRIGGER, 'an object with evnt', /^a trigger: \{ page/],
  [
    'a trigger that is a word',
    withTrigger('Order Completed'),
    TRIGGER,
    '"Order Completed"',
    /^a trigger: \{ page/,
  ],
  [
    'a trigger on two things',
    withTrigger({ page: '/', event: 'x' }),
    `${TRIGGER}.event`,
    'the key "event", which is not known here',
    /write two triggers/,
  ],
  [
    'times on a page',
    withTrigger({ page: '/', times: 2 }),
    `${TRIGGER}.times`,
    'the key "times", which is not known here',
    /not pages/,
  ],
  ['no times', withTrigger({ event: 'x', times: 0 }), `${TRIGGER}.times`, '0', /from 1 to 100/],
  ['negative times', withTrigger({ event: 'x', times: -1 }), `${TRIGGER}.times`, '-1', /from 1 to 100/],
  [
    'a form from the server alone',
    withTrigger({ form: 'ebook', from: 'server' }),
    `${TRIGGER}.from`,
    'the key "from", which is not known here',
    /nothing would count/,
  ],
  [
    'from elsewhere',
    withTrigger({ event: 'x', from: 'browser' }),
    `${TRIGGER}.from`,
    '"browser"',
    /'server'/,
  ],
  [
    'a page without slash',
    withTrigger({ page: 'pricing' }),
    `${TRIGGER}.page`,
    '"pricing"',
    /starts with '\/'/,
  ],
  ['a page with a query', withTrigger({ page: '/a?b=1' }), `${TRIGGER}.page`, '"/a?b=1"', /no query/],
  [
    'a page as it is sent',
    withTrigger({ page: '/caff%C3%A8' }),
    `${TRIGGER}.page`,
    '"/caff%C3%A8"',
    /did you mean "\/caffè"\?/,
  ],
  ['an event of no name', withTrigger({ event: ' ' }), `${TRIGGER}.event`, '" "', /name of an event/],
  [
    'a condition on a list',
    withTrigger({ event: 'x', where: { a: [1] } }),
    `${TRIGGER}.where.a`,
    'a list of 1',
    /a text of at most 500/,
  ],
  [
    'conditions as a list',
    withTrigger({ event: 'x', where: ['a'] }),
    `${TRIGGER}.where`,
    'a list of 1',
    /like \{ plan/,
  ],
  [
    'a condition that would be passed over',
    withTrigger({ event: 'x', where: { constructor: 'a' } }),
    `${TRIGGER}.where.constructor`,
    'the key "constructor"',
    /another name/,
  ],
  [
    'a condition on a field that the form does not ask for',
    withWhere({ plann: 'pro' }),
    `${TRIGGER}.where.plann`,
    'the key "plann", which is no field of the form "ebook"',
    /^a field of that form: "plan", "newsletter", "newsletter\.version", "terms", .*did you mean "plan"\?$/,
  ],
  [
    'a condition on a field of a form that asks for the e-mail alone',
    withTrigger({ form: 'ebook', where: { nofield: 'x' } }),
    `${TRIGGER}.where.nofield`,
    'the key "nofield", which is no field of the form "ebook"',
    /it has none but the e-mail$/,
  ],
  [
    'a condition on the e-mail of a form',
    withWhere({ email: 'anna@example.com' }),
    `${TRIGGER}.where.email`,
    'the key "email", the e-mail of the form "ebook", which is kept in no property',
    /^a field of that form: "plan"/,
  ],
  [
    'a condition on the version of what is no consent',
    withWhere({ 'terms.version': '1' }),
    `${TRIGGER}.where["terms.version"]`,
    'the key "terms.version", which is no field of the form "ebook"',
    /^a field of that form: /,
  ],
  [
    'a condition that no option of the field meets',
    withWhere({ plan: 'prro' }),
    `${TRIGGER}.where.plan`,
    '"prro"',
    /^an option of that field: "starter", "pro"; did you mean "pro"\?$/,
  ],
  [
    'a condition on a consent that is neither given nor not',
    withWhere({ newsletter: 'yes' }),
    `${TRIGGER}.where.newsletter`,
    '"yes"',
    /^true or false$/,
  ],
  [
    'a condition that a required field is left out',
    withWhere({ terms: false }),
    `${TRIGGER}.where.terms`,
    'false',
    /^true: the form is not taken without it$/,
  ],
  [
    'a condition on a number that is none',
    withWhere({ seats: 'five' }),
    `${TRIGGER}.where.seats`,
    '"five"',
    /^a number/,
  ],
  [
    'a condition on an empty text',
    withWhere({ company: '' }),
    `${TRIGGER}.where.company`,
    '""',
    /left empty is not kept$/,
  ],
  [
    'a reserved name as a condition on a form',
    withWhere({ constructor: 'x' }),
    `${TRIGGER}.where.constructor`,
    'the key "constructor"',
    /another name/,
  ],
  [
    'a later stage that nothing fills, where leads are taken over',
    (small) => ({
      ...small.config,
      funnels: [
        { ...small.funnel, handOff: { at: 'action', to: 'b' } },
        { ...small.funnel, id: 'b', stages: [small.funnel.stages[0], { id: 'a', on: [] }] },
      ],
    }),
    'funnels[1].stages[1].on',
    'an empty list',
    /at least one trigger/,
  ],
  [
    'a hand-off at no stage',
    (small) => ({
      ...small.config,
      funnels: [
        { ...small.funnel, handOff: { at: 'actoin', to: 'b' } },
        { ...small.funnel, id: 'b' },
      ],
    }),
    'funnels[0].handOff.at',
    '"actoin"',
    /"interest", "action"; did you mean "action"\?/,
  ],
  [
    'a hand-off to nobody',
    withFunnel({ handOff: { at: 'action', to: 'b' } }),
    'funnels[0].handOff.to',
    '"b"',
    /a funnel of this configuration: "trial"/,
  ],
  [
    'a hand-off to itself',
    withFunnel({ handOff: { at: 'action', to: 'trial' } }),
    'funnels[0].handOff.to',
    'a circle: trial > trial',
    /take one/,
  ],
  [
    'a circle of hand-offs behind a way into it',
    (small) => ({
      ...small.config,
      funnels: [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'b'],
      ].map(([id, to]) => ({ ...small.funnel, id, handOff: { at: 'action', to } })),
    }),
    'funnels[1].handOff.to',
    'a circle: b > c > b',
    /take one/,
  ],

  [
    'another period',
    withRoot({ reports: [{ every: 'weekly' }] }),
    'reports[0].every',
    '"weekly"',
    /did you mean "week"/,
  ],
  [
    'a report on no funnel',
    withRoot({ reports: [{ every: 'day', funnels: ['trail'] }] }),
    'reports[0].funnels[0]',
    '"trail"',
    /did you mean "trial"/,
  ],
  [
    'a report on nothing',
    withRoot({ reports: [{ every: 'day', funnels: [] }] }),
    'reports[0].funnels',
    'an empty list',
    /left out: all/,
  ],
  [
    'a report that nobody sends',
    withRoot({ reports: [{ every: 'day', to: ['owner@example.com'] }] }),
    'reports[0].to',
    'addresses, and no mail.from',
    /add mail/,
  ],
  [
    'a report to no address',
    withRoot({ mail: { from: 'a@example.com' }, reports: [{ every: 'day', to: ['owner'] }] }),
    'reports[0].to[0]',
    '"owner"',
    /like owner@example.com/,
  ],
];

describe('one mistake is one fault with its place and its fix', () => {
  it.each(cases)('%s', (_title, input, path, found, fix) => {
    const faults = faultsOf(input(smallConfig()));
    expect(faults).toEqual([{ path, found, fix: expect.stringMatching(fix) }]);
  });
});

it('the configuration that the cases start from has no fault', () => {
  expect(faultsOf(smallConfig().config)).toEqual([]);
});

it('all mistakes are told at once, unknown keys beside each other too, in the order of their places', () => {
  const input = {
    zone: 'Europe/Rome',
    lokale: 'it',
    forms: [
      {
        id: 'ebook',
        fields: [
          { name: 'email', type: 'email' },
          { name: '_a', type: 'tel' },
        ],
        thank: '/',
      },
    ],
    funnels: [
      {
        id: 'trial',
        kind: 'sales',
        window: '1q',
        stages: [
          { id: 'a', on: [{ form: 'demo' }] },
          { id: 'a', on: [{ page: 'x' }] },
        ],
      },
    ],
    retention: '1d',
  };
  expect(faultsOf(input).map(({ path }) => path)).toEqual([
    'forms[0].fields[1].name',
    'forms[0].thank',
    'funnels[0].stages[0].on[0].form',
    'funnels[0].stages[1].id',
    'funnels[0].stages[1].on[0].page',
    'funnels[0].window',
    'lokale',
    'zone',
  ]);
});

it('the message names the file, counts the faults and can be read', () => {
  const error = new InvalidConfig([{ path: 'a.b[0]', found: '1', fix: 'two' }], 'my.json');
  expect(error.message).toBe(
    'my.json cannot be used: 1 thing to fix\n\n  a.b[0]\n    found: 1\n    fix:   two\n',
  );
});

it('what was found is shortened', () => {
  const [fault] = faultsOf({ ...smallConfig().config, locale: 'x'.repeat(1000) });
  expect(fault?.found).toBe(`"${'x'.repeat(60)}"... (1000 characters)`);
});

it('what only the configured thing itself could break is accepted', () => {
  const { form, funnel, config } = smallConfig();
  expect(faultsOf({ ...config, retention: '30d' })).toEqual([]);
  expect(
    faultsOf({ ...config, forms: [{ ...form, origins: ['http://localhost:8080', 'http://[::1]:1'] }] }),
  ).toEqual([]);
  expect(faultsOf({ ...config, forms: [{ ...form, thanks: 'http://shop.localhost/thanks' }] })).toEqual([]);
  const given = { ...funnel, id: 'b', stages: [{ id: 'a', on: [] }, funnel.stages[1]] };
  const giving = { ...funnel, handOff: { at: 'interest', to: 'b' } };
  expect(faultsOf({ ...config, funnels: [giving, given] })).toEqual([]);
});

it.each([
  { plan: 'pro', newsletter: true, terms: 'true', seats: 5, company: 'Acme' },
  { plan: 'starter', newsletter: 'false', seats: '-2.5' },
  { 'newsletter.version': '2025-07' },
])('a condition on a form that a submission can meet is accepted: %j', (where) => {
  expect(faultsOf(withWhere(where)(smallConfig()))).toEqual([]);
});

it('a condition on whatever a submission of the form is kept with is accepted', () => {
  const [form] = parseConfig(withWhere({})(smallConfig())).forms;
  const sent = { email: 'a@b.co', plan: 'pro', newsletter: 'on', terms: 'on', seats: '12', company: 'Acme' };
  const reading = readFields(form?.fields ?? [], gather(Object.entries(sent)));
  if (reading.kind !== 'valid') throw new Error('the form does not take it');
  expect(Object.keys(reading.properties)).toHaveLength(6);
  expect(faultsOf(withWhere(reading.properties)(smallConfig()))).toEqual([]);
});

it('conditions on events and pages are of any property', () => {
  const where = { nofield: 'x', email: 'anna@example.com' };
  expect(faultsOf(withTrigger({ event: 'x', where })(smallConfig()))).toEqual([]);
  expect(faultsOf(withTrigger({ page: '/', where })(smallConfig()))).toEqual([]);
});

it('of a form that is itself wrong only its own faults are told', () => {
  const { form, config } = smallConfig();
  const fields = [...form.fields, { type: 'text' }];
  const faults = faultsOf({
    ...withTrigger({ form: 'ebook', where: { x: 1 } })(smallConfig()),
    forms: [{ ...form, fields }],
  });
  expect(faults.map(({ path }) => path)).toEqual(['forms[0].fields[1].name']);
  expect(faultsOf(config)).toEqual([]);
});
