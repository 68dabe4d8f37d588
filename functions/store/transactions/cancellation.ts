// Why DynamoDB has cancelled a transaction.
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/** The code of an item whose condition does not hold. */
export const CONDITION_FAILED = 'ConditionalCheckFailed';

/** A code for each item, empty for most; undefined where it is another error. */
export function cancellationCodes(error: unknown): readonly string[] | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  return (error.CancellationReasons ?? []).map(({ Code = '' }) => Code);
}

/** Whether others have written, or write, what it was to write. */
export function isContested(error: unknown): boolean {
  return (
    cancellationCodes(error)?.some((code) => code === CONDITION_FAILED || code === 'TransactionConflict') ===
    true
  );
}
