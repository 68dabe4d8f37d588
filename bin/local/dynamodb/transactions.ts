// TransactWriteItems: all of it or nothing, with a reason for each item.
import { hash } from 'node:crypto';
import type { CancellationReason, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { assertWanted, type Bill, capacitiesOf, charge } from './capacity.ts';
import {
  CONDITION_FAILED,
  cancelled,
  isValidationError,
  tokenOfAnotherRequest,
  validationError,
} from './dynamodb-error.ts';
import { readUnits, TRANSACTION_BYTES } from './item-size.ts';
import {
  apply,
  assertDistinct,
  checkOf,
  deleteOf,
  type Effect,
  type ItemWrite,
  missing,
  putOf,
  type Tables,
  updateOf,
  workedOut,
} from './item-write.ts';
import type { Input, Output } from './operations.ts';

const ITEMS = 100;
const TOKEN_MS = 10 * 60_000;
const TOKEN_LENGTH = 36;
/** Preparing and committing are billed apart. */
const PHASES = 2;

/** The digest of what a client token was used for, until it may be used anew. */
export type Tokens = Map<string, { readonly request: string; readonly until: number }>;

export function transactWriteItems(
  tables: Tables,
  input: Input<'TransactWriteItems'>,
  { tokens, now }: { readonly tokens: Tokens; readonly now: number },
): Output<'TransactWriteItems'> {
  assertWanted(input.ReturnConsumedCapacity);
  const writes = counted(input.TransactItems).map((item) => writeOf(tables, item));
  assertDistinct(writes, 'Transaction request cannot include multiple operations on one item');
  const token = input.ClientRequestToken;
  const request = token === undefined ? '' : digestOf(input);
  if (token !== undefined && isReplay(tokens, token, request, now)) return replayed(writes, input);
  const [effects, reasons] = attempt(writes);
  if (reasons) throw cancelled(reasons);
  assertTogether(effects);
  const bill: Bill = new Map();
  for (const [at, write] of writes.entries()) {
    const effect = effects[at];
    if (effect === undefined) continue;
    charge(bill, write.table.schema.name, PHASES * apply(tables, write, effect));
  }
  if (token !== undefined) tokens.set(token, { request, until: now + TOKEN_MS });
  const capacity = capacitiesOf(input.ReturnConsumedCapacity, bill, 'WriteCapacityUnits');
  return capacity ? { ConsumedCapacity: capacity } : {};
}

function counted<Each>(items: readonly Each[] | undefined): readonly Each[] {
  if (items !== undefined && items.length > 0 && items.length <= ITEMS) return items;
  throw validationError(
    "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: " +
      `Member must have length less than or equal to ${ITEMS} and greater than or equal to 1`,
  );
}

function writeOf(tables: Tables, { Put, Update, Delete, ConditionCheck }: TransactWriteItem): ItemWrite {
  const asked = [Put, Update, Delete, ConditionCheck].filter((each) => each !== undefined);
  if (asked.length === 1) {
    if (Put) return putOf(tables, Put);
    if (Update) {
      if (Update.UpdateExpression === undefined) missing('updateExpression');
      return updateOf(tables, Update);
    }
    if (Delete) return deleteOf(tables, Delete);
    if (ConditionCheck) return checkOf(tables, ConditionCheck);
  }
  throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
}

/** What each write would do, or why they do nothing. */
function attempt(
  writes: readonly ItemWrite[],
): readonly [readonly Effect[], CancellationReason[] | undefined] {
  const effects: Effect[] = [];
  let reasons: CancellationReason[] | undefined;
  for (const [at, write] of writes.entries()) {
    const outcome = effectOf(write);
    if ('before' in outcome) effects.push(outcome);
    else {
      reasons ??= writes.map(() => ({ Code: 'None' }));
      reasons[at] = outcome;
    }
  }
  return [effects, reasons];
}

function effectOf(write: ItemWrite): Effect | CancellationReason {
  try {
    return workedOut(write);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return { Code: 'ConditionalCheckFailed', Message: CONDITION_FAILED };
    }
    if (isValidationError(error)) return { Code: 'ValidationError', Message: error.message };
    throw error;
  }
}

function assertTogether(effects: readonly Effect[]): void {
  const bytes = effects.reduce((sum, { before, after }) => sum + ((after ?? before)?.size ?? 0), 0);
  if (bytes > TRANSACTION_BYTES) {
    throw validationError('The aggregate size of the items in the transaction exceeds 4 MB');
  }
}

/** @throws IdempotentParameterMismatchException */
function isReplay(tokens: Tokens, token: string, request: string, now: number): boolean {
  if (token.length < 1 || token.length > TOKEN_LENGTH) {
    throw validationError(
      `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: ` +
        `Member must have length less than or equal to ${TOKEN_LENGTH}`,
    );
  }
  // The oldest come first, and all last equally long.
  for (const [old, { until }] of tokens) {
    if (until > now) break;
    tokens.delete(old);
  }
  const known = tokens.get(token);
  if (known === undefined) return false;
  if (known.request === request) return true;
  throw tokenOfAnotherRequest();
}

/** A replay succeeds, and is billed for reading the items. */
function replayed(
  writes: readonly ItemWrite[],
  input: Input<'TransactWriteItems'>,
): Output<'TransactWriteItems'> {
  const bill: Bill = new Map();
  for (const { table, key } of writes) {
    charge(bill, table.schema.name, PHASES * readUnits(table.get(key)?.size ?? 0));
  }
  const capacity = capacitiesOf(input.ReturnConsumedCapacity, bill, 'ReadCapacityUnits');
  return capacity ? { ConsumedCapacity: capacity } : {};
}

/** The same for the same items, whatever the order of their properties. */
function digestOf({ TransactItems }: Input<'TransactWriteItems'>): string {
  const text = JSON.stringify(TransactItems, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    if (value instanceof Uint8Array) return [...value];
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return hash('sha256', text, 'base64');
}
