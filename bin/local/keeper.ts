// A process that keeps one emulator, and ends with the process that forked it, however that one ends.
import { spawn } from 'node:child_process';
import { createServer, Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { boundToParent } from './child.ts';

/** What the parent asks for, as the keeper's only argument, in JSON. */
export type Keep =
  | { readonly kind: 'dynoxide'; readonly binary: string; readonly database?: string }
  | { readonly kind: 'memory' }
  | { readonly kind: 'fauxqs'; readonly directory?: string };

/** What the keeper answers, once. */
export type Kept = Running | { readonly error: string };

/** `pids`: of the processes beside the keeper's own. */
type Running = { readonly port: number; readonly pids: readonly number[] };

const LOOPBACK = '127.0.0.1';

// The channel closes when the parent ends, by kill -9 too: nobody is left to serve.
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group. The parent stops its children itself, when it has drained.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

try {
  const keep = JSON.parse(process.argv[2] ?? '') as Keep;
  answer(await start(keep));
} catch (error) {
  answer({ error: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}

async function start(keep: Keep): Promise<Running> {
  switch (keep.kind) {
    case 'dynoxide':
      return await keepDynoxide(keep);
    case 'memory':
      return await keepMemory();
    case 'fauxqs':
      return await keepFauxqs(keep);
    default:
      throw keep satisfies never;
  }
}

function answer(kept: Kept): void {
  process.send?.(kept);
}

async function keepDynoxide({ binary, database }: Keep & { kind: 'dynoxide' }): Promise<Running> {
  const port = await freePort();
  const command = [binary, '--host', LOOPBACK, '--port', String(port)];
  if (database) command.push('--db-path', database);
  // A native child does not see the channel close. Where the kernel cannot be asked to end it with this process, only a
  // kill -9 of this very process would leave it behind, and the next start would find and end it.
  const [file = binary, ...rest] = [...boundToParent(command[0] ?? binary), ...command.slice(1)];
  const child = spawn(file, rest, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-2_000);
  });
  let failed: string | undefined;
  child.on('error', (error) => {
    failed = error.message;
  });
  child.on('exit', (code, signal) => {
    failed = `dynoxide ended (${signal ?? code}) ${said.trim()}`;
  });
  process.on('exit', () => child.kill('SIGKILL'));
  process.on('SIGTERM', () => {
    child.once('exit', () => process.exit(0));
    child.kill('SIGTERM');
  });
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(10)) {
    if (failed !== undefined) throw new Error(failed);
    if (await answers(port)) {
      child.removeAllListeners('exit');
      child.on('exit', () => process.exit(1));
      return { port, pids: child.pid === undefined ? [] : [child.pid] };
    }
  }
  throw new Error(`dynoxide did not answer within 10 seconds ${said.trim()}`);
}

async function keepMemory(): Promise<Running> {
  const [{ createMemoryDynamoDb }, { serveDynamoDb }] = await Promise.all([
    import('./dynamodb/memory-dynamodb.ts'),
    import('./dynamodb/http-server.ts'),
  ]);
  const served = await serveDynamoDb(createMemoryDynamoDb());
  process.on('SIGTERM', () => {
    served.close().finally(() => process.exit(0));
  });
  return { port: served.port, pids: [] };
}

async function keepFauxqs({ directory }: Keep & { kind: 'fauxqs' }): Promise<Running> {
  // fauxqs always listens on 0.0.0.0, which would open the owner's leads to the network.
  const listen = Server.prototype.listen as (...values: unknown[]) => Server;
  Server.prototype.listen = function (this: Server, ...values: unknown[]) {
    const [first, ...others] = values;
    const bound = typeof first === 'object' && first !== null ? { ...first, host: LOOPBACK } : first;
    return listen.call(this, bound, ...others);
  } as typeof Server.prototype.listen;
  const { startFauxqs } = await import('fauxqs');
  const server = await startFauxqs({ port: 0, logger: false, ...(directory ? { dataDir: directory } : {}) });
  process.on('SIGTERM', () => {
    server.stop().finally(() => process.exit(0));
  });
  return { port: server.port, pids: [] };
}

async function answers(port: number): Promise<boolean> {
  try {
    await (await fetch(`http://${LOOPBACK}:${port}/`)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
}
