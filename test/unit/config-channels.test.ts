// What a configuration may say of channels, of other names of fields and of the words on a form: read, or refused with a fix.
import { describe, expect, it } from 'vitest';
import { definitionContent } from '../../functions/domain/config/definition.ts';
import { InvalidConfig } from '../../functions/domain/config/invalid-config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { readTouch } from '../../functions/domain/touch/touch.ts';
import { smallConfig } from '../support/configs.ts';

const { config, form } = smallConfig();
const withChannels = (channels: unknown) => ({ ...config, channels });
const withFields = (...fields: readonly unknown[]) => ({
  ...config,
  forms: [{ ...form, fields: [...form.fields, ...fields] }],
});
const withForm = (more: object) => ({ ...config, forms: [{ ...form, ...more }] });

function faultsOf(input: unknown): readonly (readonly [string, string])[] {
  try {
    parseConfig(input);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    return error.faults.map(({ path, fix }) => [path, fix]);
  }
}

const CHANNELS = {
  rules: [
    { when: { source: 'partner-*', medium: ['cpc', 'ppc'] }, channel: 'Partners' },
    { when: { referrer: 'forum.example' }, channel: 'Community' },
    { when: { source: 'FB', campaign: 'brand*' }, channel: 'Paid Other' },
  ],
  sources: { Facebook: ['FB', 'ig'], newsletter: ['mailchimp'] },
  ignoreReferrers: ['pay.example', 'www.login.example'],
};

describe('channels', () => {
  const { channels } = parseConfig(withChannels(CHANNELS));
  const touch = (query: string, referrer?: string) =>
    readTouch({
      pageUrl: `https://shop.test/?${query}`,
      referrer,
      ownHosts: [],
      rules: { ...(channels && { channels }) },
    });

  it.each<[string, string, object]>([
    ['a rule before the defaults', 'utm_source=partner-a&utm_medium=CPC', { channel: 'Partners' }],
    ['a rule whose every part must match', 'utm_source=partner-a&utm_medium=email', { channel: 'Email' }],
    [
      'a rule on the source as it was said',
      'utm_source=fb&utm_campaign=Brand-1',
      { channel: 'Paid Other', source: 'facebook' },
    ],
    [
      'a source by another name',
      'utm_source=IG&utm_medium=cpc',
      { source: 'facebook', channel: 'Paid Social' },
    ],
    ['a source by a name of the owner', 'utm_source=mailchimp&utm_medium=email', { source: 'newsletter' }],
    ['the defaults', 'utm_source=google&utm_medium=cpc', { channel: 'Paid Search' }],
  ])('%s', (_, query, expected) => {
    expect(touch(query)).toMatchObject(expected);
  });

  it('match a referrer and all under it', () => {
    expect(touch('', 'https://www.forum.example/t')).toMatchObject({ channel: 'Community' });
    expect(touch('', 'https://a.forum.example/t')).toMatchObject({ channel: 'Community' });
    expect(touch('', 'https://otherforum.example/t')).toMatchObject({ channel: 'Referral' });
    expect(touch('', 'https://instagram.com/')).toMatchObject({
      source: 'facebook',
      channel: 'Organic Social',
    });
  });

  it.each(['https://pay.example/', 'https://secure.pay.example/x', 'https://login.example/'])(
    'ignore %s',
    (referrer) => {
      expect(touch('', referrer)).toBeUndefined();
    },
  );

  it('give a source that the owner names the channel of the site that it is', () => {
    const own = parseConfig(withChannels({ sources: { meta_group: ['fb', 'ig'] } })).channels;
    const params = [
      ['utm_source', 'fb'],
      ['utm_medium', 'cpc'],
    ] as const;
    expect(readTouch({ params, ownHosts: [], rules: { ...(own && { channels: own }) } })).toMatchObject({
      source: 'meta_group',
      channel: 'Paid Social',
    });
  });

  it.each<[string, string]>([
    ['fb', 'group'],
    ['facebook', 'meta'],
    ['facebook_ads', 'meta'],
    ['https://instagram.com/', 'pictures'],
    ['insta', 'pictures'],
    ['linkedin', 'linkedin'],
    ['li-bio', 'linkedin'],
  ])('name %j %j, a listed name before one that means the same', (source, name) => {
    const sources = {
      group: ['fb'],
      meta: ['facebook'],
      pictures: ['ig'],
      linkedin: ['li-bio'],
      work: ['linkedin_ads'],
    };
    const own = parseConfig(withChannels({ sources })).channels;
    const params = [['utm_source', source]] as const;
    expect(readTouch({ params, ownHosts: [], rules: { ...(own && { channels: own }) } })?.source).toBe(name);
  });

  it('change no definition: touches are fixed when they are accepted', () => {
    const [before, after] = [parseConfig(config), parseConfig(withChannels(CHANNELS))];
    const content = (each: typeof before) => each.funnels.map((funnel) => definitionContent(each, funnel));
    expect(content(after)).toEqual(content(before));
  });

  it.each<[string, unknown, string, RegExp]>([
    ['an unknown key', { rule: [] }, 'channels.rule', /did you mean "rules"\?/],
    [
      'a rule without when',
      { rules: [{ channel: 'x' }] },
      'channels.rules[0].when',
      /^add it: what must match/,
    ],
    [
      'a rule on nothing',
      { rules: [{ when: {}, channel: 'x' }] },
      'channels.rules[0].when',
      /one or more of/,
    ],
    [
      'an unknown part',
      { rules: [{ when: { sourse: 'x' }, channel: 'x' }] },
      'channels.rules[0].when.sourse',
      /did you mean "source"\?/,
    ],
    [
      'no texts',
      { rules: [{ when: { source: [] }, channel: 'x' }] },
      'channels.rules[0].when.source',
      /1 to 50/,
    ],
    [
      'a number for a text',
      { rules: [{ when: { source: 1 }, channel: 'x' }] },
      'channels.rules[0].when.source',
      /1 to 50/,
    ],
    [
      'a channel in other letters',
      { rules: [{ when: { source: 'x' }, channel: 'paid-social' }] },
      'channels.rules[0].channel',
      /^"Paid Social"/,
    ],
    [
      'a channel in brackets',
      { rules: [{ when: { source: 'x' }, channel: '(none)' }] },
      'channels.rules[0].channel',
      /not in brackets/,
    ],
    [
      'an address for a host',
      { ignoreReferrers: ['https://pay.example/x'] },
      'channels.ignoreReferrers[0]',
      /did you mean "pay.example"\?/,
    ],
    ['no host', { ignoreReferrers: ['pay'] }, 'channels.ignoreReferrers[0]', /a host/],
    [
      'one name of two sources',
      { sources: { a: ['x'], b: ['X'] } },
      'channels.sources.b[0]',
      /channels\.sources\.a\[0\] has it already/,
    ],
    [
      'a source that is another’s name',
      { sources: { a: ['b'], b: ['c'] } },
      'channels.sources.a[0]',
      /a source of its own/,
    ],
    [
      'a source in two spellings',
      { sources: { a: ['x'], A: ['y'] } },
      'channels.sources.A',
      /a name of its own/,
    ],
    ['a source without names', { sources: { a: [] } }, 'channels.sources.a', /1 to 50/],
  ])('refuse %s', (_, said, path, fix) => {
    const faults = faultsOf(withChannels(said));
    expect(faults.map(([at]) => at)).toEqual([path]);
    expect(faults[0]?.[1]).toMatch(fix);
  });
});

describe('fields', () => {
  it.each<[string, readonly unknown[], string, RegExp]>([
    [
      'an alias that another field has',
      [
        { name: 'a', type: 'text', aliases: ['b'] },
        { name: 'b', type: 'text' },
      ],
      'forms[0].fields[1].aliases[0]',
      /fields\[2\]\.name has it already/,
    ],
    [
      'an alias that is the same with brackets',
      [{ name: 'a', type: 'text', aliases: ['a[]'] }],
      'forms[0].fields[1].aliases[0]',
      /has it already/,
    ],
    [
      'a reserved alias',
      [{ name: 'a', type: 'text', aliases: ['_id'] }],
      'forms[0].fields[1].aliases[0]',
      /reserved/,
    ],
    [
      'an empty list of aliases',
      [{ name: 'a', type: 'text', aliases: [] }],
      'forms[0].fields[1].aliases',
      /1 to 10/,
    ],
    [
      'radio buttons without options',
      [{ name: 'a', type: 'radio' }],
      'forms[0].fields[1].options',
      /^add it/,
    ],
    [
      'boxes on a text',
      [{ name: 'a', type: 'text', multiple: true }],
      'forms[0].fields[1].multiple',
      /type 'checkboxes'/,
    ],
    ['a name with blanks', [{ name: 'First Name', type: 'text' }], 'forms[0].fields[1].name', /aliases/],
  ])('%s is refused', (_, fields, path, fix) => {
    const faults = faultsOf(withFields(...fields));
    expect(faults.map(([at]) => at)).toContain(path);
    expect(faults.find(([at]) => at === path)?.[1]).toMatch(fix);
  });

  it.each<[string, unknown, string | undefined]>([
    ['radio', 'pro', undefined],
    ['radio', 'gold', 'plan'],
    ['checkboxes', 'pro', 'plan'],
  ])('of type %s: a condition on %j', (type, value, fault) => {
    const asked = withFields({ name: 'plan', type, options: ['free', 'pro'] });
    const [funnel] = config.funnels;
    const stages = [funnel?.stages[0], { id: 'action', on: [{ form: 'ebook', where: { plan: value } }] }];
    const faults = faultsOf({ ...asked, funnels: [{ ...funnel, stages }] });
    expect(faults.map(([path]) => path)).toEqual(
      fault === undefined ? [] : [`funnels[0].stages[1].on[0].where.${fault}`],
    );
  });

  it('of many options count towards what a request can hold', () => {
    const options = Array.from({ length: 300 }, (_, n) => `${n}`.padStart(100, 'x'));
    expect(faultsOf(withFields({ name: 'a', type: 'checkboxes', options }))[0]?.[1]).toMatch(
      /20000 characters/,
    );
  });
});

describe('the words on a form', () => {
  it.each<[object, string, RegExp]>([
    [{ privacy: { url: '/privacy' } }, 'forms[0].privacy.url', /with https/],
    [{ privacy: { url: 'javascript:x' } }, 'forms[0].privacy.url', /with https/],
    [{ privacy: {} }, 'forms[0].privacy.url', /^add it/],
    [{ intro: '' }, 'forms[0].intro', /1 to 2000/],
    [{ submit: { de: 'Senden' } }, 'forms[0].submit.de', /./],
  ])('%j is refused', (more, path, fix) => {
    const faults = faultsOf(withForm(more));
    expect(faults.find(([at]) => at === path)?.[1]).toMatch(fix);
  });
});

describe('a page', () => {
  it.each(['/app#/plans', '/#/pricing', '/#!/a/*'])('may be a route: %s', (page) => {
    const [funnel] = config.funnels;
    const stages = [{ id: 'a', on: [{ page }] }, funnel?.stages[1]];
    expect(parseConfig({ ...config, funnels: [{ ...funnel, stages }] }).funnels[0]?.stages[0]?.on).toEqual([
      { page },
    ]);
  });

  it.each(['/a#b', '/a#/b?c', '/a#/b#/c'])('is no %s', (page) => {
    const [funnel] = config.funnels;
    const stages = [{ id: 'a', on: [{ page }] }, funnel?.stages[1]];
    expect(faultsOf({ ...config, funnels: [{ ...funnel, stages }] })).toHaveLength(1);
  });
});
