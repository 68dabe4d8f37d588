// Laws of attribution: whatever a stranger sends, the channel is one of the list and nothing personal is kept.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TOUCH_FIELDS } from '../../functions/domain/config/config.ts';
import { CHANNELS, channelOf } from '../../functions/domain/touch/channel.ts';
import { pagePath } from '../../functions/domain/touch/page-path.ts';
import { explainSegmentTouch, readTouch, type Touch } from '../../functions/domain/touch/touch.ts';

const readSegmentTouch = (...said: Parameters<typeof explainSegmentTouch>) =>
  explainSegmentTouch(...said).touch;

const PARTS = new Set<string>([...TOUCH_FIELDS, 'clickId']);

const text = fc.string({ unit: 'binary', maxLength: 400 });
const word = fc.constantFrom(
  'google',
  'fb',
  'cpc',
  'email',
  'shop',
  'john@example.com',
  '%40',
  ' ',
  '(direct)',
);
const value = fc.oneof(
  text,
  word,
  fc.array(fc.oneof(text, word)).map((parts) => parts.join('')),
  fc.anything(),
);
const key = fc.oneof(
  fc.constantFrom(
    'utm_source',
    'utm_medium',
    'UTM_CAMPAIGN',
    'utm_term',
    'utm_content',
    'utm_id',
    'gclid',
    'fbclid',
  ),
  text,
);
const host = fc.oneof(
  fc.domain(),
  fc.constantFrom('google.com', 'm.vk.com', 'example.com', '[::1]', '10.0.0.1'),
);
const url = fc.oneof(
  fc.anything(),
  text,
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc
    .tuple(fc.constantFrom('https', 'http', 'android-app', 'javascript'), host, fc.array(fc.tuple(key, text)))
    .map(([scheme, name, query]) => {
      const pairs = query.map(([k, v]) => `${encodeURIComponent(k.toWellFormed())}=${v}`);
      return `${scheme}://${name}/${pairs[0] ?? ''}?${pairs.join('&')}`;
    }),
);

function check(touch: Touch | undefined): void {
  if (touch === undefined) return;
  for (const [part, said] of Object.entries(touch)) {
    expect(PARTS).toContain(part);
    expect(said?.length).toBeGreaterThan(0);
    expect(said?.length).toBeLessThanOrEqual(200);
    expect(said).not.toMatch(/[\p{Cc}\p{Cs}]/u);
    expect(said).not.toMatch(/[^\s@/]@[^\s@./]+\.[^\s@./]/);
  }
  expect(CHANNELS).toContain(touch.channel);
  expect(touch.channel).toBe(channelOf(touch));
  expect(touch.source ?? touch.medium ?? touch.campaign).toBeDefined();
}

describe('a touch', () => {
  it('is read from anything, and holds only what it may', () => {
    fc.assert(
      fc.property(
        url,
        url,
        fc.array(fc.oneof(host, text)),
        fc.array(fc.tuple(key, value)),
        (pageUrl, referrer, ownHosts, params) => {
          check(readTouch({ pageUrl, referrer, ownHosts, params }));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is read from any context', () => {
    const campaign = fc.record(
      { name: value, source: value, medium: value, term: value, content: value, other: value },
      { requiredKeys: [] },
    );
    const page = fc.record({ url, referrer: url, path: value, search: value }, { requiredKeys: [] });
    const context = fc.oneof(
      fc.anything(),
      fc.record({ campaign: fc.oneof(campaign, value), page: fc.oneof(page, value) }, { requiredKeys: [] }),
    );
    fc.assert(
      fc.property(context, (said) => check(readSegmentTouch(said))),
      { numRuns: 1_000 },
    );
  });

  it('is the same for the same arrival, and not changed by parameters that are none of it', () => {
    fc.assert(
      fc.property(
        url,
        url,
        fc.array(fc.tuple(fc.constantFrom('q', 'ref', 'page'), value)),
        (pageUrl, referrer, params) => {
          const plain = readTouch({ pageUrl, referrer, ownHosts: [] });
          expect(readTouch({ pageUrl, referrer, ownHosts: [], params })).toEqual(plain);
        },
      ),
    );
  });

  it('of utm parameters is the same said by a form or by the address of its page', () => {
    fc.assert(
      fc.property(fc.record({ utm_source: text, utm_medium: text, utm_campaign: text }), (utm) => {
        const params = Object.entries(utm).map(([k, v]): [string, string] => [k, v.toWellFormed()]);
        const linked = `https://example.com/?${new URLSearchParams(params)}`;
        expect(readTouch({ pageUrl: linked, ownHosts: [] })).toEqual(
          readTouch({ pageUrl: 'https://example.com/', ownHosts: [], params }),
        );
      }),
    );
  });
});

describe('a channel', () => {
  it('is one of the list for any traffic, in any case of letters', () => {
    const said = fc.option(fc.oneof(text, word), { nil: undefined });
    fc.assert(
      fc.property(said, said, said, (source, medium, campaign) => {
        const channel = channelOf({ source, medium, campaign });
        expect(CHANNELS).toContain(channel);
        const folded = (each: string | undefined) => each?.toLowerCase();
        expect(
          channelOf({ source: folded(source), medium: folded(medium), campaign: folded(campaign) }),
        ).toBe(channel);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the path of a page', () => {
  it('begins with a slash, ends with none but that, and has no query', () => {
    fc.assert(
      fc.property(url, (said) => {
        const path = pagePath(said);
        if (path === undefined) return;
        expect(path).toMatch(/^\/(?:.*[^/])?$/su);
        expect(path.length).toBeLessThanOrEqual(200);
        expect(path).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not depend on host, query, fragment or a final slash', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.webQueryParameters(), fc.domain(), (path, query, name) => {
        const known = pagePath(`https://example.com${path}`);
        expect(pagePath(`http://${name}${path}?${query}#x`)).toBe(known);
        expect(pagePath(`https://example.com${path}/`)).toBe(known);
      }),
    );
  });
});
