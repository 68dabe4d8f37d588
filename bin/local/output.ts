// Writes to the terminal, or to whatever reads this process, without ever waiting for it.
import { write } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export type Output = {
  write(text: string): void;
  /** Settles when all is written, or after a while. False: the reader takes nothing more. */
  flush(): Promise<boolean>;
};

/** More than this is not kept for a reader who does not read, in characters. */
const MOST = 1_000_000;
const PATIENCE_MS = 1_000;
const AGAIN_MS = 20;

/**
 * Node writes to pipes synchronously: somebody who starts the host, reads as far as the ready line and then no further
 * would stop it at the first full pipe.
 */
export function createOutput(descriptor: number): Output {
  let waiting = '';
  let left = 0;
  let writing = false;
  let closed = false;

  function next(): void {
    if (writing || closed || waiting === '') return;
    if (left > 0) waiting += `(${left} lines were left out: nobody read them)\n`;
    left = 0;
    const bytes = Buffer.from(waiting);
    waiting = '';
    writing = true;
    put(bytes);
  }

  function put(bytes: Buffer): void {
    write(descriptor, bytes, (error, written) => {
      if (error?.code === 'EAGAIN') {
        setTimeout(() => put(bytes), AGAIN_MS).unref();
      } else if (error) {
        // Whoever read has gone; the host goes on without.
        closed = true;
      } else if (written < bytes.length) {
        put(bytes.subarray(written));
      } else {
        writing = false;
        next();
      }
    });
  }

  return {
    write(text) {
      if (closed) return;
      if (waiting.length + text.length > MOST) left += 1;
      else waiting += text;
      next();
    },
    async flush() {
      for (
        const deadline = Date.now() + PATIENCE_MS;
        !closed && (writing || waiting !== '');
        await sleep(5)
      ) {
        if (Date.now() > deadline) return false;
      }
      return true;
    },
  };
}
