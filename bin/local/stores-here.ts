// The stores of the imbuto that runs in a directory, for commands beside it.
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Queues } from '../../functions/queue/pending.ts';
import { type Holder, type Kept, readJson } from './data-directory.ts';
import { isProcess } from './process-mark.ts';
import { REGION } from './template/physical-ids.ts';

export type StoresHere = Queues & {
  readonly directory: string;
  readonly connection: {
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly sqs: SQSClient;
  readonly dynamodb: string;
  readonly table: string;
  readonly doorTable: string | undefined;
  /** Where exports of the data are; absent: none are written. */
  readonly data?: { readonly endpoint: string; readonly bucket: string };
  /** What is to be told, and what was not taken of it; absent: nothing is told. */
  readonly outbound?: Queues;
};

/** Undefined where none runs in `IMBUTO_DATA`, else `.imbuto`. */
export function storesHere(environment: NodeJS.ProcessEnv): StoresHere | undefined {
  const directory = environment.IMBUTO_DATA || '.imbuto';
  const holder = readJson<Holder>(join(directory, 'host.json'));
  const accessKeyId = readJson<Kept>(join(directory, 'kept.json'))?.secrets['host.accessKeyId'];
  if (!holder?.stores || !accessKeyId || !isProcess(holder.host)) return undefined;
  const { dynamodb, table, door, data, queues, submissions, deadLetters, outbound, outboundDeadLetters } =
    holder.stores;
  const connection = { region: REGION, credentials: { accessKeyId, secretAccessKey: 'local' } };
  return {
    directory,
    connection,
    sqs: new SQSClient({ ...connection, endpoint: queues }),
    dynamodb,
    table,
    doorTable: door || undefined,
    queueUrl: submissions,
    deadLetterQueueUrl: deadLetters,
    ...(data && { data: { endpoint: queues, bucket: data } }),
    ...(outbound && { outbound: { queueUrl: outbound, deadLetterQueueUrl: outboundDeadLetters } }),
  };
}
