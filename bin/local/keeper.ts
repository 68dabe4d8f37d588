// A process that keeps one emulator, and ends with the process that forked it, however that one ends.
import { once } from 'node:events';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { Server } from 'node:net';
import { join } from 'node:path';

/**
 * What the parent asks for, in the first message: everybody on a machine can read the arguments of a process. The only
 * argument is the kind, so that people see what the process is.
 */
export type Keep =
  /** Kept in the file, else in memory; answers only who knows the access key. */
  | { readonly kind: 'dynamodb'; readonly file?: string; readonly accessKeyId: string }
  | { readonly kind: 'fauxqs'; readonly directory?: string };

/** What the keeper answers, once. */
export type Kept = { readonly port: number } | { readonly error: string };

const LOOPBACK = '127.0.0.1';

// The channel closes when the parent ends, by kill -9 too: nobody is left to serve.
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group. The parent stops its children itself, when it has drained.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

// As the host does: what an emulator consists of is compiled once.
enableCompileCache(join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'imbuto'));

try {
  const [keep] = (await once(process, 'message')) as [Keep];
  answer({ port: await start(keep) });
  flushCompileCache();
} catch (error) {
  answer({ error: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}

async function start(keep: Keep): Promise<number> {
  switch (keep.kind) {
    case 'dynamodb':
      return await keepDynamoDb(keep);
    case 'fauxqs':
      return await keepFauxqs(keep);
    default:
      throw keep satisfies never;
  }
}

function answer(kept: Kept): void {
  process.send?.(kept);
}

async function keepDynamoDb({ file, accessKeyId }: Keep & { kind: 'dynamodb' }): Promise<number> {
  const { serveDurably } = await import('./dynamodb/durable-dynamodb.ts');
  const served = await serveDurably({
    file,
    accessKeyId,
    failed({ message }) {
      // Nobody is told of what may not be on disk. The host stops when this process ends.
      console.error(message);
      process.exit(1);
    },
  });
  process.on('SIGTERM', () => {
    served.close().finally(() => process.exit(0));
  });
  return served.port;
}

async function keepFauxqs({ directory }: Keep & { kind: 'fauxqs' }): Promise<number> {
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
  return server.port;
}
