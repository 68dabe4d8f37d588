// `npm start`: builds imbuto, synthesises its stack, and runs that template on this machine.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// The constructs are megabytes of code: compiled once, the next start takes a second less.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'imbuto'));
const [{ createOutput }, { runLocally }, { buildAssembly }] = await Promise.all([
  import('./local/output.ts'),
  import('./local/run.ts'),
  import('./local/build.ts'),
]);

const [out, err] = [createOutput(1), createOutput(2)];
process.exitCode = await runLocally({
  args: process.argv.slice(2),
  environment: process.env,
  out,
  err,
  assemble: (directory, { reached }) => buildAssembly(directory, process.env, reached),
});
const flushed = await Promise.all([out.flush(), err.flush()]);
// A write that nobody reads would keep the process; all else is done.
if (flushed.includes(false)) process.kill(process.pid, 'SIGKILL');
