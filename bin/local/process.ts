// The process of a local host, from its command line to its end.
import { createOutput } from './output.ts';
import { type Run, runLocally } from './run.ts';

export async function runProcess(assemble: Run['assemble']): Promise<void> {
  const [out, err] = [createOutput(1), createOutput(2)];
  const args = process.argv.slice(2);
  process.exitCode = await runLocally({ args, environment: process.env, out, err, assemble });
  const flushed = await Promise.all([out.flush(), err.flush()]);
  // A write without a reader would keep the process; all else is done.
  if (flushed.includes(false)) process.kill(process.pid, 'SIGKILL');
}
