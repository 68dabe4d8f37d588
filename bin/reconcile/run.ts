// One run of the reconciliation from the command line: over the imbuto that runs here, or over a table by name.
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SingleBar } from 'cli-progress';
import { clientCalls } from '../../functions/queue/client-calls.ts';
import { countMessages } from '../../functions/queue/pending.ts';
import { readVersions } from '../../functions/store/definitions/funnel-versions.ts';
import { UnreadableItem } from '../../functions/store/item-format.ts';
import { openLeadTable } from '../../functions/store/leads/lead-table.ts';
import { LeadsInMotion } from '../../functions/store/leads/read-leads.ts';
import { ReadsThrottled } from '../../functions/store/read-items.ts';
import { storesHere } from '../local/stores-here.ts';
import { type Difference, isUnsettled, NothingToReconcile, type Reconciled, reconcile } from './reconcile.ts';

const USAGE = `npm run reconcile

Recounts every live definition of every funnel from the leads, and compares it with what the leads say they have counted
and with the counters. Exits 0 if nothing differs, 1 if anything does, 2 if it could not tell, and 3 if nothing differs but accepted
submissions are set aside in the dead-letter queue. It looks at the imbuto
that runs here (IMBUTO_DATA), or at a table:

  IMBUTO_TABLE=<table> npm run reconcile        the AWS account and region of the environment
  IMBUTO_QUEUE_URL=<url>                        its submission queue, to be told of messages that still wait
  IMBUTO_DEAD_LETTER_QUEUE_URL=<url>            its dead-letter queue, to be told of messages that are set aside
  DYNAMODB_ENDPOINT=http://localhost:8000       another DynamoDB than that of AWS`;

const EXIT = { same: 0, differs: 1, untold: 2, setAside: 3 } as const;

/** So many differences are printed; the rest is counted. */
const MOST_LINES = 40;

type Place = {
  readonly name: string;
  readonly table: string;
  readonly client: DynamoDBClient;
  readonly pending: () => Promise<number | undefined>;
  /** How many accepted messages are in the dead-letter queue; undefined where that is not known. */
  readonly setAside: () => Promise<number | undefined>;
};

/** @returns the exit code: 0 nothing differs, 1 something does, 2 it could not tell, 3 nothing differs and something is set aside */
export async function reconcileHere(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  say: (line: string) => void = console.log,
): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { help: { type: 'boolean', default: false } } });
  if (values.help) {
    say(USAGE);
    return EXIT.same;
  }
  const place = environment.IMBUTO_TABLE
    ? tableOf(environment.IMBUTO_TABLE, environment)
    : runningHere(environment);
  if (place === undefined) {
    const directory = environment.IMBUTO_DATA || '.imbuto';
    say(
      `No imbuto runs in ${directory}. Start one with "npm start" and leave it running, or name a table: IMBUTO_TABLE.`,
    );
    return EXIT.untold;
  }
  const { name, table, client, pending } = place;
  // Opening a table that was never counted in would write to it.
  if ((await readVersions({ client, table })) === undefined) {
    say(`${name}: nothing was counted yet.`);
    return await tellUncounted(place, say);
  }
  const bar = createBar();
  bar.start(0, 0);
  try {
    const leads = await openLeadTable(client, table);
    const result = await reconcile({ leads, pending, onProgress: (n) => bar.update(n) });
    bar.stop();
    for (const line of linesOf(result)) say(line);
    const uncounted = await tellUncounted(place, say);
    const code = exitCodeOf(result);
    return code === EXIT.same ? uncounted : code;
  } catch (error) {
    bar.stop();
    const told = inWords(error);
    if (told === undefined) throw error;
    say(`${name}: ${told}`);
    return error instanceof NothingToReconcile ? EXIT.same : EXIT.untold;
  }
}

/** @returns the exit code where nothing differs: whether accepted submissions are known to be set aside */
async function tellUncounted({ pending, setAside }: Place, say: (line: string) => void): Promise<number> {
  const [waiting, aside] = [await pending(), await setAside()];
  if (waiting === undefined || aside === undefined) {
    say('How many messages wait in the queue, and how many are set aside, is not known.');
    return EXIT.same;
  }
  say(`${waiting} messages wait in the queue, ${aside} are set aside.`);
  if (aside === 0) return EXIT.same;
  say(SET_ASIDE);
  return EXIT.setAside;
}

export function exitCodeOf(result: Pick<Reconciled, 'moving' | 'differences'>): number {
  if (isUnsettled(result)) return EXIT.untold;
  return result.differences.length > 0 ? EXIT.differs : EXIT.same;
}

/** What has a fix is told with it; of an item only its key in the table. */
function inWords(error: unknown): string | undefined {
  if (error instanceof NothingToReconcile) return `${error.message}.`;
  if (error instanceof UnreadableItem) return `${error.message}.\n${UNREADABLE}`;
  if (error instanceof LeadsInMotion || error instanceof ReadsThrottled)
    return `${error.message}. Nothing was compared; try again when it is quiet.`;
  return undefined;
}

const SET_ASIDE = `What is set aside was accepted, and is in neither the leads nor the counters. Send it back by "npm run redrive"; on AWS by
aws sqs start-message-move-task (docs/infrastructure.md, SubmissionsDead).`;

const UNREADABLE = `Nothing was compared: that item (partition key, sort key) cannot be read. If a newer imbuto has written it, use that one.
If it is damaged, put it back from a backup of the table (on AWS: restore to a point in time, and copy the item).`;

function createBar(): SingleBar {
  const format = 'leads  {value} ({duration_formatted})';
  return new SingleBar({ format, hideCursor: true, noTTYOutput: true, notTTYSchedule: 2_000 });
}

function tableOf(table: string, environment: NodeJS.ProcessEnv): Place {
  const endpoint = environment.DYNAMODB_ENDPOINT?.replace(/\/+$/, '');
  const countIn = (url: string | undefined) => async (): Promise<number | undefined> =>
    url ? await countMessages(clientCalls(new SQSClient({})), url) : undefined;
  return {
    name: table,
    table,
    client: new DynamoDBClient(endpoint ? { endpoint } : {}),
    pending: countIn(environment.IMBUTO_QUEUE_URL),
    setAside: countIn(environment.IMBUTO_DEAD_LETTER_QUEUE_URL),
  };
}

function runningHere(environment: NodeJS.ProcessEnv): Place | undefined {
  const here = storesHere(environment);
  if (here === undefined) return undefined;
  const { directory, connection, dynamodb, table, sqs, queueUrl, deadLetterQueueUrl } = here;
  return {
    name: directory,
    table,
    client: new DynamoDBClient({ ...connection, endpoint: dynamodb }),
    pending: () => countMessages(clientCalls(sqs), queueUrl),
    setAside: () => countMessages(clientCalls(sqs), deadLetterQueueUrl),
  };
}

/** What a person reads of it: figures of funnels, nothing of a lead. */
export function linesOf(result: Reconciled): readonly string[] {
  const { differences, definitions, leads, tombstones, behind, frozen, moving } = result;
  return [
    ...differences.slice(0, MOST_LINES).map(lineOf),
    ...(differences.length > MOST_LINES ? [`… and ${differences.length - MOST_LINES} more`] : []),
    `${leads === 1 ? '1 lead' : `${leads} leads`}${tombstones > 0 ? ` and ${tombstones} that were erased` : ''}, counted under ${definitions.join(', ') || 'nothing'}: ${verdict(result)}`,
    ...(behind > 0 ? [`${behind} leads are still to be recounted under a changed definition.`] : []),
    ...frozen.map((key) => `${key} was counted by another version of imbuto: only its sums were compared.`),
    ...moving.map((why) => MOVING[why]),
  ];
}

function lineOf({ of, definition, day, metric, slice, is, shouldBe }: Difference): string {
  const where = [definition, day, metric, slice].filter((part) => part !== '').join('  ');
  const [who, should] = of === 'counters' ? ['counters', 'leads'] : ['leads', 'their events'];
  return `${where}  ${who} say ${is}, ${should} ${shouldBe}`;
}

function verdict(result: Reconciled): string {
  const { length } = result.differences;
  if (isUnsettled(result)) return 'it could not be told whether anything differs.';
  if (length === 0) return 'no difference.';
  return length === 1 ? '1 difference.' : `${length} differences.`;
}

const MOVING: Readonly<Record<Reconciled['moving'][number], string>> = {
  pending: 'Messages still wait in the queue: what they bring is in neither.',
  counters:
    'The counters moved while they were read, each of three times: the figures are of different moments. Try again when it is quiet.',
  definitions: 'The live definitions changed while they were read, each of three times. Try again.',
};
