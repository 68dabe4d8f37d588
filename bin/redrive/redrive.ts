// Moves the messages of local dead-letter queues back to their queues. On AWS, SQS does it: docs/infrastructure.md.
import { parseArgs } from 'node:util';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { clientCalls } from '../../functions/queue/client-calls.ts';
import { countMessages } from '../../functions/queue/pending.ts';
import { storesHere } from '../local/stores-here.ts';

const USAGE = `npm run redrive

Sends the messages that were set aside by the imbuto that runs here (IMBUTO_DATA) back to their queues: submissions, to be counted, and webhooks, notices
and mails, to be told. What was counted or told already changes nothing. A message that fails again is set aside again.

  npm run redrive -- --dry-run                  only says how many there are`;

/** A message that is received and cannot be sent comes back to the dead-letter queue after so long. */
const HIDDEN_SECONDS = 60;

/** @returns the exit code: 0 done, 2 no imbuto runs here */
export async function redriveHere(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  say: (line: string) => void = console.log,
): Promise<number> {
  const options = {
    help: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const here = storesHere(environment);
  if (here === undefined) {
    say(
      `No imbuto runs in ${environment.IMBUTO_DATA || '.imbuto'}. Start one with "npm start" and leave it running.`,
    );
    return 2;
  }
  const { sqs, outbound } = here;
  const kinds = [{ ...here, of: '', done: 'counted' }, ...(outbound ? [{ ...outbound, ...OUTBOUND }] : [])];
  for (const { queueUrl, deadLetterQueueUrl, of, done } of kinds) {
    const most = await countMessages(clientCalls(sqs), deadLetterQueueUrl);
    if (values['dry-run']) say(`${most}${of} set aside.`);
    else {
      const moved = await redrive(sqs, { from: deadLetterQueueUrl, to: queueUrl, most });
      say(`${moved} of ${most}${of} sent back to be ${done}.`);
    }
  }
  return 0;
}

const OUTBOUND = { of: ' webhooks, notices and mails', done: 'told' };

type Move = {
  readonly from: string;
  readonly to: string;
  /** What fails again meanwhile is not sent back once more. */
  readonly most: number;
};

/** @returns how many were moved; a message is sent before it is deleted, so that none is lost on the way */
export async function redrive(sqs: Pick<SQSClient, 'send'>, { from, to, most }: Move): Promise<number> {
  let moved = 0;
  while (moved < most) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: from,
        MaxNumberOfMessages: Math.min(10, most - moved),
        VisibilityTimeout: HIDDEN_SECONDS,
      }),
    );
    if (Messages.length === 0) break;
    for (const { Body = '', ReceiptHandle = '' } of Messages) {
      await sqs.send(new SendMessageCommand({ QueueUrl: to, MessageBody: Body }));
      await sqs.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
      moved++;
    }
  }
  return moved;
}
