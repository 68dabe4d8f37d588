// The emulators of DynamoDB, SQS and S3: each in a process of its own, on a free port of the loopback.
import type { ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { forkBound } from './child.ts';
import type { Keep, Kept } from './keeper.ts';

export type Emulator = {
  /** `http://127.0.0.1:PORT`, without a final slash. */
  readonly endpoint: string;
  /** Of the processes that run it; none when somebody else does. */
  readonly pids: readonly number[];
  /** Settles when the emulator ends, asked or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
};

/** This platform has no DynamoDB that imbuto could start. */
export class NoDynamoDb extends Error {
  override readonly name = 'NoDynamoDb';
}

export class EmulatorFailed extends Error {
  override readonly name = 'EmulatorFailed';
}

/**
 * DynamoDB: the one at `DYNAMODB_ENDPOINT`, else the dynoxide that npm brought along, else a `dynoxide` on the PATH.
 * @param database a file to keep the data in; absent: in memory.
 * @throws NoDynamoDb saying what to do.
 */
export async function startDynamoDb(
  database?: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Emulator> {
  const elsewhere = environment.DYNAMODB_ENDPOINT?.replace(/\/+$/, '');
  if (elsewhere) {
    await reach(elsewhere);
    return { endpoint: elsewhere, pids: [], ended: new Promise(() => {}), stop: async () => {} };
  }
  const binary = findDynoxide(environment);
  return await keep({ kind: 'dynoxide', binary, ...(database ? { database } : {}) });
}

/**
 * SQS and S3, of one fauxqs.
 * @param directory where the data is kept; absent: in memory.
 */
export async function startFauxqs(directory?: string): Promise<Emulator> {
  return await keep({ kind: 'fauxqs', ...(directory ? { directory } : {}) });
}

/** Tells at once what `startDynamoDb` would tell. @throws NoDynamoDb */
export function assertDynamoDb(environment: NodeJS.ProcessEnv = process.env): void {
  if (!environment.DYNAMODB_ENDPOINT) findDynoxide(environment);
}

/** @throws NoDynamoDb */
export function findDynoxide(
  environment: NodeJS.ProcessEnv = process.env,
  { platform, arch }: { readonly platform: string; readonly arch: string } = process,
): string {
  const packaged = `@dynoxide/${platform}-${arch}/package.json`;
  const places = (environment.PATH ?? '').split(delimiter).map((directory) => join(directory, 'dynoxide'));
  try {
    places.unshift(join(createRequire(import.meta.url).resolve(packaged), '..', 'dynoxide'));
  } catch {
    // No such package for this platform, or optional dependencies were left out.
  }
  const found = places.find(isExecutable);
  if (found) return found;
  throw new NoDynamoDb(
    `There is no embedded DynamoDB for ${platform}-${arch}. ` +
      'Start one (DynamoDB Local, LocalStack) and set DYNAMODB_ENDPOINT=http://localhost:8000, ' +
      'or put a "dynoxide" (https://github.com/nubo-db/dynoxide) on the PATH.',
  );
}

async function reach(endpoint: string): Promise<void> {
  try {
    await (await fetch(endpoint, { signal: AbortSignal.timeout(5_000) })).arrayBuffer();
  } catch (cause) {
    throw new NoDynamoDb(
      `Nobody answers at DYNAMODB_ENDPOINT=${endpoint}. Start it, or unset the variable for the embedded one.`,
      { cause },
    );
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function keep(what: Keep): Promise<Emulator> {
  const child = forkBound(join(import.meta.dirname, 'keeper.ts'), {
    args: [JSON.stringify(what)],
    output: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kept = await firstAnswer(child, ended);
  if ('error' in kept) throw new EmulatorFailed(`${what.kind} did not start: ${kept.error}`);
  return {
    endpoint: `http://127.0.0.1:${kept.port}`,
    pids: [...(child.pid === undefined ? [] : [child.pid]), ...kept.pids],
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(hard);
    },
  };
}

async function firstAnswer(child: ChildProcess, ended: Promise<void>): Promise<Kept> {
  return await Promise.race([
    new Promise<Kept>((resolve) => child.once('message', (message) => resolve(message as Kept))),
    new Promise<Kept>((resolve) => child.once('error', (error) => resolve({ error: error.message }))),
    ended.then(() => ({ error: 'it ended at once' })),
  ]);
}
