// The pure parts of the script for other sites.
import { describe, expect, it } from 'vitest';
import { CLICK_IDS } from '../../functions/domain/touch/click-ids.ts';
import { readTouch } from '../../functions/domain/touch/touch.ts';
import { readKept } from '../../functions/embed/kept.ts';
import { routeOf } from '../../functions/embed/route.ts';
import { fieldsOfArrival, readArrival, withArrival } from '../../functions/embed/touches.ts';
import { uuid } from '../../functions/embed/uuid.ts';
import { bounded, type Event, requestOf } from '../../functions/embed/waiting.ts';

const NOW = Date.UTC(2026, 10, 30);
const DAY_MS = 86_400_000;
const arrive = (url: string, referrer = '') => readArrival(url, referrer, NOW);

describe('an arrival', () => {
  it('is read from the query, and from what stands behind the #', () => {
    expect(arrive('https://shop.example/a?UTM_Source=News&utm_source=2&q=anna')).toEqual({
      at: NOW,
      page: 'https://shop.example/a',
      referrer: '',
      tags: { utm_source: 'News' },
    });
    for (const hash of ['#/plans?utm_source=x', '#!/plans?utm_source=x&a=1', '#utm_source=x']) {
      expect(arrive(`https://shop.example/${hash}`)?.tags, hash).toEqual({ utm_source: 'x' });
    }
  });

  it('knows every click id of the domain', () => {
    for (const { parameter } of CLICK_IDS) {
      expect(arrive(`https://shop.example/?${parameter}=1`)?.tags).toEqual({ [parameter]: '1' });
    }
  });

  it.each(['?a=1', '?utm_source=', '?constructor=1', '#/plans', '#top', '?utm_=1'])(
    'is not made by %s',
    (rest) => {
      expect(arrive(`https://shop.example/${rest}`)).toBeUndefined();
    },
  );

  it('comes from another site, told without its query', () => {
    expect(arrive('https://shop.example/', 'https://news.test/a?mail=anna')?.referrer).toBe(
      'https://news.test/a',
    );
    expect(arrive('https://shop.example/', 'android-app://com.slack/')?.referrer).toBe(
      'android-app://com.slack/',
    );
  });

  it.each([
    ['shop.example', 'shop.example'],
    ['www.shop.example', 'shop.example'],
    ['blog.shop.co.uk', 'shop.co.uk'],
    ['localhost', 'localhost'],
    ['127.0.0.1', '127.0.0.1'],
  ])('is no step from %s to %s', (from, to) => {
    expect(arrive(`https://${to}/`, `https://${from}/`)).toBeUndefined();
  });

  it.each([
    ['other.co.uk', 'shop.co.uk'],
    ['127.0.0.2', '127.0.0.1'],
    ['shop.example', 'localhost'],
  ])('is a step from %s to %s', (from, to) => {
    expect(arrive(`https://${to}/`, `https://${from}/`)).toBeDefined();
  });

  it('is kept as the first and the last', () => {
    const [a, b] = [arrive('https://shop.example/?utm_source=a'), arrive('https://shop.example/?gclid=b')];
    expect(withArrival({}, undefined)).toEqual({});
    expect(withArrival({}, a)).toEqual({ first: a, last: a });
    expect(withArrival(withArrival({}, a), b)).toEqual({ first: a, last: b });
    expect(withArrival({ first: a, last: b }, undefined)).toEqual({ first: a, last: b });
  });
});

describe('the fields of a form', () => {
  const last = arrive('https://shop.example/offer?utm_source=google&utm_medium=cpc', 'https://google.com/x');
  const page = 'https://shop.example/signup?token=secret#top';

  it('tell of the last arrival as the API reads it on that page itself', () => {
    const fields = fieldsOfArrival(last, page, NOW + DAY_MS);
    expect(fields).toEqual({
      _page: 'https://shop.example/offer',
      _referrer: 'https://google.com/x',
      utm_source: 'google',
      utm_medium: 'cpc',
    });
    const told = { pageUrl: fields._page, referrer: fields._referrer, params: Object.entries(fields) };
    const seen = {
      pageUrl: 'https://shop.example/offer?utm_source=google&utm_medium=cpc',
      referrer: 'https://google.com/x',
    };
    expect(readTouch({ ...told, ownHosts: [] })).toEqual(readTouch({ ...seen, ownHosts: [] }));
  });

  it('tell of the page alone without one, or with one of long ago', () => {
    const alone = { _page: 'https://shop.example/signup' };
    expect(fieldsOfArrival(undefined, page, NOW)).toEqual(alone);
    expect(fieldsOfArrival(last, page, NOW + 90 * DAY_MS)).toEqual(alone);
  });
});

it('a route is the path, and the path behind the #', () => {
  const route = (url: string) => routeOf(new URL(url, 'https://shop.example'));
  expect(['/a?b=1', '/a#top', '/#/plans?a=1', '/app#!/plans'].map(route)).toEqual([
    '/a',
    '/a',
    '/#/plans',
    '/app#!/plans',
  ]);
});

describe('what is kept in the browser', () => {
  it('is read back', () => {
    const first = arrive('https://shop.example/?utm_source=a');
    const shown = { 'https://api.example/f/ebook': 'token' };
    const kept = { id: 'a', consent: true, first, last: first, shown, waiting: [] };
    expect(readKept(JSON.stringify(kept))).toEqual(kept);
  });

  it.each([null, '', 'x', 'null', '1', '[]', '{"id":1,"consent":"yes","first":{},"last":"x","waiting":{}}'])(
    'is nothing where it is %s',
    (text) => {
      const { waiting = [], ...kept } = readKept(text);
      expect([waiting, JSON.stringify(kept)]).toEqual([[], '{}']);
    },
  );
});

describe('events on their way', () => {
  const view = (path: string): Event => ({ type: 'page', messageId: path, properties: { path } });

  it('are sent alone as what they are, and together as a batch', () => {
    const [one, more] = [
      requestOf([view('/a')], 'key', 'now'),
      requestOf([view('/a'), view('/b')], 'key', 'now'),
    ];
    expect(one.path).toBe('v1/page');
    expect(JSON.parse(one.body)).toEqual({ ...view('/a'), writeKey: 'key', sentAt: 'now' });
    expect(more.path).toBe('v1/batch');
    expect(JSON.parse(more.body)).toMatchObject({ batch: [view('/a'), view('/b')], writeKey: 'key' });
  });

  it('are the newest twenty, and fewer where they are long', () => {
    const many = Array.from({ length: 30 }, (_, at) => view(`/${at}`));
    expect(bounded(many)).toEqual(many.slice(10));
    const long = many.map((event) => ({ ...event, note: 'x'.repeat(5_000) }));
    expect(bounded(long)).toEqual(long.slice(-3));
    expect(bounded([{ ...view('/a'), note: 'x'.repeat(50_000) }])).toHaveLength(1);
  });
});

it('an id is a random UUID', () => {
  const ids = Array.from({ length: 100 }, uuid);
  expect(new Set(ids).size).toBe(100);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
});
