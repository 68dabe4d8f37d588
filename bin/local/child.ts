// Starts Node processes that do not outlive this one.
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

const SETPRIV =
  process.platform === 'linux' && ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => existsSync(file));

/** A module beside another: compiled where that one is. */
export function siblingModule(filename: string, name: string): string {
  return join(dirname(filename), `${name}${extname(filename)}`);
}

/** The command that asks the kernel to kill a program together with this process, where there is such a command. */
function boundToParent(program: string): readonly string[] {
  return SETPRIV ? [SETPRIV, '--pdeathsig', 'KILL', '--', program] : [program];
}

export type BoundOptions = {
  readonly args?: readonly string[];
  readonly nodeOptions?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly output: 'pipe' | 'ignore';
};

/**
 * Forks a module. It must end itself when its channel closes; the kernel ends it, where it can be asked to, even
 * when it is too busy to see that.
 */
export function forkBound(
  module: string,
  { args = [], nodeOptions = [], env, cwd, output }: BoundOptions,
): ChildProcess {
  const [execPath = process.execPath, ...execArgv] = [...boundToParent(process.execPath), ...nodeOptions];
  return fork(module, args, {
    execPath,
    execArgv,
    serialization: 'advanced',
    stdio: ['ignore', output, output === 'pipe' ? 'pipe' : 'inherit', 'ipc'],
    ...(env ? { env } : {}),
    ...(cwd ? { cwd } : {}),
  });
}
