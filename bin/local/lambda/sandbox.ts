// The host's end of one sandbox: starts the process, hands it an invocation, kills it when its time is up.
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { forkBound, siblingModule } from '../child.ts';
import type { Failure, FromSlot, Invoke } from './slot.ts';

export type SandboxSettings = {
  readonly arn: string;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** Called with every line that the function writes. */
  hear(line: string): void;
};

export type Invocation = { readonly ok: true; readonly payload: string } | ({ readonly ok: false } & Failure);

export type Sandbox = {
  readonly pid: number | undefined;
  readonly alive: boolean;
  invoke(event: string, requestId: string): Promise<Invocation>;
  kill(): void;
};

/** The bundle could not be loaded: a wrong handler name, a missing variable, an error at its top level. */
export class InitFailed extends Error {
  override readonly name = 'InitFailed';
}

/** Lambda gives a function ten seconds to load. Here a dozen of them load at once, on a machine that may be busy. */
const INIT_MS = 30_000;
/** Bytes of JSON; a response may be a hundred bytes larger than a request. */
export const REQUEST_LIMIT = 6 * 1024 * 1024;
const RESPONSE_LIMIT = REQUEST_LIMIT + 100;

/** @throws InitFailed */
export async function startSandbox(settings: SandboxSettings): Promise<Sandbox> {
  const child = forkBound(siblingModule(import.meta.filename, 'slot'), {
    args: [settings.arn],
    env: settings.environment,
    cwd: settings.directory,
    nodeOptions: [`--max-old-space-size=${settings.memoryMb}`],
    output: 'pipe',
  });
  for (const stream of [child.stdout, child.stderr]) if (stream) hearLines(stream, settings.hear);
  await loaded(child);

  let alive = true;
  let next = 0;
  const waiting = new Map<number, (invocation: Invocation) => void>();
  function settle(id: number, invocation: Invocation): void {
    waiting.get(id)?.(invocation);
    waiting.delete(id);
  }
  child.on('message', (message) => {
    const said = message as FromSlot;
    if (said.kind === 'answer') settle(said.id, withinLimit(said.payload));
    if (said.kind === 'failure') settle(said.id, { ...said, ok: false });
  });
  child.on('exit', (code, signal) => {
    alive = false;
    for (const id of [...waiting.keys()]) {
      settle(id, {
        ok: false,
        type: 'Runtime.ExitError',
        message: `the runtime ended with ${signal ?? code}`,
      });
    }
  });

  return {
    pid: child.pid,
    get alive() {
      return alive;
    },
    invoke(event, requestId) {
      next += 1;
      const id = next;
      return new Promise((resolve) => {
        const seconds = (settings.timeoutMs / 1000).toFixed(2);
        const timer = setTimeout(() => {
          alive = false;
          settle(id, {
            ok: false,
            type: 'Sandbox.Timedout',
            message: `Task timed out after ${seconds} seconds`,
          });
          child.kill('SIGKILL');
        }, settings.timeoutMs);
        waiting.set(id, (invocation) => {
          clearTimeout(timer);
          resolve(invocation);
        });
        const invoke: Invoke = { id, event, requestId, deadline: Date.now() + settings.timeoutMs };
        child.send(invoke, (error) => {
          if (error) settle(id, { ok: false, type: 'Runtime.ExitError', message: 'the runtime is gone' });
        });
      });
    },
    kill() {
      alive = false;
      child.kill('SIGKILL');
    },
  };
}

function withinLimit(payload: string): Invocation {
  if (Buffer.byteLength(payload) <= RESPONSE_LIMIT) return { ok: true, payload };
  const message = `Response payload size exceeded maximum allowed payload size (${RESPONSE_LIMIT} bytes).`;
  return { ok: false, type: 'Function.ResponseSizeTooLarge', message };
}

function loaded(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(`it did not load within ${INIT_MS / 1000} seconds`), INIT_MS);
    const ended = (code: number | null, signal: string | null): void =>
      fail(`it ended with ${signal ?? code}`);
    function fail(reason: string): void {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new InitFailed(reason));
    }
    child.once('exit', ended);
    child.once('error', (error) => fail(error.message));
    child.once('message', (message) => {
      const said = message as FromSlot;
      if (said.kind === 'unable') return fail(said.reason);
      clearTimeout(timer);
      child.off('exit', ended);
      resolve();
    });
  });
}

function hearLines(stream: Readable, hear: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', hear);
}
