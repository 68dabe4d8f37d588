// What a table is: its name and the attributes of its key, which are strings.
import {
  type AttributeDefinition,
  BillingMode,
  type CreateTableInput,
  type KeySchemaElement,
  type TableDescription,
  TableStatus,
} from '@aws-sdk/client-dynamodb';
import { attributeOf, type Item, invalid } from './attribute-value.ts';
import { unsupported, validationError } from './dynamodb-error.ts';
import { allKeys, describedIndex, type IndexSchema, indexSchemaOf } from './indexes.ts';
import { PARTITION_KEY_BYTES, SORT_KEY_BYTES } from './item-size.ts';

export type TableSchema = {
  readonly name: string;
  /** The names of the key's attributes. */
  readonly partition: string;
  readonly sort: string | undefined;
  readonly indexes: readonly IndexSchema[];
};

/** Of an item: its partition and its place there; the latter is empty in tables without a sort key. */
export type Key = { readonly pk: string; readonly sk: string };

const NAME = /^[A-Za-z0-9_.-]{3,255}$/;

/** @throws ValidationException */
export function schemaOf(input: CreateTableInput): TableSchema {
  const name = tableName(input.TableName);
  const definitions = input.AttributeDefinitions ?? [];
  const keys = keyNames(input.KeySchema ?? [], definitions);
  const indexes = (input.GlobalSecondaryIndexes ?? []).map((each) => indexSchemaOf(each, definitions));
  if (definitions.length !== allKeys(keys, ...indexes).length) {
    throw invalid(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    );
  }
  return { name, ...keys, indexes };
}

/** @throws ValidationException for keys that are no strings too */
export function keyNames(
  elements: readonly KeySchemaElement[],
  definitions: readonly AttributeDefinition[],
): Pick<TableSchema, 'partition' | 'sort'> {
  const [first, second] = elements;
  if (first?.KeyType !== 'HASH' || elements.length > 2 || (second && second.KeyType !== 'RANGE')) {
    throw validationError(
      'Invalid KeySchema: The first KeySchemaElement must be a HASH, a second one a RANGE',
    );
  }
  const nameOf = ({ AttributeName: name }: KeySchemaElement): string => {
    const type = definitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
    if (name === undefined || type === undefined) {
      throw invalid(`Some index key attributes are not defined in AttributeDefinitions. Keys: [${name}]`);
    }
    if (type !== 'S') throw unsupported(`key attributes of type ${type}`);
    return name;
  };
  return { partition: nameOf(first), sort: second && nameOf(second) };
}

export function tableName(name: string | undefined): string {
  if (name !== undefined && NAME.test(name)) return name;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'tableName' failed to satisfy constraint: ` +
      'Member must be 3 to 255 letters, digits, underscores, hyphens and dots',
  );
}

export function descriptionOf(
  schema: TableSchema,
  { created, items, bytes }: { readonly created: Date; readonly items: number; readonly bytes: number },
): TableDescription {
  const { name, indexes } = schema;
  return {
    TableName: name,
    TableArn: `arn:aws:dynamodb:local:000000000000:table/${name}`,
    TableStatus: TableStatus.ACTIVE,
    CreationDateTime: created,
    KeySchema: describedKeys(schema),
    AttributeDefinitions: allKeys(schema, ...indexes).map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes.map(describedIndex) } : {}),
    BillingModeSummary: { BillingMode: BillingMode.PAY_PER_REQUEST },
    ItemCount: items,
    TableSizeBytes: bytes,
  };
}

export function describedKeys({
  partition,
  sort,
}: Pick<TableSchema, 'partition' | 'sort'>): KeySchemaElement[] {
  const first: KeySchemaElement = { AttributeName: partition, KeyType: 'HASH' };
  return sort === undefined ? [first] : [first, { AttributeName: sort, KeyType: 'RANGE' }];
}

/** @throws ValidationException where a key attribute is absent, empty, too long or of another type */
export function keyOfItem({ partition, sort }: TableSchema, item: Item): Key {
  const pk = keyText(partition, item, PARTITION_KEY_BYTES, missingIn);
  return { pk, sk: sort === undefined ? '' : keyText(sort, item, SORT_KEY_BYTES, missingIn) };
}

/** Of a `Key`: the key attributes and nothing beside them. @throws ValidationException */
export function keyOf({ partition, sort }: Pick<TableSchema, 'partition' | 'sort'>, key: Item): Key {
  if (Object.keys(key).length !== (sort === undefined ? 1 : 2)) throw mismatch();
  const pk = keyText(partition, key, PARTITION_KEY_BYTES, mismatch);
  return { pk, sk: sort === undefined ? '' : keyText(sort, key, SORT_KEY_BYTES, mismatch) };
}

/** What a key attribute says, that is there. @throws ValidationException */
export function keyTextIn(item: Item, name: string, isSort: boolean): string {
  return keyText(name, item, isSort ? SORT_KEY_BYTES : PARTITION_KEY_BYTES, missingIn);
}

function keyText(
  name: string,
  item: Item,
  limit: number,
  absent: (name: string, found: string | undefined) => Error,
): string {
  const value = attributeOf(item, name);
  const text = value?.S;
  if (text === undefined) throw absent(name, value && Object.keys(value)[0]);
  if (text === '') {
    throw validationError(
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ' +
        `string value. Key: ${name}`,
    );
  }
  if (text.length * 3 > limit && Buffer.byteLength(text) > limit) {
    throw invalid(
      limit === PARTITION_KEY_BYTES
        ? `Size of hashkey has exceeded the maximum size limit of${limit} bytes`
        : `Aggregated size of all range keys has exceeded the size limit of ${limit} bytes`,
    );
  }
  // Bytes of UTF-8 are what a key is compared by; a half of a pair has none of its own.
  if (!text.isWellFormed()) throw invalid(`The key ${name} is no text of Unicode`);
  return text;
}

function missingIn(name: string, found: string | undefined): Error {
  if (found === undefined) return invalid(`Missing the key ${name} in the item`);
  return invalid(`Type mismatch for key ${name} expected: S actual: ${found}`);
}

function mismatch(): Error {
  return validationError('The provided key element does not match the schema');
}
