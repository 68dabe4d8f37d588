// Who started this process: npm and the shell it uses pass no signal on when they are killed, so that they are watched.
import { readFileSync } from 'node:fs';
import { isProcess, markProcess, type ProcessMark } from './process-mark.ts';

const EVERY_MS = 500;

/** Calls `gone` when npm, its shell or the preflight ends, if this process was started by them. */
export function whenLauncherEnds(gone: () => void): void {
  const launchers = findLaunchers();
  if (launchers.length === 0) return;
  const timer = setInterval(() => {
    if (launchers.every(isProcess)) return;
    clearInterval(timer);
    gone();
  }, EVERY_MS);
  timer.unref();
}

/** From the parent upwards, as long as they run this project's scripts. Where there is no /proc, the parent alone. */
function findLaunchers(): readonly ProcessMark[] {
  if (process.env.npm_lifecycle_event === undefined) return [];
  if (process.platform !== 'linux') return [markProcess(process.ppid)].filter((mark) => mark !== undefined);
  const found: ProcessMark[] = [];
  for (let pid = process.ppid; pid > 1; ) {
    const mark = markProcess(pid);
    if (
      !mark ||
      !/\bnpm\b|preflight\.cjs|\bimbuto'? start\b|\.bin\/imbuto\b/.test(
        readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
      )
    )
      break;
    found.push(mark);
    pid = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  }
  return found;
}
