// A table of very many contacts, written as the worker writes them, without folding each: a few leads that the worker made are told apart.
import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import type { LeadRecord } from '../../functions/domain/lead/record.ts';
import type { SummaryState } from '../../functions/domain/summary/lead-summary.ts';
import { type IndexRow, toldOf } from '../../functions/domain/summary/list-row.ts';
import { packList } from '../../functions/pack-list/pack-list.ts';
import { currentDefinitions } from '../../functions/store/definitions/definition-key.ts';
import { HEAD, leadKey } from '../../functions/store/keys.ts';
import { encodeHead, NO_PLACES } from '../../functions/store/leads/codec/head.ts';
import { scanPage } from '../../functions/store/leads/scan-leads.ts';
import { journalPuts } from '../../functions/store/list/journal.ts';
import { pause } from '../../functions/store/transactions/backoff.ts';
import { LEAD_TABLE_SCHEMA } from '../../test/support/lead-table-schema.ts';
import { messageOf } from '../../test/support/worker-deps.ts';
import { MemoryClient } from '../memory-client.ts';
import { BEFORE, FUNNEL } from '../recount/edited-funnel.ts';
import { MeteredClient } from '../recount/metered-client.ts';
import { smallLead } from '../recount/small-leads.ts';
import { copyInto } from '../units/background.ts';
import type { Item } from '../units/item-size.ts';
import { type Random, randomOf } from '../units/random.ts';
import { HASH_OF, workerOver } from '../units/worker.ts';

export const DAY = 86_400_000;
/** The contacts came on so many days until then. */
export const NOW = Date.UTC(2026, 10, 22, 12);
export const DAYS = 365;
/** One of so many has what is rare. */
export const RARE = 5_000;

export const TRIAL = trialOf(currentDefinitions(BEFORE));
const LAST_STAGE = TRIAL.funnel.stages.length - 1;

const MODELS = 300;
const AT_ONCE = 2_000;
/** The last of them are not packed: as many as come between two packings. */
const NOT_PACKED = 400;
/** Contacts that became one in the same transaction. */
const TOGETHER = 25;
const LANES = 8;
const CHANNELS = ['Organic Search', 'Paid Search', 'Email', 'Direct', 'Referral'] as const;
const CAMPAIGNS = ['spring', 'brand', 'launch', 'digest'] as const;
const FORMS = ['ebook', 'demo'] as const;

function trialOf(definitions: readonly Definition[]): Definition {
  const found = definitions.find(({ funnel }) => funnel.id === FUNNEL);
  if (found === undefined) throw new Error(`there is no funnel ${FUNNEL}`);
  return found;
}

/** What was packed, and the request units that this took. */
export type Packed = { readonly rows: number; readonly reads: number; readonly writes: number };

export async function fillContacts(
  connection: DynamoDBClientConfig,
  table: string,
  contacts: number,
  tell: (done: number) => void,
): Promise<Packed> {
  const client = new DynamoDBClient(connection);
  await client.send(new CreateTableCommand({ TableName: table, ...LEAD_TABLE_SCHEMA }));
  const random = randomOf(2_026);
  const models = await modelsOf(random);
  const packed = Math.max(0, contacts - NOT_PACKED);
  const before: IndexRow[] = [];
  const packer = new MeteredClient(connection);
  let packedRows = 0;
  for (let done = 0, next = 0; done < contacts; done = next) {
    next = done < packed ? Math.min(done + AT_ONCE, packed) : contacts;
    tell(done);
    const items: Item[] = [];
    // Each contact has changed since it became one: the row that told of it before is a batch older.
    const rows: IndexRow[] = before.splice(0);
    for (let n = done; n < next; n++) {
      const since = NOW - DAYS * DAY + Math.floor((n / contacts) * DAYS * DAY);
      const record = contactOf(random, random.pick(models), n, since);
      const hash = HASH_OF(record.id);
      items.push({
        pk: { S: leadKey(hash) },
        sk: { S: HEAD },
        v: { N: '3' },
        ...encodeHead(record, NO_PLACES),
      });
      if (record.summary === undefined) continue;
      const told = toldOf(record.summary);
      if (next <= packed)
        rows.push({
          hash,
          version: 2,
          told: {
            ...told,
            funnels: new Map([[TRIAL.key, { reached: [0], stage: 0, state: since + 30 * DAY }]]),
          },
        });
      (next < packed ? before : rows).push({ hash, version: 3, told });
      if (n % 10 !== 0) continue;
      const anonymous = anonymousOf(random.pick(models), n);
      items.push({
        pk: { S: leadKey(HASH_OF(anonymous.id)) },
        sk: { S: HEAD },
        v: { N: '3' },
        ...encodeHead(anonymous, NO_PLACES),
      });
    }
    await copyInto(client, table, items);
    const puts = Array.from({ length: Math.ceil(rows.length / TOGETHER) }, (_, at) =>
      journalPuts(table, rows.slice(at * TOGETHER, (at + 1) * TOGETHER), `b${done + at}`),
    ).flat();
    await Promise.all(
      Array.from({ length: LANES }, async (_, lane) => {
        for (let at = lane; at < puts.length; at += LANES) {
          const { Put } = puts[at] ?? {};
          if (Put !== undefined) await client.send(new PutItemCommand(Put));
        }
      }),
    );
    if (next <= packed) packedRows += await pack(packer.client, table);
  }
  client.destroy();
  packer.client.destroy();
  return { rows: packedRows, reads: packer.reads, writes: packer.writes };
}

async function pack(client: DynamoDBClient, table: string): Promise<number> {
  return await packList({
    table: { client, table, pause },
    now: () => NOW,
    fresh: randomUUID,
    hasTime: () => true,
  });
}

type Models = readonly [LeadRecord, ...LeadRecord[]];

/** Contacts as the worker makes them, with what they did and what they count. */
async function modelsOf(random: Random): Promise<Models> {
  const memory = new MemoryClient({ keepsCounters: false });
  const take = workerOver(memory, 'models', BEFORE, random);
  const people = Array.from({ length: MODELS }, (_, n) => smallLead(random, n));
  for (let at = 0; at < MODELS; at += 50)
    await take(people.slice(at, at + 50).map((submissions) => messageOf(...submissions)));
  const client = {
    send: async () => ({ Items: [...memory.items.values()].filter(({ sk }) => sk?.S === HEAD) }),
  } as unknown as DynamoDBClient;
  const none = { hashOf: () => '', pause: async () => {}, random: Math.random, now: Date.now };
  const { heads } = await scanPage(
    { client, table: 'models', ...none },
    { segment: 0, segments: 1, most: MODELS },
  );
  const [first, ...rest] = heads
    .map(({ record }) => record)
    .filter(
      ({ summary, link, linkedIds }) => summary !== undefined && link === undefined && linkedIds.length < 2,
    );
  if (first === undefined) throw new Error('the worker made no contact');
  return [first, ...rest];
}

function contactOf(random: Random, model: LeadRecord, n: number, since: number): LeadRecord {
  const isRare = n % RARE === 7;
  const deepest = isRare ? LAST_STAGE : random.below(LAST_STAGE);
  const ended: SummaryState = random.next() < 0.2 ? 'lost' : since + 30 * DAY;
  const state: SummaryState = isRare ? 'won' : ended;
  return {
    ...model,
    id: { kind: 'email', key: `lead.${n}@example.com` },
    linkedIds: [],
    claims: [],
    linkedVersions: [],
    summary: {
      since,
      day: new Date(since + random.below(10) * DAY).toISOString().slice(0, 10),
      name: `Anna Rossi ${n}`,
      form: isRare ? 'rare' : random.pick(FORMS),
      channel: isRare ? 'Rare' : random.pick(CHANNELS),
      campaign: isRare ? 'rare' : random.pick(CAMPAIGNS),
      funnels: new Map([
        [TRIAL.key, { reached: Array.from({ length: deepest + 1 }, (_, k) => k), stage: deepest, state }],
      ]),
    },
  };
}

function anonymousOf({ summary: _, typed: __, ...model }: LeadRecord, n: number): LeadRecord {
  return {
    ...model,
    id: { kind: 'anonymous', key: `browser ${n}` },
    linkedIds: [],
    claims: [],
    linkedVersions: [],
  };
}
