// Where whoever makes a DynamoDB in memory can have it fail as the real one does.
import type { CancellationReason } from '@aws-sdk/client-dynamodb';
import type { Input, Operation, Output } from './operations.ts';

/** What an operation is to suffer though it is asked rightly. */
export type Fault = {
  /**
   * Of a transaction: reasons by the index of its items, e.g. `{ Code: 'TransactionConflict' }`. It is cancelled if there
   * is one; the other items' reasons are those that they have.
   */
  readonly reasons?: readonly (CancellationReason | undefined)[];
  /** Of a batch: how many of its keys or requests are processed, in their order; the rest is answered as unprocessed. */
  readonly processed?: number;
};

export type Faults = {
  /** Before the operation does anything. What it throws (see dynamodb-error.ts) is thrown to the caller. */
  before?<O extends Operation>(operation: O, input: Input<O>): Fault | undefined;
  /** When the operation has taken effect. What it throws comes in the answer's stead: the answer is lost. */
  after?<O extends Operation>(operation: O, input: Input<O>, output: Output<O>): void;
};
