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

/** The DynamoDB that was asked for is not to be had. */
export class NoDynamoDb extends Error {
  override readonly name = 'NoDynamoDb';
}

export class EmulatorFailed extends Error {
  override readonly name = 'EmulatorFailed';
}

/** Which DynamoDB there is to be used. */
export type DynamoDbChoice =
  | { readonly kind: 'elsewhere'; readonly endpoint: string }
  | { readonly kind: 'dynoxide'; readonly binary: string }
  /** Keeps nothing when it stops. */
  | { readonly kind: 'memory'; readonly because: string };

/**
 * The one at `DYNAMODB_ENDPOINT`, else the dynoxide that npm brought along, else a `dynoxide` on the PATH, else one in memory,
 * which `IMBUTO_DYNAMODB=memory` asks for first.
 * @throws NoDynamoDb where `IMBUTO_DYNAMODB` asks for one that is not known
 */
export function chooseDynamoDb(
  environment: NodeJS.ProcessEnv = process.env,
  machine: Machine = process,
): DynamoDbChoice {
  const asked = environment.IMBUTO_DYNAMODB;
  if (asked === 'memory') return { kind: 'memory', because: 'IMBUTO_DYNAMODB asks for it' };
  if (asked) throw new NoDynamoDb(`IMBUTO_DYNAMODB=${asked} is not known: give "memory", or unset it.`);
  const endpoint = environment.DYNAMODB_ENDPOINT?.replace(/\/+$/, '');
  if (endpoint) return { kind: 'elsewhere', endpoint };
  const binary = findDynoxide(environment, machine);
  if (binary) return { kind: 'dynoxide', binary };
  return { kind: 'memory', because: `there is no dynoxide for ${machine.platform}-${machine.arch}` };
}

/**
 * @param database a file for dynoxide to keep the data in; absent: in memory.
 * @throws NoDynamoDb saying what to do when nobody answers elsewhere
 */
export async function startDynamoDb(
  database?: string,
  choice: DynamoDbChoice = chooseDynamoDb(),
): Promise<Emulator> {
  switch (choice.kind) {
    case 'elsewhere':
      await reach(choice.endpoint);
      return {
        endpoint: choice.endpoint,
        pids: [],
        ended: new Promise(() => {}),
        stop: async () => {},
      };
    case 'dynoxide':
      return await keep({ kind: 'dynoxide', binary: choice.binary, ...(database ? { database } : {}) });
    case 'memory':
      return await keep({ kind: 'memory' });
    default:
      throw choice satisfies never;
  }
}

/**
 * SQS and S3, of one fauxqs.
 * @param directory where the data is kept; absent: in memory.
 */
export async function startFauxqs(directory?: string): Promise<Emulator> {
  return await keep({ kind: 'fauxqs', ...(directory ? { directory } : {}) });
}

type Machine = { readonly platform: string; readonly arch: string };

function findDynoxide(environment: NodeJS.ProcessEnv, { platform, arch }: Machine): string | undefined {
  const packaged = `@dynoxide/${platform}-${arch}/package.json`;
  const places = (environment.PATH ?? '').split(delimiter).map((directory) => join(directory, 'dynoxide'));
  try {
    places.unshift(join(createRequire(import.meta.url).resolve(packaged), '..', 'dynoxide'));
  } catch {
    // No such package for this platform, or optional dependencies were left out.
  }
  return places.find(isExecutable);
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
