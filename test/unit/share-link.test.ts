// Share links from the address to the touch: who shared, in the open and signed; what was not signed here is no referral.
import { describe, expect, it } from 'vitest';
import { InvalidConfig } from '../../functions/domain/config/invalid-config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { SHARED_BY, shareLink } from '../../functions/domain/referral/share-link.ts';
import { explainTouch, readTouch } from '../../functions/domain/touch/touch.ts';
import { readsNoShareToken, shareToken, shareTokenReader } from '../../functions/runtime/share-token.ts';
import { captureApi, captureConfig, FORM_KEY } from '../support/capture-api.ts';
import { collectApi } from '../support/collect-api.ts';

const ANNA = 'a'.repeat(22);
const BRUNO = 'b'.repeat(22);
const TOKEN = shareToken(FORM_KEY, ANNA);
const readShareToken = shareTokenReader(FORM_KEY);
const share = { to: 'https://shop.example/start?utm_campaign=friends' };
const config = { ...captureConfig, share };

describe('the token of a share link', () => {
  it('names a lead by its public id and is short', () => {
    expect(readShareToken(TOKEN)).toBe(ANNA);
    expect(TOKEN).toHaveLength(39);
  });

  it.each([
    ['of another lead', `${BRUNO}${TOKEN.slice(22)}`],
    ['without its signature', ANNA],
    ['with an empty signature', `${ANNA}.`],
    ['signed with another key', shareToken('another', ANNA)],
    ['with more behind it', `${TOKEN}x`],
    ['on two lines', `${TOKEN}\n`],
    ['that is nothing', ''],
    ['that is long', 'a'.repeat(100_000)],
  ])('is not read %s', (_, token) => {
    expect(readShareToken(token)).toBeUndefined();
  });
});

describe('a visit by a share link', () => {
  const link = shareLink(share.to, 'https://imbuto.example', TOKEN);
  const arrive = (pageUrl: string, more: object = {}) =>
    readTouch({ pageUrl, ownHosts: [], rules: { readShareToken, ...more } });

  it('leads to the owner’s own page, with what the configuration says there', () => {
    expect(link).toBe(`https://shop.example/start?utm_campaign=friends&${SHARED_BY}=${TOKEN}`);
    expect(shareLink('/f/ebook', 'https://imbuto.example', TOKEN)).toBe(
      `https://imbuto.example/f/ebook?${SHARED_BY}=${TOKEN}`,
    );
  });

  it('is of the channel Referral and names who shared', () => {
    expect(arrive(link)).toEqual({
      channel: 'Referral',
      source: 'share',
      medium: 'referral',
      campaign: 'friends',
      landingPage: '/start',
      referredBy: ANNA,
    });
  });

  it('is so wherever the link was posted, and whatever tags that adds', () => {
    const posted = `${link}&fbclid=x&utm_source=newsletter&utm_medium=email`;
    const touch = readTouch({
      pageUrl: posted,
      referrer: 'https://www.facebook.com/',
      ownHosts: [],
      rules: { readShareToken },
    });
    expect(touch).toMatchObject({ channel: 'Referral', source: 'share', referrer: 'facebook.com' });
  });

  it('has the channel that the owner’s rules give it', () => {
    const rules = [{ when: { source: ['share'] }, channel: 'Friends' }];
    expect(arrive(link, { channels: { rules, sources: {}, ignoreReferrers: [] } })).toMatchObject({
      channel: 'Friends',
      referredBy: ANNA,
    });
  });

  it('is none where the link is forged, and said so', () => {
    const forged = link.replace(ANNA, BRUNO);
    const said = explainTouch({ pageUrl: forged, ownHosts: [], rules: { readShareToken } });
    expect(said.isShareUnread).toBe(true);
    expect(said.touch).toEqual({ channel: 'Unassigned', campaign: 'friends', landingPage: '/start' });
  });

  it('says nothing where leads share no links', () => {
    const said = explainTouch({ pageUrl: `https://shop.example/?${SHARED_BY}=${TOKEN}`, ownHosts: [] });
    expect(said).toEqual({ touch: undefined, by: { tests: [] }, isGuessed: false });
  });
});

describe('a form behind a share link', () => {
  it('is carried by the form page from the link to what is sent', async () => {
    const { api, queue } = captureApi(config);
    const shown = await api('GET', `/f/ebook?${SHARED_BY}=${TOKEN}`, { headers: { accept: 'text/html' } });
    expect(shown.text).toContain(`name="${SHARED_BY}" value="${TOKEN}"`);
    const sent = await api('POST', '/f/ebook', {
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
      body: new URLSearchParams({ email: 'bruno@example.com', [SHARED_BY]: TOKEN }).toString(),
    });
    expect(sent.status).toBe(303);
    expect(queue.held[0]?.event.touch).toMatchObject({ channel: 'Referral', referredBy: ANNA });
    expect(queue.held[0]?.event.flags).toBeUndefined();
  });

  const post = async (token: string, formKey: () => Promise<string | undefined> = async () => FORM_KEY) => {
    const { api, queue } = captureApi(config, { formKey });
    await api('POST', '/f/ebook', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'bruno@example.com', [SHARED_BY]: token }),
    });
    return queue.held[0]?.event;
  };

  it('counts without a referral where the link is forged, and Data quality is told', async () => {
    const event = await post(shareToken('another', ANNA));
    expect(event?.touch?.referredBy).toBeUndefined();
    expect(event?.flags).toEqual({ reasons: ['referral-unreadable'], source: 'form:ebook' });
  });

  it('counts so too while the key cannot be read', async () => {
    const event = await post(TOKEN, async () => undefined);
    expect(event?.touch?.referredBy).toBeUndefined();
    expect(event?.flags?.reasons).toEqual(['referral-unreadable']);
  });
});

describe('a page view behind a share link', () => {
  const view = async (token: string, reader = readShareToken) => {
    const { send } = collectApi(config, undefined, { shareReader: async () => reader });
    const url = `https://shop.example/start?${SHARED_BY}=${token}`;
    const { submission } = await send('/v1/page', { anonymousId: 'x', context: { page: { url } } });
    return submission?.event;
  };

  it('names who shared', async () => {
    expect((await view(TOKEN))?.touch).toMatchObject({ channel: 'Referral', referredBy: ANNA });
  });

  it('names nobody where it cannot be told, and Data quality is told', async () => {
    for (const event of [await view(`${TOKEN.slice(0, -1)}!`), await view(TOKEN, readsNoShareToken)]) {
      expect(event?.touch?.referredBy).toBeUndefined();
      expect(event?.flags?.reasons).toEqual(['referral-unreadable']);
    }
  });

  it('takes no name from what a sender says of itself', async () => {
    const { send } = collectApi(config, undefined, { shareReader: async () => readShareToken });
    const context = { campaign: { source: 'share', medium: 'referral', referredBy: ANNA } };
    const { submission } = await send('/v1/page', { anonymousId: 'x', properties: { path: '/' }, context });
    expect(submission?.event.touch?.referredBy).toBeUndefined();
  });
});

describe('where share links lead', () => {
  const withShare = (to: unknown) => () =>
    parseConfig({
      forms: [{ id: 'ebook', fields: [{ name: 'email', type: 'email' }] }],
      funnels: [
        {
          id: 'f',
          kind: 'sales',
          stages: [
            { id: 'a', on: [{ page: '/' }] },
            { id: 'b', on: [{ event: 'Order' }] },
          ],
        },
      ],
      share: { to },
    });

  it.each(['https://shop.example/', 'https://shop.example/a?b=c', '/f/ebook', '/f/ebook?_lang=it'])(
    'may be %s',
    (to) => {
      expect(withShare(to)().share).toEqual({ to });
    },
  );

  it.each([
    '//evil.example/',
    '/\\evil.example',
    'javascript:alert(1)',
    'http://shop.example/',
    'https://shop.example/#/start',
    '/f/unknown',
    '/thanks',
    '',
    7,
  ])('may not be %s', (to) => {
    expect(withShare(to)).toThrow(InvalidConfig);
  });
});
