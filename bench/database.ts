// `database`: the local DynamoDB beside dynoxide, both on disk, asked the same by the same client in turns.
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Emulator, startDynamoDb } from '../bin/local/emulators.ts';
import { findDynoxide, startDynoxide } from '../test/support/dynoxide.ts';
import { DEEDS, type Deed, makeTable } from './database/deeds.ts';
import type { Benchmark, Outcome, Row } from './outcome.ts';
import { quantileOf } from './quantile.ts';
import { cpuSeconds } from './speed/cpu.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const ACCESS_KEY = 'bench';
const ROUNDS = 5;
const ROUND_MS = 1_500;

type Side = { readonly client: DynamoDBClient; readonly pid: number; readonly stop: () => Promise<void> };
/** How often a second something is done, and the processor time of the database for each, in ms. */
type Speed = { readonly perSecond: number; readonly cpuMs: number };
type Speeds = { readonly local: Speed; readonly other: Speed | undefined };

export const database: Benchmark = async (tell) => {
  const directory = temporaryDirectory();
  const binary = findDynoxide();
  const local = sideOf(await startDynamoDb(ACCESS_KEY, join(directory, 'local.sqlite')));
  const other = binary && sideOf(await startDynoxide(binary, join(directory, 'dynoxide.db')));
  const sides = other ? [local, other] : [local];
  const speeds = new Map<Deed, Speeds>();
  try {
    for (const { client } of sides) await makeTable(client);
    for (const deed of DEEDS) {
      const found = sides.map((): Speed[] => []);
      for (let round = 0; round < ROUNDS; round++) {
        for (const [at, side] of sides.entries()) {
          tell(`${deed.name}, round ${round + 1} of ${ROUNDS}`);
          found[at]?.push(await speedOf(deed, side));
        }
      }
      const [ours, theirs] = found.map(
        (each): Speed => ({
          perSecond: quantileOf(
            each.map(({ perSecond }) => perSecond),
            0.5,
          ),
          cpuMs: quantileOf(
            each.map(({ cpuMs }) => cpuMs),
            0.5,
          ),
        }),
      );
      if (ours) speeds.set(deed, { local: ours, other: theirs });
    }
  } finally {
    for (const { stop } of sides) await stop();
  }
  return outcomeOf(speeds);
};

type Started = Pick<Emulator, 'endpoint' | 'pids' | 'stop'>;

function sideOf({ endpoint, pids, stop }: Started): Side {
  const credentials = { accessKeyId: ACCESS_KEY, secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
  return {
    client,
    pid: pids[0] ?? 0,
    async stop() {
      client.destroy();
      await stop();
    },
  };
}

async function speedOf({ atOnce, make }: Deed, { client, pid }: Side): Promise<Speed> {
  const act = make();
  const cpu = cpuOf(pid);
  const begun = performance.now();
  let done = 0;
  const lanes = Array.from({ length: atOnce }, async () => {
    while (performance.now() - begun < ROUND_MS) {
      await act(client);
      done++;
    }
  });
  await Promise.all(lanes);
  const perSecond = (done * 1_000) / (performance.now() - begun);
  return { perSecond, cpuMs: ((cpuOf(pid) - cpu) * 1_000) / done };
}

/** In seconds; NaN where the system has no `/proc`. */
function cpuOf(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  return cpuSeconds(pid, () => 'all').get('all') ?? Number.NaN;
}

function outcomeOf(speeds: ReadonlyMap<Deed, Speeds>): Outcome {
  const found = [...speeds].map(([{ name }, each]) => ({ name, ...each }));
  return {
    tables: [
      {
        title: 'The local DynamoDB beside dynoxide: how often a second',
        head: ['', 'local', 'dynoxide', 'ratio', 'CPU ms, local', 'CPU ms, dynoxide', 'ratio'],
        rows: found.map(
          ({ name, local, other }): Row => [
            name,
            Math.round(local.perSecond),
            ...(other
              ? [
                  Math.round(other.perSecond),
                  local.perSecond / other.perSecond,
                  local.cpuMs,
                  other.cpuMs,
                  local.cpuMs / other.cpuMs,
                ]
              : ['not here', '', local.cpuMs, '', '']),
          ],
        ),
        notes: [
          `Medians of ${ROUNDS} rounds of ${ROUND_MS / 1_000} seconds, in turns, both on the same disk and in processes of their own. The client is the SDK's, in one process: what it costs is in both. CPU is of the database's process alone, each time.`,
        ],
      },
    ],
    aims: [],
    data: { rounds: ROUNDS, speeds: found },
  };
}
