// A table of the local DynamoDB in this process: what is asked of it is answered without a request.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { hashWith } from '../../functions/store/leads/lead-ids.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { createDatabase, TABLE } from '../simulation/database.ts';

const KEY = Buffer.alloc(32, 7);

export function tableInMemory(now: () => number): LeadTable {
  const { execute } = createDatabase(now);
  const send = (async (command: { readonly input: object }) =>
    execute(command.constructor.name.slice(0, -'Command'.length), command.input)) as DynamoDBClient['send'];
  return {
    client: { send } as DynamoDBClient,
    table: TABLE,
    hashOf: hashWith(KEY),
    pause: async () => {},
    random: Math.random,
    now,
  };
}
