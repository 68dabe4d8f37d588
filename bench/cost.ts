// `cost`: dollars for a million submissions, by service and batch size, and for a month in which nobody comes.
import { KEPT_AN_HOUR } from '../functions/store/quarantine/keep.ts';
import { startEmulators } from '../test/support/emulators.ts';
import { ASSUMED } from './cost/assumptions.ts';
import { type Exported, measureDataOut } from './cost/data-out.ts';
import { dataOutTable } from './cost/data-out-table.ts';
import { PRICES, PRICES_OF } from './cost/prices.ts';
import { measureQuarantine, type Quarantined, type Units } from './cost/quarantine.ts';
import { readStack, type Stack } from './cost/stack.ts';
import { type Added, measureTelling, type Notices } from './cost/telling.ts';
import type { Benchmark, Outcome, Row, Table } from './outcome.ts';
import { type Cell, type Measured, measureAll } from './units/measure.ts';
import { MIX } from './units/scenario.ts';

const MILLION = 1_000_000;
const GB = 1_000_000_000;
const BATCHES = [1, 5, 25, 100];
/** The starter tells nobody, so that the template has no such function; see `lib/telling.ts`. */
const OUTBOUND_GB = 0.5;
const LEADS_A_DAY_EXPORTED = 100;

export const cost: Benchmark = async (tell) => {
  tell('synthesising the stack');
  const stack = await readStack();
  const emulators = await startEmulators({ dynamodb: true });
  try {
    const [mix] = await measureAll(emulators, [{ ...MIX, batches: BATCHES }], tell);
    if (mix === undefined) throw new Error('nothing was measured');
    tell('what telling adds');
    const told: Added[] = [];
    for (const batch of BATCHES) told.push(await measureTelling(batch));
    tell('what quarantine takes');
    const quarantined: Quarantined[] = [];
    for (const batch of BATCHES) quarantined.push(await measureQuarantine(batch));
    tell('what data out takes');
    return outcomeOf(mix, stack, told, quarantined, await measureDataOut(LEADS_A_DAY_EXPORTED));
  } finally {
    await emulators.stop();
  }
};

/** Dollars for a submission, by what is paid. */
function dollarsOf({ batch, writes, reads }: Pick<Cell, 'batch' | 'writes' | 'reads'>, stack: Stack) {
  const { dynamoDb, sqs, httpApi, lambda, logs } = PRICES;
  const polled = Math.min(batch, ASSUMED.messagesPerPoll);
  const captureGbSeconds = (stack.memoryGb('Capture') * ASSUMED.captureMs) / 1_000;
  const progressMs = ASSUMED.progressBatchMs / batch + ASSUMED.progressMessageMs;
  const progressGbSeconds = (stack.memoryGb('Progress') * progressMs) / 1_000;
  const logBytes = ASSUMED.captureLogBytes + ASSUMED.progressLogBytes / batch;
  return {
    'HTTP API': httpApi.request,
    'Lambda, capture': lambda.request + captureGbSeconds * lambda.gbSecond,
    SQS: sqs.request * (1 + 2 / polled),
    'Lambda, progress': lambda.request / batch + progressGbSeconds * lambda.gbSecond,
    'DynamoDB writes': writes * dynamoDb.writeUnit,
    'DynamoDB reads': reads * dynamoDb.readUnit,
    'CloudWatch Logs': (logBytes / GB) * logs.ingestedGb,
  };
}

/** Dollars for a submission, of what telling adds but for the mails. */
function dollarsOfTelling({ messages, sends, outboxWrites, outbound }: Added, notices: Notices) {
  const { dynamoDb, sqs, lambda, logs } = PRICES;
  const { outboundBatch, outboundMessageMs, outboundLogBytes } = ASSUMED;
  const { writes, reads } = outbound[notices];
  const gbSeconds = (OUTBOUND_GB * messages * outboundMessageMs) / 1_000;
  const runs = messages / outboundBatch;
  return {
    'DynamoDB writes': (outboxWrites + writes) * dynamoDb.writeUnit,
    'DynamoDB reads': reads * dynamoDb.readUnit,
    SQS: (sends + 2 * runs) * sqs.request,
    'Lambda, outbound': runs * lambda.request + gbSeconds * lambda.gbSecond,
    'CloudWatch Logs': ((runs * outboundLogBytes) / GB) * logs.ingestedGb,
  };
}

function tellingTable(told: readonly Added[], before: readonly number[]): Table {
  const digests = told.map((one) => scaled(dollarsOfTelling(one, 'in digests')));
  const single = told.map((one) => scaled(dollarsOfTelling(one, 'one by one')));
  const services = Object.keys(digests[0] ?? {});
  const all = (added: readonly Dollars[]): readonly string[] =>
    added.map((each, n) => money((before[n] ?? 0) + sum(each)));
  return {
    title: 'What telling adds: each form notifies one address, one webhook is told of forms and stages',
    head: ['', ...told.map(({ batch }) => `batches of ${batch}`)],
    rows: [
      ['messages a submission', ...told.map(({ messages }) => messages)],
      ['write units, outbox', ...told.map(({ outboxWrites }) => outboxWrites)],
      ['write units, outbound, in digests', ...told.map(({ outbound }) => outbound['in digests'].writes)],
      ['write units, outbound, one by one', ...told.map(({ outbound }) => outbound['one by one'].writes)],
      ['read units, outbound, in digests', ...told.map(({ outbound }) => outbound['in digests'].reads)],
      ['read units, outbound, one by one', ...told.map(({ outbound }) => outbound['one by one'].reads)],
      ...services.map(
        (service): Row => [`$, ${service}`, ...digests.map((each) => money(each[service] ?? 0))],
      ),
      ['$ a million, nobody is told', ...before.map(money)],
      ['$ a million, with webhook and digests', ...all(digests)],
      [
        '$ a million, with webhook and a mail each',
        ...all(single.map((each) => ({ ...each, SES: MILLION * PRICES.ses.mail }))),
      ],
    ],
    notes: [
      `Units are those of the worker's and the outbound function's own code over the local DynamoDB, a submission; each message reads what is live, one unit. Assumed: ${ASSUMED.outboundMessageMs} ms billed a message, ${ASSUMED.outboundBatch} messages a run, ${ASSUMED.outboundLogBytes} bytes of log a run, no receiver that is down. A mail is $${(1_000 * PRICES.ses.mail).toFixed(2)} a thousand. Digests themselves are few.`,
    ],
  };
}

function quarantineTable(quarantined: readonly Quarantined[], stack: Stack): Table {
  const { dynamoDb } = PRICES;
  const row = (what: string, of: (one: Quarantined) => Row[number]): Row => [what, ...quarantined.map(of)];
  const table = ({ writes, reads }: Units): string =>
    money(MILLION * (writes * dynamoDb.writeUnit + reads * dynamoDb.readUnit));
  const all = (batch: number, units: Units): string =>
    money(sum(scaled(dollarsOf({ batch, ...units }, stack))));
  return {
    title: 'A million submissions in quarantine',
    head: ['', ...quarantined.map(({ batch }) => `batches of ${batch}`)],
    rows: [
      row('kept: write units', ({ kept }) => kept.writes),
      row('kept: read units', ({ kept }) => kept.reads),
      row('kept: $ of DynamoDB', ({ kept }) => table(kept)),
      row('kept: $ of all services', ({ batch, kept }) => all(batch, kept)),
      row('counted only: write units', ({ countedOnly }) => countedOnly.writes),
      row('counted only: read units', ({ countedOnly }) => countedOnly.reads),
      row('counted only: $ of DynamoDB', ({ countedOnly }) => table(countedOnly)),
      row('counted only: $ of all services', ({ batch, countedOnly }) => all(batch, countedOnly)),
    ],
    notes: [
      `By the worker's own code over the local DynamoDB, each batch of one form and hour. At most ${KEPT_AN_HOUR} of a form and hour are kept: what is beyond them is counted only. Other services as for a submission that becomes a lead.`,
    ],
  };
}

function outcomeOf(
  { cells, textbook }: Measured,
  stack: Stack,
  told: readonly Added[],
  quarantined: readonly Quarantined[],
  exported: Exported,
): Outcome {
  const perMillion = cells.map((cell) => ({
    batch: cell.batch,
    dollars: scaled(dollarsOf(cell, stack)),
    textbookDollars:
      textbook === undefined ? undefined : scaled(dollarsOf({ ...textbook, batch: cell.batch }, stack)),
  }));
  const services = Object.keys(perMillion[0]?.dollars ?? {});
  const idle = idleOf(stack);
  return {
    tables: [
      {
        title: 'Dollars for a million submissions',
        head: ['', ...perMillion.map(({ batch }) => `batches of ${batch}`)],
        rows: [
          ...services.map(
            (service): Row => [service, ...perMillion.map(({ dollars }) => money(dollars[service] ?? 0))],
          ),
          ['all', ...perMillion.map(({ dollars }) => money(sum(dollars)))],
          [
            "all, with the textbook's writes and reads",
            ...perMillion.map(({ textbookDollars }) => money(sum(textbookDollars ?? {}))),
          ],
        ],
        notes: [
          `Request units as "units" measures them for its mix; each submission changes its lead. List prices of ${PRICES_OF.region} on ${PRICES_OF.date}, without free tiers: ${PRICES_OF.sources.join(', ')}.`,
          `Assumed: ${ASSUMED.captureMs} ms billed for capture, ${ASSUMED.progressBatchMs} ms for a batch and ${ASSUMED.progressMessageMs} ms for each of its messages for progress; Lambda's pollers take up to ${ASSUMED.messagesPerPoll} messages by one request; ${ASSUMED.captureLogBytes} bytes of log a submission and ${ASSUMED.progressLogBytes} a batch. A page that is shown before its form is sent is one more request of the HTTP API and of capture. Not in it: traffic to the internet, starts of functions.`,
        ],
      },
      tellingTable(
        told,
        perMillion.map(({ dollars }) => sum(dollars)),
      ),
      quarantineTable(quarantined, stack),
      dataOutTable(exported),
      {
        title: 'Dollars for a month in which nobody comes',
        head: ['', 'dollars'],
        rows: [
          ...Object.entries(idle).map(([what, dollars]): Row => [what, money(dollars)]),
          ['all', money(sum(idle))],
        ],
        notes: [
          `With an account's free tiers (a million requests to SQS, alarms on ten metrics) it is ${money(afterFreeTiers(stack))}. A million leads of 1 KB kept for a month cost ${money(PRICES.dynamoDb.storedGb)}, and ${money(PRICES.dynamoDb.recoverableGb)} for their recovery to any point in time.`,
        ],
      },
    ],
    aims: [],
    data: {
      prices: PRICES,
      pricesOf: PRICES_OF,
      assumed: ASSUMED,
      perMillion,
      told,
      quarantined,
      exported,
      idle,
    },
  };
}

function idleOf({ alarms, secrets, queues }: Stack): Readonly<Record<string, number>> {
  const { monthly, sqs } = PRICES;
  return {
    [`${secrets} secrets`]: secrets * monthly.secret,
    [`alarms on ${alarms} metrics`]: alarms * monthly.alarm,
    [`polls of ${queues} empty queues`]: queues * ASSUMED.idlePollsAMonth * sqs.request,
  };
}

/** Alarms on ten metrics are free, and a million requests to SQS. */
function afterFreeTiers({ alarms, secrets, queues }: Stack): number {
  const { monthly, sqs } = PRICES;
  const polls = Math.max(0, queues * ASSUMED.idlePollsAMonth - MILLION);
  return secrets * monthly.secret + Math.max(0, alarms - 10) * monthly.alarm + polls * sqs.request;
}

type Dollars = Readonly<Record<string, number>>;

function scaled(dollars: Dollars): Dollars {
  return Object.fromEntries(Object.entries(dollars).map(([what, each]) => [what, each * MILLION]));
}

function sum(dollars: Dollars): number {
  return Object.values(dollars).reduce((total, each) => total + each, 0);
}

function money(dollars: number): string {
  return `$${dollars.toFixed(2)}`;
}
