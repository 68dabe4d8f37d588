// `npm run hourly`: runs what the hourly schedules of the imbuto that runs here would run, now; or the functions that are named.
import { invokeHere } from './local/invoke.ts';

process.exitCode = await invokeHere(process.argv.slice(2), process.env);
