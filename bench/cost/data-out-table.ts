// What a run of data out costs by how many leads there are, from what one over a month of traffic took.
import type { Row, Table } from '../outcome.ts';
import { TRAFFIC } from '../units/traffic.ts';
import { ASSUMED } from './assumptions.ts';
import type { Exported } from './data-out.ts';
import { PRICES } from './prices.ts';

const GB = 1_000_000_000;
const LEADS = [10_000, 100_000, 1_000_000] as const;
/** Days of which there are leads: each has a file of events from each part of the walk, and one of cells. */
const DAYS = 365;
/** Of the function; see `lib/data-out.ts`, `write-events.ts` and `write-cells.ts`. */
const MEMORY_GB = 1_769 / 1_024;
const PART_BYTES = 128 * 1024 * 1024;
const PART_SECONDS = 600;
const KEYS_A_LIST = 1_000;
const RUNS_A_MONTH = 30;

type Run = {
  readonly readUnits: number;
  readonly files: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly dollars: number;
};

export function dataOutTable(exported: Exported): Table {
  const runs = LEADS.map((leads) => runOver(exported, leads));
  const row = (what: string, of: (run: Run) => Row[number]): Row => [what, ...runs.map(of)];
  return {
    title: `What a run of data out takes, of leads who came in ${DAYS} days`,
    head: ['', ...LEADS.map((leads) => `${leads.toLocaleString('en')} leads`)],
    rows: [
      row('read units', ({ readUnits }) => Math.round(readUnits)),
      row('files written', ({ files }) => files),
      row('seconds of the function', ({ seconds }) => Math.round(seconds)),
      row('MB of files', ({ bytes }) => Math.round(bytes / 1_000_000)),
      row('$ a run', ({ dollars }) => `$${dollars.toFixed(4)}`),
      row('$ a month, every day, with what is kept', ({ dollars, bytes }) =>
        money(RUNS_A_MONTH * dollars + (bytes / GB) * PRICES.s3.storedGb),
      ),
    ],
    notes: [
      `By the function's own code over the local DynamoDB, of ${exported.leads} leads (${TRAFFIC}): ${(exported.reads.leads / exported.leads).toFixed(2)} read units, ${Math.round(exported.bytes.events / exported.leads)} bytes and ${(exported.ms.leads / exported.leads).toFixed(2)} ms of processor time a lead, ${Math.round(exported.reads.cells / exported.days)} read units, ${Math.round(exported.bytes.cells / exported.days)} bytes and ${Math.round(exported.ms.cells / exported.days)} ms a day of cells of two funnels by channel and campaign. Assumed: ${ASSUMED.exportWaiting} times the processor time is billed. What is kept twice for an hour is not in it, nor what readers ask of S3 and Athena.`,
    ],
  };
}

function runOver({ leads, days, reads, writes, bytes, ms }: Exported, wanted: number): Run {
  const { dynamoDb, s3, lambda } = PRICES;
  const times = wanted / leads;
  const kept = times * bytes.events + (DAYS / days) * bytes.cells;
  const seconds = (ASSUMED.exportWaiting * (times * ms.leads + (DAYS / days) * ms.cells)) / 1_000;
  const parts = Math.ceil(Math.max((times * bytes.events) / PART_BYTES, seconds / PART_SECONDS));
  const files = DAYS * (parts + 1);
  const readUnits = times * reads.leads + (DAYS / days) * reads.cells;
  const requests = files + 2 * Math.ceil(files / KEYS_A_LIST);
  const dollars =
    readUnits * dynamoDb.readUnit +
    writes * dynamoDb.writeUnit +
    requests * s3.putOrList +
    seconds * MEMORY_GB * lambda.gbSecond;
  return { readUnits, files, seconds, bytes: kept, dollars };
}

function money(dollars: number): string {
  return `$${dollars.toFixed(2)}`;
}
