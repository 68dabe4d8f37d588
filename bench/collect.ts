// `collect`: processor time that a batch costs the tracking API by its length, for the bodies that cost most.
import { processorTimeOf } from '../test/support/body-cost.ts';
import { WORST_BODIES, type WorstBody } from '../test/support/worst-bodies.ts';
import type { Benchmark, Row } from './outcome.ts';
import { quantileOf } from './quantile.ts';

const KIB = 1024;
/** About: a body ends with a whole event. */
const SIZES = [32, 128, 480].map((kib) => kib * KIB);
const ROUNDS = 7;
/** What calls share is bounded for the whole body: a small body that is made to be dear costs most for each KiB. */
const MOST_PER_KIB = 2;

export const collect: Benchmark = async (tell) => {
  const found: { readonly name: string; readonly perKib: readonly number[] }[] = [];
  for (const [n, body] of WORST_BODIES.entries()) {
    tell(`${body.name}, ${n + 1} of ${WORST_BODIES.length}`);
    const perKib: number[] = [];
    for (const bytes of SIZES) perKib.push(await millisecondsPerKib(body, bytes));
    found.push({ name: body.name, perKib });
  }
  const dearest = found.toSorted((a, b) => Math.max(...b.perKib) - Math.max(...a.perKib));
  return {
    tables: [
      {
        title: 'Milliseconds of processor time for each KiB of a batch',
        head: ['a batch with', ...SIZES.map((bytes) => `${bytes / KIB} KiB`)],
        rows: dearest.map(({ name, perKib }): Row => [name, ...perKib]),
        notes: [
          'From the bytes of the body to the message for the queue, with the secret key, which may make most calls. ' +
            `The median of ${ROUNDS} rounds after a first one.`,
        ],
      },
    ],
    aims: [
      {
        what: 'the dearest body',
        found: Math.max(...dearest.flatMap(({ perKib }) => perKib)),
        unit: 'ms/KiB',
        most: MOST_PER_KIB,
      },
    ],
    data: dearest,
  };
};

async function millisecondsPerKib({ json }: WorstBody, bytes: number): Promise<number> {
  const body = Buffer.from(json(bytes));
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    times.push(await processorTimeOf(body));
  }
  return quantileOf(times.slice(1), 0.5) / (body.length / KIB);
}
