// `imbuto init`: makes a project in the folder it is started in.
import { initProject } from './init/init-project.ts';

process.exitCode = initProject(process.argv.slice(2), process.cwd());
