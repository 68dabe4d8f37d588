// Bodies that a stranger could send to `/v1/batch` to hold a function: each makes one part of the reading as dear as it can be.

type Part = (bytes: number) => string;
type Event = (n: number) => object;

/** @param bytes how long it is, about */
export type WorstBody = { readonly name: string; readonly json: (bytes: number) => string };

/** So many events as fit, beside a context of at most a quarter of the body and 30 KiB. */
function batch(event: Event, context?: Part): (bytes: number) => string {
  return (bytes) => {
    const shared = context?.(Math.min(bytes / 4, 30 * 1024));
    const events: string[] = [];
    for (let size = shared?.length ?? 0, n = 0; size < bytes; n++) {
      const json = JSON.stringify(event(n));
      events.push(json);
      size += json.length + 1;
    }
    return `{"batch":[${events.join(',')}]${shared === undefined ? '' : `,"context":${shared}`}}`;
  };
}

const junk =
  (one: string) =>
  (bytes: number): string =>
    `{"batch":[${Array(Math.floor(bytes / (one.length + 1)))
      .fill(one)
      .join(',')}]}`;

const track: Event = (n) => ({ type: 'track', event: 'E', userId: `u${n}` });
const page: Event = (n) => ({ type: 'page', userId: `u${n}`, properties: { path: '/' } });
const of =
  (said: object): Event =>
  (n) => ({ ...track(n), ...said });

/** A record of as many short names as fit. */
function names(bytes: number, start = 'k', value: unknown = 1): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  const each = start.length + 7 + JSON.stringify(value).length;
  for (let n = 0; n * each < bytes; n++) record[`${start}${n.toString(36)}`] = value;
  return record;
}

const EVENT = 30 * 1024;
const long = (text: string, bytes = EVENT): string =>
  text.repeat(Math.floor(bytes / Buffer.byteLength(text)));
const inContext =
  (name: string, value: (bytes: number) => unknown): Part =>
  (bytes) =>
    JSON.stringify({ [name]: value(bytes) });
const query = (bytes: number): string => `https://s.example/?${long('utm_x=%41&', bytes)}utm_source=a`;
/** As deep as may still be written. */
const deep = (bytes: number): string => {
  const levels = Math.min(1_000, Math.floor(bytes / 6));
  return `{"a":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;
};
const texts = (bytes: number): Record<string, string> =>
  Object.fromEntries(
    ['name', 'source', 'medium', 'term', 'content'].map((key) => [key, long('à ', bytes / 5)]),
  );

const BODIES: Readonly<Record<string, (bytes: number) => string>> = {
  'a shared context of many names': batch(track, (bytes) => JSON.stringify(names(bytes))),
  'a shared context of many names, for pages': batch(page, (bytes) => JSON.stringify(names(bytes))),
  'a shared context beside empty ones': batch(of({ context: {} }), (bytes) => JSON.stringify(names(bytes))),
  'a shared context beside large ones': batch(of({ context: names(3_000) }), (bytes) =>
    JSON.stringify(names(bytes)),
  ),
  'a shared context for calls that nobody keeps': batch(of({ type: 'group' }), (bytes) =>
    JSON.stringify(names(bytes)),
  ),
  'a shared context for calls of nobody': batch(of({ userId: null }), (bytes) =>
    JSON.stringify(names(bytes)),
  ),
  'shared traits of many names': batch(of({ type: 'identify' }), inContext('traits', names)),
  'shared traits for aliases': batch(of({ type: 'alias', previousId: 'p' }), inContext('traits', names)),
  'a shared page of many names': batch(page, inContext('page', names)),
  'a shared campaign of many names': batch(track, inContext('campaign', names)),
  'a shared campaign of long texts': batch(track, inContext('campaign', texts)),
  'a shared address with a long query': batch(
    track,
    inContext('page', (bytes) => ({ url: query(bytes) })),
  ),
  'a shared search': batch(
    track,
    inContext('page', (bytes) => ({ path: '/', search: query(bytes).slice(18) })),
  ),
  'a shared referrer': batch(
    page,
    inContext('page', (bytes) => ({ referrer: query(bytes) })),
  ),
  'a shared path': batch(
    of({ type: 'page' }),
    inContext('page', (bytes) => ({ path: `/${long('%D1%86/', bytes)}` })),
  ),
  'a shared user agent': batch(
    track,
    inContext('userAgent', (bytes) => long('Mozilla ', bytes)),
  ),
  'a shared context that is deep': batch(track, deep),
  'small calls': batch(track),
  'small pages': batch(page),
  'small screens': batch(of({ type: 'screen', name: 'S' })),
  'small aliases': batch(of({ type: 'alias', previousId: 'p' })),
  nulls: junk('null'),
  numbers: junk('0'),
  'empty objects': junk('{}'),
  'empty lists': junk('[]'),
  'deep lists': junk(`${'['.repeat(500)}${']'.repeat(500)}`),
  'properties of many names': batch(of({ properties: names(EVENT) })),
  'properties of one length': batch(of({ properties: names(EVENT, 'k', 'aaaaaaaaaa') })),
  'a property of a long text': batch(of({ properties: { text: long('à ') } })),
  'a property of escapes': batch(of({ properties: { text: long('\u0001', EVENT / 6) } })),
  'traits of many names': batch(of({ type: 'identify', traits: names(EVENT, 'e') })),
  'a context of many names': batch(of({ context: names(EVENT) })),
  'a page with a long query': batch(of({ type: 'page', properties: { url: query(EVENT) } })),
  'a page with a long path': batch(of({ type: 'page', properties: { path: `/${long('a%20/')}` } })),
  'a long name': batch(of({ event: long('e\u0301 \n') })),
  'long ids': batch(of({ userId: long('0', 900), anonymousId: long('{', 190), messageId: long('-', 190) })),
  'a long time': batch(of({ timestamp: long('2026-01-01 ') })),
  'a long e-mail': batch(of({ traits: { email: `a@${long('п.', 900)}рф` } })),
  'a long amount': batch(of({ event: 'Order Completed', properties: { revenue: long('1,', 80) } })),
  'a refund of many products': batch(
    of({ event: 'Order Refunded', properties: { products: Array(900).fill({ price: '1.234,56 €' }) } }),
  ),
};

export const WORST_BODIES: readonly WorstBody[] = Object.entries(BODIES).map(([name, json]) => ({
  name,
  json,
}));
