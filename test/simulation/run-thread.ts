// A thread of the simulation: runs the seeds that it is handed, some at a time.
import { parentPort } from 'node:worker_threads';
import { runSeeds, type Seeds } from './run-seeds.ts';

parentPort?.on('message', async (seeds: Seeds) => {
  parentPort?.postMessage(await runSeeds(seeds));
});
