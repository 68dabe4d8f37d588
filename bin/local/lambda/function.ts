// A function of the template: a bounded pool of sandboxes, the warmest first.
import { randomUUID } from 'node:crypto';
import {
  type Invocation,
  REQUEST_LIMIT,
  type Sandbox,
  type SandboxSettings,
  startSandbox,
} from './sandbox.ts';
import type { Failure } from './slot.ts';

export type LambdaFunction = {
  /** How it is called in what people read, e.g. `capture`. */
  readonly speaker: string;
  readonly arn: string;
  /** Loads the bundle once, so that what is wrong with it shows now. @throws InitFailed */
  init(): Promise<void>;
  /** Waits for a free sandbox. Never rejects. */
  invoke(event: unknown): Promise<Invocation>;
  stop(): void;
};

export type FunctionSettings = SandboxSettings & {
  readonly speaker: string;
  /** How many invocations may run at once. */
  readonly concurrency: number;
  /** Called with what a failed invocation says of itself. */
  complain(failure: Failure): void;
};

export function createFunction(settings: FunctionSettings): LambdaFunction {
  const idle: Sandbox[] = [];
  const all = new Set<Sandbox>();
  const waiting: ((sandbox: Sandbox | undefined) => void)[] = [];
  let starting = 0;
  let stopped = false;

  async function start(): Promise<Sandbox> {
    starting += 1;
    try {
      const sandbox = await startSandbox(settings);
      all.add(sandbox);
      if (stopped) sandbox.kill();
      return sandbox;
    } finally {
      starting -= 1;
    }
  }

  async function take(): Promise<Sandbox> {
    if (stopped) throw new Error('the host is stopping');
    for (let sandbox = idle.pop(); sandbox; sandbox = idle.pop()) {
      if (sandbox.alive) return sandbox;
      all.delete(sandbox);
    }
    if (all.size + starting < settings.concurrency) return await start();
    const given = await new Promise<Sandbox | undefined>((resolve) => waiting.push(resolve));
    return given?.alive ? given : await take();
  }

  function give(sandbox: Sandbox): void {
    if (!sandbox.alive) all.delete(sandbox);
    const next = waiting.shift();
    if (next) next(sandbox);
    else if (sandbox.alive) idle.push(sandbox);
  }

  return {
    speaker: settings.speaker,
    arn: settings.arn,
    async init() {
      give(await start());
    },
    async invoke(event) {
      const payload = JSON.stringify(event);
      if (Buffer.byteLength(payload) >= REQUEST_LIMIT) {
        const message = `Request must be smaller than ${REQUEST_LIMIT} bytes for the InvokeFunction operation`;
        return { ok: false, type: 'RequestEntityTooLargeException', message };
      }
      let sandbox: Sandbox;
      try {
        sandbox = await take();
      } catch (error) {
        waiting.shift()?.(undefined);
        const message = error instanceof Error ? error.message : String(error);
        const failure = { type: 'Runtime.InitError', message };
        if (!stopped) settings.complain(failure);
        return { ok: false, ...failure };
      }
      const invocation = await sandbox.invoke(payload, randomUUID());
      give(sandbox);
      if (!invocation.ok && !stopped) settings.complain(invocation);
      return invocation;
    },
    stop() {
      stopped = true;
      for (const sandbox of all) sandbox.kill();
      for (const resolve of waiting.splice(0)) resolve(undefined);
    },
  };
}
