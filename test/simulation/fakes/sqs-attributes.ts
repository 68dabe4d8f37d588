// The attributes of a queue: as they are set, and as they are told.
import { sqsError } from './sqs-rules.ts';

export type Attributes = Readonly<Record<string, string>>;

export type QueueSettings = {
  readonly visibilitySeconds: number;
  readonly delaySeconds: number;
  readonly retentionSeconds: number;
  readonly maximumBytes: number;
  readonly redrive?: { readonly target: string; readonly maxReceiveCount: number };
};

/** By name: what holds where nothing is set, the least and the most. */
const NUMBERS = {
  VisibilityTimeout: [30, 0, 43_200],
  DelaySeconds: [0, 0, 900],
  MessageRetentionPeriod: [345_600, 60, 1_209_600],
  MaximumMessageSize: [1_048_576, 1_024, 1_048_576],
  ReceiveMessageWaitTimeSeconds: [0, 0, 20],
} as const;

/** @throws InvalidAttributeName, InvalidAttributeValue */
export function settingsOf(attributes: Attributes): QueueSettings {
  for (const name of Object.keys(attributes)) {
    if (!(name in NUMBERS) && name !== 'RedrivePolicy') {
      throw sqsError('InvalidAttributeName', `unknown attribute ${name}`);
    }
  }
  const number = (name: keyof typeof NUMBERS): number => {
    const [usual, least, most] = NUMBERS[name];
    const said = attributes[name];
    if (said === undefined) return usual;
    const value = Number(said);
    if (said === '' || !Number.isInteger(value) || value < least || value > most) {
      throw sqsError('InvalidAttributeValue', `invalid value for the parameter ${name}`);
    }
    return value;
  };
  return {
    visibilitySeconds: number('VisibilityTimeout'),
    delaySeconds: number('DelaySeconds'),
    retentionSeconds: number('MessageRetentionPeriod'),
    maximumBytes: number('MaximumMessageSize'),
    ...redriveOf(attributes.RedrivePolicy),
  };
}

function redriveOf(policy: string | undefined): Pick<QueueSettings, 'redrive'> {
  if (policy === undefined) return {};
  const invalid = () => sqsError('InvalidAttributeValue', 'invalid value for the parameter RedrivePolicy');
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(policy) as Record<string, unknown>;
    const count = Number(maxReceiveCount);
    if (typeof deadLetterTargetArn !== 'string' || !Number.isInteger(count) || count < 1 || count > 1_000) {
      throw invalid();
    }
    const target = deadLetterTargetArn.slice(deadLetterTargetArn.lastIndexOf(':') + 1);
    return { redrive: { target, maxReceiveCount: count } };
  } catch {
    throw invalid();
  }
}

type Told = {
  readonly name: string;
  readonly createdAt: number;
  readonly settings: QueueSettings;
  readonly messages: ReadonlyMap<
    string,
    { readonly visibleAt: number; readonly receives: number; readonly firstReceivedAt?: number }
  >;
};

export function arnOf(name: string): string {
  return `arn:aws:sqs:eu-west-1:000000000000:${name}`;
}

export function attributesOf(
  queue: Told,
  names: readonly string[],
  now: number,
): { Attributes?: Attributes } {
  if (names.length === 0) return {};
  const { settings, createdAt, name } = queue;
  const messages = [...queue.messages.values()];
  const count = (isIn: (message: (typeof messages)[number]) => boolean): string =>
    String(messages.filter(isIn).length);
  const { redrive } = settings;
  const all: Record<string, string> = {
    QueueArn: arnOf(name),
    ApproximateNumberOfMessages: count(({ visibleAt }) => visibleAt <= now),
    ApproximateNumberOfMessagesNotVisible: count((one) => one.visibleAt > now && one.receives > 0),
    ApproximateNumberOfMessagesDelayed: count((one) => one.visibleAt > now && one.receives === 0),
    CreatedTimestamp: String(Math.floor(createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(createdAt / 1000)),
    VisibilityTimeout: String(settings.visibilitySeconds),
    DelaySeconds: String(settings.delaySeconds),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    MaximumMessageSize: String(settings.maximumBytes),
    ReceiveMessageWaitTimeSeconds: '0',
    ...(redrive === undefined
      ? {}
      : {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: arnOf(redrive.target),
            maxReceiveCount: redrive.maxReceiveCount,
          }),
        }),
  };
  for (const one of names) {
    if (one !== 'All' && one !== 'RedrivePolicy' && !(one in all)) {
      throw sqsError('InvalidAttributeName', `unknown attribute ${one}`);
    }
  }
  const wanted = names.includes('All') ? Object.keys(all) : names.filter((one) => one in all);
  return { Attributes: Object.fromEntries(wanted.map((one) => [one, all[one] ?? ''])) };
}
