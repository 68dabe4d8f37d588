// What one request of an attacker costs a function: processor time and bytes of log, by the functions' own code.
import { gzipSync } from 'node:zlib';
import type { Config } from '../../functions/domain/config/config.ts';
import { WORST_BODIES } from '../../test/support/worst-bodies.ts';
import { msSince } from '../ceiling/metered-table.ts';
import { quantileOf } from '../quantile.ts';
import { type Ask, type Call, captureHere, collectHere, ownerPagesHere, PUBLIC_KEY } from './functions.ts';

export type Route = 'forms' | 'events' | 'pages' | 'logIn' | 'others';

export type RequestCost = {
  readonly name: string;
  readonly route: Route;
  /** Of processor time. */
  readonly ms: number;
  /** Of the function's own lines. */
  readonly logBytes: number;
  /** For how many events of the key's quota it counts; absent: for none. */
  readonly weight?: number;
};

const KIB = 1024;
const ROUNDS = 7;
/** One round: as many requests as the clock needs to tell them apart. */
const LEAST_MS = 30;
/** A body that is as long as may be, and short on its way. */
const LARGEST = 511 * KIB;

const FORM = { 'content-type': 'application/x-www-form-urlencoded' } as const;

export async function requestCosts(config: Config): Promise<readonly RequestCost[]> {
  const capture = captureHere(config);
  const owner = ownerPagesHere(config);
  const target = `/f/${config.forms[0]?.id}`;
  const fields = Array.from({ length: 9_000 }, (_, n) => `f${n}=${'x'.repeat(20)}`).join('&');
  return [
    await cost('asks for a form', 'forms', capture, { method: 'GET', target }),
    await cost('posts a form of 9,000 fields without an e-mail', 'forms', capture, {
      ...{ method: 'POST', target, headers: FORM, body: fields },
    }),
    await cost('asks for what there is not', 'others', capture, { method: 'GET', target: '/nothing' }),
    await cost('asks for reports with a wrong token', 'pages', owner, {
      ...{ method: 'GET', target: '/reports', headers: { authorization: 'Bearer wrong' } },
    }),
    await cost('logs in with a wrong token', 'logIn', owner, {
      ...{ method: 'POST', target: '/login', headers: FORM, body: 'token=wrong' },
    }),
    ...(await ofEvents(config)),
  ];
}

/** Of the tracking API: by a key that is none, by one above its quota, and by one that takes what it sends. */
async function ofEvents(config: Config): Promise<readonly RequestCost[]> {
  const full = collectHere(config, { minute: 0, day: 0 });
  const open = collectHere(config, { minute: 1e12, day: 1e12 });
  const small = JSON.stringify({ batch: Array(100).fill({ type: 'track', event: 'E', userId: 'u' }) });
  const costs = [
    await cost('sends 512 KiB with a key that is none', 'events', full, batch(LONG, 'no-key')),
    await cost('sends 512 KiB above the quota', 'events', full, batch(LONG)),
    await cost('sends 100 calls above the quota', 'events', full, batch(small)),
  ];
  let dearest: Required<RequestCost> | undefined;
  for (const { name, json } of WORST_BODIES) {
    const text = json(LARGEST);
    const weight = Math.min(500, Math.max(callsIn(text), Math.ceil(text.length / 4_096)));
    const found = await cost(`sends batches with ${name}`, 'events', open, batch(text), 3);
    if (dearest === undefined || found.ms / weight > dearest.ms / dearest.weight)
      dearest = { ...found, weight };
  }
  return dearest === undefined ? costs : [...costs, dearest];
}

function callsIn(json: string): number {
  return (JSON.parse(json) as { readonly batch: readonly unknown[] }).batch.length;
}

/** Many small values, which are the dearest to parse. */
const LONG = JSON.stringify({ batch: Array(Math.floor(LARGEST / 8)).fill({ a: 0 }) });

/** Compressed, so that no uplink bounds it. */
function batch(json: string, key = PUBLIC_KEY): Call {
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip', authorization };
  return { method: 'POST', target: '/v1/batch', headers, body: gzipSync(json) };
}

async function cost(name: string, route: Route, ask: Ask, call: Call, rounds = ROUNDS): Promise<RequestCost> {
  await ask(call);
  const times: number[] = [];
  let logBytes = 0;
  for (let round = 0; round < rounds; round++) {
    const begun = process.cpuUsage();
    let n = 0;
    let spent = 0;
    while (spent < LEAST_MS) {
      logBytes = await ask(call);
      n += 1;
      spent = msSince(begun);
    }
    times.push(spent / n);
  }
  return { name, route, ms: quantileOf(times, 0.5), logBytes };
}
