// What Segment's libraries put on the wire, by their sources (https://github.com/segmentio): paths, headers and bodies, each with
// a page (or a screen), an identify and an order.
import { gzipSync } from 'node:zlib';
import { basic, PUBLIC_KEY, SECRET_KEY } from './collect-api.ts';

export type LibraryRequest = {
  readonly library: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Whether it speaks for a server: with the secret key. */
  readonly trusted: boolean;
};

/** Of all events. */
export const SAID_AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

const JSON_TYPE = { 'content-type': 'application/json' };
const TRAITS = { email: 'Anna@Example.com', plan: 'pro' };
const ORDER = { order_id: 'o1', revenue: 49.9, currency: 'EUR' };
const ADDRESS = { url: 'https://s.example/pricing?utm_source=news&utm_medium=email', path: '/pricing' };

function python(): object[] {
  const timestamp = '2026-01-02T03:04:05.678000+00:00';
  const common = {
    integrations: {},
    timestamp,
    context: { library: { name: 'analytics-python', version: '2.3.3' } },
    anonymousId: null,
  };
  return [
    {
      ...common,
      type: 'page',
      userId: 'u1',
      category: null,
      name: 'Pricing',
      properties: ADDRESS,
      messageId: 'm1',
    },
    { ...common, type: 'identify', userId: 'u1', traits: TRAITS, messageId: 'm2' },
    { ...common, type: 'track', userId: 'u1', event: 'Order Completed', properties: ORDER, messageId: 'm3' },
  ];
}

function php(): object[] {
  const common = {
    context: { library: { name: 'analytics-php', version: '3.8.1', consumer: 'LibCurl' } },
    timestamp: '2026-01-02T03:04:05.678+00:00',
    integrations: [],
  };
  return [
    { userId: 'u1', name: 'Pricing', properties: ADDRESS, ...common, type: 'page', messageId: 'm1' },
    { userId: 'u1', traits: TRAITS, ...common, type: 'identify', messageId: 'm2' },
    { userId: 'u1', event: 'Order Completed', properties: ORDER, ...common, type: 'track', messageId: 'm3' },
  ];
}

function ruby(): object[] {
  const common = {
    context: { library: { name: 'analytics-ruby', version: '2.5.0' } },
    timestamp: '2026-01-02T03:04:05.678Z',
    userId: 'u1',
  };
  return [
    { ...common, type: 'page', name: 'Pricing', properties: ADDRESS, messageId: 'm1' },
    { ...common, type: 'identify', traits: TRAITS, messageId: 'm2' },
    { ...common, type: 'track', event: 'Order Completed', properties: ORDER, messageId: 'm3' },
  ];
}

function go(): object[] {
  const common = { userId: 'u1', timestamp: '2026-01-02T03:04:05.678Z' };
  return [
    { type: 'page', messageId: 'm1', ...common, name: 'Pricing', properties: ADDRESS },
    { type: 'identify', messageId: 'm2', ...common, traits: TRAITS },
    { type: 'track', messageId: 'm3', ...common, event: 'Order Completed', properties: ORDER },
  ];
}

function dotNet(): object[] {
  const common = {
    userId: 'u1',
    timestamp: '2026-01-02T04:04:05.6780000+01:00',
    integrations: {},
    context: { library: { name: 'Analytics.NET', version: '3.8.1' } },
  };
  return [
    { type: 'page', name: 'Pricing', category: null, properties: ADDRESS, messageId: 'm1', ...common },
    { type: 'identify', traits: TRAITS, messageId: 'm2', anonymousId: '', ...common },
    { type: 'track', event: 'Order Completed', properties: ORDER, messageId: 'm3', ...common },
  ];
}

function mobile(library: string): object[] {
  const common = {
    anonymousId: '5B9E0C3A-2B3E-4C64-A1D0-2B9A3B8A6C11',
    userId: 'u1',
    timestamp: '2026-01-02T03:04:05.678Z',
    integrations: {},
    _metadata: { bundled: [], unbundled: [], bundledIds: [] },
    context: {
      library: { name: library, version: '1.21.0' },
      app: { name: 'Shop', version: '1.0' },
      device: { id: '00000000-0000-0000-0000-000000000000', type: library },
      traits: TRAITS,
      timezone: 'Europe/Rome',
    },
  };
  return [
    { ...common, type: 'screen', name: 'Pricing', category: '', properties: {}, messageId: 'm1' },
    { ...common, type: 'identify', traits: TRAITS, messageId: 'm2' },
    { ...common, type: 'track', event: 'Order Completed', properties: ORDER, messageId: 'm3' },
  ];
}

const SENT_AT = '2026-01-02T03:04:06.000Z';
const gzip = { 'content-encoding': 'gzip' };

export const LIBRARY_REQUESTS: readonly LibraryRequest[] = [
  {
    library: 'Python',
    path: '/v1/batch',
    headers: {
      ...JSON_TYPE,
      ...basic(SECRET_KEY),
      'user-agent': 'analytics-python/2.3.3',
      'x-retry-count': '1',
    },
    body: JSON.stringify({
      batch: python(),
      sentAt: '2026-01-02T03:04:06.000001+00:00',
      writeKey: SECRET_KEY,
    }),
    trusted: true,
  },
  {
    library: 'Python, compressed',
    path: '/v1/batch',
    headers: { ...JSON_TYPE, ...gzip, ...basic(SECRET_KEY), 'user-agent': 'analytics-python/2.3.3' },
    body: gzipSync(JSON.stringify({ batch: python(), sentAt: '2026-01-02T03:04:06.000001+00:00' })),
    trusted: true,
  },
  {
    library: 'PHP',
    path: '/v1/batch',
    headers: { ...JSON_TYPE, ...basic(SECRET_KEY), 'user-agent': 'analytics-php/3.8.1' },
    body: JSON.stringify({ batch: php(), sentAt: '2026-01-02T03:04:06+00:00' }),
    trusted: true,
  },
  {
    library: 'PHP, compressed',
    path: '/v1/batch',
    headers: { ...JSON_TYPE, ...gzip, ...basic(SECRET_KEY), 'user-agent': 'analytics-php/3.8.1' },
    body: gzipSync(JSON.stringify({ batch: php(), sentAt: '2026-01-02T03:04:06+00:00' })),
    trusted: true,
  },
  {
    library: 'PHP, of before',
    path: '/v1/import',
    headers: { ...JSON_TYPE, ...basic(SECRET_KEY) },
    body: JSON.stringify({ batch: php(), sentAt: '2026-01-02T03:04:06+00:00' }),
    trusted: true,
  },
  {
    library: 'Ruby',
    path: '/v1/batch',
    headers: {
      ...JSON_TYPE,
      ...basic(SECRET_KEY),
      accept: 'application/json',
      'user-agent': 'analytics-ruby/2.5.0',
    },
    body: JSON.stringify({ sentAt: SENT_AT, batch: ruby() }),
    trusted: true,
  },
  {
    library: 'Go',
    path: '/v1/batch',
    headers: { ...JSON_TYPE, ...basic(SECRET_KEY), 'user-agent': 'analytics-go (version: 3.3.0)' },
    body: JSON.stringify({
      messageId: 'b1',
      sentAt: SENT_AT,
      batch: go(),
      context: { library: { name: 'analytics-go', version: '3.3.0' } },
    }),
    trusted: true,
  },
  {
    library: '.NET',
    path: '/v1/import',
    headers: { ...JSON_TYPE, ...basic(SECRET_KEY), 'user-agent': 'Analytics.NET/3.8.1' },
    body: JSON.stringify({ batch: dotNet(), messageId: 'b1', sentAt: '2026-01-02T04:04:06.0000000+01:00' }),
    trusted: true,
  },
  {
    library: '.NET, compressed',
    path: '/v1/import',
    headers: { ...JSON_TYPE, ...gzip, ...basic(SECRET_KEY), 'user-agent': 'Analytics.NET/3.8.1' },
    body: gzipSync(
      JSON.stringify({ batch: dotNet(), messageId: 'b1', sentAt: '2026-01-02T04:04:06.0000000+01:00' }),
    ),
    trusted: true,
  },
  {
    library: 'Kotlin',
    path: '/v1/b',
    headers: { 'content-type': 'text/plain', ...gzip, 'user-agent': 'analytics-kotlin/1.21.0' },
    body: gzipSync(
      JSON.stringify({ batch: mobile('analytics-kotlin'), sentAt: SENT_AT, writeKey: PUBLIC_KEY }),
    ),
    trusted: false,
  },
  {
    library: 'Swift',
    path: '/v1/b',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'accept-encoding': 'gzip',
      'user-agent': 'analytics-ios/1.9.0',
    },
    body: JSON.stringify({ batch: mobile('analytics-swift'), sentAt: SENT_AT, writeKey: PUBLIC_KEY }),
    trusted: false,
  },
  {
    library: 'iOS, of before',
    path: '/v1/batch',
    headers: { ...JSON_TYPE, ...gzip, ...basic(PUBLIC_KEY), 'accept-encoding': 'gzip' },
    body: gzipSync(JSON.stringify({ batch: mobile('analytics-ios'), sentAt: SENT_AT })),
    trusted: false,
  },
];
