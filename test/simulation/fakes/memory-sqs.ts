// SQS in memory: standard queues by the rules that SQS documents, on a clock and a chance that are passed in.

import { batchOf, md5, systemAttributes } from './sqs-answers.ts';
import { type Attributes, attributesOf, type QueueSettings, settingsOf } from './sqs-attributes.ts';
import { checkBatch, checkBody, checkRange, sqsError } from './sqs-rules.ts';

export type SqsClockwork = {
  /** ms since the epoch. */
  readonly now: () => number;
  /** A number in [0, 1): which of the visible messages are received. */
  readonly random: () => number;
  /** Whether a message that is received is delivered to somebody else too: standard queues deliver at least once. */
  readonly isDeliveredTwice?: (body: string) => boolean;
};

export type HeldMessage = {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  visibleAt: number;
  receives: number;
  firstReceivedAt?: number;
  /** The handle of the latest receive: the only one that deletes. */
  handle?: string;
};

type Queue = {
  readonly name: string;
  readonly url: string;
  readonly createdAt: number;
  readonly messages: Map<string, HeldMessage>;
  settings: QueueSettings;
};

export type ReceivedMessage = {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Readonly<Record<string, string>>;
};

export type Entry = {
  readonly Id?: string;
  readonly MessageBody?: string;
  readonly DelaySeconds?: number;
  readonly ReceiptHandle?: string;
  readonly VisibilityTimeout?: number;
};
export type SqsInput = Omit<Entry, 'Id'> & {
  readonly QueueUrl?: string;
  readonly QueueName?: string;
  readonly Entries?: readonly Entry[];
  readonly MaxNumberOfMessages?: number;
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly Attributes?: Attributes;
};

/** What a message may weigh, and all messages of one batch together. */
const MOST_BYTES = 1_048_576;
const MOST_VISIBILITY_S = 43_200;
const MOST_DELAY_S = 900;

export class MemorySqs {
  readonly #clockwork: SqsClockwork;
  readonly #queues = new Map<string, Queue>();
  #sent = 0;

  constructor(clockwork: SqsClockwork) {
    this.#clockwork = clockwork;
  }

  /** Does what the service does with a command, at once. @throws SQSServiceException, or a class of its own of it */
  execute(operation: string, input: SqsInput): object {
    switch (operation) {
      case 'CreateQueue':
        return { QueueUrl: this.createQueue(input.QueueName ?? '', input.Attributes) };
      case 'SendMessage':
        return this.#send(this.#queue(input), input);
      case 'SendMessageBatch':
        return this.#sendBatch(this.#queue(input), input.Entries ?? []);
      case 'ReceiveMessage':
        return this.#receive(this.#queue(input), input);
      case 'DeleteMessage':
        return this.#delete(this.#queue(input), input);
      case 'DeleteMessageBatch':
        return batchOf(input.Entries ?? [], (entry) => this.#delete(this.#queue(input), entry));
      case 'ChangeMessageVisibility':
        return this.#changeVisibility(this.#queue(input), input);
      case 'GetQueueAttributes':
        return this.#attributes(this.#queue(input), input.AttributeNames ?? []);
      case 'PurgeQueue':
        this.#queue(input).messages.clear();
        return {};
      default:
        throw sqsError('UnsupportedOperation', `${operation} is not known here`);
    }
  }

  createQueue(name: string, attributes: Attributes = {}): string {
    if (!/^[\w-]{1,80}$/.test(name)) {
      throw sqsError(
        'InvalidParameterValue',
        'a name is of 1 to 80 letters, digits, hyphens and underscores',
      );
    }
    const settings = settingsOf(attributes);
    const known = this.#queues.get(name);
    if (known !== undefined) {
      if (JSON.stringify(known.settings) === JSON.stringify(settings)) return known.url;
      throw sqsError('QueueNameExists', 'a queue of this name has other attributes');
    }
    const url = `https://sqs.eu-west-1.amazonaws.com/000000000000/${name}`;
    this.#queues.set(name, { name, url, createdAt: this.#clockwork.now(), messages: new Map(), settings });
    return url;
  }

  /** What a queue holds, for whoever looks on. */
  held(url: string): readonly HeldMessage[] {
    return [...this.#queue({ QueueUrl: url }).messages.values()];
  }

  hasVisible(url: string, now: number): boolean {
    for (const { visibleAt } of this.#queue({ QueueUrl: url }).messages.values())
      if (visibleAt <= now) return true;
    return false;
  }

  /** Gives all messages of a dead-letter queue back to the queue they came from, as a redrive does. */
  redrive(deadLettersUrl: string, url: string): number {
    const from = this.#queue({ QueueUrl: deadLettersUrl });
    const to = this.#queue({ QueueUrl: url });
    const moved = from.messages.size;
    for (const { id, body, sentAt } of from.messages.values()) {
      to.messages.set(id, { id, body, sentAt, visibleAt: this.#clockwork.now(), receives: 0 });
    }
    from.messages.clear();
    return moved;
  }

  #queue({ QueueUrl }: SqsInput): Queue {
    const queue = this.#queues.get(QueueUrl?.slice(QueueUrl.lastIndexOf('/') + 1) ?? '');
    if (queue === undefined) throw sqsError('QueueDoesNotExist', 'the specified queue does not exist');
    return queue;
  }

  #send(queue: Queue, { MessageBody, DelaySeconds }: Entry): { MessageId: string; MD5OfMessageBody: string } {
    checkBody(MessageBody, queue.settings.maximumBytes);
    checkRange('DelaySeconds', DelaySeconds, 0, MOST_DELAY_S);
    const now = this.#clockwork.now();
    const id = `m-${++this.#sent}`;
    const visibleAt = now + 1000 * (DelaySeconds ?? queue.settings.delaySeconds);
    queue.messages.set(id, { id, body: MessageBody, sentAt: now, visibleAt, receives: 0 });
    return { MessageId: id, MD5OfMessageBody: md5(MessageBody) };
  }

  #sendBatch(queue: Queue, entries: readonly Entry[]): object {
    const bytes = entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0);
    checkBatch(entries);
    if (bytes > MOST_BYTES) {
      throw sqsError('BatchRequestTooLong', `a batch is of ${MOST_BYTES} bytes at most`);
    }
    return batchOf(entries, (entry) => this.#send(queue, entry));
  }

  #receive(queue: Queue, input: SqsInput): { Messages?: readonly ReceivedMessage[] } {
    checkRange('MaxNumberOfMessages', input.MaxNumberOfMessages, 1, 10);
    checkRange('VisibilityTimeout', input.VisibilityTimeout, 0, MOST_VISIBILITY_S);
    const now = this.#clockwork.now();
    this.#expire(queue, now);
    const wanted = input.MaxNumberOfMessages ?? 1;
    const timeout = 1000 * (input.VisibilityTimeout ?? queue.settings.visibilitySeconds);
    const visible = [...queue.messages.values()].filter(({ visibleAt }) => visibleAt <= now);
    const received: ReceivedMessage[] = [];
    while (received.length < wanted && visible.length > 0) {
      const [message] = visible.splice(Math.floor(this.#clockwork.random() * visible.length), 1);
      if (message === undefined || this.#hasDied(queue, message)) continue;
      const isDeliveredTwice = this.#clockwork.isDeliveredTwice?.(message.body) ?? false;
      message.receives++;
      message.firstReceivedAt ??= now;
      message.visibleAt = isDeliveredTwice ? now : now + timeout;
      message.handle = `${queue.name}/${message.id}/${message.receives}`;
      received.push({
        MessageId: message.id,
        ReceiptHandle: message.handle,
        Body: message.body,
        MD5OfBody: md5(message.body),
        ...systemAttributes(message, [
          ...(input.AttributeNames ?? []),
          ...(input.MessageSystemAttributeNames ?? []),
        ]),
      });
    }
    return received.length === 0 ? {} : { Messages: received };
  }

  /** A message that was received as often as it may be goes to the dead-letter queue instead of being received again. */
  #hasDied(queue: Queue, message: HeldMessage): boolean {
    const { redrive } = queue.settings;
    if (redrive === undefined || message.receives < redrive.maxReceiveCount) return false;
    const deadLetters = this.#queues.get(redrive.target);
    if (deadLetters === undefined) return false;
    queue.messages.delete(message.id);
    const { id, body, sentAt, receives } = message;
    deadLetters.messages.set(id, { id, body, sentAt, receives, visibleAt: this.#clockwork.now() });
    return true;
  }

  #expire(queue: Queue, now: number): void {
    const oldest = now - 1000 * queue.settings.retentionSeconds;
    for (const { id, sentAt } of queue.messages.values()) if (sentAt < oldest) queue.messages.delete(id);
  }

  /** An older handle than the latest succeeds and deletes nothing; so does one of a message that is gone. */
  #delete(queue: Queue, { ReceiptHandle }: Entry): object {
    const { message, isLatest } = byHandle(queue, ReceiptHandle);
    if (message !== undefined && isLatest) queue.messages.delete(message.id);
    return {};
  }

  #changeVisibility(queue: Queue, { ReceiptHandle, VisibilityTimeout }: Entry): object {
    if (VisibilityTimeout === undefined) {
      throw sqsError('MissingParameter', 'the request must contain the parameter VisibilityTimeout');
    }
    checkRange('VisibilityTimeout', VisibilityTimeout, 0, MOST_VISIBILITY_S);
    const { message } = byHandle(queue, ReceiptHandle);
    const now = this.#clockwork.now();
    if (message === undefined) {
      throw sqsError(
        'InvalidParameterValue',
        'the message is not there, or not available for a change of visibility',
      );
    }
    if (message.visibleAt <= now) throw sqsError('MessageNotInflight', 'the message is not in flight');
    message.visibleAt = now + 1000 * VisibilityTimeout;
    return {};
  }

  #attributes(queue: Queue, names: readonly string[]): object {
    const now = this.#clockwork.now();
    this.#expire(queue, now);
    return attributesOf(queue, names, now);
  }
}

function byHandle(
  queue: Queue,
  handle: string | undefined,
): { readonly message: HeldMessage | undefined; readonly isLatest: boolean } {
  if (handle === undefined) {
    throw sqsError('MissingParameter', 'the request must contain the parameter ReceiptHandle');
  }
  const [name, id = ''] = handle.split('/');
  if (name !== queue.name) throw sqsError('ReceiptHandleIsInvalid', 'the receipt handle is not valid');
  const message = queue.messages.get(id);
  return { message, isLatest: message?.handle === handle };
}
