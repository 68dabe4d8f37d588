// What a table is: its name and the attributes of its key.
import {
  BillingMode,
  type CreateTableInput,
  type TableDescription,
  TableStatus,
} from '@aws-sdk/client-dynamodb';
import { type Attributes, attributeOf, compareText, type Item, invalid, textOf } from './attribute-value.ts';
import { compareDecimals } from './decimal.ts';
import { validationError } from './dynamodb-error.ts';
import { PARTITION_KEY_BYTES, SORT_KEY_BYTES } from './item-size.ts';

export type KeyAttribute = { readonly name: string; readonly type: 'S' | 'N' | 'B' };
export type TableSchema = {
  readonly name: string;
  readonly partition: KeyAttribute;
  readonly sort: KeyAttribute | undefined;
};

/** Of an item: its partition and its place there, as texts; the latter is empty in tables without a sort key. */
export type Key = { readonly pk: string; readonly sk: string };

const NAME = /^[A-Za-z0-9_.-]{3,255}$/;

/** @throws ValidationException, for indexes and streams too: there are none here */
export function schemaOf(input: CreateTableInput): TableSchema {
  const name = tableName(input.TableName);
  if (input.GlobalSecondaryIndexes?.length || input.LocalSecondaryIndexes?.length) {
    throw validationError('A DynamoDB in memory has no secondary indexes');
  }
  const definitions = input.AttributeDefinitions ?? [];
  const elements = input.KeySchema ?? [];
  const [first, second] = elements;
  if (first?.KeyType !== 'HASH' || elements.length > 2 || (second && second.KeyType !== 'RANGE')) {
    throw validationError(
      'Invalid KeySchema: The first KeySchemaElement must be a HASH, a second one a RANGE',
    );
  }
  if (definitions.length !== elements.length) {
    throw invalid(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    );
  }
  const attribute = (keyName: string | undefined): KeyAttribute => {
    const type = definitions.find(({ AttributeName }) => AttributeName === keyName)?.AttributeType;
    if (keyName && (type === 'S' || type === 'N' || type === 'B')) return { name: keyName, type };
    throw invalid(`Some index key attributes are not defined in AttributeDefinitions. Keys: [${keyName}]`);
  };
  return {
    name,
    partition: attribute(first.AttributeName),
    sort: second && attribute(second.AttributeName),
  };
}

export function tableName(name: string | undefined): string {
  if (name !== undefined && NAME.test(name)) return name;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'tableName' failed to satisfy constraint: ` +
      'Member must be 3 to 255 letters, digits, underscores, hyphens and dots',
  );
}

export function descriptionOf(schema: TableSchema, created: Date): TableDescription {
  const { name, partition, sort } = schema;
  const attributes = sort ? [partition, sort] : [partition];
  return {
    TableName: name,
    TableArn: `arn:aws:dynamodb:local:000000000000:table/${name}`,
    TableStatus: TableStatus.ACTIVE,
    CreationDateTime: created,
    KeySchema: attributes.map(({ name }, at) => ({
      AttributeName: name,
      KeyType: at === 0 ? 'HASH' : 'RANGE',
    })),
    AttributeDefinitions: attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    BillingModeSummary: { BillingMode: BillingMode.PAY_PER_REQUEST },
  };
}

/** @throws ValidationException where a key attribute is absent, empty, too long or of another type */
export function keyOfItem(schema: TableSchema, item: Item): Key {
  const pk = keyText(schema.partition, item, PARTITION_KEY_BYTES, missingIn);
  return { pk, sk: schema.sort ? keyText(schema.sort, item, SORT_KEY_BYTES, missingIn) : '' };
}

/** Of a `Key`: the key attributes and nothing beside them. @throws ValidationException */
export function keyOf(schema: TableSchema, key: Item): Key {
  if (Object.keys(key).length !== (schema.sort ? 2 : 1)) throw mismatch();
  const pk = keyText(schema.partition, key, PARTITION_KEY_BYTES, mismatch);
  return { pk, sk: schema.sort ? keyText(schema.sort, key, SORT_KEY_BYTES, mismatch) : '' };
}

/** The key attributes alone. */
export function keyAttributes({ partition, sort }: TableSchema, item: Item): Attributes {
  const key: Attributes = {};
  for (const attribute of sort ? [partition, sort] : [partition]) {
    const value = attributeOf(item, attribute.name);
    if (value) key[attribute.name] = value;
  }
  return key;
}

/** The order of sort keys: strings by UTF-8 bytes, numbers by value, binaries by unsigned bytes. */
export function sortOrder({ sort }: TableSchema): (a: string, b: string) => number {
  return sort?.type === 'N' ? compareDecimals : compareText;
}

function keyText(
  attribute: KeyAttribute,
  item: Item,
  limit: number,
  absent: (attribute: KeyAttribute, found: string | undefined) => Error,
): string {
  const value = attributeOf(item, attribute.name);
  const text = attribute.type === 'B' ? value?.B && textOf(value.B) : value?.[attribute.type];
  if (value === undefined || text === undefined) throw absent(attribute, value && Object.keys(value)[0]);
  if (text === '') {
    throw validationError(
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ' +
        `${attribute.type === 'B' ? 'binary' : 'string'} value. Key: ${attribute.name}`,
    );
  }
  if (text.length * 3 > limit && bytesOf(attribute, text) > limit) {
    throw invalid(
      limit === PARTITION_KEY_BYTES
        ? `Size of hashkey has exceeded the maximum size limit of${limit} bytes`
        : `Aggregated size of all range keys has exceeded the size limit of ${limit} bytes`,
    );
  }
  return text;
}

function bytesOf({ type }: KeyAttribute, text: string): number {
  return type === 'S' ? Buffer.byteLength(text) : text.length;
}

function missingIn({ name, type }: KeyAttribute, found: string | undefined): Error {
  if (found === undefined) return invalid(`Missing the key ${name} in the item`);
  return invalid(`Type mismatch for key ${name} expected: ${type} actual: ${found}`);
}

function mismatch(): Error {
  return validationError('The provided key element does not match the schema');
}
