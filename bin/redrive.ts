// `npm run redrive`: sends what the imbuto that runs here has set aside back to be counted.
import { redriveHere } from './redrive/redrive.ts';

process.exitCode = await redriveHere(process.argv.slice(2), process.env);
