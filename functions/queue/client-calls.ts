// The calls of SQS by its client, where a function has that one anyway.
import {
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SqsCalls } from './sqs-calls.ts';

export function clientCalls(client: Pick<SQSClient, 'send'>): SqsCalls {
  return (operation, input) => {
    switch (operation) {
      case 'SendMessage':
        return client.send(new SendMessageCommand(input as SendMessageCommand['input']));
      case 'SendMessageBatch':
        return client.send(new SendMessageBatchCommand(input as SendMessageBatchCommand['input']));
      case 'GetQueueAttributes':
        return client.send(new GetQueueAttributesCommand(input as GetQueueAttributesCommand['input']));
    }
  };
}
