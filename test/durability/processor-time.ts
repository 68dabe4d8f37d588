// Where a machine's time goes: the processor seconds of a host's processes and of this one, by what they do.
import { readFileSync } from 'node:fs';
import { descendants } from '../support/processes.ts';

export type ProcessorTime = Readonly<Record<string, number>>;

/** In seconds since each process began; empty where the system has no `/proc`. */
export function processorTime(host: number): ProcessorTime {
  if (process.platform !== 'linux') return {};
  const times: Record<string, number> = {};
  const add = (who: string, pid: number): void => {
    times[who] = (times[who] ?? 0) + secondsOf(pid);
  };
  add('Segment’s client (this process)', process.pid);
  add('host: gateway and event source', host);
  for (const { pid } of descendants(host)) add(roleOf(pid), pid);
  return times;
}

/** Only processes that were there both times have a difference that means something. */
export function spent(before: ProcessorTime, after: ProcessorTime): ProcessorTime {
  return Object.fromEntries(
    Object.entries(after).map(([who, seconds]) => [who, seconds - (before[who] ?? 0)]),
  );
}

/** The kernel counts in hundredths, whatever the machine. */
const TICKS = 100;

function secondsOf(pid: number): number {
  const fields = read(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS;
}

export function roleOf(pid: number): string {
  const command = read(pid, 'cmdline');
  if (command.includes('keeper.ts\0dynamodb')) return 'DynamoDB';
  if (command.includes('keeper.ts\0fauxqs')) return 'SQS emulator';
  const name = /AWS_LAMBDA_FUNCTION_NAME=([^\0]*)/.exec(read(pid, 'environ'))?.[1];
  const known = [
    'Capture',
    'Collect',
    'Progress',
    'IssueRevisions',
    'MailReports',
    'StartRecount',
    'Recount',
    'Report',
  ].find((each) => name?.includes(each));
  return known === undefined ? 'other' : `function ${known}`;
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}
