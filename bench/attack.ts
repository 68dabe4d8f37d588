// `attack`: what a day costs the owner on which a stranger with a public key and a laptop sends all that is taken.
import { join } from 'node:path';
import { FORM_QUOTA, KEY_QUOTA, THROTTLE } from '../functions/domain/config/door.ts';
import { loadConfig } from '../lib/configuration.ts';
import { throttlesOf } from '../lib/throttles.ts';
import { type RequestCost, type Route, requestCosts } from './attack/requests.ts';
import { type EventCost, eventCosts } from './attack/writes.ts';
import { ASSUMED } from './cost/assumptions.ts';
import { PRICES, PRICES_OF } from './cost/prices.ts';
import type { Benchmark, Outcome, Row } from './outcome.ts';

const DAY_S = 86_400;
const MOST_DOLLARS = 5;
const GB = 1_000_000_000;
/** A function with so many GB has one core: what a second of processor time is billed as, whatever its memory. */
const GB_A_CORE = 1_769 / 1_024;
/** `/reports`, `/leads` and what is below each. */
const OWNER_ROUTES = 4;
const QUEUE_REQUEST_BYTES = 64 * 1_024;

type Bill = {
  readonly name: string;
  readonly requests: number;
  readonly events: number;
  readonly dollars: number;
};

export const attack: Benchmark = async (tell) => {
  const config = await loadConfig({}, join(import.meta.dirname, '..'));
  tell('requests');
  const requests = await requestCosts(config);
  // As many as come within a batching window of the worker where a key's quota is spread over the day.
  const batch = Math.max(1, Math.round((KEY_QUOTA.day / DAY_S) * config.freshnessSeconds));
  const events = await eventCosts(config, batch, tell);
  return outcomeOf(requests, events, config.forms.length, batch);
};

function dollarsOfRequest({ ms, logBytes }: Pick<RequestCost, 'ms' | 'logBytes'>): number {
  const { httpApi, lambda, logs } = PRICES;
  const seconds = Math.max(ms, ASSUMED.leastMs) / 1_000;
  return (
    httpApi.request +
    lambda.request +
    seconds * GB_A_CORE * lambda.gbSecond +
    ((ASSUMED.refusedLogBytes + logBytes) / GB) * logs.ingestedGb
  );
}

function billOfRequests(cost: RequestCost): Bill {
  const throttles: Readonly<Record<Route, { readonly rate: number; readonly burst: number }>> = throttlesOf();
  const { rate, burst } = throttles[cost.route];
  const most = rate * DAY_S + burst;
  const requests = cost.weight === undefined ? most : Math.min(most, KEY_QUOTA.day / cost.weight);
  return { name: cost.name, requests, events: 0, dollars: requests * dollarsOfRequest(cost) };
}

/** With the requests and messages that bring the events. */
function billOfEvents(cost: EventCost, forms: number): Bill {
  const { dynamoDb, lambda, sqs } = PRICES;
  const events = cost.of === 'key' ? KEY_QUOTA.day : forms * FORM_QUOTA.day;
  // Each by itself is dearest.
  const requests = events;
  const dollars =
    requests *
      (dollarsOfRequest({ ms: ASSUMED.captureMs, logBytes: ASSUMED.captureLogBytes }) + 3 * sqs.request) +
    events *
      (cost.writes * dynamoDb.writeUnit +
        cost.reads * dynamoDb.readUnit +
        (cost.ms / 1_000) * GB_A_CORE * lambda.gbSecond);
  return { name: cost.name, requests, events, dollars };
}

/** Events of the largest requests: their context is written with each, and the queue bills each 64 KB three times. */
function billOfSharedContexts(): Bill {
  const requests = KEY_QUOTA.day / 500;
  const parts = Math.ceil((1_024 * 1_024) / QUEUE_REQUEST_BYTES);
  return {
    ...{ name: 'batches that share 1 MiB of context, to the queue', requests, events: KEY_QUOTA.day },
    dollars: requests * 3 * parts * PRICES.sqs.request,
  };
}

function outcomeOf(
  requests: readonly RequestCost[],
  events: readonly EventCost[],
  forms: number,
  batch: number,
): Outcome {
  const asking = requests.map((cost) => ({ cost, bill: billOfRequests(cost) }));
  const sending = events.map((cost) => ({ cost, bill: billOfEvents(cost, forms) }));
  const bills = [...asking, ...sending].map(({ bill }) => bill).concat(billOfSharedContexts());
  const money = (dollars: number): string => `$${dollars.toFixed(2)}`;
  const row = ({ name, requests: sent, events: taken, dollars }: Bill, ...more: Row): Row => [
    ...[name, ...more],
    ...[Math.round(sent), Math.round(taken), money(dollars)],
  ];
  const dearestOf = (of: Route): number =>
    Math.max(...asking.filter(({ cost }) => cost.route === of).map(({ bill }) => bill.dollars));
  const together =
    dearestOf('forms') +
    dearestOf('events') +
    dearestOf('others') +
    OWNER_ROUTES * dearestOf('pages') +
    2 * dearestOf('logIn') +
    Math.max(...sending.filter(({ cost }) => cost.of === 'key').map(({ bill }) => bill.dollars));
  return {
    tables: [
      {
        title: 'A day on which a stranger only asks: all requests that the throttles pass',
        head: ['', 'CPU ms each', 'bytes of log', 'requests', 'events', 'a day'],
        rows: asking.map(({ cost, bill }) => row(bill, cost.ms, ASSUMED.refusedLogBytes + cost.logBytes)),
        notes: [
          `Throttles: forms ${THROTTLE.forms} a second, events ${THROTTLE.events}. Processor time by the functions' own code, as billed by a function of any memory; ${PRICES_OF.region} on ${PRICES_OF.date}. A batch that is taken counts for the quota of its key; the dearest for each event is shown. What the gateway answers with 429 itself is not billed.`,
        ],
      },
      {
        title: 'A day on which everything is sent that the quotas take, one event a request',
        head: ['', 'write units', 'read units', 'CPU ms', 'requests', 'events', 'a day'],
        rows: [
          ...sending.map(({ cost, bill }) => row(bill, cost.writes, cost.reads, cost.ms)),
          row(billOfSharedContexts(), '', '', ''),
        ],
        notes: [
          `Quotas: ${KEY_QUOTA.day.toLocaleString('en')} events of a key, ${FORM_QUOTA.day.toLocaleString('en')} submissions of each of ${forms} forms; batches of ${batch}, as many as come within the worker's window.`,
        ],
      },
      {
        title: 'Together',
        head: ['', 'a day'],
        rows: [['the dearest of each route at once, and the dearest events', money(together)]],
      },
    ],
    aims: bills.map(({ name, dollars }) => ({
      what: name,
      most: MOST_DOLLARS,
      found: dollars,
      unit: 'dollars a day',
    })),
    data: { requests, events, bills, together },
  };
}
