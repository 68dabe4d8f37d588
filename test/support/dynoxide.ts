// dynoxide, a DynamoDB that somebody else wrote: what the local one is held to, and measured beside.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type Dynoxide = {
  readonly endpoint: string;
  readonly pids: readonly number[];
  stop(): Promise<void>;
};

const LOOPBACK = '127.0.0.1';
const PATIENCE_MS = 10_000;

/** The program that npm brought along; undefined on platforms that it has none for. */
export function findDynoxide(): string | undefined {
  try {
    const packaged = `@dynoxide/${process.platform}-${process.arch}/package.json`;
    const binary = join(createRequire(import.meta.url).resolve(packaged), '..', 'dynoxide');
    accessSync(binary, constants.X_OK);
    return binary;
  } catch {
    return undefined;
  }
}

/** @param database the file it keeps its data in; absent: in memory */
export async function startDynoxide(binary: string, database?: string): Promise<Dynoxide> {
  const port = await freePort();
  const args = ['--host', LOOPBACK, '--port', String(port), ...(database ? ['--db-path', database] : [])];
  const child = spawn(binary, args, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const endpoint = `http://${LOOPBACK}:${port}`;
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(10)) {
    if (await answers(endpoint)) break;
    if (child.exitCode !== null || Date.now() > deadline) {
      end();
      throw new Error(`${binary} did not answer within ${PATIENCE_MS / 1_000} seconds`);
    }
  }
  return {
    endpoint,
    pids: child.pid === undefined ? [] : [child.pid],
    async stop() {
      process.off('exit', end);
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await (await fetch(endpoint)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('there is no free port');
  return address.port;
}
