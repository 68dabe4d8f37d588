// Channels: GA4's default channel grouping, its rules as data, and the interpreter that reads them.
//
// Source: https://support.google.com/analytics/answer/9756891 ("[GA4] Default channel group", the table for manual
// traffic), as it stood in September 2026; AI Assistant is of 13 May 2026
// (https://support.google.com/analytics/answer/9164320). Order, names and conditions are GA4's; matching ignores case.
// Rules that need an advertising account (campaign type, network, creative format) cannot be applied outside of it.
import type { ChannelsConfig } from '../config/config.ts';
import type { SourceCategory } from './channel-sources.ts';
import { findSite, type Site } from './known-site.ts';
import { ownRule } from './own-channels.ts';

export const CHANNELS = [
  'Direct',
  'Cross-network',
  'Paid Shopping',
  'Paid Search',
  'Paid Social',
  'Paid Video',
  'Display',
  'Paid Other',
  'Organic Shopping',
  'Organic Social',
  'Organic Video',
  'Organic Search',
  'AI Assistant',
  'Referral',
  'Email',
  'Affiliates',
  'Audio',
  'SMS',
  'Mobile Push Notifications',
  'Unassigned',
] as const;
export type Channel = (typeof CHANNELS)[number];

/** What the rules look at: the utm parameters, or what stands for them. */
export type Traffic = {
  readonly source?: string | undefined;
  readonly medium?: string | undefined;
  readonly campaign?: string | undefined;
};

export type Test =
  | { readonly site: SourceCategory }
  | { readonly field: keyof Traffic; readonly is: readonly string[] }
  | { readonly field: keyof Traffic; readonly like: RegExp };

/** Matches when one of `any` does and, where it is given, `and` does too. */
type Rule = { readonly channel: Channel; readonly any: readonly Test[]; readonly and?: Test };

/** GA4: `^(.*cp.*|ppc|retargeting|paid.*)$` */
const PAID: Test = { field: 'medium', like: /cp|^ppc$|^retargeting$|^paid/ };
/** GA4: `^(.*(([^a-df-z]|^)shop|shopping).*)$`: a word that begins with shop, or `eshop`. */
const SHOP_CAMPAIGN: Test = { field: 'campaign', like: /(?:[^a-df-z]|^)shop|shopping/ };
const EMAIL = ['email', 'e-mail', 'e_mail', 'e mail'];

/** The first that matches is the channel. */
const RULES: readonly Rule[] = [
  {
    channel: 'Direct',
    any: [{ field: 'source', is: ['(direct)'] }],
    and: { field: 'medium', is: ['', '(not set)', '(none)'] },
  },
  { channel: 'Cross-network', any: [{ field: 'campaign', like: /cross-network/ }] },
  { channel: 'Paid Shopping', any: [{ site: 'shopping' }, SHOP_CAMPAIGN], and: PAID },
  { channel: 'Paid Search', any: [{ site: 'search' }], and: PAID },
  { channel: 'Paid Social', any: [{ site: 'social' }], and: PAID },
  { channel: 'Paid Video', any: [{ site: 'video' }], and: PAID },
  {
    channel: 'Display',
    any: [{ field: 'medium', is: ['display', 'banner', 'expandable', 'interstitial', 'cpm'] }],
  },
  { channel: 'Paid Other', any: [PAID] },
  { channel: 'Organic Shopping', any: [{ site: 'shopping' }, SHOP_CAMPAIGN] },
  {
    channel: 'Organic Social',
    any: [
      { site: 'social' },
      {
        field: 'medium',
        is: ['social', 'social-network', 'social-media', 'sm', 'social network', 'social media'],
      },
    ],
  },
  { channel: 'Organic Video', any: [{ site: 'video' }, { field: 'medium', like: /video/ }] },
  { channel: 'Organic Search', any: [{ site: 'search' }, { field: 'medium', is: ['organic'] }] },
  // GA4 gives the medium by the referrer alone; the site is added for links that assistants tag (utm_source=chatgpt.com).
  { channel: 'AI Assistant', any: [{ field: 'medium', is: ['ai-assistant'] }, { site: 'assistant' }] },
  { channel: 'Referral', any: [{ field: 'medium', is: ['referral', 'app', 'link'] }] },
  {
    channel: 'Email',
    any: [
      { field: 'source', is: EMAIL },
      { field: 'medium', is: EMAIL },
    ],
  },
  { channel: 'Affiliates', any: [{ field: 'medium', is: ['affiliate'] }] },
  { channel: 'Audio', any: [{ field: 'medium', is: ['audio'] }] },
  {
    channel: 'SMS',
    any: [
      { field: 'source', is: ['sms'] },
      { field: 'medium', is: ['sms'] },
    ],
  },
  {
    channel: 'Mobile Push Notifications',
    any: [
      { field: 'medium', like: /push$|mobile|notification/ },
      { field: 'source', is: ['firebase'] },
    ],
  },
];

/** The channel of a visit by the default rules; where nothing is known of it, Direct. */
export function channelOf(traffic: Traffic): Channel {
  return defaultChannel(traffic, findSite(fold(traffic.source))).channel;
}

/** A channel, and what decided on it: a rule of the configuration by its place, or the tests of a default rule that held. */
export type Decision = {
  readonly channel: string;
  readonly by: { readonly own: number } | { readonly tests: readonly Test[] };
};

export type Deciding = {
  /** All names of the source, where it has others than the one that is reported. */
  readonly names?: readonly string[] | undefined;
  /** The listed site that the source is, where its name does not say it. */
  readonly site?: Site | undefined;
  readonly channels?: ChannelsConfig | undefined;
};

/** The first rule of the configuration that matches, else the default rules. */
export function decideChannel(
  traffic: Traffic & { readonly referrer?: string | undefined },
  { names = [], site = findSite(fold(traffic.source)), channels }: Deciding = {},
): Decision {
  const own = ownRule(channels, {
    source: [traffic.source, ...names],
    medium: [traffic.medium],
    campaign: [traffic.campaign],
    referrer: [traffic.referrer],
  });
  if (own !== undefined) return { channel: own.rule.channel, by: { own: own.at } };
  const { channel, tests } = defaultChannel(traffic, site);
  return { channel, by: { tests } };
}

function defaultChannel(
  traffic: Traffic,
  site: Site | undefined,
): { readonly channel: Channel; readonly tests: readonly Test[] } {
  const known = {
    source: fold(traffic.source),
    medium: fold(traffic.medium),
    campaign: fold(traffic.campaign),
  };
  if (known.source + known.medium + known.campaign === '') return { channel: 'Direct', tests: [] };
  const holds = (test: Test): boolean =>
    'site' in test
      ? test.site === site?.category
      : 'is' in test
        ? test.is.includes(known[test.field])
        : test.like.test(known[test.field]);
  const rule = RULES.find(({ any, and }) => any.some(holds) && (and === undefined || holds(and)));
  if (rule === undefined) return { channel: 'Unassigned', tests: [] };
  return { channel: rule.channel, tests: [...rule.any, ...(rule.and ? [rule.and] : [])].filter(holds) };
}

function fold(value: string | undefined): string {
  return value?.trim().toLowerCase() ?? '';
}
