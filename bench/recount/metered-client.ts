// A client that adds up the request units which DynamoDB says it consumed.
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { consumedIn, READS } from '../units/meter.ts';

export class MeteredClient {
  readonly client: DynamoDBClient;
  reads = 0;
  writes = 0;

  constructor(connection: DynamoDBClientConfig) {
    this.client = new DynamoDBClient(connection);
    this.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
          const consumed = consumedIn(answer.output);
          if (READS.has(commandName)) this.reads += consumed;
          else this.writes += consumed;
          return answer;
        },
      { step: 'initialize' },
    );
  }
}
