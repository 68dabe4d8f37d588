// DynamoDB over HTTP that keeps its tables in a file, or in memory where none is named.
import { createDynamoDb } from './dynamodb.ts';
import { type ServedDynamoDb, serveDynamoDb } from './http-server.ts';
import { type DurableStorage, openSqliteStorage, type StorageFailed } from './sqlite-storage.ts';

export type DurableSettings = {
  readonly file: string | undefined;
  readonly accessKeyId: string;
  readonly failed: (error: StorageFailed) => void;
};

/** @throws ForeignDatabase, StorageFailed */
export async function serveDurably({ file, accessKeyId, failed }: DurableSettings): Promise<ServedDynamoDb> {
  if (file === undefined) return await serveDynamoDb({ dynamodb: createDynamoDb(), accessKeyId });
  const storage = openSqliteStorage(file);
  const dynamodb = createDynamoDb({ storage });
  const served = await serveDynamoDb({ dynamodb, accessKeyId, settled: settledIn(storage), failed });
  return {
    port: served.port,
    async close() {
      await served.close();
      storage.close();
    },
  };
}

/**
 * One commit for all requests that have come until the disk is asked: what arrives while it flushes is done together
 * after it.
 */
function settledIn(storage: DurableStorage): () => Promise<void> | undefined {
  let commit: Promise<void> | undefined;
  return () => {
    if (!storage.isOpen) return undefined;
    commit ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
      commit = undefined;
      storage.commit();
    });
    return commit;
  };
}
