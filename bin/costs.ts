// `npm run costs`: sends files of ad costs to the imbuto that runs here, or to another.
import { commandCosts } from './costs/command.ts';
import { NoInstance, Refused } from './demo/instance.ts';

try {
  process.exitCode = await commandCosts(process.argv.slice(2), process.env);
} catch (error) {
  if (!(error instanceof NoInstance || error instanceof Refused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
