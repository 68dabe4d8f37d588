// `npm run reconcile`: recounts every funnel from the leads. Exits 1 where the counters say something else, 2 where it cannot tell.
import { reconcileHere } from './reconcile/run.ts';

try {
  process.exitCode = await reconcileHere(process.argv.slice(2), process.env);
} catch (error) {
  // Node's own code for this is 1, which would say that something differs.
  console.error(error);
  process.exitCode = 2;
}
