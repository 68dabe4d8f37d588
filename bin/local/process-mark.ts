// Names one process for good: process ids are used again, a process id with its start is not.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export type ProcessMark = { readonly pid: number; readonly started: string };

/** @returns undefined when there is no such process. */
export function markProcess(pid: number): ProcessMark | undefined {
  const started = startOf(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Whether the marked process, and not a later one of the same id, still runs. */
export function isProcess({ pid, started }: ProcessMark): boolean {
  return startOf(pid) === started;
}

function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // The name, in parentheses, may hold anything; after it the state is the 1st field and the start the 20th.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return fields[0] === 'Z' ? undefined : fields[19];
    }
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return started === '' ? undefined : started;
  } catch {
    return undefined;
  }
}
