// `npm start`: builds imbuto, synthesises its stack, and runs that template on this machine.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// The constructs are megabytes of code: compiled once, the next start takes a second less.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'imbuto'));
const [{ runProcess }, { buildAssembly }] = await Promise.all([
  import('./local/process.ts'),
  import('./local/build.ts'),
]);

await runProcess((directory, { reached }) => buildAssembly(directory, process.env, reached));
