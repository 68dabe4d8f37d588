// The exceptions of DynamoDB, as its SDK throws them.
import {
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  IdempotentParameterMismatchException,
  ResourceInUseException,
  ResourceNotFoundException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';

const $metadata = { httpStatusCode: 400, attempts: 1, totalRetryDelay: 0 } as const;

/** The request can never succeed as it is. DynamoDB's model has no class for it, so it goes by its name. */
export function validationError(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({ name: 'ValidationException', $fault: 'client', $metadata, message });
}

export function isValidationError(error: unknown): error is DynamoDBServiceException {
  return error instanceof DynamoDBServiceException && error.name === 'ValidationException';
}

/** DynamoDB can do it, and this one cannot, because nothing of imbuto asks for it. */
export function unsupported(what: string): DynamoDBServiceException {
  return validationError(`imbuto's local DynamoDB does not support ${what}`);
}

/** A request that is refused before it is looked at as one of DynamoDB's: unknown operation, no JSON, no right to ask. */
export function refused(
  name:
    | 'AccessDeniedException'
    | 'MissingAuthenticationTokenException'
    | 'SerializationException'
    | 'UnknownOperationException'
    | 'UnrecognizedClientException',
  message: string,
) {
  return new DynamoDBServiceException({ name, $fault: 'client', $metadata, message });
}

export function conditionFailed(): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({ $metadata, message: CONDITION_FAILED });
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
