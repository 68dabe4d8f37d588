// Query and Scan: pages of up to 1 MB of what is looked at, filtered after.
import { type Attributes, itemIn, itemOut } from './attribute-value.ts';
import { capacityOf } from './capacity.ts';
import { checkCondition, holds, pathsIn } from './condition.ts';
import { readFilter, readKeyCondition } from './condition-expression.ts';
import { projected } from './document-path.ts';
import { validationError } from './dynamodb-error.ts';
import { PAGE_BYTES, readUnits } from './item-size.ts';
import { missing, type Tables, tableOf } from './item-write.ts';
import { keyRange } from './key-condition.ts';
import type { Input, Output } from './operations.ts';
import { type Placeholders, placeholdersOf, resolved } from './placeholders.ts';
import { projectionPaths, readProjection } from './projection-expression.ts';
import { costFactor } from './reads.ts';
import type { Row, Table } from './table.ts';
import { type Key, keyAttributes, keyOf } from './table-schema.ts';

const SEGMENTS = 1_000_000;

export function query(tables: Tables, input: Input<'Query'>): Output<'Query'> {
  const table = tableOf(tables, input.TableName);
  const condition = readKeyCondition(input.KeyConditionExpression ?? missing('keyConditionExpression'));
  const { placeholders, page } = pageOf(table, input, [condition]);
  assertNoKeys(table, input.FilterExpression, placeholders);
  checkCondition(condition, placeholders);
  const range = keyRange(table, condition, placeholders);
  const start = startOf(table, input.ExclusiveStartKey);
  if (start && start.pk !== range.pk) {
    throw validationError(
      'The provided starting key is outside query boundaries based on provided conditions',
    );
  }
  const rows = table.partition(range.pk);
  return page(ordered(table, rows, range.of(rows), start, input.ScanIndexForward !== false));
}

function* ordered(
  table: Table,
  rows: readonly Row[],
  [low, high]: readonly [number, number],
  start: Key | undefined,
  forward: boolean,
): Generator<Row> {
  const at = start ? table.lowerBound(rows, start.sk) : 0;
  const isThere = start !== undefined && rows[at]?.sk === start.sk;
  const from = start && forward ? Math.max(low, isThere ? at + 1 : at) : low;
  const to = start && !forward ? Math.min(high, at) : high;
  for (let step = 0; step < to - from; step++) {
    const row = rows[forward ? from + step : to - 1 - step];
    if (row) yield row;
  }
}

/** A filter of a query works on what the key condition has found. */
function assertNoKeys({ schema }: Table, text: string | undefined, { names }: Placeholders): void {
  if (text === undefined) return;
  for (const path of pathsIn(readFilter(text).tree)) {
    const [first] = resolved(path, names);
    if (first !== schema.partition.name && first !== schema.sort?.name) continue;
    throw validationError(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${first}`,
    );
  }
}

export function scan(tables: Tables, input: Input<'Scan'>): Output<'Scan'> {
  const table = tableOf(tables, input.TableName);
  const { page } = pageOf(table, input, []);
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
  const start = startOf(table, input.ExclusiveStartKey);
  if (start && table.segmentOf(start, total ?? 1) !== (segment ?? 0)) {
    throw validationError(
      'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment.',
    );
  }
  return page(table.scan(segment ?? 0, total ?? 1, start));
}

function startOf({ schema }: Table, start: Attributes | undefined): Key | undefined {
  if (start === undefined || Object.keys(start).length === 0) return undefined;
  try {
    return keyOf(schema, itemIn(start));
  } catch {
    throw validationError('The provided starting key is invalid');
  }
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
function pageOf({ schema }: Table, input: Paged, others: readonly Parameters<typeof checkCondition>[0][]) {
  const filter = input.FilterExpression === undefined ? undefined : readFilter(input.FilterExpression);
  const projection =
    input.ProjectionExpression === undefined ? undefined : readProjection(input.ProjectionExpression);
  const placeholders = placeholdersOf(input, [...others, filter, projection]);
  if (filter) checkCondition(filter, placeholders);
  const paths = projection && projectionPaths(projection, placeholders);
  const { Limit: limit = Number.POSITIVE_INFINITY, Select: select } = input;
  if (!(limit >= 1)) {
    throw validationError(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  }
  if (select === 'ALL_PROJECTED_ATTRIBUTES') {
    throw validationError('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  if ((select === 'SPECIFIC_ATTRIBUTES') !== (paths !== undefined) && select !== undefined) {
    throw validationError(
      paths
        ? `Cannot specify the ProjectionExpression when choosing to get ${select}`
        : 'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
  const page = (rows: Iterable<Row>): Output<'Query'> => {
    const items: Attributes[] = [];
    let [scanned, found, bytes] = [0, 0, 0];
    let last: Row | undefined;
    let next: Attributes | undefined;
    for (const row of rows) {
      if (scanned > 0 && bytes + row.size > PAGE_BYTES) {
        next = last && keyAttributes(schema, last.item);
        break;
      }
      scanned++;
      bytes += row.size;
      last = row;
      if (filter === undefined || holds(filter.tree, row.item, placeholders)) {
        found++;
        if (select !== 'COUNT') items.push(itemOut(paths ? projected(row.item, paths) : row.item));
      }
      if (scanned >= limit) {
        // Whether there is more is not looked at.
        next = keyAttributes(schema, row.item);
        break;
      }
    }
    const units = readUnits(bytes) * costFactor(input.ConsistentRead);
    const capacity = capacityOf(input.ReturnConsumedCapacity, schema.name, units);
    return {
      ...(select === 'COUNT' ? {} : { Items: items }),
      Count: found,
      ScannedCount: scanned,
      ...(next ? { LastEvaluatedKey: itemOut(next) } : {}),
      ...(capacity ? { ConsumedCapacity: capacity } : {}),
    };
  };
  return { page, placeholders };
}
