// The local host as `npm start` runs it, in processes of its own that end with the benchmark, however that ends.
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type LocalHost = {
  readonly pid: number;
  readonly url: string;
  readonly ownerToken: string;
  readonly stop: () => Promise<void>;
};

export class HostDidNotStart extends Error {
  override readonly name = 'HostDidNotStart';
}

const ROOT = join(import.meta.dirname, '..', '..');
const PATIENCE_MS = 60_000;

/** @throws HostDidNotStart with what it said */
export async function startLocalHost(dataDirectory: string, configFile: string): Promise<LocalHost> {
  // Over the channel the host notices that this process is gone.
  const child = fork(join(ROOT, 'bin', 'local.ts'), [], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', HOST: '', IMBUTO_DATA: dataDirectory, IMBUTO_CONFIG: configFile },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => reject(new HostDidNotStart(`the local host ${why}:\n${output}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`was not ready after ${PATIENCE_MS} ms`);
    }, PATIENCE_MS);
    const hear = (chunk: Buffer): void => {
      output = (output + chunk).slice(-20_000);
      const ready = /^imbuto is ready at (\S+)$/m.exec(output)?.[1];
      if (ready === undefined) return;
      clearTimeout(timer);
      resolve(ready);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    ended.then(() => {
      clearTimeout(timer);
      fail('ended at its start');
    });
  });
  const { ownerToken } = JSON.parse(readFileSync(join(dataDirectory, 'local.json'), 'utf8')) as {
    readonly ownerToken: string;
  };
  return {
    pid: child.pid ?? 0,
    url,
    ownerToken,
    stop: async () => {
      child.kill('SIGTERM');
      // An open channel would keep it.
      child.disconnect();
      await ended;
    },
  };
}
