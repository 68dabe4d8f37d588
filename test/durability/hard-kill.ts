// Ends hosts as a power cut would, and lets the next one have the same port.
import { createServer } from 'node:net';
import type { HostProcess } from '../support/host.ts';

/** @param others processes that are killed in the same moment */
export async function killHard(
  host: HostProcess,
  others: readonly { readonly pid: number }[],
): Promise<void> {
  const ended = host.stop('SIGKILL');
  for (const { pid } of others) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went with its parent.
    }
  }
  await ended;
}

export function pidOf({ child }: HostProcess): number {
  if (child.pid === undefined) throw new Error('the host has no process');
  return child.pid;
}

export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
