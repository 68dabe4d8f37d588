// The first local day on which a definition has counted anything at all.
import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { counterKey } from '../keys.ts';
import { groupOf } from './counters.ts';
import { sumsGroup } from './summed-day.ts';

/** Undefined where nothing is counted yet. @param definition its key */
export async function firstDay(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  definition: string,
): Promise<string | undefined> {
  const first = async (group: string): Promise<string | undefined> => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :group)',
        ExpressionAttributeValues: { ':pk': { S: counterKey(definition) }, ':group': { S: `${group}#` } },
        Limit: 1,
      }),
    );
    return Items[0]?.sk?.S?.slice(group.length + 1, group.length + 1 + 'yyyy-mm-dd'.length);
  };
  const days = await Promise.all([groupOf(undefined), sumsGroup(undefined)].map(first));
  return days.filter((day) => day !== undefined).sort()[0];
}
