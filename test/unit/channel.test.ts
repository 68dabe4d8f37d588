import { describe, expect, it } from 'vitest';
import { CHANNELS, type Channel, channelOf } from '../../functions/domain/touch/channel.ts';
import { SITES, type SourceCategory } from '../../functions/domain/touch/channel-sources.ts';
import { findSite } from '../../functions/domain/touch/known-site.ts';

/** Source, medium, campaign, and the channel by https://support.google.com/analytics/answer/9756891. */
const TABLE: readonly [string | undefined, string | undefined, string | undefined, Channel][] = [
  [undefined, undefined, undefined, 'Direct'],
  ['', ' ', '', 'Direct'],
  ['(direct)', '(none)', undefined, 'Direct'],
  ['(direct)', '(not set)', undefined, 'Direct'],
  ['(direct)', 'email', undefined, 'Email'],

  ['google', 'cpc', 'x-cross-network-y', 'Cross-network'],
  ['google', 'cpc', 'Cross-Network', 'Cross-network'],

  ['amazon', 'cpc', undefined, 'Paid Shopping'],
  ['ebay.it', 'paid', undefined, 'Paid Shopping'],
  ['google', 'cpc', 'spring shopping', 'Paid Shopping'],
  ['newsletter', 'ppc', 'eshop-spring', 'Paid Shopping'],
  ['trovaprezzi', 'cpc', undefined, 'Paid Shopping'],
  ['ozon.ru', 'cpc', undefined, 'Paid Shopping'],
  ['google', 'cpc', 'workshop', 'Paid Search'],

  ['google', 'cpc', undefined, 'Paid Search'],
  ['GOOGLE', 'CPC', undefined, 'Paid Search'],
  ['bing', 'ppc', undefined, 'Paid Search'],
  ['yandex', 'cpc', undefined, 'Paid Search'],
  ['yandex.ru', 'cpc', undefined, 'Paid Search'],
  ['baidu', 'paidsearch', undefined, 'Paid Search'],
  // A paid medium on a search site is search, though cpm alone is display.
  ['google', 'cpm', undefined, 'Paid Search'],
  ['google', 'retargeting', undefined, 'Paid Search'],

  ['facebook', 'cpc', undefined, 'Paid Social'],
  ['fb', 'paid-social', undefined, 'Paid Social'],
  ['instagram', 'paid', undefined, 'Paid Social'],
  ['vk', 'cpc', undefined, 'Paid Social'],
  ['ok.ru', 'cpm', undefined, 'Paid Social'],
  ['tiktok', 'paid_video', undefined, 'Paid Social'],

  ['youtube', 'cpc', undefined, 'Paid Video'],
  ['youtube', 'cpv', undefined, 'Paid Video'],
  ['rutube.ru', 'paid', undefined, 'Paid Video'],

  ['any', 'display', undefined, 'Display'],
  ['any', 'banner', undefined, 'Display'],
  ['any', 'expandable', undefined, 'Display'],
  ['any', 'interstitial', undefined, 'Display'],
  ['facebook', 'display', undefined, 'Display'],

  ['partner.example', 'cpc', undefined, 'Paid Other'],
  ['partner.example', 'ecpm', undefined, 'Paid Other'],
  ['partner.example', 'retargeting', undefined, 'Paid Other'],
  ['chatgpt', 'paid', undefined, 'Paid Other'],
  [undefined, 'ppc', undefined, 'Paid Other'],
  // ... matched alone, not within a word.
  ['partner.example', 'xppc', undefined, 'Unassigned'],
  ['partner.example', 'unpaid', undefined, 'Unassigned'],

  ['etsy.com', 'referral', undefined, 'Organic Shopping'],
  ['newsletter', 'email', 'autumn shopping', 'Organic Shopping'],
  ['newsletter', 'email', 'shop now', 'Organic Shopping'],

  ['facebook', undefined, undefined, 'Organic Social'],
  ['l.facebook.com', 'referral', undefined, 'Organic Social'],
  ['facebook', 'email', undefined, 'Organic Social'],
  ['t.co', 'referral', undefined, 'Organic Social'],
  ['m.vk.com', 'referral', undefined, 'Organic Social'],
  ['linkedin', 'post', undefined, 'Organic Social'],
  ['any', 'social', undefined, 'Organic Social'],
  ['any', 'social-network', undefined, 'Organic Social'],
  ['any', 'social-media', undefined, 'Organic Social'],
  ['any', 'sm', undefined, 'Organic Social'],
  ['any', 'social network', undefined, 'Organic Social'],
  ['any', 'social media', undefined, 'Organic Social'],

  ['vimeo.com', 'referral', undefined, 'Organic Video'],
  ['any', 'video', undefined, 'Organic Video'],
  ['any', 'some-video-ad', undefined, 'Organic Video'],

  ['google', 'organic', undefined, 'Organic Search'],
  ['google', 'referral', undefined, 'Organic Search'],
  ['www.google.co.uk', undefined, undefined, 'Organic Search'],
  ['it.search.yahoo.com', 'referral', undefined, 'Organic Search'],
  ['unknown.example', 'organic', undefined, 'Organic Search'],

  ['chatgpt.com', 'ai-assistant', '(ai-assistant)', 'AI Assistant'],
  ['unknown.example', 'ai-assistant', undefined, 'AI Assistant'],
  ['chatgpt.com', undefined, undefined, 'AI Assistant'],
  ['perplexity', 'referral', undefined, 'AI Assistant'],
  ['gemini.google.com', 'referral', undefined, 'AI Assistant'],

  ['blog.example', 'referral', undefined, 'Referral'],
  ['any', 'app', undefined, 'Referral'],
  ['any', 'link', undefined, 'Referral'],
  ['mail.google.com', 'referral', undefined, 'Referral'],

  ['newsletter', 'email', undefined, 'Email'],
  ['newsletter', 'e-mail', undefined, 'Email'],
  ['e_mail', undefined, undefined, 'Email'],
  ['any', 'e mail', undefined, 'Email'],
  ['any', 'email-blast', undefined, 'Unassigned'],

  ['partner', 'affiliate', undefined, 'Affiliates'],
  ['partner', 'affiliates', undefined, 'Unassigned'],

  ['spotify', 'audio', undefined, 'Audio'],

  ['sms', undefined, undefined, 'SMS'],
  ['twilio', 'sms', undefined, 'SMS'],

  ['app', 'webpush', undefined, 'Mobile Push Notifications'],
  ['app', 'pushed', undefined, 'Unassigned'],
  ['app', 'mobile-alert', undefined, 'Mobile Push Notifications'],
  ['app', 'notifications', undefined, 'Mobile Push Notifications'],
  ['firebase', 'any', undefined, 'Mobile Push Notifications'],

  ['newsletter', undefined, undefined, 'Unassigned'],
  ['newsletter', 'newsletter', undefined, 'Unassigned'],
  [undefined, undefined, 'spring', 'Unassigned'],
];

describe("GA4's default channel grouping", () => {
  it.each(TABLE)('puts source %j, medium %j, campaign %j into %s', (source, medium, campaign, channel) => {
    expect(channelOf({ source, medium, campaign })).toBe(channel);
  });

  it('is tried here for every channel', () => {
    expect(new Set(TABLE.map(([, , , channel]) => channel))).toEqual(new Set(CHANNELS));
  });
});

describe('a known site', () => {
  it.each([
    ['google.it', 'google', 'search'],
    ['www.google.com.br', 'google', 'search'],
    ['m.yandex.com.tr', 'yandex', 'search'],
    ['ya.ru', 'yandex', 'search'],
    ['go.mail.ru', 'mail.ru', 'search'],
    ['my.mail.ru', 'my.mail.ru', 'social'],
    ['away.vk.com', 'vk', 'social'],
    ['vkontakte', 'vk', 'social'],
    ['ok.ru', 'ok', 'social'],
    ['zen.yandex.ru', 'dzen', 'social'],
    ['market.yandex.ru', 'yandex market', 'shopping'],
    ['it.aliexpress.com', 'aliexpress', 'shopping'],
    ['amazon.it', 'amazon', 'shopping'],
    ['l.instagram.com', 'instagram', 'social'],
    ['it.pinterest.com', 'pinterest', 'social'],
    ['tieba.baidu.com', 'tieba', 'social'],
    ['yiyan.baidu.com', 'ernie', 'assistant'],
    ['m.baidu.com', 'baidu', 'search'],
    ['music.youtube.com', 'youtube', 'video'],
    ['youtu.be', 'youtube', 'video'],
    ['chat.openai.com', 'chatgpt', 'assistant'],
    ['notebooklm.google.com', 'notebooklm', 'assistant'],
    ['com.google.android.googlequicksearchbox', 'google', 'search'],
    ['google shopping', 'google shopping', 'shopping'],
  ])('%s is %s (%s)', (source, name, category) => {
    expect(findSite(source)).toEqual({ name, category });
  });

  it.each([
    // Not the site, but something else under its name.
    'mail.yahoo.com',
    'mail.yandex.ru',
    'e.mail.ru',
    'mail.libero.it',
    'docs.google.com',
    'aws.amazon.com',
    'google.it.evil.example',
    'notfacebook.com',
    'facebook.com.evil.example',
    'domains.google',
    'x.example',
    'com',
    '',
    '.',
    '..com',
    'constructor',
    '__proto__',
  ])('is not %j', (source) => {
    expect(findSite(source)).toBeUndefined();
  });

  it('stands in one category only', () => {
    const seen = new Map<string, string>();
    for (const category of Object.keys(SITES) as SourceCategory[]) {
      for (const [key, forms] of Object.entries(SITES[category])) {
        const name = key.replaceAll('_', ' ');
        expect(findSite(name), name).toEqual({ name, category });
        for (const form of forms.split(' ').filter((each) => each !== '')) {
          const whole = form.replace(/^(=?)\./, `$1${name}.`);
          expect(seen.get(whole) ?? key, `${whole} in ${key} and ${seen.get(whole)}`).toBe(key);
          seen.set(whole, key);
          const host = whole.replace(/^=/, '').replace('.*', '.it').replaceAll('_', ' ');
          expect(findSite(host), host).toEqual({ name, category });
        }
      }
    }
    expect(seen.size).toBeGreaterThan(300);
  });
});
