// One run of the local host, from the command line to its exit code.
import { flushCompileCache } from 'node:module';
import { inspect } from 'node:util';
import { type Host, startHost } from './host.ts';
import { whenLauncherEnds } from './launcher.ts';
import { type LocalOptions, readOptions, USAGE } from './options.ts';
import type { Output } from './output.ts';
import { createSpeech } from './speech.ts';
import type { Assembly } from './template/template.ts';
import { welcome } from './welcome.ts';

export type Terminal = { readonly out: Output; readonly err: Output };

/** One Ctrl-C can arrive several times: from the terminal, from npm, from the preflight. */
const SAME_SIGNAL_MS = 1_000;

export type Run = Terminal & {
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Makes the template in a directory; what stands there is replaced. */
  assemble(
    directory: string,
    options: Pick<LocalOptions, 'only'> & { reached(phase: string): void },
  ): Promise<Assembly>;
};

/** @returns the exit code */
export async function runLocally({ args, environment, out, err, assemble }: Run): Promise<number> {
  let started = false;
  const asked = askedToStop(() => started);
  let host: Host;
  let options: LocalOptions;
  try {
    options = readOptions(args, environment);
    if (options.help) {
      out.write(`${USAGE}\n`);
      return 0;
    }
    const reached = options.verbose ? clock(out) : () => {};
    const { only } = options;
    host = await startHost({
      ...options,
      assemble: (directory) => assemble(directory, { only, reached }),
      speech: createSpeech({ out, err, quiet: options.quiet }),
      reached,
    });
    started = true;
    reached('ready');
  } catch (error) {
    err.write(`${inWords(error)}\n`);
    return 1;
  }
  out.write(welcome(host, options, Date.now()));
  void host.catchUp();
  flushCompileCache();

  const reason = await Promise.race([asked, host.broken]);
  if (reason !== undefined) err.write(`imbuto stops: ${reason}.\n`);
  else
    out.write(
      'imbuto finishes what it has in hand and stops; everything is kept. Ctrl-C again stops at once.\n',
    );
  await host.stop();
  return reason === undefined ? 0 : 1;
}

/** From the birth of the process, Node's own start included. */
function clock(out: Output): (phase: string) => void {
  return (phase) => out.write(`${performance.now().toFixed(0).padStart(6)} ms  ${phase}\n`);
}

/**
 * Settles at the first wish to stop. One before the start is over, or a second one a while later, ends the process at
 * once: its children end with it, and nothing is lost.
 */
function askedToStop(started: () => boolean): Promise<undefined> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const stop = (): void => {
      first ??= Date.now();
      if (!started() || Date.now() - first > SAME_SIGNAL_MS) process.exit(130);
      resolve(undefined);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    // The preflight that started this process, on an older Node, is gone; or npm is.
    if (process.channel) {
      process.on('disconnect', stop);
      // The channel alone is no reason to go on when everything has stopped.
      process.channel.unref();
    }
    whenLauncherEnds(stop);
  });
}

/** What a person can fix is told in words; everything else with its place. */
function inWords(error: unknown): string {
  const own = error instanceof Error && error.name === error.constructor.name && !(error.name in globalThis);
  return own ? error.message : inspect(error);
}
