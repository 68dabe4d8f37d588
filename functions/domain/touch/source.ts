// The source and medium of a visit: by utm, a click id or the referrer, and the one name that a source has.
import type { ChannelsConfig } from '../config/config.ts';
import { LONGEST } from '../event/plain-text.ts';
import type { ClickIdRule } from './click-ids.ts';
import { findSite, type Site } from './known-site.ts';
import { readUrl } from './page-path.ts';
import { isPassedThrough } from './passed-through.ts';
import { isSameSite, plainHost, readHost } from './site.ts';
import { beforeAds, inWords, OTHER_NAMES } from './source-names.ts';
import type { Utm } from './tags.ts';

export type Source = Pick<Utm, 'source' | 'medium'>;

/** The host that sent the visitor; undefined for the owner's own, and for those that one only passes through. */
export function readReferrer(
  referrer: unknown,
  ownHosts: readonly string[],
  channels: ChannelsConfig | undefined,
): string | undefined {
  const url = readUrl(referrer);
  if (url === undefined || !/^(?:https?|android-app):$/.test(url.protocol)) return undefined;
  const host = plainHost(url.hostname)?.slice(0, LONGEST);
  if (host === undefined || isPassedThrough(host, channels?.ignoreReferrers)) return undefined;
  const own = ownHosts.some((value) => {
    const known = readHost(value);
    return known !== undefined && isSameSite(known, host);
  });
  return own ? undefined : host;
}

/** utm says it, else a click id of an ad, else the referrer, else any click id. Parts of one are not mixed with another's. */
export function readSource(utm: Utm, click: ClickIdRule | undefined, from: string | undefined): Source {
  if (utm.source !== undefined && utm.medium === undefined && click !== undefined) {
    const same = nameSource(utm.source, undefined).name === click.source;
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

export type Named = {
  /** Under which the source is reported. */
  readonly name: string;
  /** All its names: that one, as it was said, as it is usually reported. */
  readonly names: readonly string[];
  /** The listed site that it is. */
  readonly site: Site | undefined;
};

/**
 * The one name under which a source is reported. `fb`, `facebook_ads`, `m.facebook.com` and `https://www.facebook.com/`
 * are `facebook`; what the configuration says goes before, of the name itself or of any name that means the same.
 * @param said in small letters
 */
export function nameSource(said: string, channels: ChannelsConfig | undefined): Named {
  const { usual, site } = usualName(said);
  const name = (channels && ownName(channels, said, usual)) ?? usual;
  return { name, names: [name, said, usual], site: findSite(name) ?? site };
}

function usualName(said: string): { readonly usual: string; readonly site: Site | undefined } {
  const plain = hostOf(said) ?? said;
  const site = findSite(plain);
  const isOther = OTHER_NAMES.has(inWords(plain)) || (beforeAds(plain) !== undefined && site?.name !== plain);
  return { usual: (plain.includes('.') || isOther ? site?.name : undefined) ?? plain, site };
}

/** Of a source that is written as an address, also without its scheme, or as a host with its `www.` */
function hostOf(said: string): string | undefined {
  return /^https?:\/\/|^www\..+\.|^[^/\s]+\.[^/\s]+\//.test(said) ? readHost(said) : undefined;
}

/** A name that is listed goes first, then a source of the owner's own, then a name that means the same as a listed one. */
function ownName({ sources }: ChannelsConfig, said: string, usual: string): string | undefined {
  const { listed, meant } = ownNames(sources);
  return listed.get(said) ?? listed.get(usual) ?? (Object.hasOwn(sources, usual) ? usual : meant.get(usual));
}

type OwnNames = { readonly listed: ReadonlyMap<string, string>; readonly meant: ReadonlyMap<string, string> };
const known = new WeakMap<ChannelsConfig['sources'], OwnNames>();

function ownNames(sources: ChannelsConfig['sources']): OwnNames {
  const before = known.get(sources);
  if (before !== undefined) return before;
  const listed = Object.entries(sources).flatMap(([name, others]) =>
    others.map((other) => [other, name] as const),
  );
  const meant = listed.map(([other, name]) => [usualName(other).usual, name] as const);
  const own = { listed: new Map(listed), meant: new Map(meant) };
  known.set(sources, own);
  return own;
}
