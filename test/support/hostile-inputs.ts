// Hostile inputs: texts, bodies, headers and targets that break what was not written with them in mind, drawn from one seed.
import { Random } from '../simulation/random.ts';
import { basic, PUBLIC_KEY, SECRET_KEY } from './collect-api.ts';
import { sessionCookie } from './lead-pages.ts';
import { OWNER_TOKEN } from './reports.ts';

/** Whole characters, so that every encoding carries them. */
const TEXTS: readonly string[] = [
  ...['', ' ', '0', '-1', 'null', 'undefined', 'NaN', 'true', '[object Object]', '__proto__', 'constructor'],
  ...[
    '<img src=x onerror=alert(1)>',
    `"'><script>`,
    "'; DROP TABLE leads;--",
    '#{7*7}',
    '{{7*7}}',
    '%00%0a',
    '../../etc/passwd',
  ],
  ...[
    '\u0000a',
    'a\r\nSet-Cookie: a=b',
    '\u202egnp.exe',
    '\u200b\u200d\ufeff',
    'e\u0301',
    '𝒳👩‍👩‍👧',
    'ﷺ',
    '\ufffd',
    '\u2028',
  ],
  ...[
    '=1+1',
    '@SUM(A1)',
    '1e999',
    '9'.repeat(40),
    '1.234,56',
    '٣٣٣',
    '2026-02-30',
    '0x10',
    'ß'.repeat(30),
    'İ',
  ],
  ...[
    'a@b.co',
    'a@b@c',
    'mailto:a@b.co',
    'http://[',
    '//x',
    'javascript:alert(1)',
    'S'.repeat(49),
    '\\',
    '&#0;',
    '%zz',
    '+',
  ],
];
const HALVES: readonly string[] = ['\ud800', 'a\udc00b', '\udfff\ud83d'];
export const METHODS = [
  'GET',
  'GET',
  'POST',
  'POST',
  'POST',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
  'PATCH',
  'X',
] as const;
export const TYPES = [
  'application/x-www-form-urlencoded',
  'application/json',
  'multipart/form-data; boundary=b',
  'text/plain',
  'multipart/form-data',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded; charset=x',
  ';',
  'image/png',
  'multipart/form-data; boundary="',
  'application/x-www-form-urlencoded; charset=windows-1251',
] as const;
/** Of links that only their holder knows, forged ones. */
const LINKS: readonly string[] = ['a', 'c', 'd', 'u'].flatMap((use) => [
  `/${use}/x`,
  `/${use}/${'A'.repeat(22)}.${'B'.repeat(43)}`,
]);
/** At least one for each route of the stack. */
export const PATHS: readonly string[] = [
  ...LINKS,
  ...[
    '/',
    '/thanks',
    '/health',
    '/embed.js',
    '/f/ebook',
    '/f/full',
    '/f/guarded',
    '/f/x',
    '/f/ebook/',
    '/favicon.ico',
  ],
  ...[
    'track',
    'page',
    'screen',
    'identify',
    'group',
    'alias',
    'batch',
    'import',
    't',
    'p',
    'i',
    'b',
    'x',
    'form',
  ].map((name) => `/v1/${name}`),
  ...[
    '/v1/projects/public-key/settings',
    '/v1/projects/%00/settings',
    '/login',
    '/logout',
    '/reports',
    '/reports/trial',
    '/reports/compare',
  ],
  ...[
    '/reports/quality',
    '/reports/trial/revisions',
    '/reports/trial/revisions/week/2026-11-09/1',
    '/reports/x',
    '/reports/trial/x/y',
  ],
  ...[
    '/leads',
    '/leads/search',
    '/leads/quarantine',
    '/leads/quarantine/x/release',
    '/leads/quarantine/erase',
    '/leads/x',
  ],
  ...[
    '/leads/x/erase',
    '/leads/x/replay',
    '/leads/x/y/z',
    `/leads/${'A'.repeat(22)}`,
    `/leads/${'A'.repeat(22)}/erase`,
  ],
];
const FIELDS: readonly string[] = [
  ...[
    'email',
    'name',
    'message',
    'phone',
    'seats',
    'plan',
    'call',
    'terms',
    'variant',
    '_id',
    '_gotcha',
    '_page',
    '_referrer',
    '_mark',
  ],
  ...[
    '_anonymousId',
    '_lang',
    '_charset_',
    'utm_source',
    'gclid',
    'next',
    'token',
    'id',
    'confirm',
    'format',
    'from',
    'to',
    'by',
    'older',
  ],
  ...[
    'after',
    'funnel',
    'stage',
    'channel',
    'q',
    'writeKey',
    'type',
    'userId',
    'anonymousId',
    'properties',
    'traits',
    'context',
    'batch',
  ],
  ...['timestamp', 'sentAt', 'messageId', '__proto__', 'constructor', 'event', 'fields', 'toString'],
];

/** The same inputs in each run. */
const SEED = 20_261_130;
export const random = new Random(SEED);
export const text = (): string => random.pick(random.chance(0.1) ? HALVES : TEXTS);

function value(depth = 0): unknown {
  const drawn = random.below(depth > 3 ? 6 : 9);
  if (drawn < 3) return text();
  if (drawn === 3) return random.pick([0, -0, 1e308, -1, 0.1, 2 ** 53, null]);
  if (drawn < 6) return random.pick([true, false, null]);
  if (drawn === 6) return Array.from({ length: random.below(4) }, () => value(depth + 1));
  return Object.fromEntries(
    Array.from({ length: random.below(5) }, () => [random.pick(FIELDS), value(depth + 1)]),
  );
}

function pairs(): readonly (readonly [string, string])[] {
  return Array.from({ length: random.below(6) }, () => [random.pick(FIELDS), text().toWellFormed()]);
}

export function encoded(all: readonly (readonly [string, string])[], type: string): string {
  if (type.startsWith('multipart'))
    return `${all.map(([name, one]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${one}\r\n`).join('')}--b--\r\n`;
  return type.includes('json') || type.startsWith('text/')
    ? JSON.stringify(Object.fromEntries(all))
    : new URLSearchParams(all.map(([name, one]): [string, string] => [name, one])).toString();
}

export function anyBody(): string | Uint8Array {
  switch (random.below(6)) {
    case 0:
      return '';
    case 1:
      return Uint8Array.from({ length: random.below(64) }, () => random.below(256));
    case 2:
      return '['.repeat(random.pick([1, 500, 50_000]));
    case 3:
      return JSON.stringify(value());
    case 4:
      return text().repeat(random.pick([1, 1_000]));
    default:
      return encoded(pairs(), random.pick(TYPES));
  }
}

export function anyHeaders(): Record<string, string> {
  const line = (): string => encodeURIComponent(text().toWellFormed());
  const all: readonly (readonly [string, () => string])[] = [
    ['content-type', () => random.pick(TYPES)],
    ['accept', () => random.pick(['text/html', '*/*', 'text/csv', 'image/svg+xml', ',;q=', 'text/html;q=x'])],
    ['accept-language', () => random.pick(['it', 'ru;q=x', '-;;,', 'x'.repeat(2_000)])],
    [
      'authorization',
      () =>
        random.pick([
          `Bearer ${OWNER_TOKEN}`,
          basic(PUBLIC_KEY).authorization,
          basic(SECRET_KEY).authorization,
          'Basic !',
          'Bearer',
          `Bearer ${line()}`,
        ]),
    ],
    ['cookie', () => random.pick([sessionCookie(), `session=${line()}`, '=;=;', ';'.repeat(1_000)])],
    ['content-encoding', () => random.pick(['gzip', 'br', 'deflate', 'x'])],
    ['origin', () => random.pick(['null', 'https://shop.example', '//', line()])],
    ['referer', () => random.pick(['http://[', 'https://example.com/?utm_source=x', line()])],
    ['host', () => random.pick(['[', 'a:99999999', '[::1]:80'])],
    ['user-agent', () => random.pick(['', 'curl/8', 'Googlebot', 'x'.repeat(5_000)])],
    ['idempotency-key', () => line()],
    ['x-forwarded-proto', () => random.pick(['ftp', '', 'https,http'])],
  ];
  return Object.fromEntries(
    all.flatMap(([name, draw]) => (random.chance(0.25) ? [[name, draw()] as const] : [])),
  );
}

export function anyTarget(): string {
  const path = random.chance(0.8)
    ? random.pick(PATHS)
    : `${random.pick(['/f', '/v1', '/reports', '/leads', '/a', '/c', '/d', '/u'])}/${random.pick(['%zz', '%00', '%2e%2e', '%F0', 'a'.repeat(3_000), encodeURIComponent(text().toWellFormed()) || 'x'])}`;
  const query = random.chance(0.5)
    ? new URLSearchParams(pairs().map(([name, one]): [string, string] => [name, one])).toString()
    : random.pick(['', '%', '&&=&', 'a=%zz', '=']);
  return `${path}?${query}`;
}
