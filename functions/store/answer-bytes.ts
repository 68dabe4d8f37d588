// Reads the items of a query out of the bytes of its answer: the client makes each attribute twice more, by its schema and for a log.
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { QueryCommand, QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { isRecord } from './item-format.ts';

export type ItemPage = Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey' | 'ConsumedCapacity'>;

/**
 * Takes the body of the answer before the client reads it. What is no success is left to the client.
 * @returns the page, once the command was sent; undefined where no body was seen, as of a client without HTTP
 */
export function takePage(command: QueryCommand): () => ItemPage | undefined {
  let page: ItemPage | undefined;
  command.middlewareStack.add(
    (next) => async (sent) => {
      const { response, ...result } = await next(sent);
      if (!isSuccess(response)) return { response, ...result };
      page = parsePage((await buffer(response.body)).toString());
      return { response: { ...response, body: restOf(page) }, ...result };
    },
    { step: 'deserialize', priority: 'low', name: 'takePage' },
  );
  return () => page;
}

type Success = { readonly statusCode: 200; readonly body: Readable };

function isSuccess(response: unknown): response is Success {
  return isRecord(response) && response.statusCode === 200 && response.body instanceof Readable;
}

/** What it consumed is for who measures the client. */
function restOf({ ConsumedCapacity }: ItemPage): Buffer {
  return Buffer.from(JSON.stringify({ ConsumedCapacity }));
}

/** An attribute is written as the client has it, but for binaries, which are in base64. No item has lists or maps. */
function parsePage(text: string): ItemPage {
  const page: ItemPage = JSON.parse(text);
  for (const item of page.Items ?? []) {
    for (const name in item) {
      const value = item[name];
      if (value?.B !== undefined) item[name] = { B: Buffer.from(String(value.B), 'base64') };
    }
  }
  return page;
}
