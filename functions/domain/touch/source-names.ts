// Other names that people and ad managers write into utm_source: each becomes the one name of its source.

/**
 * By the name under which a source is reported. A `-`, a `_` and a blank are one; `ads` behind a name (`facebook_ads`,
 * `fbads`) changes nothing. Names that mean something else to some (`x`, `meta`, `zen`) count for the channel
 * (channel-sources.ts) and stay as they are written.
 */
const NAMES: Readonly<Record<string, string>> = {
  facebook: 'fb facebook_paid',
  instagram: 'ig insta',
  google: 'adwords google_adwords googleadwords gads google_search',
  bing: 'microsoft_ads microsoftads microsoft_advertising msads',
  duckduckgo: 'ddg',
  yandex: 'yandex_direct yandex.direct yandexdirect ydirect ya_direct',
  youtube: 'yt',
  telegram: 'tg',
  vk: 'vkontakte',
  ok: 'odnoklassniki',
  bluesky: 'bsky',
  chatgpt: 'chat_gpt openai',
};

/** Every other name, words parted by blanks, with the name of its source. */
export const OTHER_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(NAMES).flatMap(([name, others]) =>
    others.split(' ').map((other): [string, string] => [inWords(other), name]),
  ),
);

/** `facebook_ads` and `facebook-ads` as `facebook ads`. */
export function inWords(source: string): string {
  return source.replace(/[_-]/g, ' ');
}

/** What stands before `ads` at the end of a name; undefined where it does not end so. */
export function beforeAds(source: string): string | undefined {
  return /^(.+?)[ _-]?ads?$/.exec(source)?.[1];
}
