// The processes of this machine, as far as tests must know them: who descends from whom, and who is still there.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { isProcess, markProcess, type ProcessMark } from '../../bin/local/process-mark.ts';

/** Every process below `pid`, itself not included. */
export function descendants(pid: number): readonly ProcessMark[] {
  const parents = parentsByPid();
  const isBelow = (each: number): boolean => {
    const parent = parents.get(each);
    return parent !== undefined && (parent === pid || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow).flatMap((each) => markProcess(each) ?? []);
}

export function running(marks: readonly ProcessMark[]): readonly ProcessMark[] {
  return marks.filter(isProcess);
}

function parentsByPid(): ReadonlyMap<number, number> {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
    return new Map(lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]));
  }
  const entries = readdirSync('/proc').flatMap((name): [number, number][] => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return [[Number(name), Number(fields[1])]];
    } catch {
      return [];
    }
  });
  return new Map(entries);
}
