// `imbuto start`: runs the app of the folder it is started in, and the template that it makes.
import { runProcess } from './local/process.ts';
import { synthesiseApp } from './local/synthesise-app.ts';

await runProcess((directory, { only, reached }) => synthesiseApp(directory, { only, reached }));
