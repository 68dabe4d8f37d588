// Processor time of a process and all below it, by what they are.
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, on every platform that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU seconds so far by name, of the process and its descendants, those that have ended included. */
export function cpuSeconds(
  root: number,
  nameOf: (command: string, pid: number) => string,
): ReadonlyMap<string, number> {
  const all = readProcesses();
  const seconds = new Map<string, number>();
  const isBelow = (pid: number): boolean => {
    const parent = all.get(pid)?.parent;
    return pid === root || (parent !== undefined && isBelow(parent));
  };
  for (const [pid, { command, ticks }] of all) {
    if (!isBelow(pid)) continue;
    const name = nameOf(command, pid);
    seconds.set(name, (seconds.get(name) ?? 0) + ticks / TICKS_PER_SECOND);
  }
  return seconds;
}

type Process = { readonly parent: number; readonly ticks: number; readonly command: string };

function readProcesses(): ReadonlyMap<number, Process> {
  const entries = readdirSync('/proc').flatMap((name): [number, Process][] => {
    if (!/^\d+$/.test(name)) return [];
    try {
      // The name of the program, in brackets, may hold anything; the fields after it are numbers.
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      // Own time, in user mode and in the kernel, and that of children that have ended.
      const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return [[Number(name), { parent: Number(fields[1]), ticks, command }]];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
  return new Map(entries);
}
