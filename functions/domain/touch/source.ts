// The source and medium of a visit: by utm, a click id or the referrer, and the one name that a source has.
import type { ChannelsConfig } from '../config/config.ts';
import { LONGEST } from '../event/plain-text.ts';
import type { ClickIdRule } from './click-ids.ts';
import { findSite, type Site } from './known-site.ts';
import { ownName } from './own-channels.ts';
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

/**
 * The one name under which a source is reported, and the listed site that it is. `fb`, `facebook_ads`, `m.facebook.com`
 * and `https://www.facebook.com/` are `facebook`; what the configuration says goes before.
 * @param said in small letters
 */
export function nameSource(
  said: string,
  channels: ChannelsConfig | undefined,
): { readonly name: string; readonly site: Site | undefined } {
  const plain = hostOf(said) ?? said;
  const site = findSite(plain);
  const isOther = OTHER_NAMES.has(inWords(plain)) || (beforeAds(plain) !== undefined && site?.name !== plain);
  const usual = plain.includes('.') || isOther ? site?.name : undefined;
  const name = ownName(channels, said, plain, usual ?? plain) ?? usual ?? plain;
  return { name, site: findSite(name) ?? site };
}

/** Of a source that is written as an address, or as a host with its `www.` */
function hostOf(said: string): string | undefined {
  return /^https?:\/\/|^www\..+\./.test(said) ? readHost(said) : undefined;
}
