// Query and Scan: pages of up to 1 MB of what is looked at, filtered after.
import {
  type Attributes,
  attributeOf,
  compareText,
  type Item,
  invalid,
  itemIn,
  itemOut,
} from './attribute-value.ts';
import { capacityOf } from './capacity.ts';
import { checkCondition, holds, namesIn } from './condition.ts';
import { readFilter, readKeyCondition } from './condition-expression.ts';
import { unsupported, validationError } from './dynamodb-error.ts';
import { allKeys, INDEX_ORDER, type IndexSchema, indexOf, placeIn } from './indexes.ts';
import { PAGE_BYTES, readUnits } from './item-size.ts';
import { missing, type Tables, tableOf } from './item-write.ts';
import { keyRange, TABLE_ORDER } from './key-condition.ts';
import type { Input, Output } from './operations.ts';
import { segmentOf } from './partition-hash.ts';
import { type Placeholders, placeholdersOf, resolved } from './placeholders.ts';
import { type Projection, projected, projectionOf, readProjection } from './projection.ts';
import { costFactor } from './reads.ts';
import { type KeyRange, next, type Row } from './storage.ts';
import { type Key, keyOf, type TableSchema } from './table-schema.ts';

const SEGMENTS = 1_000_000;

export function query(tables: Tables, input: Input<'Query'>): Output<'Query'> {
  const table = tableOf(tables, input.TableName);
  const index = input.IndexName === undefined ? undefined : indexOf(tables, table, input.IndexName);
  if (index && input.ConsistentRead) {
    throw validationError('Consistent reads are not supported on global secondary indexes');
  }
  const keys = index?.schema ?? table.schema;
  const condition = readKeyCondition(input.KeyConditionExpression ?? missing('keyConditionExpression'));
  const { placeholders, page } = pageOf(table.schema, input, [condition], index?.schema);
  assertNoKeys(keys, input.FilterExpression, placeholders);
  checkCondition(condition, placeholders);
  const range = keyRange(keys, condition, placeholders, index ? INDEX_ORDER : TABLE_ORDER);
  const start = startOf(table.schema, input.ExclusiveStartKey, index?.schema);
  if (start && start.pk !== range.pk) {
    throw validationError(
      'The provided starting key is outside query boundaries based on provided conditions',
    );
  }
  const forward = input.ScanIndexForward !== false;
  const rows = index?.entries ?? table;
  return page(rows.range(start ? beyond(range, start.sk, forward) : range, forward));
}

/** What of the range is left when what is at the key was read. */
function beyond(range: KeyRange, sk: string, forward: boolean): KeyRange {
  if (forward) {
    const from = next(sk);
    return compareText(from, range.from) > 0 ? { ...range, from } : range;
  }
  return range.to === undefined || compareText(sk, range.to) < 0 ? { ...range, to: sk } : range;
}

/** A filter of a query works on what the key condition has found. */
function assertNoKeys(
  { partition, sort }: Pick<TableSchema, 'partition' | 'sort'>,
  text: string | undefined,
  { names }: Placeholders,
): void {
  if (text === undefined) return;
  for (const each of namesIn(readFilter(text).tree)) {
    const name = resolved(each, names);
    if (name !== partition && name !== sort) continue;
    throw validationError(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`,
    );
  }
}

export function scan(tables: Tables, input: Input<'Scan'>): Output<'Scan'> {
  const table = tableOf(tables, input.TableName);
  const { page } = pageOf(table.schema, input, []);
  const { Segment: segment, TotalSegments: total } = input;
  if ((segment === undefined) !== (total === undefined)) {
    throw validationError(
      segment === undefined
        ? 'The Segment parameter is required but was not present in the request when parameter TotalSegments is present'
        : 'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (segment !== undefined && total !== undefined) {
    if (!(total >= 1 && total <= SEGMENTS))
      throw validationError(`TotalSegments must be from 1 to ${SEGMENTS}`);
    if (!(segment >= 0 && segment < total)) {
      throw validationError(
        `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
      );
    }
  }
  const start = startOf(table.schema, input.ExclusiveStartKey);
  if (start && segmentOf(start.pk, total ?? 1) !== (segment ?? 0)) {
    throw validationError(
      'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment.',
    );
  }
  return page(table.scan(segment ?? 0, total ?? 1, start));
}

/** @param index of a query on it: its keys belong to where a page ended, beside those of the table */
function startOf(schema: TableSchema, start: Attributes | undefined, index?: IndexSchema): Key | undefined {
  if (start === undefined || Object.keys(start).length === 0) return undefined;
  try {
    const item = itemIn(start);
    if (index === undefined) return keyOf(schema, item);
    const keys = allKeys(schema, index);
    if (keys.length === Object.keys(item).length && keys.every((name) => attributeOf(item, name)?.S)) {
      return placeIn(schema, index, item);
    }
  } catch {
    // Told below.
  }
  throw validationError('The provided starting key is invalid');
}

type Paged = Pick<
  Input<'Query'>,
  | 'ConsistentRead'
  | 'ExpressionAttributeNames'
  | 'ExpressionAttributeValues'
  | 'FilterExpression'
  | 'Limit'
  | 'ProjectionExpression'
  | 'ReturnConsumedCapacity'
  | 'Select'
>;

/** Checks what queries and scans have in common; what comes out makes a page of rows. */
function pageOf(
  schema: TableSchema,
  input: Paged,
  others: readonly Parameters<typeof checkCondition>[0][],
  index?: IndexSchema,
) {
  const filter = input.FilterExpression === undefined ? undefined : readFilter(input.FilterExpression);
  const projection =
    input.ProjectionExpression === undefined ? undefined : readProjection(input.ProjectionExpression);
  const placeholders = placeholdersOf(input, [...others, filter, projection]);
  if (filter) checkCondition(filter, placeholders);
  const wanted = projectionOf(projection?.tree, placeholders);
  if (index) assertProjected(schema, index, wanted);
  const keys = index ? allKeys(schema, index) : allKeys(schema);
  const { Limit: limit = Number.POSITIVE_INFINITY, Select: select } = input;
  if (!(limit >= 1)) {
    throw validationError(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  }
  if (select !== undefined && select !== 'COUNT') throw unsupported(`Select ${select}`);
  if (select !== undefined && wanted !== undefined) {
    throw validationError('Cannot specify the ProjectionExpression when choosing to get only the Count');
  }
  const page = (rows: Iterable<Row>): Output<'Query'> => {
    const items: Attributes[] = [];
    let [scanned, found, bytes] = [0, 0, 0];
    let last: Row | undefined;
    let more: Item | undefined;
    for (const row of rows) {
      if (scanned > 0 && bytes + row.size > PAGE_BYTES) {
        more = last && projected(last.item, keys);
        break;
      }
      scanned++;
      bytes += row.size;
      last = row;
      if (filter === undefined || holds(filter.tree, row.item, placeholders)) {
        found++;
        if (select !== 'COUNT') items.push(itemOut(projected(row.item, wanted)));
      }
      if (scanned >= limit) {
        // Whether there is more is not looked at.
        more = projected(row.item, keys);
        break;
      }
    }
    const units = readUnits(bytes) * costFactor(input.ConsistentRead);
    const capacity = capacityOf(input.ReturnConsumedCapacity, schema.name, units);
    return {
      ...(select === 'COUNT' ? {} : { Items: items }),
      Count: found,
      ScannedCount: scanned,
      ...(more ? { LastEvaluatedKey: itemOut(more) } : {}),
      ...(capacity ? { ConsumedCapacity: capacity } : {}),
    };
  };
  return { page, placeholders };
}

/** What an index does not hold is not fetched from the table. */
function assertProjected(schema: TableSchema, index: IndexSchema, wanted: Projection): void {
  if (index.projection === 'ALL') return;
  const held = [...allKeys(schema, index), ...index.included];
  const other = wanted?.find((name) => !held.includes(name));
  if (other === undefined) return;
  throw invalid(`Global secondary index ${index.name} does not project [${other}]`);
}
