// The words of the table of inputs: how a client, a browser and a form send, and what the owner then sees, short enough for a row.
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Profile } from '../../functions/domain/profile/profile.ts';
import type { Report } from '../../functions/domain/report/report.ts';
import type { Touch } from '../../functions/domain/touch/touch.ts';
import { basic, PUBLIC_KEY, SECRET_KEY } from './collect-api.ts';
import { type Answered, FORM, JSON_BODY } from './http-api.ts';
import { type Asked, wholePath } from './whole-path.ts';

/** Monday, 2 November 2026, 09:00 UTC: a request arrives then that says nothing else, and the owner looks. */
export const NOW = Date.UTC(2026, 10, 2, 9);

export const SHOP = 'https://shop.example';

export const FUNNEL = {
  id: 'trial',
  kind: 'sales',
  by: ['channel'],
  stages: [
    { id: 'seen', on: [{ page: '/pricing' }] },
    { id: 'asked', on: [{ form: 'ebook' }, { form: 'ours' }] },
    { id: 'bought', on: [{ event: 'Order Completed' }, { event: 'purchase' }] },
  ],
};

const CONFIG = {
  timezone: 'UTC',
  forms: [
    {
      id: 'ebook',
      fields: [
        { name: 'email', type: 'email', aliases: ['contact[email]'] },
        { name: 'name', type: 'text', aliases: ['First Name', 'имя'] },
        { name: 'phone', type: 'tel' },
        { name: 'budget', type: 'number' },
        { name: 'topics', type: 'checkboxes', options: ['a', 'b', 'c'] },
        { name: 'sizes', type: 'select', multiple: true, options: ['s', 'm', 'l'] },
        { name: 'newsletter', type: 'consent', text: 'I agree', version: '1' },
      ],
    },
    { id: 'ours', fields: [{ name: 'email', type: 'email' }], origins: [SHOP] },
  ],
  funnels: [FUNNEL],
};

type More = {
  readonly headers?: Readonly<Record<string, string>>;
  /** When it arrives, ms since the epoch. */
  readonly at?: number;
};

const received = ({ at }: More) => (at === undefined ? {} : { received: at });

/** A call of the tracking API with the public key. */
export function browser(path: string, said: object, more: More = {}): Asked {
  return call(PUBLIC_KEY, path, said, more);
}

/** The same with the secret key. */
export function server(path: string, said: object, more: More = {}): Asked {
  return call(SECRET_KEY, path, said, more);
}

function call(key: string, path: string, said: object, more: More): Asked {
  const headers = { ...JSON_BODY, ...basic(key), ...more.headers };
  return { method: 'POST', target: `/v1/${path}`, headers, body: JSON.stringify(said), ...received(more) };
}

/** As libraries for servers send it. */
export function zipped(asked: Asked): Asked {
  const headers = { ...asked.headers, 'content-encoding': 'gzip' };
  return { ...asked, headers, body: gzipSync(asked.body ?? '') };
}

/** A form as a browser sends it. */
export function form(body: string | Uint8Array, more: More & { readonly to?: string } = {}): Asked {
  const { to = '/f/ebook', headers } = more;
  return { method: 'POST', target: to, headers: { ...FORM, ...headers }, body, ...received(more) };
}

/** What a browser asks first, before a page of another site may send. */
export function preflight(target: string, asked: string, origin = SHOP): Asked {
  const headers = { origin, 'access-control-request-method': 'POST' };
  return { method: 'OPTIONS', target, headers: { ...headers, 'access-control-request-headers': asked } };
}

/** A multipart form of these parts: [name, value], or [name, size, file name]. */
export function multipart(
  ...parts: readonly (
    | readonly [name: string, value: string | Buffer]
    | readonly [name: string, bytes: number, file: string]
  )[]
): Asked {
  const body = parts.flatMap(([name, value, file]) => [
    `--b\r\nContent-Disposition: form-data; name="${name}"`,
    file === undefined ? '' : `; filename="${file}"\r\nContent-Type: application/pdf`,
    '\r\n\r\n',
    typeof value === 'number' ? Buffer.alloc(value, 'x') : value,
    '\r\n',
  ]);
  const whole = Buffer.concat([...body, '--b--\r\n'].map((one) => Buffer.from(one)));
  return form(whole, { headers: { 'content-type': 'multipart/form-data; boundary=b' } });
}

/** A lead as its page tells of it, what it did oldest first. */
export type Seen = {
  readonly ids: string;
  readonly did: readonly string[];
  /** When, ISO 8601. */
  readonly at: readonly string[];
  /** The answers to the form, and those given before it was corrected. */
  readonly answered?: object;
  readonly before?: object;
  /** What is left of its orders: amount and currency, or nothing known. */
  readonly left: Readonly<Record<string, string>>;
  /** From where it came first. */
  readonly from?: Touch;
  /** What was not as it was meant in what it did. */
  readonly flags: readonly string[];
};

function seen({ ids, timeline, answers, orders }: Profile): Seen {
  const did = timeline.toReversed().flatMap((one) => (one.kind === 'touch' ? [] : [one]));
  const from = did.find(({ touch }) => touch !== undefined)?.touch;
  const [answered] = answers;
  return {
    ids: ids
      .map(({ kind, key }) => `${kind} ${key}`)
      .sort()
      .join(', '),
    did: did.map(({ event, kind, ...one }) => ('name' in one && one.name !== '' ? one.name : kind)),
    at: did.map(({ at }) => at),
    ...(answered && { answered: answered.fields }),
    ...(answered?.corrected && { before: answered.corrected.first }),
    left: Object.fromEntries(orders.map(({ id, left }) => [id, left ? written(left) : 'unknown'])),
    ...(from && { from }),
    flags: did.flatMap(({ flags }) => flags?.reasons ?? []),
  };
}

const written = ({ minor, currency }: { readonly minor: number; readonly currency: string }): string =>
  `${minor / 100} ${currency}`;

/** Figures of the report: attempts that came to each stage, what is booked, revenue by channel. */
export type Counted = {
  readonly stages: readonly number[];
  readonly booked: string;
  readonly channels: Readonly<Record<string, string>>;
};

function counted({ stages, booked, by }: Report): Counted {
  const sums = (all: readonly Readonly<Record<string, number>>[]): string =>
    [...new Set(all.flatMap((one) => Object.keys(one)))]
      .sort()
      .map((currency) =>
        written({ currency, minor: all.reduce((sum, one) => sum + (one[currency] ?? 0), 0) }),
      )
      .join(' + ') || 'nothing';
  const orders = (booked ?? []).reduce((sum, day) => sum + day.orders, 0);
  return {
    stages: stages.map(({ leads }) => leads),
    booked: `${orders} of ${sums((booked ?? []).map(({ net }) => net))}`,
    channels: Object.fromEntries(
      (by.channel ?? []).map(({ value, stages: all }) => [value, sums(all.map(({ revenue }) => revenue))]),
    ),
  };
}

export type Becomes = {
  /** The status of each answer. */
  readonly answers?: readonly number[];
  /** What the last answer says. */
  readonly told?: object;
  /** Headers of the first answer. */
  readonly headers?: Readonly<Record<string, unknown>>;
  /** Every lead, by its ids. */
  readonly leads?: readonly Partial<Seen>[];
  readonly report?: Partial<Counted>;
  /** Data quality: how often for which reason; empty where all is as it was meant. */
  readonly quality?: Readonly<Record<string, number>>;
};

export type Row = readonly [what: string, sent: readonly Asked[], becomes: Becomes, configured?: object];

/** One test a row: all is sent, counted, and looked at. */
export function rows(...all: readonly Row[]): void {
  for (const [what, sent, becomes, configured] of all) it(what, () => expectRow(sent, becomes, configured));
}

async function expectRow(sent: readonly Asked[], becomes: Becomes, configured: object = {}): Promise<void> {
  const path = wholePath({ ...CONFIG, ...configured }, NOW);
  const answers: Answered[] = [];
  for (const one of sent) answers.push(await path.ask(one));
  const usual = sent.map(({ target }) => (target.startsWith('/v1/') ? 200 : 202));
  expect(answers.map(({ status }) => status)).toEqual(becomes.answers ?? usual);
  const { told, headers, leads, report, quality } = becomes;
  if (told !== undefined) expect(answers.at(-1)?.json()).toMatchObject(told);
  if (headers !== undefined) expect(answers[0]?.headers).toMatchObject(headers);
  await path.count();
  if (leads !== undefined) {
    const found = (await path.leads()).map(seen).sort((a, b) => (a.ids < b.ids ? -1 : 1));
    expect(found).toMatchObject(leads);
  }
  if (report !== undefined) expect(counted(await path.report('trial'))).toMatchObject(report);
  if (quality !== undefined) {
    const { reasons } = await path.quality();
    expect(Object.fromEntries(reasons.map(({ reason, n }) => [reason, n]))).toEqual(quality);
  }
}
