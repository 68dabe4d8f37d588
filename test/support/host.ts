// Hosts for tests: one in this process for a template of one's own, one as `npm start` runs it.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAssembly } from '../../bin/local/build.ts';
import { type Host, startHost } from '../../bin/local/host.ts';
import { createSpeech } from '../../bin/local/speech.ts';
import type { Assembly, Resource } from '../../bin/local/template/template.ts';
import { assertNoAddress } from './canary.ts';

/** A directory for a host's data; `removeDirectory` when the test is over. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'imbuto-host-'));
}

export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/**
 * imbuto's own stack, as `npm start` synthesises it, with what a test must have otherwise.
 * @param change given every resource, answers the one to run instead
 */
export async function synthesiseHere(
  change: (resource: Resource) => Resource = (resource) => resource,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Assembly> {
  const directory = mkdtempSync(join(tmpdir(), 'imbuto-assembly-'));
  const assembly = await buildAssembly(directory, env, () => {});
  const resources = Object.entries(assembly.template.Resources).map(([id, each]) => [id, change(each)]);
  return { ...assembly, template: { ...assembly.template, Resources: Object.fromEntries(resources) } };
}

export type HostHere = Host & {
  /** What it printed so far. */
  said(): string;
};

/** Runs an assembly in this process, on a free port. Its end fails where it has told an e-mail address. */
export async function startHostHere(
  assembly: Assembly,
  dataDirectory: string,
  settings: { readonly fresh?: boolean; readonly hear?: (text: string) => void } = {},
): Promise<HostHere> {
  const lines: string[] = [];
  const raw: string[] = [];
  const out = {
    write: (text: string) => {
      lines.push(text);
      settings.hear?.(text);
    },
  };
  const speech = createSpeech({ out, err: out, quiet: false });
  const host = await startHost({
    assemble: async () => assembly,
    dataDirectory,
    hostname: undefined,
    port: 0,
    fresh: settings.fresh ?? false,
    // Functions' lines as they are, with what is not printed of them: metrics.
    speech: {
      ...speech,
      hear(speaker, line) {
        raw.push(line);
        speech.hear(speaker, line);
      },
    },
  });
  return {
    ...host,
    said: () => lines.join(''),
    async stop() {
      await host.stop();
      assertNoAddress([...lines, ...raw].join('\n'), host.url);
    },
  };
}

export type LocalJson = {
  readonly url: string;
  readonly publicKey: string;
  readonly secretKey: string;
  readonly ownerToken: string;
};

export type HostProcess = {
  readonly child: ChildProcess;
  readonly url: string;
  /** Ms from the start of the process to the line that says that it is ready. */
  readonly readyAfter: number;
  local(): LocalJson;
  output(): string;
  /** Ends it and answers its exit code, or the signal's name. */
  stop(signal?: NodeJS.Signals): Promise<number | string>;
};

export class HostDidNotStart extends Error {
  override readonly name = 'HostDidNotStart';
}

/** Runs `bin/local.ts` in a process of its own, on a free port, until it says that it is ready. Its end fails as that of one here. */
export async function startHostProcess(
  dataDirectory: string,
  settings: {
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    /** The command, if another than Node with `bin/local.ts`. */
    readonly command?: readonly [string, ...string[]];
    /** The project by default. */
    readonly cwd?: string;
    readonly patience?: number;
  } = {},
): Promise<HostProcess> {
  const root = join(import.meta.dirname, '..', '..');
  const [program, ...first] = settings.command ?? [process.execPath, join(root, 'bin', 'local.ts')];
  const begun = performance.now();
  const child = spawn(program, [...first, ...(settings.args ?? [])], {
    cwd: settings.cwd ?? root,
    env: { ...process.env, PORT: '0', IMBUTO_DATA: dataDirectory, ...settings.env },
    // With a channel, as the preflight opens one.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const ended = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 0)),
  );
  const url = await new Promise<string>((resolve, reject) => {
    const patience = settings.patience ?? 60_000;
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new HostDidNotStart(`not ready after ${patience} ms:\n${output}`));
    }, patience);
    const hear = (chunk: Buffer): void => {
      output += chunk;
      const ready = /^imbuto is ready at (\S+)$/m.exec(output)?.[1];
      if (!ready) return;
      clearTimeout(timer);
      resolve(ready);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    ended.then((how) => {
      clearTimeout(timer);
      reject(new HostDidNotStart(`ended with ${how}:\n${output}`));
    });
  });
  return {
    child,
    url,
    readyAfter: performance.now() - begun,
    local: () => JSON.parse(readFileSync(join(dataDirectory, 'local.json'), 'utf8')),
    output: () => output,
    async stop(signal = 'SIGINT') {
      child.kill(signal);
      const how = await ended;
      assertNoAddress(output, url);
      return how;
    },
  };
}
