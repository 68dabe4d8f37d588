// The tags of a link: utm parameters and click ids, as a form, a query or a sender says them.
import { LONGEST, plainText, shorten } from '../event/plain-text.ts';
import { SHARED_BY } from '../referral/share-link.ts';
import { hasLostLetters } from '../text/lost-letters.ts';
import { CLICK_IDS, type ClickIdRule } from './click-ids.ts';
import { decodedAgain, type LinkLetters } from './linked-params.ts';

export type Utm = { readonly [K in 'source' | 'medium' | 'campaign' | 'term' | 'content']?: string };
export type Click = { readonly rule: ClickIdRule; readonly id: string };
type Tags = {
  readonly utm: Utm;
  readonly click: Click | undefined;
  /** The token of a share link, as it was said. */
  readonly shared: string | undefined;
};

/** `utm_id` names the campaign where `utm_campaign` does not. */
const UTM = ['source', 'medium', 'campaign', 'term', 'content', 'id'] as const;
const TAGS = new Set([
  ...UTM.map((part) => `utm_${part}`),
  ...CLICK_IDS.map(({ parameter }) => parameter),
  SHARED_BY,
]);

/** The utm parameters of the first that has any, whole, and the click id and the share link of the first that has one. */
export function firstTags(said: readonly Iterable<readonly [string, unknown]>[], letters: LinkLetters): Tags {
  const read = said.map((entries) => readTags(entries, letters));
  return {
    utm: read.find(({ utm }) => Object.keys(utm).length > 0)?.utm ?? {},
    click: read.find(({ click }) => click !== undefined)?.click,
    shared: read.find(({ shared }) => shared !== undefined)?.shared,
  };
}

function readTags(entries: Iterable<readonly [string, unknown]>, letters: LinkLetters): Tags {
  const tags = new Map<string, string>();
  for (const [key, value] of entries) {
    const name = key.length > LONGEST_NAME ? '' : nameOf(key);
    if (!TAGS.has(name) || tags.has(name)) continue;
    const isUtm = name.startsWith('utm_');
    const text = plainText(isUtm ? meant(value, letters) : value, isUtm ? LONGEST : 2 * LONGEST);
    if (text === undefined) continue;
    if (hasLostLetters(text)) letters.isGuessed = true;
    else tags.set(name, text);
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
    shared: tags.get(SHARED_BY),
  };
}

const LONGEST_NAME = 40;

/** In any case, and without what a link brings along that was copied out of a page's source (`&amp;`). */
function nameOf(key: string): string {
  return key.toLowerCase().replace(/^(?:amp;)+/, '');
}

/** More than this is not looked at. */
const LONGEST_READ = 2_000;

function meant(value: unknown, letters: LinkLetters): unknown {
  return typeof value === 'string' ? decodedAgain(value.slice(0, LONGEST_READ), letters) : value;
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

export function present<K extends string>(
  parts: Readonly<Record<K, string | undefined>>,
): { [P in K]?: string } {
  const entries = Object.entries(parts).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries) as { [P in K]?: string };
}
