// `bundles`: the size of each function's bundle, and its start-up beside that of a function that does nothing.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleFunctions } from '../lib/bundle.ts';
import { loadConfig } from '../lib/configuration.ts';
import { FUNCTION_NAMES } from '../lib/function-name.ts';
import { startUp } from './bundles/start-up.ts';
import type { Aim, Benchmark, Outcome, Tell } from './outcome.ts';
import { quantileOf } from './quantile.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const ROOT = join(import.meta.dirname, '..');
const EMPTY = 'empty';
const NAMES = [EMPTY, ...FUNCTION_NAMES] as const;
const ROUNDS = 20;

/** What a visitor waits for when nobody came before. */
const CAPTURE_AIMS = { bytes: 130_000, milliseconds: 50 };

export const bundles: Benchmark = async (tell) => {
  tell('bundling');
  const outdir = temporaryDirectory();
  const empty = join(outdir, 'empty.ts');
  await writeFile(empty, 'export const handler = async () => {};\n');
  const directories = await bundleFunctions({
    outdir,
    names: NAMES,
    entryOf: (name) => (name === EMPTY ? empty : join(ROOT, 'functions', name, 'handler.ts')),
  });
  const config = JSON.stringify(await loadConfig({}, ROOT));
  await Promise.all(NAMES.map((name) => writeFile(join(directories[name], 'config.json'), config)));
  const sizes = await Promise.all(NAMES.map((name) => sizesOf(name, directories[name])));
  return outcomeOf(sizes, time(directories, tell));
};

type Name = (typeof NAMES)[number];
type Sizes = { readonly name: Name; readonly bytes: number; readonly gzipped: number };

async function sizesOf(name: Name, directory: string): Promise<Sizes> {
  const code = await readFile(join(directory, 'index.cjs'));
  return { name, bytes: code.length, gzipped: gzipSync(code, { level: 9 }).length };
}

/** In turns, so that what the machine does meanwhile falls on all alike; each round begins with another. */
function time(directories: Readonly<Record<Name, string>>, tell: Tell): ReadonlyMap<Name, readonly number[]> {
  const times = new Map<Name, number[]>(NAMES.map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    tell(`start-up, round ${Math.max(1, round + 1)} of ${ROUNDS}`);
    for (let turn = 0; turn < NAMES.length; turn++) {
      const name = NAMES[(round + 1 + turn) % NAMES.length] ?? EMPTY;
      const took = startUp(directories[name]);
      // The first round only brings the files into memory.
      if (round >= 0) times.get(name)?.push(took);
    }
  }
  return times;
}

function outcomeOf(sizes: readonly Sizes[], times: ReadonlyMap<Name, readonly number[]>): Outcome {
  const medianOf = (name: Name): number => quantileOf(times.get(name) ?? [], 0.5);
  const found = sizes.map(({ name, bytes, gzipped }) => ({
    name,
    bytes,
    gzipped,
    startMs: medianOf(name),
    overEmptyMs: medianOf(name) - medianOf(EMPTY),
    p90Ms: quantileOf(times.get(name) ?? [], 0.9),
  }));
  const capture = found.find(({ name }) => name === 'capture');
  const aims: Aim[] =
    capture === undefined
      ? []
      : [
          { what: "capture's bundle", most: CAPTURE_AIMS.bytes, found: capture.bytes, unit: 'bytes' },
          {
            what: "capture's start-up over an empty function's",
            most: CAPTURE_AIMS.milliseconds,
            found: capture.overEmptyMs,
            unit: 'ms',
          },
        ];
  return {
    tables: [
      {
        title: 'Bundles',
        head: ['', 'bytes', 'gzipped', 'start ms', 'p90 ms', 'over empty ms', 'ratio'],
        rows: found.map(({ name, bytes, gzipped, startMs, p90Ms, overEmptyMs }) => [
          name,
          bytes,
          gzipped,
          startMs,
          p90Ms,
          overEmptyMs,
          startMs / medianOf(EMPTY),
        ]),
        notes: [
          `Start-up is the whole process, from its start to its end: Node and the loading of the bundle, nothing called. Medians of ${ROUNDS}, taken in turns.`,
        ],
      },
    ],
    aims,
    data: { bundles: found },
  };
}
