// `npm run demo`: sends a believable month to the imbuto that runs here.
import { NoInstance, Refused } from './demo/instance.ts';
import { playDemo } from './demo/play.ts';

try {
  process.exitCode = await playDemo(process.argv.slice(2), process.env);
} catch (error) {
  if (!(error instanceof NoInstance || error instanceof Refused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
