// The first day of a definition's counters, in shards and in sums.
import { expect, it } from 'vitest';
import { createDynamoDb } from '../../bin/local/dynamodb/dynamodb.ts';
import { firstDay } from '../../functions/store/counters/first-day.ts';
import { LEAD_TABLE_SCHEMA } from '../support/lead-table-schema.ts';

it('is the first of both, and there is none before anything is counted', async () => {
  const client = createDynamoDb();
  client.execute('CreateTable', { TableName: 'leads', ...LEAD_TABLE_SCHEMA });
  const put = (pk: string, sk: string) =>
    client.execute('PutItem', { TableName: 'leads', Item: { pk: { S: pk }, sk: { S: sk } } });
  const first = () => firstDay(client, 'leads', 'trial.1');
  expect(await first()).toBeUndefined();
  put('C#trial.2', 'c#2026-01-01#h1.0');
  put('C#trial.1', 'w#campaign#2026-01-01#x#h1.0');
  expect(await first()).toBeUndefined();
  put('C#trial.1', 'c#2026-03-05#h1.0');
  put('C#trial.1', 'c#2026-03-04#h1.0');
  expect(await first()).toBe('2026-03-04');
  put('C#trial.1', 's#c#2026-03-02#0');
  expect(await first()).toBe('2026-03-02');
});
