// `npm run leads`: shows, exports or erases one lead of the imbuto that runs here, or of another.
import { NoInstance, Refused } from './demo/instance.ts';
import { commandLeads } from './leads/command.ts';

try {
  process.exitCode = await commandLeads(process.argv.slice(2), process.env);
} catch (error) {
  if (!(error instanceof NoInstance || error instanceof Refused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
