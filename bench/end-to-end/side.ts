// One side of the comparison: emulators of its own that keep their data on disk, a table and a queue.

import { join } from 'node:path';
import { CreateTableCommand, type DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startDynamoDb, startFauxqs } from '../../bin/local/emulators.ts';
import { LEAD_TABLE_SCHEMA } from '../../test/support/lead-table-schema.ts';
import { copyInto } from '../units/background.ts';
import type { Item } from '../units/item-size.ts';
import { Queue } from './queue.ts';

export const TABLE = 'leads';

export type Side<Client> = {
  readonly client: Client;
  readonly queue: Queue;
  readonly stop: () => Promise<void>;
};

export async function startSide<Client extends { readonly client: DynamoDBClient }>(
  directory: string,
  items: readonly Item[],
  clientOf: (connection: DynamoDBClientConfig) => Client,
): Promise<Side<Client>> {
  const dynamodb = await startDynamoDb('bench', join(directory, 'leads.db'));
  const sqs = await startFauxqs(join(directory, 'queue'));
  const connection = (endpoint: string) => ({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const own = clientOf(connection(dynamodb.endpoint));
  await own.client.send(
    new CreateTableCommand({
      TableName: TABLE,
      ...LEAD_TABLE_SCHEMA,
    }),
  );
  await copyInto(own.client, TABLE, items);
  const queues = new SQSClient(connection(sqs.endpoint));
  await queues.send(new CreateQueueCommand({ QueueName: TABLE }));
  return {
    client: own,
    queue: new Queue(queues, `${sqs.endpoint}/000000000000/${TABLE}`),
    stop: async () => {
      own.client.destroy();
      queues.destroy();
      await Promise.all([dynamodb.stop(), sqs.stop()]);
    },
  };
}
