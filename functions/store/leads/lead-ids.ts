// Lead ids: hashes of what leads are known by, under a key that is made once for each table and kept in it.
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { LeadId } from '../../domain/event/event.ts';
import { idKey } from '../../domain/lead/identity.ts';

/**
 * A lead's public id: it names a record without telling whose it is, and nobody without the key can try addresses
 * against it. 22 characters, safe in a URL.
 */
export type HashOf = (id: LeadId | OrderName) => string;

/** An order by its id, and what hides who tells of it. */
export type OrderName = { readonly kind: 'order' | 'order-tellers'; readonly key: string };

const PLACE = { pk: { S: 'K' }, sk: { S: 'lead-ids' } };
const KEY_BYTES = 32;

/** Hashes that are remembered: a lead that is written has been read just before. */
const REMEMBERED = 10_000;

export function hashWith(key: Uint8Array): HashOf {
  const secret = createSecretKey(key);
  const known = new Map<string, string>();
  return (id) => {
    const said = isOrderName(id) ? `${id.kind}:${id.key}` : idKey(id);
    let hash = known.get(said);
    if (hash === undefined) {
      hash = createHmac('sha256', secret).update(said).digest().subarray(0, 16).toString('base64url');
      if (known.size === REMEMBERED) known.clear();
      known.set(said, hash);
    }
    return hash;
  };
}

type HashTable = { readonly client: Pick<DynamoDBClient, 'send'>; readonly table: string };

async function readKey({ client, table }: HashTable): Promise<Uint8Array | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: PLACE, ConsistentRead: true }),
  );
  return Item?.k?.B;
}

/** No lead was ever written to the table. */
export class NothingKept extends Error {
  override readonly name = 'NothingKept';
}

/** The table's own hash, for a reader that may not write: a lead's public id can only come from a table that has a key. */
export async function readKnownHash(from: HashTable): Promise<HashOf> {
  const key = await readKey(from);
  if (key === undefined) throw new NothingKept('the table has no key of hashes');
  return hashWith(key);
}

function isOrderName(id: LeadId | OrderName): id is OrderName {
  return id.kind === 'order' || id.kind === 'order-tellers';
}

/**
 * The table's own hash, made by whoever needs it first. The key lies beside the leads and not in a secret of its own: it
 * must be restored, copied and deleted together with them, for without it no lead can be found again.
 */
export async function readHash(
  { client, table }: HashTable,
  fresh: () => Uint8Array = () => randomBytes(KEY_BYTES),
): Promise<HashOf> {
  const read = (): Promise<Uint8Array | undefined> => readKey({ client, table });
  const known = await read();
  if (known !== undefined) return hashWith(known);
  const made = fresh();
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { ...PLACE, k: { B: made } },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return hashWith(made);
  } catch (error) {
    const theirs =
      error instanceof Error && error.name === 'ConditionalCheckFailedException' ? await read() : undefined;
    if (theirs === undefined) throw error;
    return hashWith(theirs);
  }
}
