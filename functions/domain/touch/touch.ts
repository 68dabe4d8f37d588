// A touch: how a visitor came that time, read from the page's address, the referrer and what the sender says.

import type { TouchField } from '../config/config.ts';
import { LONGEST, plainText, shorten } from '../event/plain-text.ts';
import { channelOf } from './channel.ts';
import { PASSED_THROUGH } from './channel-sources.ts';
import { CLICK_IDS, type ClickIdRule } from './click-ids.ts';
import { findSite } from './known-site.ts';
import { pagePath, readPage, readUrl } from './page-path.ts';
import { isSameSite, plainHost, readHost } from './site.ts';

/**
 * Every part is optional; a touch with no part at all is not recorded. `channel` is derived once, when the
 * submission is accepted, by GA4's default channel grouping. Each part is at most 200 characters.
 *
 * `source` and `medium` are in small letters, the rest as it was said; `clickId` is `<parameter>:<value>`, or the
 * parameter alone where the value is too long to be of use; `landingPage` is a path, `referrer` a host.
 */
export type Touch = Readonly<Partial<Record<TouchField | 'clickId', string>>>;

export type Arrival = {
  /** The address of the page that was seen, or its path with the query. */
  readonly pageUrl?: unknown;
  /** The address of the page before it (`document.referrer`). */
  readonly referrer?: unknown;
  /** Hosts or addresses of the owner: beside the page's own, to come from these is no arrival. */
  readonly ownHosts: readonly string[];
  /** What the sender says by name: form fields, a query. Only utm_* and click ids are looked at, in any case. */
  readonly params?: Iterable<readonly [string, unknown]>;
};

/** How the visitor came; undefined when nothing says it (direct, or from within the owner's sites). Never throws. */
export function readTouch({ pageUrl, referrer, ownHosts, params = [] }: Arrival): Touch | undefined {
  const page = readPage(pageUrl);
  const said = readTags(params);
  const linked = readTags(page?.searchParams ?? []);
  const utm = [said.utm, linked.utm].find((tags) => Object.keys(tags).length > 0) ?? {};
  const click = said.click ?? linked.click;
  const from = readReferrer(referrer, [page?.hostname ?? '', ...ownHosts]);

  const { source, medium } = readSource(utm, click?.rule, from);
  const { campaign } = utm;
  if (source === undefined && medium === undefined && campaign === undefined) return undefined;
  return present({
    channel: channelOf({ source, medium, campaign }),
    source,
    medium,
    campaign,
    term: utm.term,
    content: utm.content,
    clickId: click?.id,
    landingPage: pagePath(pageUrl),
    referrer: from,
  });
}

/**
 * The touch in a Segment message's context: `campaign` (source, medium, name, term, content), which browsers' libraries
 * read from the address, else the address itself (`page.url`, else `page.path` with `page.search`) and `page.referrer`.
 */
export function readSegmentTouch(context: unknown, ownHosts: readonly string[] = []): Touch | undefined {
  const { campaign, page } = fieldsOf(context);
  const { name, ...tags } = fieldsOf(campaign);
  const { url, path, search, referrer } = fieldsOf(page);
  const params = Object.entries({ campaign: name, ...tags }).map(([key, value]): [string, unknown] => [
    `utm_${key}`,
    value,
  ]);
  const pageUrl = typeof url === 'string' && url !== '' ? url : `${textOf(path)}${textOf(search)}`;
  return readTouch({ pageUrl, referrer, ownHosts, params });
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

type Utm = { [K in 'source' | 'medium' | 'campaign' | 'term' | 'content']?: string };
type Click = { readonly rule: ClickIdRule; readonly id: string };
type Tags = { readonly utm: Utm; readonly click: Click | undefined };

/** `utm_id` names the campaign where `utm_campaign` does not. */
const UTM = ['source', 'medium', 'campaign', 'term', 'content', 'id'] as const;
const TAGS = new Set([...UTM.map((part) => `utm_${part}`), ...CLICK_IDS.map(({ parameter }) => parameter)]);

function readTags(entries: Iterable<readonly [string, unknown]>): Tags {
  const tags = new Map<string, string>();
  for (const [key, value] of entries) {
    const name = key.length > 20 ? '' : key.toLowerCase();
    if (!TAGS.has(name) || tags.has(name)) continue;
    const text = plainText(value, name.startsWith('utm_') ? LONGEST : 2 * LONGEST);
    if (text !== undefined) tags.set(name, text);
  }
  const rule = CLICK_IDS.find(({ parameter }) => tags.has(parameter));
  return {
    utm: present({
      source: smallLetters(tags.get('utm_source')),
      medium: smallLetters(tags.get('utm_medium')),
      campaign: tags.get('utm_campaign') ?? tags.get('utm_id'),
      term: tags.get('utm_term'),
      content: tags.get('utm_content'),
    }),
    click: rule && { rule, id: clickId(rule.parameter, tags.get(rule.parameter) ?? '') },
  };
}

/** Some letters become two when they are made small. */
function smallLetters(text: string | undefined): string | undefined {
  return text && shorten(text.toLowerCase());
}

/** A click id that is cut cannot be given back to whom it came from. */
function clickId(parameter: string, value: string): string {
  const id = `${parameter}:${value}`;
  return id.length <= LONGEST ? id : parameter;
}

/** The host that sent the visitor; undefined for the owner's own, and for those that one only passes through. */
function readReferrer(referrer: unknown, ownHosts: readonly string[]): string | undefined {
  const url = readUrl(referrer);
  if (url === undefined || !/^(?:https?|android-app):$/.test(url.protocol)) return undefined;
  const host = plainHost(url.hostname)?.slice(0, LONGEST);
  if (host === undefined || PASSED_THROUGH.some((via) => host === via || host.endsWith(`.${via}`))) {
    return undefined;
  }
  const own = ownHosts.some((value) => {
    const known = readHost(value);
    return known !== undefined && isSameSite(known, host);
  });
  return own ? undefined : host;
}

type Source = Pick<Utm, 'source' | 'medium'>;

/** utm says it, else a click id of an ad, else the referrer, else any click id. Parts of one are not mixed with another's. */
function readSource(utm: Utm, click: ClickIdRule | undefined, from: string | undefined): Source {
  if (utm.source !== undefined && utm.medium === undefined && click !== undefined) {
    const same = (findSite(utm.source)?.name ?? utm.source) === click.source;
    return same ? { source: utm.source, medium: click.medium } : { source: utm.source };
  }
  if (utm.source !== undefined || utm.medium !== undefined) return utm;
  const paid = click !== undefined && click.medium !== 'referral' && click.medium !== 'organic';
  if (from === undefined || paid) return click ?? {};
  const site = findSite(from);
  if (site?.category === 'search') return { source: site.name, medium: 'organic' };
  if (site?.category === 'assistant') return { source: site.name, medium: 'ai-assistant' };
  return { source: site?.name ?? from, medium: 'referral' };
}

function present<K extends string>(parts: Readonly<Record<K, string | undefined>>): { [P in K]?: string } {
  const entries = Object.entries(parts).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries) as { [P in K]?: string };
}
