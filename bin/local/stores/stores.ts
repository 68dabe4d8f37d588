// Makes the tables, queues and buckets that a template names, and leaves alone what is there already.
import type { NamedResource } from '../template/physical-ids.ts';
import { type EmulatorClient, ensureBucket } from './emulator-client.ts';
import { ensureQueue, releaseHeldMessages } from './queues.ts';
import { ensureTable } from './tables.ts';

/**
 * Dead-letter queues come before the queues that name them.
 * @param fresh empties tables first: a DynamoDB elsewhere keeps them when the data directory goes
 * @throws StoreMismatch when a kept table has other keys or indexes than the template's.
 */
export async function makeStores(
  resources: readonly NamedResource[],
  clients: {
    readonly dynamodb: EmulatorClient;
    readonly queues: EmulatorClient;
    readonly buckets: EmulatorClient;
  },
  fresh: boolean,
): Promise<void> {
  const of = (...types: readonly string[]): NamedResource[] =>
    resources.filter(({ type }) => types.includes(type));
  const queues = of('AWS::SQS::Queue').map((queue) => ({ name: queue.name, properties: queue.properties() }));
  const [deadLetters, sources] = [
    queues.filter(({ properties }) => properties.RedrivePolicy === undefined),
    queues.filter(({ properties }) => properties.RedrivePolicy !== undefined),
  ];
  await Promise.all([
    ...of('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map((table) =>
      ensureTable(clients.dynamodb, table.name, table.properties(), fresh),
    ),
    ...of('AWS::S3::Bucket').map((bucket) => ensureBucket(clients.buckets, bucket.name)),
    (async () => {
      for (const group of [deadLetters, sources]) {
        await Promise.all(group.map(({ name, properties }) => ensureQueue(clients.queues, name, properties)));
      }
      await Promise.all(queues.map(({ name }) => releaseHeldMessages(clients.queues, name)));
    })(),
  ]);
}
