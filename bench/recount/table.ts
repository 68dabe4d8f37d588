// The table of the benchmark: very many leads in it as the worker writes them, and what asks it.

import { CreateTableCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { counterKey } from '../../functions/store/keys.ts';
import { LEAD_TABLE_SCHEMA } from '../../test/support/lead-table-schema.ts';
import { messageOf } from '../../test/support/worker-deps.ts';
import { MemoryClient } from '../memory-client.ts';
import { copyInto } from '../units/background.ts';
import { randomOf } from '../units/random.ts';
import { workerOver } from '../units/worker.ts';
import { BEFORE } from './edited-funnel.ts';
import type { RawEvents } from './raw-events.ts';
import { smallLead } from './small-leads.ts';

export const TABLE = 'leads';
const SEED = 2_026;
const LEADS_AT_ONCE = 500;

/** The leads' items, made by the worker's own code, and their events beside them; one lead after the other is forgotten. */
export async function fillTable(
  connection: DynamoDBClientConfig,
  raw: RawEvents,
  leads: number,
  tell: (done: number) => void,
): Promise<void> {
  const client = new DynamoDBClient(connection);
  const random = randomOf(SEED);
  const memory = new MemoryClient({ keepsCounters: true });
  const take = workerOver(memory, TABLE, BEFORE, random);
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      ...LEAD_TABLE_SCHEMA,
    }),
  );
  for (let done = 0; done < leads; done += LEADS_AT_ONCE) {
    if (done % 10_000 === 0) tell(done);
    const some = Array.from({ length: Math.min(LEADS_AT_ONCE, leads - done) }, (_, n) =>
      smallLead(random, done + n),
    );
    raw.add(some);
    await take(some.map((submissions) => messageOf(...submissions)));
    const written = [...memory.items].filter(([, { pk }]) => !pk?.S?.startsWith(counterKey('')));
    await copyInto(
      client,
      TABLE,
      written.map(([, item]) => item),
    );
    for (const [name] of written) memory.items.delete(name);
  }
  await copyInto(client, TABLE, [...memory.items.values()]);
  client.destroy();
}
