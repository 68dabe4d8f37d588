// What telling adds to a submission: the worker's outbox, the outbound function's units, and its calls of SQS.
import type { Config } from '../../functions/domain/config/config.ts';
import { isTelling, tellingOf } from '../../functions/domain/tell/targets.ts';
import { type DeliverDeps, deliver } from '../../functions/outbound/deliver.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { encodeOutbound, fanOut, type OutboundMessage } from '../../functions/queue/outbound-message.ts';
import { packBatches } from '../../functions/queue/sender.ts';
import { currentDefinitions } from '../../functions/store/definitions/definition-key.ts';
import { handOver, writtenItems } from '../../functions/store/outbox/hand-over.ts';
import {
  countInHour,
  countLeft,
  decide,
  hasMarker,
  leaveToDigest,
  noteArmed,
  noteMailed,
  readDecision,
  readHour,
  writeMarker,
} from '../../functions/store/outbox/notices.ts';
import { commit } from '../../functions/store/transactions/commit.ts';
import { messageOf, workerDeps } from '../../test/support/worker-deps.ts';
import { MeteredTable, TABLE } from '../ceiling/metered-table.ts';
import { twoFunnels } from '../units/funnels.ts';
import { personOf } from '../units/mix.ts';
import { randomOf } from '../units/random.ts';
import { HASH_OF, live, workerOver } from '../units/worker.ts';

/** A submission's, beyond what it costs where nobody is told. */
export type Added = {
  readonly batch: number;
  /** Messages of the outbound queue. */
  readonly messages: number;
  /** Requests that put them there. */
  readonly sends: number;
  /** Write units of the worker: the outbox, written and deleted. */
  readonly outboxWrites: number;
  readonly outbound: Readonly<Record<Notices, { readonly writes: number; readonly reads: number }>>;
};

/** How notices are mailed: below `digestAbove` and beyond it. */
export type Notices = 'one by one' | 'in digests';

const SEED = 2_026;
const MESSAGES = 400;
const RECIPIENT = 'sales@example.com';
/** Each message reads what is live. */
const LIVE_READS = 1;

/** Each form notifies one address; one webhook is told of forms and of stages. */
function telling(digestAbove: number): Config {
  const config = twoFunnels(['channel']);
  return {
    ...config,
    mail: { from: 'hello@example.com', digestAbove },
    forms: config.forms.map((form) => ({ ...form, notify: [RECIPIENT] })),
    webhooks: [{ url: 'https://example.com/hook', on: ['form', 'stage'], secret: 'webhooks' }],
  };
}

export async function measureTelling(batch: number): Promise<Added> {
  const silent = await measureWorker(batch, twoFunnels(['channel']));
  const told = await measureWorker(batch, telling(0));
  const outbound = async (digestAbove: number) => {
    const { messages, table } = await measureWorker(batch, telling(digestAbove));
    return await measureOutbound(telling(digestAbove), table, messages);
  };
  return {
    batch,
    messages: told.messages.length / MESSAGES,
    sends: told.sends / MESSAGES,
    outboxWrites: told.writes - silent.writes,
    outbound: { 'one by one': await outbound(MESSAGES), 'in digests': await outbound(0) },
  };
}

async function measureWorker(batch: number, config: Config) {
  const random = randomOf(SEED);
  const table = new MeteredTable();
  const leads = {
    client: table,
    table: TABLE,
    hashOf: HASH_OF,
    pause: async () => {},
    random: random.next,
    now: Date.now,
  };
  const definitions = currentDefinitions(config);
  const people = Array.from({ length: MESSAGES }, () => personOf(random, 1));
  await live(workerOver(table, TABLE, config, random), people);
  const messages: OutboundMessage[] = [];
  let sends = 0;
  const deps = {
    ...workerDeps(leads),
    definitions,
    telling: isTelling(config) ? tellingOf(config, definitions) : undefined,
    commit: async (...args: Parameters<ReturnType<typeof workerDeps>['commit']>) => {
      const outcomes = await commit(leads, ...args);
      const send = async (notes: Parameters<typeof fanOut>[1]): Promise<void> => {
        const own = fanOut(config, notes);
        messages.push(...own);
        sends += packBatches(own.map(encodeOutbound)).length;
      };
      await handOver({ table: leads, send }, writtenItems(leads, outcomes));
      return outcomes;
    },
  };
  table.take();
  const queue = people.map(({ now }) => messageOf(now));
  for (let at = 0; at < queue.length; at += batch) {
    const failed = await advanceLeads(deps, queue.slice(at, at + batch));
    if (failed.size > 0) throw new Error('the worker left messages');
  }
  return { writes: table.take().writes / MESSAGES, messages, sends, table };
}

async function measureOutbound(config: Config, client: MeteredTable, messages: readonly OutboundMessage[]) {
  const notices = { client, table: TABLE };
  const leads = { ...notices, hashOf: HASH_OF, pause: async () => {}, random: Math.random, now: Date.now };
  const definitions = currentDefinitions(config);
  const deps: DeliverDeps = {
    config,
    table: async () => leads,
    telling: async () => ({ definitions, events: true }),
    apiUrl: 'https://example.com',
    post: async () => {},
    send: async () => ({ outcome: 'sent' }),
    readFigure: async () => undefined,
    hasMarker: (id, what) => hasMarker(notices, id, what),
    writeMarker: (id, what) => writeMarker(notices, id, what, Date.now()),
    readDecision: (id) => readDecision(notices, id),
    decide: (id, decision) => decide(notices, id, decision, Date.now()),
    countInHour: (of, hour) => countInHour(notices, of, hour, Date.now()),
    leaveToDigest: (of, hour, id) => leaveToDigest(notices, of, hour, id, Date.now()),
    countLeft: (of, hour) => countLeft(notices, of, hour),
    readHour: (of, hour) => readHour(notices, of, hour),
    noteArmed: (of, hour, isArmed) => noteArmed(notices, of, hour, isArmed),
    noteMailed: (of, hour, mailed) => noteMailed(notices, of, hour, mailed),
    sendDigest: async () => {},
    now: Date.now,
  };
  client.take();
  for (const message of messages) {
    if ((await deliver(deps, message)) !== 'delivered') throw new Error('a message was not told');
  }
  const { reads, writes } = client.take();
  return { writes: writes / MESSAGES, reads: (reads + LIVE_READS * messages.length) / MESSAGES };
}
