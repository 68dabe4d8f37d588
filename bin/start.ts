// `imbuto start`: runs the app of the folder it is started in, and the template that it makes.
import { createOutput } from './local/output.ts';
import { runLocally } from './local/run.ts';
import { synthesiseApp } from './local/synthesise-app.ts';

const [out, err] = [createOutput(1), createOutput(2)];
process.exitCode = await runLocally({
  args: process.argv.slice(2),
  environment: process.env,
  out,
  err,
  assemble: (directory, { only, reached }) => synthesiseApp(directory, { only, reached }),
});
const flushed = await Promise.all([out.flush(), err.flush()]);
// A write that nobody reads would keep the process; all else is done.
if (flushed.includes(false)) process.kill(process.pid, 'SIGKILL');
