// Tables as a template asks for them.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '../template/template.ts';
import { CallRefused, call, type EmulatorClient } from './emulator-client.ts';

type Properties = { readonly [key: string]: Json };

export class StoreMismatch extends Error {
  override readonly name = 'StoreMismatch';
}

/** @throws StoreMismatch when a kept table has other keys or indexes than the template's. */
export async function ensureTable(
  client: EmulatorClient,
  TableName: string,
  properties: Properties,
  fresh: boolean,
): Promise<void> {
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, LocalSecondaryIndexes } = properties;
  if (fresh && (await describeTable(client, TableName))) {
    await call(client, 'dynamodb', 'DeleteTable', { TableName });
    await until(async () => (await describeTable(client, TableName)) === undefined);
  }
  const table = await describeTable(client, TableName);
  if (table === undefined) {
    await call(client, 'dynamodb', 'CreateTable', {
      TableName,
      KeySchema,
      AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: withoutThroughput(GlobalSecondaryIndexes),
      LocalSecondaryIndexes,
    });
    await until(async () => (await describeTable(client, TableName))?.TableStatus === 'ACTIVE');
  } else if (
    JSON.stringify(table.KeySchema) !== JSON.stringify(KeySchema) ||
    textOf(table.GlobalSecondaryIndexes) !== textOf(GlobalSecondaryIndexes)
  ) {
    throw new StoreMismatch(
      `The kept table ${TableName} has other keys or indexes than the template asks for: start with --fresh.`,
    );
  }
}

type TableDescription = {
  readonly KeySchema: Json;
  readonly GlobalSecondaryIndexes?: Json;
  readonly TableStatus: string;
};

/** The same for the same indexes, in any order and with whatever is told beside. */
function textOf(indexes: Json | undefined): string {
  if (!Array.isArray(indexes)) return '';
  const texts = indexes.map((index) => {
    const { IndexName, KeySchema, Projection } = index as Properties;
    const { ProjectionType, NonKeyAttributes } = (Projection ?? {}) as Properties;
    const included = Array.isArray(NonKeyAttributes) ? NonKeyAttributes.map(String).sort() : [];
    return JSON.stringify([IndexName, KeySchema, ProjectionType, included]);
  });
  return texts.sort().join();
}

async function describeTable(
  client: EmulatorClient,
  TableName: string,
): Promise<TableDescription | undefined> {
  try {
    const { Table } = await call<{ readonly Table: TableDescription }>(client, 'dynamodb', 'DescribeTable', {
      TableName,
    });
    return Table;
  } catch (error) {
    if (error instanceof CallRefused && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 10_000; !(await reached()) && Date.now() < deadline; ) await sleep(50);
}

function withoutThroughput(indexes: Json | undefined): Json | undefined {
  if (!Array.isArray(indexes)) return undefined;
  return indexes.map((index) => {
    const { ProvisionedThroughput: _, ...rest } = index as Properties;
    return rest;
  });
}
