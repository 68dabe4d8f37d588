// A touch: how a visitor came that time, read from the page's address, the referrer and what the sender says.

import type { ChannelsConfig, Locale, TouchField } from '../config/config.ts';
import { type ReadShareToken, SHARE_MEDIUM, SHARE_SOURCE } from '../referral/share-link.ts';
import { type Decision, decideChannel } from './channel.ts';
import { linkedParams } from './linked-params.ts';
import { pagePath, readPage } from './page-path.ts';
import { nameSource, readReferrer, readSource } from './source.ts';
import { firstTags, present } from './tags.ts';

/**
 * Every part is optional; a touch with no part at all is not recorded. `channel` is derived once, when the
 * submission is accepted, by the rules of the configuration, else by GA4's default channel
 * grouping. Each part is at most 200 characters.
 *
 * `source` and `medium` are in small letters, the rest as it was said; `clickId` is `<parameter>:<value>`, or the
 * parameter alone where the value is too long to be of use; `landingPage` is a path, `referrer` a host; `referredBy` is the
 * public id of the lead by whose share link it came.
 */
export type Touch = Readonly<Partial<Record<TouchField | 'clickId' | 'referredBy', string>>>;

export type Arrival = {
  /** The address of the page that was seen, or its path with the query. */
  readonly pageUrl?: unknown;
  /** The address of the page before it (`document.referrer`). */
  readonly referrer?: unknown;
  /** Hosts or addresses of the owner: beside the page's own, to come from these is no arrival. */
  readonly ownHosts: readonly string[];
  /** More addresses whose tags count, after the page's own. */
  readonly alsoLinked?: readonly unknown[];
  /** What the sender says by name: form fields, a query. Only utm_* and click ids are looked at, in any case. */
  readonly params?: Iterable<readonly [string, unknown]>;
  readonly rules?: TouchRules;
};

/** What the configuration says of touches. The language is that of pages that name no charset. */
export type TouchRules = {
  readonly locale?: Locale;
  readonly channels?: ChannelsConfig;
  /** Absent: leads have no share links, and what looks like one says nothing. */
  readonly readShareToken?: ReadShareToken | undefined;
};

export type ExplainedTouch = {
  readonly touch: Touch | undefined;
  /** What decided on its channel. */
  readonly by: Decision['by'];
  /** Letters of a tag had to be guessed, or were lost. */
  readonly isGuessed: boolean;
  /** It came by a share link that was not signed here, or cannot be checked now. */
  readonly isShareUnread?: true;
};

/** How the visitor came; undefined when nothing says it (direct, or from within the owner's sites). Never throws. */
export function readTouch(arrival: Arrival): Touch | undefined {
  return explainTouch(arrival).touch;
}

export function explainTouch({
  pageUrl,
  referrer,
  ownHosts,
  alsoLinked = [],
  params = [],
  rules: { locale = 'en', channels, readShareToken } = {},
}: Arrival): ExplainedTouch {
  const letters = { locale, isGuessed: false };
  const page = readPage(pageUrl);
  const linked = [page, ...alsoLinked.map(readPage)].flatMap((url) => {
    if (url === undefined) return [];
    const { query, hash } = linkedParams(url, letters);
    return [query, hash];
  });
  const { utm, click, shared } = firstTags([params, ...linked], letters);
  const referredBy = shared === undefined ? undefined : readShareToken?.(shared);
  const isShareUnread = shared !== undefined && readShareToken !== undefined && referredBy === undefined;
  const unread = isShareUnread ? { isShareUnread } : {};
  const from = readReferrer(referrer, [page?.hostname ?? '', ...ownHosts], channels);

  const { source, medium } =
    referredBy === undefined
      ? readSource(utm, click?.rule, from)
      : { source: SHARE_SOURCE, medium: SHARE_MEDIUM };
  const { campaign } = utm;
  if (source === undefined && medium === undefined && campaign === undefined)
    return { touch: undefined, by: { tests: [] }, isGuessed: letters.isGuessed, ...unread };
  const named = source === undefined ? undefined : nameSource(source, channels);
  const known = { source: named?.name, medium, campaign, referrer: from };
  const { channel, by } = decideChannel(known, { names: named?.names, site: named?.site, channels });
  const touch = present({
    channel,
    source: named?.name,
    medium,
    campaign,
    term: utm.term,
    content: utm.content,
    clickId: click?.id,
    landingPage: pagePath(pageUrl),
    referrer: from,
    referredBy,
  });
  return { touch, by, isGuessed: letters.isGuessed, ...unread };
}

/**
 * The touch in a Segment message's context: `campaign` (source, medium, name, term, content), which browsers' libraries
 * read from the address, else the address itself (`page.url`, else `page.path` with `page.search`) and `page.referrer`.
 */
export function explainSegmentTouch(
  context: unknown,
  ownHosts: readonly string[] = [],
  rules: TouchRules = {},
): ExplainedTouch {
  const { campaign, page } = fieldsOf(context);
  const { name, ...tags } = fieldsOf(campaign);
  const { url, path, search, referrer } = fieldsOf(page);
  const params = Object.entries({ campaign: name, ...tags }).map(([key, value]): [string, unknown] => [
    `utm_${key}`,
    value,
  ]);
  const pageUrl = typeof url === 'string' && url !== '' ? url : `${textOf(path)}${textOf(search)}`;
  return explainTouch({ pageUrl, referrer, ownHosts, params, rules });
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
