// Submissions of every kind that people and servers send, each of a person of its own.

export type Submission = {
  readonly kind: 'form' | 'browser form' | 'page' | 'order';
  /** The answers that promise that it is kept. */
  readonly accepted: readonly number[];
  /** Sends it, under the same key every time. Undefined: there was no answer. */
  send(): Promise<number | undefined>;
};

const KINDS = ['form', 'browser form', 'page', 'order'] as const;
const PATIENCE_MS = 20_000;

export function createSubmissions({
  total,
  url,
  secretKey,
}: {
  readonly total: number;
  readonly url: string;
  readonly secretKey: string;
}): readonly Submission[] {
  const tracked = (path: string, body: object): (() => Promise<number | undefined>) => {
    const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`;
    const headers = { authorization, 'content-type': 'application/json' };
    return () => post(url + path, headers, JSON.stringify(body));
  };
  return Array.from({ length: total }, (_, index): Submission => {
    const kind = KINDS[index % KINDS.length] ?? 'form';
    const email = `person.${index}@example.com`;
    const id = `durable-${index}`;
    switch (kind) {
      case 'form': {
        const headers = { 'content-type': 'application/json', 'idempotency-key': id };
        return {
          kind,
          accepted: [202],
          send: () => post(`${url}/f/ebook`, headers, JSON.stringify({ email })),
        };
      }
      case 'browser form': {
        const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
        const body = new URLSearchParams({ email, _id: id }).toString();
        return { kind, accepted: [303], send: () => post(`${url}/f/ebook`, headers, body) };
      }
      case 'page':
        return {
          kind,
          accepted: [200],
          send: tracked('/v1/page', { messageId: id, anonymousId: id, properties: { path: '/pricing' } }),
        };
      case 'order': {
        const properties = { email, order_id: id, revenue: '1.00', currency: 'EUR' };
        return {
          kind,
          accepted: [200],
          send: tracked('/v1/track', { messageId: id, event: 'Order Completed', properties, userId: email }),
        };
      }
      default:
        return kind satisfies never;
    }
  });
}

async function post(url: string, headers: Record<string, string>, body: string): Promise<number | undefined> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, { method: 'POST', redirect: 'manual', headers, body, signal });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}
