// `npm run reconcile`: recounts every funnel from the leads, and exits 1 where the counters say something else.
import { reconcileHere } from './reconcile/run.ts';

process.exitCode = await reconcileHere(process.argv.slice(2), process.env);
