import { describe, expect, it } from 'vitest';
import { pagePath } from '../../functions/domain/touch/page-path.ts';
import { explainSegmentTouch, readTouch } from '../../functions/domain/touch/touch.ts';

const readSegmentTouch = (...said: Parameters<typeof explainSegmentTouch>) =>
  explainSegmentTouch(...said).touch;

const SITE = 'https://www.example.com';

/** The touch of a visit to the owner's site, by the query of its address and by where the visitor was before. */
function visit(query: string, referrer?: string) {
  return readTouch({ pageUrl: `${SITE}/prezzi/?${query}`, referrer, ownHosts: [] });
}

describe('a visit with utm parameters', () => {
  it('is a touch of all its parts', () => {
    const query =
      'utm_source=newsletter&utm_medium=email&utm_campaign=Spring+Sale&utm_term=shoes&utm_content=top';
    expect(visit(query, 'https://blog.other.com/post?secret=1')).toEqual({
      channel: 'Email',
      source: 'newsletter',
      medium: 'email',
      campaign: 'Spring Sale',
      term: 'shoes',
      content: 'top',
      landingPage: '/prezzi',
      referrer: 'blog.other.com',
    });
  });

  it('has source and medium in small letters, and the rest as it was said', () => {
    expect(visit('utm_source=Facebook&utm_medium=CPC&utm_campaign=ABC&utm_content=Top')).toMatchObject({
      channel: 'Paid Social',
      source: 'facebook',
      medium: 'cpc',
      campaign: 'ABC',
      content: 'Top',
    });
  });

  it('may write the names of the parameters as it likes, and say one twice: the first that is not empty counts', () => {
    expect(visit('UTM_Source=&utm_source=a&utm_source=b')).toMatchObject({ source: 'a' });
  });

  it('takes utm_id for the campaign where it is not named', () => {
    expect(visit('utm_source=a&utm_id=77')?.campaign).toBe('77');
    expect(visit('utm_source=a&utm_id=77&utm_campaign=x')?.campaign).toBe('x');
  });

  it('is no touch by a term or a content alone', () => {
    expect(visit('utm_term=shoes&utm_content=top')).toBeUndefined();
  });

  it('takes source and medium from the referrer where they are not said', () => {
    expect(visit('utm_campaign=spring', 'https://www.google.com/')).toMatchObject({
      channel: 'Organic Search',
      source: 'google',
      medium: 'organic',
      campaign: 'spring',
    });
  });

  it('does not mix a said source with the medium of the referrer', () => {
    const touch = visit('utm_source=partner', 'https://www.google.com/');
    expect(touch).toMatchObject({ channel: 'Unassigned', source: 'partner', referrer: 'google.com' });
    expect(touch).not.toHaveProperty('medium');
  });

  it('counts also when it comes from a page of the same site', () => {
    expect(visit('utm_source=banner&utm_medium=display', `${SITE}/blog`)).toEqual({
      channel: 'Display',
      source: 'banner',
      medium: 'display',
      landingPage: '/prezzi',
    });
  });

  it('is of an assistant when the assistant put its name there', () => {
    expect(visit('utm_source=chatgpt.com')).toMatchObject({ channel: 'AI Assistant', source: 'chatgpt' });
  });
});

describe('what utm parameters may hold', () => {
  it.each([
    ['  a b ', 'a b'],
    ['a\u0000b\u0007c\n', 'abc'],
    ['\u202Eevil', 'evil'],
    ['x'.repeat(500), 'x'.repeat(200)],
    [`${'x'.repeat(199)}😀`, 'x'.repeat(199)],
    ['Cafe\u0301', 'Caf\u00e9'],
    ['<script>', '<script>'],
    ['a|b=c', 'a|b=c'],
    ['@handle', '@handle'],
    ['2@once', '2@once'],
  ])('%j is kept as %j', (value, kept) => {
    const touch = readTouch({
      ownHosts: [],
      params: [
        ['utm_source', 'a'],
        ['utm_campaign', value],
      ],
    });
    expect(touch?.campaign).toBe(kept);
  });

  it('is cut to 200 characters in small letters too, of which some are two', () => {
    expect(readTouch({ ownHosts: [], params: [['utm_source', 'İ'.repeat(200)]] })?.source).toHaveLength(200);
  });

  it.each([
    'john@example.com',
    'to John <john@example.com>',
    'john%40example.com',
    'john%2540example%2ecom',
    `${'x'.repeat(195)}john@example.com`,
    'юзер@пример.рф',
    '\uD800a',
    'caf\uFFFD',
    'null',
    'undefined',
    '(not set)',
    ' ',
    '\u0000',
  ])('%j is dropped', (value) => {
    const touch = readTouch({
      ownHosts: [],
      params: [
        ['utm_source', 'a'],
        ['utm_campaign', value],
      ],
    });
    expect(touch).toEqual({ channel: 'Unassigned', source: 'a' });
  });

  it.each([[null], [undefined], [5], [['a']], [{ a: 1 }], [true]])('%j is no value', (value) => {
    expect(readTouch({ ownHosts: [], params: [['utm_source', value]] })).toBeUndefined();
  });
});

describe('what a form says', () => {
  const params: readonly (readonly [string, string])[] = [
    ['utm_source', 'said'],
    ['utm_medium', 'email'],
    ['name', 'Ada'],
  ];

  it('goes before what the address of its page says, part by part of neither', () => {
    const pageUrl = `${SITE}/?utm_source=linked&utm_campaign=linked`;
    const touch = readTouch({ pageUrl, ownHosts: [], params });
    expect(touch).toEqual({ channel: 'Email', source: 'said', medium: 'email', landingPage: '/' });
  });

  it('leaves the word to the address where its fields are empty', () => {
    const pageUrl = `${SITE}/?utm_source=linked`;
    const touch = readTouch({ pageUrl, ownHosts: [], params: new Map([['utm_source', '']]) });
    expect(touch?.source).toBe('linked');
  });

  it('is joined by the click id of the address', () => {
    const touch = readTouch({ pageUrl: `${SITE}/?gclid=abc`, ownHosts: [], params });
    expect(touch).toMatchObject({ source: 'said', medium: 'email', clickId: 'gclid:abc' });
  });
});

describe('a click id', () => {
  it.each([
    ['gclid', 'google', 'cpc', 'Paid Search'],
    ['gbraid', 'google', 'cpc', 'Paid Search'],
    ['wbraid', 'google', 'cpc', 'Paid Search'],
    ['gad_source', 'google', 'cpc', 'Paid Search'],
    ['dclid', 'doubleclick', 'cpm', 'Display'],
    ['msclkid', 'bing', 'cpc', 'Paid Search'],
    ['yclid', 'yandex', 'cpc', 'Paid Search'],
    ['ysclid', 'yandex', 'organic', 'Organic Search'],
    ['fbclid', 'facebook', 'referral', 'Organic Social'],
    ['igshid', 'instagram', 'referral', 'Organic Social'],
    ['ttclid', 'tiktok', 'cpc', 'Paid Social'],
    ['twclid', 'twitter', 'cpc', 'Paid Social'],
    ['li_fat_id', 'linkedin', 'cpc', 'Paid Social'],
    ['ScCid', 'snapchat', 'cpc', 'Paid Social'],
    ['rb_clickid', 'vk', 'cpc', 'Paid Social'],
    ['tblci', 'taboola', 'cpc', 'Paid Other'],
    ['irclickid', 'impact', 'affiliate', 'Affiliates'],
  ])('%s alone says %s / %s', (parameter, source, medium, channel) => {
    expect(visit(`${parameter}=A1-b_2`)).toEqual({
      channel,
      source,
      medium,
      clickId: `${parameter.toLowerCase()}:A1-b_2`,
      landingPage: '/prezzi',
    });
  });

  it('of an ad speaks before the referrer', () => {
    expect(visit('gclid=a', 'https://www.google.com/')).toMatchObject({ channel: 'Paid Search' });
    expect(visit('gclid=a', 'https://news.example.org/')).toMatchObject({ source: 'google', medium: 'cpc' });
  });

  it('that is on every shared link speaks after the referrer', () => {
    expect(visit('fbclid=a', 'https://web.telegram.org/')).toMatchObject({
      source: 'telegram',
      clickId: 'fbclid:a',
    });
    expect(visit('fbclid=a', 'https://l.instagram.com/')).toMatchObject({ source: 'instagram' });
  });

  it('speaks after utm parameters', () => {
    expect(visit('fbclid=a&utm_source=facebook&utm_medium=cpc')).toMatchObject({ channel: 'Paid Social' });
    expect(visit('gclid=a&utm_source=news&utm_medium=email')).toMatchObject({
      source: 'news',
      medium: 'email',
    });
  });

  it('gives the medium to its own source, and to no other', () => {
    expect(visit('gclid=a&utm_source=Google')).toMatchObject({ source: 'google', medium: 'cpc' });
    expect(visit('fbclid=a&utm_source=fb')).toMatchObject({ source: 'facebook', medium: 'referral' });
    expect(visit('gclid=a&utm_source=partner')).not.toHaveProperty('medium');
  });

  it('that is too long to be given back whole leaves its kind', () => {
    expect(visit(`fbclid=${'a'.repeat(193)}`)?.clickId).toBe(`fbclid:${'a'.repeat(193)}`);
    expect(visit(`fbclid=${'a'.repeat(194)}`)?.clickId).toBe('fbclid');
    expect(visit(`fbclid=${'a'.repeat(5000)}`)?.clickId).toBe('fbclid');
  });
});

describe('a referrer', () => {
  it.each([
    ['https://www.google.it/', 'google', 'organic', 'Organic Search', 'google.it'],
    ['https://yandex.ru/search?text=a', 'yandex', 'organic', 'Organic Search', 'yandex.ru'],
    ['https://chatgpt.com/', 'chatgpt', 'ai-assistant', 'AI Assistant', 'chatgpt.com'],
    ['https://gemini.google.com/app', 'gemini', 'ai-assistant', 'AI Assistant', 'gemini.google.com'],
    ['https://l.facebook.com/l.php?u=x', 'facebook', 'referral', 'Organic Social', 'l.facebook.com'],
    ['https://t.co/abc', 'twitter', 'referral', 'Organic Social', 't.co'],
    ['https://away.vk.com/', 'vk', 'referral', 'Organic Social', 'away.vk.com'],
    ['https://m.youtube.com/watch', 'youtube', 'referral', 'Organic Video', 'm.youtube.com'],
    ['https://www.trovaprezzi.it/', 'trovaprezzi', 'referral', 'Organic Shopping', 'trovaprezzi.it'],
    ['https://blog.other.org/a', 'blog.other.org', 'referral', 'Referral', 'blog.other.org'],
    ['https://mail.google.com/', 'mail.google.com', 'referral', 'Referral', 'mail.google.com'],
    ['http://WWW.Other.ORG:8080/', 'other.org', 'referral', 'Referral', 'other.org'],
    ['https://user:secret@other.org/', 'other.org', 'referral', 'Referral', 'other.org'],
    ['https://other.org./', 'other.org', 'referral', 'Referral', 'other.org'],
    ['http://192.168.1.5/', '192.168.1.5', 'referral', 'Referral', '192.168.1.5'],
    [
      'android-app://org.telegram.messenger/',
      'telegram',
      'referral',
      'Organic Social',
      'org.telegram.messenger',
    ],
  ])('%s is %s / %s', (referrer, source, medium, channel, host) => {
    expect(visit('', referrer)).toEqual({ channel, source, medium, landingPage: '/prezzi', referrer: host });
  });

  it.each([
    'https://www.example.com/other',
    'https://example.com/',
    'https://shop.example.com/',
    'http://deep.down.example.com:8080/',
    // Where one only pays or logs in.
    'https://checkout.stripe.com/c/pay',
    'https://www.paypal.com/',
    'https://accounts.google.com/',
    // Not a page.
    '',
    'about:blank',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'chrome-extension://abc/x.html',
    'example',
    '/path',
    'https://',
    'http://[',
  ])('%j is no arrival', (referrer) => {
    expect(visit('', referrer)).toBeUndefined();
  });

  it.each([
    ['https://www.shop.co.uk/', 'https://other.co.uk/', 'other.co.uk'],
    ['https://me.github.io/', 'https://you.github.io/', 'you.github.io'],
    ['https://a.msk.ru/', 'https://b.msk.ru/', 'b.msk.ru'],
    ['http://10.0.0.1/', 'http://11.0.0.1/', '11.0.0.1'],
    ['http://localhost:3000/', 'http://other:3000/', 'other'],
  ])('to %s from %s is a stranger', (pageUrl, referrer, source) => {
    expect(readTouch({ pageUrl, referrer, ownHosts: [] })?.source).toBe(source);
  });

  it.each(['owner.org', 'https://www.owner.org', 'http://owner.org:8080/', 'blog.owner.org'])(
    "from the owner's %j is no arrival",
    (own) => {
      const pageUrl = 'https://forms.example.com/f/ebook';
      const referrer = 'https://www.owner.org/landing';
      expect(readTouch({ pageUrl, referrer, ownHosts: ['', '::', own] })).toBeUndefined();
    },
  );

  it('from a sister under one domain is no arrival', () => {
    const arrival = { pageUrl: 'https://shop.owner.it/', referrer: 'https://blog.owner.it/', ownHosts: [] };
    expect(readTouch(arrival)).toBeUndefined();
  });

  it('counts where the page is not known', () => {
    expect(readTouch({ referrer: 'https://other.org/', ownHosts: [] })).toEqual({
      channel: 'Referral',
      source: 'other.org',
      medium: 'referral',
      referrer: 'other.org',
    });
  });
});

describe('nothing', () => {
  it.each([{}, { pageUrl: SITE }, { pageUrl: 5, referrer: {} }, { pageUrl: 'http://[', referrer: 'x' }])(
    'is said by %j: direct',
    (arrival) => {
      expect(readTouch({ ...arrival, ownHosts: [] })).toBeUndefined();
    },
  );
});

describe("a Segment message's context", () => {
  it('says the touch in its campaign', () => {
    const campaign = { source: 'Google', medium: 'cpc', name: 'Spring', term: 'shoes', content: 'top' };
    const page = { url: `${SITE}/prezzi?x=1`, referrer: 'https://www.google.com/' };
    expect(readSegmentTouch({ campaign, page })).toEqual({
      channel: 'Paid Search',
      source: 'google',
      medium: 'cpc',
      campaign: 'Spring',
      term: 'shoes',
      content: 'top',
      landingPage: '/prezzi',
      referrer: 'google.com',
    });
  });

  it('says it in the address of its page', () => {
    const page = { url: `${SITE}/?utm_source=a&utm_medium=email&fbclid=z`, referrer: '' };
    expect(readSegmentTouch({ campaign: {}, page })).toMatchObject({ channel: 'Email', clickId: 'fbclid:z' });
  });

  it('says it in path and search where there is no address', () => {
    const page = { path: '/prezzi/', search: '?utm_source=a' };
    expect(readSegmentTouch({ page })).toEqual({
      channel: 'Unassigned',
      source: 'a',
      landingPage: '/prezzi',
    });
  });

  it("is no arrival from the page's own site or the owner's others", () => {
    const page = { url: `${SITE}/a`, referrer: `${SITE}/b` };
    expect(readSegmentTouch({ page })).toBeUndefined();
    expect(readSegmentTouch({ page: { path: '/a', referrer: SITE } }, ['example.com'])).toBeUndefined();
  });

  it.each([undefined, null, 5, 'x', [], {}, { campaign: 5, page: 'x' }, { page: { url: 5, path: {} } }])(
    'may be %j: direct',
    (context) => {
      expect(readSegmentTouch(context)).toBeUndefined();
    },
  );
});

describe('the path of a page', () => {
  it.each([
    ['https://example.com', '/'],
    ['https://example.com/', '/'],
    ['https://example.com/pricing', '/pricing'],
    ['https://example.com/pricing/', '/pricing'],
    ['https://example.com/pricing//', '/pricing'],
    ['https://example.com/a//b', '/a//b'],
    ['https://example.com/pricing?a=1#b', '/pricing'],
    ['https://example.com/Pricing', '/Pricing'],
    ['https://example.com/a/../b/./c', '/b/c'],
    ['https://example.com/%D1%86%D0%B5%D0%BD%D1%8B', '/цены'],
    ['https://example.com/цены/', '/цены'],
    ['https://example.com/caf%C3%A9', '/café'],
    ['https://example.com/cafe%CC%81', '/café'],
    ['https://example.com/a%20b', '/a b'],
    ['https://example.com/a%2Fb%3Fc%23d', '/a%2Fb%3Fc%23d'],
    ['https://example.com/100%', '/100%'],
    ['https://example.com/%FF/%41', '/%FF/A'],
    ['https://example.com/a%00%0Ab', '/ab'],
    ['/pricing/?a=1', '/pricing'],
    [' /pricing ', '/pricing'],
    ['//evil.example/x', '//evil.example/x'],
    ['https://example.com/u/john@example.org/edit', '/u/(email)/edit'],
    ['https://example.com/u/john%40example.org', '/u/(email)'],
    [`https://example.com/${'a'.repeat(500)}`, `/${'a'.repeat(199)}`],
    [`https://example.com/${'a'.repeat(198)}/b`, `/${'a'.repeat(198)}`],
  ])('of %j is %j', (url, path) => {
    expect(pagePath(url)).toBe(path);
  });

  it.each([
    '',
    'pricing',
    'example.com/pricing',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'mailto:john@example.com',
    'https://',
    'http://[',
    undefined,
    null,
    5,
    {},
    ['/a'],
  ])('is not to be had of %j', (url) => {
    expect(pagePath(url)).toBeUndefined();
  });
});
