// What SQS refuses, and the error that the SDK makes of each refusal.
import {
  BatchEntryIdsNotDistinct,
  BatchRequestTooLong,
  EmptyBatchRequest,
  InvalidAttributeName,
  InvalidAttributeValue,
  InvalidBatchEntryId,
  InvalidMessageContents,
  MessageNotInflight,
  QueueDoesNotExist,
  QueueNameExists,
  ReceiptHandleIsInvalid,
  SQSServiceException,
  TooManyEntriesInBatchRequest,
  UnsupportedOperation,
} from '@aws-sdk/client-sqs';

const CLASSES = {
  BatchEntryIdsNotDistinct,
  BatchRequestTooLong,
  EmptyBatchRequest,
  InvalidAttributeName,
  InvalidAttributeValue,
  InvalidBatchEntryId,
  InvalidMessageContents,
  MessageNotInflight,
  QueueDoesNotExist,
  QueueNameExists,
  ReceiptHandleIsInvalid,
  TooManyEntriesInBatchRequest,
  UnsupportedOperation,
} as const;

type Refusal = keyof typeof CLASSES | 'InvalidParameterValue' | 'MissingParameter';

/** The exception that the SDK throws for a refusal. */
export function sqsError(name: Refusal, message: string): SQSServiceException {
  const $metadata = { httpStatusCode: 400 };
  if (name === 'InvalidParameterValue' || name === 'MissingParameter') {
    return new SQSServiceException({ name, $fault: 'client', message, $metadata });
  }
  return new CLASSES[name]({ message, $metadata });
}

/** Characters that XML 1.0 has no place for. Lone surrogates cannot be sent in UTF-8 at all. */
const UNSENDABLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

export function checkBody(body: string | undefined, maximumBytes: number): asserts body is string {
  if (body === undefined)
    throw sqsError('MissingParameter', 'the request must contain the parameter MessageBody');
  if (body === '') throw sqsError('InvalidParameterValue', 'a message has a body of one character at least');
  if (UNSENDABLE.test(body))
    throw sqsError('InvalidMessageContents', 'the message holds characters outside the set');
  if (body.length * 3 > maximumBytes && Buffer.byteLength(body) > maximumBytes) {
    throw sqsError('InvalidParameterValue', `a message is shorter than ${maximumBytes} bytes`);
  }
}

export function checkRange(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  throw sqsError('InvalidParameterValue', `${name} is between ${least} and ${most}`);
}

/** One to ten entries, each with an id of its own. */
export function checkBatch(entries: readonly { readonly Id?: string }[]): void {
  if (entries.length === 0) throw sqsError('EmptyBatchRequest', 'a batch has one entry at least');
  if (entries.length > 10) throw sqsError('TooManyEntriesInBatchRequest', 'a batch has ten entries at most');
  const ids = new Set<string>();
  for (const { Id = '' } of entries) {
    if (!/^[\w-]{1,80}$/.test(Id)) {
      throw sqsError('InvalidBatchEntryId', 'an id is of 1 to 80 letters, digits, hyphens and underscores');
    }
    if (ids.has(Id)) throw sqsError('BatchEntryIdsNotDistinct', 'two entries have one id');
    ids.add(Id);
  }
}
