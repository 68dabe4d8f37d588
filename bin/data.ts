// `npm run data`: writes events and report cells as files now, or copies what was written into a folder.
import { commandData } from './data/command.ts';

process.exitCode = await commandData(process.argv.slice(2), process.env);
