// `database`: the local DynamoDB beside dynoxide, both on disk, asked the same by the same client in turns.
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../bin/local/emulators.ts';
import { findDynoxide, startDynoxide } from '../test/support/dynoxide.ts';
import { DEEDS, type Deed, makeTable } from './database/deeds.ts';
import type { Benchmark, Outcome, Row } from './outcome.ts';
import { quantileOf } from './quantile.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const ACCESS_KEY = 'bench';
const ROUNDS = 5;
const ROUND_MS = 1_500;

type Side = { readonly client: DynamoDBClient; readonly stop: () => Promise<void> };
type Speeds = { readonly local: number; readonly other: number | undefined };

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
      const found = sides.map((): number[] => []);
      for (let round = 0; round < ROUNDS; round++) {
        for (const [at, { client }] of sides.entries()) {
          tell(`${deed.name}, round ${round + 1} of ${ROUNDS}`);
          found[at]?.push(await speedOf(deed, client));
        }
      }
      const [ours = Number.NaN, theirs] = found.map((each) => quantileOf(each, 0.5));
      speeds.set(deed, { local: ours, other: theirs });
    }
  } finally {
    for (const { stop } of sides) await stop();
  }
  return outcomeOf(speeds);
};

function sideOf({ endpoint, stop }: { readonly endpoint: string; stop(): Promise<void> }): Side {
  const credentials = { accessKeyId: ACCESS_KEY, secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
  return {
    client,
    async stop() {
      client.destroy();
      await stop();
    },
  };
}

/** How often a second it is done, with so many under way at once as it says. */
async function speedOf({ atOnce, make }: Deed, client: DynamoDBClient): Promise<number> {
  const act = make();
  const begun = performance.now();
  let done = 0;
  const lanes = Array.from({ length: atOnce }, async () => {
    while (performance.now() - begun < ROUND_MS) {
      await act(client);
      done++;
    }
  });
  await Promise.all(lanes);
  return (done * 1_000) / (performance.now() - begun);
}

function outcomeOf(speeds: ReadonlyMap<Deed, Speeds>): Outcome {
  const found = [...speeds].map(([{ name }, each]) => ({ name, ...each }));
  return {
    tables: [
      {
        title: 'The local DynamoDB beside dynoxide: how often a second',
        head: ['', 'local', 'dynoxide', 'ratio'],
        rows: found.map(
          ({ name, local, other }): Row => [
            name,
            Math.round(local),
            other === undefined ? 'not here' : Math.round(other),
            other === undefined ? '' : local / other,
          ],
        ),
        notes: [
          `Medians of ${ROUNDS} rounds of ${ROUND_MS / 1_000} seconds, in turns, both on the same disk and in processes of their own. The client is the SDK's, in one process: what it costs is in both.`,
        ],
      },
    ],
    aims: [],
    data: { rounds: ROUNDS, speeds: found },
  };
}
