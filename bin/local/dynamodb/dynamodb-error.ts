// The exceptions of DynamoDB, as its SDK throws them.
import {
  type AttributeValue,
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  IdempotentParameterMismatchException,
  ProvisionedThroughputExceededException,
  ResourceInUseException,
  ResourceNotFoundException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';

const $metadata = { httpStatusCode: 400, attempts: 1, totalRetryDelay: 0 } as const;

/** The request can never succeed as it is. DynamoDB's model has no class for it, so it goes by its name. */
export function validationError(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({ name: 'ValidationException', $fault: 'client', $metadata, message });
}

export function isValidationError(error: unknown): error is DynamoDBServiceException {
  return error instanceof DynamoDBServiceException && error.name === 'ValidationException';
}

/** A request that is no request: unknown operation, no JSON. */
export function malformed(name: 'UnknownOperationException' | 'SerializationException', message: string) {
  return new DynamoDBServiceException({ name, $fault: 'client', $metadata, message });
}

/** @param item the one that is there, where it was asked for */
export function conditionFailed(item?: Record<string, AttributeValue>): ConditionalCheckFailedException {
  const message = CONDITION_FAILED;
  return new ConditionalCheckFailedException({ $metadata, message, ...(item ? { Item: item } : {}) });
}

export const CONDITION_FAILED = 'The conditional request failed';

/** One reason for each item of the transaction, in its order; `None` for those that would have passed. */
export function cancelled(reasons: CancellationReason[]): TransactionCanceledException {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new TransactionCanceledException({ $metadata, message, CancellationReasons: reasons });
}

export function noSuchTable(name?: string): ResourceNotFoundException {
  const message =
    name === undefined
      ? 'Requested resource not found'
      : `Requested resource not found: Table: ${name} not found`;
  return new ResourceNotFoundException({ $metadata, message });
}

export function tableInUse(name: string): ResourceInUseException {
  return new ResourceInUseException({ $metadata, message: `Table already exists: ${name}` });
}

export function tokenOfAnotherRequest(): IdempotentParameterMismatchException {
  return new IdempotentParameterMismatchException({
    $metadata,
    Message:
      'The provided client token was used for a different request with a different set of parameters within the idempotency window',
    message: 'The provided client token was used for a different request',
  });
}

/** What an ordinary write gets while a transaction has its item. */
export function conflict(): TransactionConflictException {
  return new TransactionConflictException({ $metadata, message: 'Transaction is ongoing for the item' });
}

export function throttled(): ProvisionedThroughputExceededException {
  return new ProvisionedThroughputExceededException({
    $metadata,
    message: 'The level of configured provisioned throughput for the table was exceeded.',
  });
}
