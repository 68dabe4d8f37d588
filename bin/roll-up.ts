// `npm run roll-up`: runs what the hourly schedule of the imbuto that runs here would run, now.
import { invokeHere } from './local/invoke.ts';

process.exitCode = await invokeHere('roll-up', process.env);
