// Queries are read out of the bytes of their answers, by the SDK's own client over a network that is made up.
import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { queryAll } from '../../functions/store/query-all.ts';

type Answer = { readonly statusCode: number; readonly json: object };

/** Answers one after another, in pieces as a network would, and keeps what was asked. */
function answering(...answers: readonly Answer[]) {
  const left = [...answers];
  const asked: Record<string, unknown>[] = [];
  const client = new DynamoDBClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    requestHandler: {
      handle: async ({ body }: { readonly body: Uint8Array }) => {
        asked.push(JSON.parse(new TextDecoder().decode(body)));
        const { statusCode = 500, json = {} } = left.shift() ?? {};
        const bytes = Buffer.from(JSON.stringify(json));
        const pieces = [bytes.subarray(0, 21), bytes.subarray(21)];
        return { response: { statusCode, headers: {}, body: Readable.from(pieces) } };
      },
    },
  });
  return { client, asked };
}

const RANGE = { table: 't', pk: 'p', from: 'a', to: 'b', isConsistent: true };
const TOO_MUCH = {
  statusCode: 400,
  json: {
    __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    message: 'later',
  },
};

it('items come as the client would have them, over all pages', async () => {
  const { client, asked } = answering(
    {
      statusCode: 200,
      json: {
        Items: [{ sk: { S: 'è' }, n: { N: '12' }, full: { BOOL: true }, cells: { B: 'AP+A' } }],
        LastEvaluatedKey: { sk: { S: 'è' } },
      },
    },
    { statusCode: 200, json: { Items: [], LastEvaluatedKey: { sk: { S: 'f' } } } },
    { statusCode: 200, json: { Items: [{ sk: { S: 'g' } }] } },
  );
  expect(await queryAll(client, RANGE)).toEqual([
    { sk: { S: 'è' }, n: { N: '12' }, full: { BOOL: true }, cells: { B: Buffer.from([0, 255, 128]) } },
    { sk: { S: 'g' } },
  ]);
  expect(asked.map(({ ExclusiveStartKey }) => ExclusiveStartKey)).toEqual([
    undefined,
    { sk: { S: 'è' } },
    { sk: { S: 'f' } },
  ]);
});

it('the client still asks again, and says by its name what went wrong', async () => {
  const again = answering(TOO_MUCH, { statusCode: 200, json: { Items: [{ sk: { S: 'a' } }] } });
  expect(await queryAll(again.client, RANGE)).toEqual([{ sk: { S: 'a' } }]);
  const refused = { statusCode: 400, json: { __type: 'x#ResourceNotFoundException', message: 'no table' } };
  await expect(queryAll(answering(refused).client, RANGE)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

it('what a query consumed is told to who measures the client', async () => {
  const ConsumedCapacity = { TableName: 't', CapacityUnits: 2.5 };
  const { client } = answering({ statusCode: 200, json: { Items: [], ConsumedCapacity } });
  const seen: unknown[] = [];
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      seen.push((answer.output as { readonly ConsumedCapacity?: unknown }).ConsumedCapacity);
      return answer;
    },
    { step: 'initialize' },
  );
  await queryAll(client, RANGE);
  expect(seen).toEqual([ConsumedCapacity]);
});
