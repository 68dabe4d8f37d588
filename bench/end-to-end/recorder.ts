// What a worker asked of DynamoDB, to be asked again of another one by the client alone.
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

type Command = Parameters<DynamoDBClient['send']>[0];

/** Commands in the order in which they were sent; those that were under way together stand together. */
export class Recorder {
  readonly client: DynamoDBClient;
  #together: Command[][] = [];
  #underWay = 0;

  constructor(connection: DynamoDBClientConfig) {
    const client = new DynamoDBClient({ ...connection, maxAttempts: 1 });
    const send = client.send.bind(client) as (command: Command) => Promise<unknown>;
    client.send = (async (command: Command) => {
      if (this.#underWay++ === 0) this.#together.push([]);
      this.#together.at(-1)?.push(command);
      try {
        return await send(command);
      } finally {
        this.#underWay--;
      }
    }) as DynamoDBClient['send'];
    this.client = client;
  }

  /** What was recorded since the last call. */
  take(): readonly (readonly Command[])[] {
    const taken = this.#together;
    this.#together = [];
    return taken;
  }
}

/** Sends them again, as they were sent. */
export async function replay(
  client: Pick<DynamoDBClient, 'send'>,
  recorded: readonly (readonly Command[])[],
): Promise<void> {
  for (const together of recorded) await Promise.all(together.map((command) => client.send(command)));
}
