// `npm run webhooks`: tells again what there is to tell of a lead, or prints the key that a receiver verifies with.
import { NoInstance, Refused } from './demo/instance.ts';
import { commandWebhooks } from './webhooks/command.ts';

try {
  process.exitCode = await commandWebhooks(process.argv.slice(2), process.env);
} catch (error) {
  if (!(error instanceof NoInstance || error instanceof Refused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
