// Other names that people and ad managers write into utm_source: each becomes the one name of its source.

/**
 * By the name under which a source is reported. A `-`, a `_` and a blank are one. Names that mean something else to some
 * (`x`, `meta`, `zen`) count for the channel (channel-sources.ts) and stay as they are written.
 */
const NAMES: Readonly<Record<string, string>> = {
  facebook: 'fb facebook_ads facebookads facebook_ad fb_ads fbads fb_ad facebook_paid meta_ads metaads',
  instagram: 'ig insta instagram_ads instagramads ig_ads igads',
  google: 'adwords google_ads googleads google_ad google_adwords googleadwords gads google_search',
  bing: 'bing_ads bingads microsoft_ads microsoftads microsoft_advertising msads',
  yahoo: 'yahoo_ads',
  duckduckgo: 'ddg',
  yandex: 'yandex_direct yandexdirect ydirect ya_direct',
  linkedin: 'linkedin_ads linkedinads',
  twitter: 'twitter_ads twitterads x_ads',
  tiktok: 'tiktok_ads tiktokads',
  pinterest: 'pinterest_ads pinterestads',
  snapchat: 'snapchat_ads snap_ads snapads',
  reddit: 'reddit_ads redditads',
  quora: 'quora_ads',
  youtube: 'yt youtube_ads youtubeads',
  telegram: 'tg telegram_ads telegramads',
  vk: 'vkontakte vk_ads vkads',
  ok: 'odnoklassniki',
  bluesky: 'bsky',
  amazon: 'amazon_ads amazonads',
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
