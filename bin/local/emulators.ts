// The emulators of DynamoDB, SQS and S3: each in a process of its own, on a free port of the loopback.
import type { ChildProcess } from 'node:child_process';
import { forkBound, siblingModule } from './child.ts';
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

/** Nobody answers where another DynamoDB was asked for. */
export class NoDynamoDb extends Error {
  override readonly name = 'NoDynamoDb';
}

export class EmulatorFailed extends Error {
  override readonly name = 'EmulatorFailed';
}

/** Where the DynamoDB is that `DYNAMODB_ENDPOINT` names, without a final slash; undefined: the embedded one is used. */
export function dynamoDbElsewhere(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return environment.DYNAMODB_ENDPOINT?.replace(/\/+$/, '') || undefined;
}

/** @throws NoDynamoDb saying what to do when nobody answers there */
export async function reachDynamoDb(endpoint: string): Promise<Emulator> {
  try {
    await (await fetch(endpoint, { signal: AbortSignal.timeout(5_000) })).arrayBuffer();
  } catch (cause) {
    throw new NoDynamoDb(
      `Nobody answers at DYNAMODB_ENDPOINT=${endpoint}. Start it, or unset the variable for the embedded one.`,
      { cause },
    );
  }
  return { endpoint, pids: [], ended: new Promise(() => {}), stop: async () => {} };
}

/**
 * @param accessKeyId only requests that are signed with it are answered
 * @param file where the data is kept; absent: in memory
 */
export async function startDynamoDb(accessKeyId: string, file?: string): Promise<Emulator> {
  return await keep({ kind: 'dynamodb', accessKeyId, ...(file ? { file } : {}) });
}

/**
 * SQS and S3, of one fauxqs.
 * @param directory where the data is kept; absent: in memory.
 */
export async function startFauxqs(directory?: string): Promise<Emulator> {
  return await keep({ kind: 'fauxqs', ...(directory ? { directory } : {}) });
}

const NAMES = { dynamodb: 'DynamoDB', fauxqs: 'fauxqs (SQS, S3)' } as const;

async function keep(what: Keep): Promise<Emulator> {
  const child = forkBound(siblingModule(import.meta.filename, 'keeper'), {
    args: [what.kind],
    output: 'ignore',
  });
  child.send(what);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kept = await firstAnswer(child, ended);
  if ('error' in kept) throw new EmulatorFailed(`${NAMES[what.kind]} did not start: ${kept.error}`);
  return {
    endpoint: `http://127.0.0.1:${kept.port}`,
    pids: child.pid === undefined ? [] : [child.pid],
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
