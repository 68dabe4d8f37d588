// Behaviours of SQS standard queues that the fake has, each with where AWS says so.
import { outcome, type SqsTrial } from './sqs-trial.ts';

export type SqsBehaviour = {
  readonly behaviour: string;
  /** Where it is documented. */
  readonly source: string;
  readonly run: (trial: SqsTrial) => Promise<unknown>;
  readonly expected: unknown;
  /** Why the emulator is not asked. */
  readonly onlyInMemory?: string;
};

const API = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference';
const GUIDE = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide';
const at = (operation: string): string => `${API}/API_${operation}.html`;

const send = (trial: SqsTrial, MessageBody: string, more: object = {}) =>
  trial.ask('SendMessage', { MessageBody, ...more });

async function receive(trial: SqsTrial, more: object = {}) {
  const { Messages = [] } = await trial.ask('ReceiveMessage', { MaxNumberOfMessages: 10, ...more });
  return Messages;
}

async function bodies(trial: SqsTrial, more: object = {}): Promise<readonly (string | undefined)[]> {
  return (await receive(trial, more)).map(({ Body }) => Body).sort();
}

async function handle(trial: SqsTrial): Promise<string | undefined> {
  return (await receive(trial))[0]?.ReceiptHandle;
}

const entries = (...ids: readonly string[]) => ids.map((Id) => ({ Id, MessageBody: `body of ${Id}` }));

async function attribute(trial: SqsTrial, name: string): Promise<string | undefined> {
  return (await trial.ask('GetQueueAttributes', { AttributeNames: [name] })).Attributes?.[name];
}

async function withDeadLetters(trial: SqsTrial, maxReceiveCount: number): Promise<string> {
  const deadLetters = trial.url;
  const deadLetterTargetArn = await attribute(trial, 'QueueArn');
  await trial.queueWith({
    VisibilityTimeout: '1',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
  });
  return deadLetters;
}

const LIMITS: readonly SqsBehaviour[] = [
  {
    behaviour: 'A message has a body.',
    source: at('SendMessage'),
    run: async (trial) => [await outcome(trial.ask('SendMessage', {})), await outcome(send(trial, ''))],
    expected: ['MissingParameter', 'InvalidParameterValue'],
    onlyInMemory: 'the emulator calls both MissingParameter',
  },
  {
    behaviour: 'A body is 1 MiB at most, in bytes.',
    source: `${GUIDE}/quotas-messages.html`,
    run: async (trial) => {
      const fits = await outcome(send(trial, 'è'.repeat(524_288)));
      return [typeof fits, await outcome(send(trial, `${'è'.repeat(524_288)}a`))];
    },
    expected: ['object', 'InvalidParameterValue'],
  },
  {
    behaviour: 'A body holds the characters of XML 1.0 only.',
    source: at('SendMessage'),
    run: async (trial) => [
      typeof (await outcome(send(trial, 'tab\tline\nreturn\r è 🌻'))),
      await outcome(send(trial, 'bell \u0007')),
      await outcome(send(trial, 'not a character \uffff')),
    ],
    expected: ['object', 'InvalidMessageContents', 'InvalidMessageContents'],
    onlyInMemory: 'the emulator refuses what lies beyond U+FFFF, which SQS takes',
  },
  {
    behaviour: 'A message is held back for 15 minutes at most.',
    source: at('SendMessage'),
    run: async (trial) => [
      typeof (await outcome(send(trial, 'later', { DelaySeconds: 900 }))),
      await outcome(send(trial, 'too late', { DelaySeconds: 901 })),
      await outcome(send(trial, 'before', { DelaySeconds: -1 })),
    ],
    expected: ['object', 'InvalidParameterValue', 'InvalidParameterValue'],
    onlyInMemory: 'the emulator takes any delay',
  },
  {
    behaviour: 'One to ten messages are received at once.',
    source: at('ReceiveMessage'),
    run: async (trial) => [
      await outcome(trial.ask('ReceiveMessage', { MaxNumberOfMessages: 0 })),
      await outcome(trial.ask('ReceiveMessage', { MaxNumberOfMessages: 11 })),
    ],
    expected: ['InvalidParameterValue', 'InvalidParameterValue'],
  },
  {
    behaviour: 'A message is invisible for 12 hours at most.',
    source: `${GUIDE}/sqs-visibility-timeout.html`,
    run: (trial) => outcome(trial.ask('ReceiveMessage', { VisibilityTimeout: 43_201 })),
    expected: 'InvalidParameterValue',
  },
  {
    behaviour: 'A queue that is not there cannot be used.',
    source: at('SendMessage'),
    run: (trial) => outcome(send(trial, 'lost', { QueueUrl: `${trial.url}-gone` })),
    expected: 'QueueDoesNotExist',
  },
];

const BATCHES: readonly SqsBehaviour[] = [
  {
    behaviour: 'A batch answers each entry by its id.',
    source: at('SendMessageBatch'),
    run: async (trial) => {
      const { Successful = [], Failed } = await trial.ask('SendMessageBatch', { Entries: entries('a', 'b') });
      return [Successful.map(({ Id, MessageId }) => [Id, typeof MessageId]), Failed ?? []];
    },
    expected: [
      [
        ['a', 'string'],
        ['b', 'string'],
      ],
      [],
    ],
  },
  {
    behaviour: 'An empty batch is refused.',
    source: at('SendMessageBatch'),
    run: (trial) => outcome(trial.ask('SendMessageBatch', { Entries: [] })),
    expected: 'EmptyBatchRequest',
  },
  {
    behaviour: 'A batch has ten entries at most.',
    source: at('SendMessageBatch'),
    run: (trial) => outcome(trial.ask('SendMessageBatch', { Entries: entries(...'abcdefghijk') })),
    expected: 'TooManyEntriesInBatchRequest',
  },
  {
    behaviour: 'The ids of a batch are distinct.',
    source: at('SendMessageBatch'),
    run: (trial) => outcome(trial.ask('SendMessageBatch', { Entries: entries('a', 'a') })),
    expected: 'BatchEntryIdsNotDistinct',
  },
  {
    behaviour: 'An id of a batch is of letters, digits, hyphens and underscores, 80 at most.',
    source: at('SendMessageBatchRequestEntry'),
    run: async (trial) => [
      await outcome(trial.ask('SendMessageBatch', { Entries: entries('a.b') })),
      await outcome(trial.ask('SendMessageBatch', { Entries: entries('a'.repeat(81)) })),
    ],
    expected: ['InvalidBatchEntryId', 'InvalidBatchEntryId'],
    onlyInMemory: 'the emulator takes an id of any length',
  },
  {
    behaviour: 'The bodies of a batch are 1 MiB at most together, and none is taken where they are more.',
    source: at('SendMessageBatch'),
    run: async (trial) => {
      const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: Id.repeat(600_000) }));
      return [await outcome(trial.ask('SendMessageBatch', { Entries })), await bodies(trial)];
    },
    expected: ['BatchRequestTooLong', []],
  },
  {
    behaviour: 'An entry that fails fails alone.',
    source: at('SendMessageBatch'),
    run: async (trial) => {
      const Entries = [...entries('good'), { Id: 'bad', MessageBody: 'bell \u0007' }];
      const { Successful = [], Failed = [] } = await trial.ask('SendMessageBatch', { Entries });
      return [Successful.map(({ Id }) => Id), Failed.map(({ Id, Code }) => [Id, Code]), await bodies(trial)];
    },
    expected: [['good'], [['bad', 'InvalidMessageContents']], ['body of good']],
  },
  {
    behaviour: 'A batch of deletions deletes each, and its ids are distinct too.',
    source: at('DeleteMessageBatch'),
    run: async (trial) => {
      await trial.queueWith({ VisibilityTimeout: '1' });
      await trial.ask('SendMessageBatch', { Entries: entries('a', 'b') });
      const handles = (await receive(trial)).map(({ ReceiptHandle }) => ReceiptHandle);
      const Entries = handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      const twice = Entries.map((entry) => ({ ...entry, Id: 'same' }));
      const refused = await outcome(trial.ask('DeleteMessageBatch', { Entries: twice }));
      const { Successful = [] } = await trial.ask('DeleteMessageBatch', { Entries });
      await trial.pass(1.2);
      return [refused, Successful.length, await bodies(trial)];
    },
    expected: ['BatchEntryIdsNotDistinct', 2, []],
  },
];

const VISIBILITY: readonly SqsBehaviour[] = [
  {
    behaviour: 'A message comes with its body, the digest of it, and a receipt handle.',
    source: at('ReceiveMessage'),
    run: async (trial) => {
      await send(trial, 'hello');
      const [message] = await receive(trial);
      return [message?.Body, message?.MD5OfBody, typeof message?.ReceiptHandle];
    },
    expected: ['hello', '5d41402abc4b2a76b9719d911017c592', 'string'],
  },
  {
    behaviour: 'An empty queue answers no messages.',
    source: at('ReceiveMessage'),
    run: async (trial) => (await trial.ask('ReceiveMessage')).Messages ?? [],
    expected: [],
  },
  {
    behaviour: 'A received message is invisible, and comes again when its visibility timeout is over.',
    source: `${GUIDE}/sqs-visibility-timeout.html`,
    run: async (trial) => {
      await trial.queueWith({ VisibilityTimeout: '1' });
      await send(trial, 'again');
      const rounds = [await bodies(trial), await bodies(trial)];
      await trial.pass(1.2);
      return [...rounds, await bodies(trial)];
    },
    expected: [['again'], [], ['again']],
  },
  {
    behaviour: 'Who receives may ask for another visibility timeout.',
    source: at('ReceiveMessage'),
    run: async (trial) => {
      await send(trial, 'soon');
      const first = await bodies(trial, { VisibilityTimeout: 1 });
      await trial.pass(1.2);
      return [first, await bodies(trial)];
    },
    expected: [['soon'], ['soon']],
  },
  {
    behaviour: 'A visibility timeout of nothing leaves a message visible.',
    source: at('ReceiveMessage'),
    run: async (trial) => {
      await send(trial, 'still here');
      return [await bodies(trial, { VisibilityTimeout: 0 }), await bodies(trial)];
    },
    expected: [['still here'], ['still here']],
  },
  {
    behaviour: 'A deleted message does not come again.',
    source: at('DeleteMessage'),
    run: async (trial) => {
      await trial.queueWith({ VisibilityTimeout: '1' });
      await send(trial, 'done');
      await trial.ask('DeleteMessage', { ReceiptHandle: await handle(trial) });
      await trial.pass(1.2);
      return await bodies(trial);
    },
    expected: [],
  },
  {
    behaviour:
      'Each receive has a handle of its own, and only the latest deletes; an older one succeeds all the same.',
    source: at('DeleteMessage'),
    run: async (trial) => {
      await trial.queueWith({ VisibilityTimeout: '1' });
      await send(trial, 'twice');
      const first = await handle(trial);
      await trial.pass(1.2);
      const second = await handle(trial);
      const old = typeof (await outcome(trial.ask('DeleteMessage', { ReceiptHandle: first })));
      await trial.pass(1.2);
      return [first === second, old, await bodies(trial)];
    },
    expected: [false, 'object', ['twice']],
  },
  {
    behaviour: 'Deleting what is deleted succeeds.',
    source: at('DeleteMessage'),
    run: async (trial) => {
      await send(trial, 'gone');
      const ReceiptHandle = await handle(trial);
      await trial.ask('DeleteMessage', { ReceiptHandle });
      return typeof (await outcome(trial.ask('DeleteMessage', { ReceiptHandle })));
    },
    expected: 'object',
  },
  {
    behaviour: 'A handle that is none is refused.',
    source: at('DeleteMessage'),
    run: (trial) => outcome(trial.ask('DeleteMessage', { ReceiptHandle: 'no handle' })),
    expected: 'ReceiptHandleIsInvalid',
    onlyInMemory: 'the emulator takes any text for a handle',
  },
  {
    behaviour: 'The visibility of a message in flight can be prolonged.',
    source: at('ChangeMessageVisibility'),
    run: async (trial) => {
      await trial.queueWith({ VisibilityTimeout: '1' });
      await send(trial, 'longer');
      const ReceiptHandle = await handle(trial);
      await trial.ask('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 30 });
      await trial.pass(1.2);
      return await bodies(trial);
    },
    expected: [],
  },
  {
    behaviour: 'The visibility of a message that is not in flight cannot be changed.',
    source: at('ChangeMessageVisibility'),
    run: async (trial) => {
      await send(trial, 'visible');
      const [message] = await receive(trial, { VisibilityTimeout: 1 });
      await trial.pass(1.2);
      const { ReceiptHandle } = message ?? {};
      return await outcome(trial.ask('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 30 }));
    },
    expected: 'MessageNotInflight',
    onlyInMemory: 'the emulator changes it',
  },
  {
    behaviour: 'A message that is held back is not received before its time.',
    source: `${GUIDE}/sqs-message-timers.html`,
    run: async (trial) => {
      await send(trial, 'later', { DelaySeconds: 1 });
      const before = await bodies(trial);
      await trial.pass(1.2);
      return [before, await bodies(trial)];
    },
    expected: [[], ['later']],
  },
];

const QUEUES: readonly SqsBehaviour[] = [
  {
    behaviour: 'A message tells how often it was received.',
    source: at('ReceiveMessage'),
    run: async (trial) => {
      await send(trial, 'count me');
      const count = async () => {
        const more = { VisibilityTimeout: 0, AttributeNames: ['All'] };
        return (await receive(trial, more))[0]?.Attributes?.ApproximateReceiveCount;
      };
      return [await count(), await count()];
    },
    expected: ['1', '2'],
  },
  {
    behaviour: 'A message tells nothing about itself that nobody asks for.',
    source: at('ReceiveMessage'),
    run: async (trial) => {
      await send(trial, 'silent');
      return (await receive(trial))[0]?.Attributes ?? {};
    },
    expected: {},
  },
  {
    behaviour:
      'A message that was received as often as it may be goes to the dead-letter queue at the next receive.',
    source: `${GUIDE}/sqs-dead-letter-queues.html`,
    run: async (trial) => {
      const deadLetters = await withDeadLetters(trial, 2);
      await send(trial, 'poison');
      const rounds: unknown[] = [];
      for (let round = 0; round < 3; round++) {
        rounds.push(await bodies(trial));
        await trial.pass(1.2);
      }
      return [...rounds, await bodies(trial, { QueueUrl: deadLetters })];
    },
    expected: [['poison'], ['poison'], [], ['poison']],
  },
  {
    behaviour: 'A neighbour of a poison message does not die with it.',
    source: `${GUIDE}/sqs-dead-letter-queues.html`,
    run: async (trial) => {
      const deadLetters = await withDeadLetters(trial, 1);
      await send(trial, 'poison');
      await receive(trial);
      await send(trial, 'neighbour');
      await trial.pass(1.2);
      return [await bodies(trial), await bodies(trial, { QueueUrl: deadLetters })];
    },
    expected: [['neighbour'], ['poison']],
  },
  {
    behaviour: 'A queue counts what is visible, in flight and held back.',
    source: at('GetQueueAttributes'),
    run: async (trial) => {
      await send(trial, 'in flight');
      await receive(trial);
      await send(trial, 'visible');
      await send(trial, 'later', { DelaySeconds: 60 });
      const names = ['', 'NotVisible', 'Delayed'].map((what) => `ApproximateNumberOfMessages${what}`);
      return await Promise.all(names.map((name) => attribute(trial, name)));
    },
    expected: ['1', '1', '1'],
  },
  {
    behaviour: 'A queue tells the attributes it was made with, and how it is where nothing was said.',
    source: at('SetQueueAttributes'),
    run: async (trial) => {
      const usual = await attribute(trial, 'VisibilityTimeout');
      const kept = await attribute(trial, 'MessageRetentionPeriod');
      await trial.queueWith({ VisibilityTimeout: '7' });
      return [usual, kept, await attribute(trial, 'VisibilityTimeout')];
    },
    expected: ['30', '345600', '7'],
  },
  {
    behaviour: 'An attribute that queues do not have cannot be asked for.',
    source: at('GetQueueAttributes'),
    run: (trial) => outcome(trial.ask('GetQueueAttributes', { AttributeNames: ['Colour'] })),
    expected: 'InvalidAttributeName',
    onlyInMemory: 'the emulator passes over it',
  },
  {
    behaviour: 'A purged queue is empty.',
    source: at('PurgeQueue'),
    run: async (trial) => {
      await send(trial, 'gone');
      await trial.ask('PurgeQueue');
      return await bodies(trial);
    },
    expected: [],
  },
  {
    behaviour: 'A message is kept for as long as its queue keeps messages, and no longer.',
    source: at('SetQueueAttributes'),
    run: async (trial) => {
      await trial.queueWith({ MessageRetentionPeriod: '60' });
      await send(trial, 'old');
      await trial.pass(61);
      return await bodies(trial);
    },
    expected: [],
    onlyInMemory: 'a minute is the least that a queue keeps messages, and too long for a test',
  },
];

export const SQS_BEHAVIOURS: readonly SqsBehaviour[] = [...LIMITS, ...BATCHES, ...VISIBILITY, ...QUEUES];
