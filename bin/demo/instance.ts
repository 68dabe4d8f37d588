// The running imbuto that the demo, and whatever else speaks to one by its public HTTP API, sends to.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../../functions/domain/report/report.ts';
import type { Comparison } from '../../functions/domain/report/report-compare.ts';

export type Access = {
  readonly url: string;
  readonly publicKey: string;
  readonly secretKey: string;
  readonly ownerToken: string;
};

export class NoInstance extends Error {
  override readonly name = 'NoInstance';
}
export class Refused extends Error {
  override readonly name = 'Refused';
}

const VARIABLES = {
  url: 'IMBUTO_URL',
  publicKey: 'IMBUTO_PUBLIC_KEY',
  secretKey: 'IMBUTO_SECRET_KEY',
  ownerToken: 'IMBUTO_OWNER_TOKEN',
} as const;

/** @throws NoInstance saying how to start one */
export function findInstance(environment: NodeJS.ProcessEnv): Access {
  if (environment.IMBUTO_URL) {
    const missing = Object.values(VARIABLES).filter((name) => !environment[name]);
    if (missing.length > 0) throw new NoInstance(`IMBUTO_URL is set; set ${missing.join(', ')} too.`);
    const read = Object.entries(VARIABLES).map(([key, name]) => [
      key,
      environment[name]?.replace(/\/+$/, ''),
    ]);
    return Object.fromEntries(read) as Access;
  }
  const file = join(environment.IMBUTO_DATA || '.imbuto', 'local.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new NoInstance(
      `No imbuto runs here (${file} is not there). Start one with "npm start" and leave it running, or name another: ${Object.values(VARIABLES).join(', ')}.`,
      { cause },
    );
  }
}

export type Instance = ReturnType<typeof connect>;

const PATIENCE = 60_000;

export function connect(access: Access) {
  /** Tries again what was turned away for now; whatever is accepted twice is counted once. */
  async function send(path: string, init: RequestInit): Promise<Response> {
    for (const deadline = Date.now() + PATIENCE; ; ) {
      const response = await fetch(access.url + path, { redirect: 'manual', ...init }).catch(
        (cause: unknown) => {
          throw new NoInstance(`Nobody answers at ${access.url}. Is "npm start" still running?`, { cause });
        },
      );
      if (response.ok || response.status === 303) return response;
      await response.arrayBuffer();
      const later = response.status === 429 || response.status === 503;
      if (!later || Date.now() > deadline)
        throw new Refused(`${init.method ?? 'GET'} ${path} was answered ${response.status}.`);
      await sleep(1_000 * Math.max(1, Number(response.headers.get('retry-after') ?? 1)));
    }
  }

  return {
    url: access.url,
    async batch(key: 'public' | 'secret', batch: readonly object[]): Promise<void> {
      const writeKey = key === 'public' ? access.publicKey : access.secretKey;
      const body = JSON.stringify({ writeKey, batch, sentAt: new Date().toISOString() });
      await (
        await send('/v1/batch', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      ).text();
    },
    async postForm(
      form: string,
      idempotencyKey: string,
      fields: Readonly<Record<string, string>>,
      origin?: string,
    ): Promise<void> {
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json',
        'idempotency-key': idempotencyKey,
        ...(origin === undefined ? {} : { origin }),
      };
      await (await send(`/f/${form}`, { method: 'POST', headers, body: JSON.stringify(fields) })).text();
    },
    /** @param days local dates, both inclusive; absent: the last 30 days */
    async report(
      funnel: string,
      days: { readonly from?: string; readonly to?: string } = {},
    ): Promise<Report> {
      const headers = { authorization: `Bearer ${access.ownerToken}`, accept: 'application/json' };
      const query = new URLSearchParams({ format: 'json', ...days });
      return (await (await send(`/reports/${funnel}?${query}`, { headers })).json()) as Report;
    },
    async comparison(): Promise<Comparison> {
      const headers = { authorization: `Bearer ${access.ownerToken}`, accept: 'application/json' };
      return (await (await send('/reports/compare?format=json', { headers })).json()) as Comparison;
    },
    /**
     * Waits until nothing is left in the queue, twice in a row.
     * @param waiting called with how many messages still wait
     * @returns false when they still do after `ms`
     */
    async drained(
      funnel: string,
      ms: number,
      waiting: (pending: number) => void = () => {},
    ): Promise<boolean> {
      let empty = 0;
      for (const deadline = Date.now() + ms; Date.now() < deadline; await sleep(250)) {
        const { pending } = await this.report(funnel);
        waiting(pending);
        empty = pending === 0 ? empty + 1 : 0;
        if (empty === 2) return true;
      }
      return false;
    },
  };
}
