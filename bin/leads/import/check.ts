// The dry run: reads every row as the server would, and says what an import would bring and what it would leave out.
import { readCall } from '../../../functions/collect/call-submission.ts';
import { readCalls } from '../../../functions/collect/calls.ts';
import type { Config } from '../../../functions/domain/config/config.ts';
import type { Plan } from './plan.ts';
import { type Call, readRow } from './row-calls.ts';
import { orderIn } from './row-time.ts';
import { cellOf, readRows } from './rows.ts';

export type Checked = {
  readonly rows: number;
  readonly calls: number;
  /** Rows of the file that the mapping does not mean. */
  readonly skipped: number;
  /** By what is wrong: how many rows, and the lines of the first. */
  readonly faults: ReadonlyMap<string, { readonly rows: number; readonly lines: readonly number[] }>;
  /** ms since the epoch; absent where no row has a time. */
  readonly earliest?: number;
  readonly latest?: number;
  /** Calls without a time: they count when they are imported. */
  readonly undated: number;
  /** Calls of a time that is longer ago than leads are kept. */
  readonly expired: number;
  /** The order in which the file writes days and months, where its rows say it. */
  readonly dates: Plan['dates'];
};

const LINES_SHOWN = 3;
const DAY_MS = 86_400_000;

/** The calls of each row, in the order of the file. A row at fault makes none. */
export async function* callsOf(plan: Plan, config: Config): AsyncGenerator<readonly Call[]> {
  for await (const row of readRows(plan.file)) {
    yield plan.rows.flatMap((mapping) => {
      const reading = readRow(row, mapping, { ...plan, config });
      return reading.kind === 'call' && refusal(reading.call, config) === undefined ? [reading.call] : [];
    });
  }
}

export async function check(plan: Plan, config: Config): Promise<Checked> {
  const dates = plan.dates ?? (await orderOf(plan));
  const faults = new Map<string, { rows: number; lines: number[] }>();
  const keptSince = Date.now() - (config.retentionDays ?? Infinity) * DAY_MS;
  const sum = {
    rows: 0,
    calls: 0,
    skipped: 0,
    undated: 0,
    expired: 0,
    earliest: Infinity,
    latest: -Infinity,
  };
  for await (const row of readRows(plan.file)) {
    sum.rows++;
    const readings = plan.rows.map((mapping) => readRow(row, mapping, { ...plan, dates, config }));
    if (readings.every(({ kind }) => kind === 'skipped')) sum.skipped++;
    for (const reading of readings) {
      const why =
        reading.kind === 'fault'
          ? reading.why
          : reading.kind === 'call'
            ? refusal(reading.call, config)
            : undefined;
      if (why !== undefined) {
        const known = faults.get(why) ?? { rows: 0, lines: [] };
        known.rows++;
        if (known.lines.length < LINES_SHOWN) known.lines.push(row.line);
        faults.set(why, known);
      } else if (reading.kind === 'call') {
        sum.calls++;
        if (reading.time === undefined) sum.undated++;
        else {
          if (reading.time < keptSince) sum.expired++;
          sum.earliest = Math.min(sum.earliest, reading.time);
          sum.latest = Math.max(sum.latest, reading.time);
        }
      }
    }
  }
  const { earliest, latest, ...counts } = sum;
  return { ...counts, faults, dates, ...(earliest <= latest ? { earliest, latest } : {}) };
}

/** Why the server would not take a call, by the server's own code. */
function refusal(call: Call, config: Config): string | undefined {
  const body = { batch: [call] };
  const bytes = Buffer.byteLength(JSON.stringify(body));
  const [read] = readCalls({ type: 'batch', body, bytes, most: 1 })?.calls ?? [];
  if (read === undefined || typeof read === 'string') return 'it is larger than 32 KiB';
  const receipt = {
    received: Date.now(),
    trusted: true,
    ownHosts: [],
    rules: config,
    randomId: () => 'none',
  };
  const reading = readCall(read, receipt);
  return reading.kind === 'bad' ? reading.why : undefined;
}

/** One row whose day is beyond the twelfth says how all are written. */
async function orderOf({ file, rows }: Plan): Promise<Plan['dates']> {
  for await (const row of readRows(file)) {
    for (const { time } of rows) {
      const order = time === undefined ? undefined : orderIn(cellOf(row, time));
      if (order !== undefined) return order;
    }
  }
  return undefined;
}
