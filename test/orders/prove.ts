// `npm run prove:orders`: 100,000 random orders of leads' events, and as many of what is said of who is who.
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { eventsInAnyOrder, linksInAnyOrder } from './orders.ts';

const { values } = parseArgs({
  options: { orders: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const orders = Number(values.orders);
const seed = Number(values.seed);

for (const [what, prove] of [
  ["a lead's events", eventsInAnyOrder],
  ['links of three people and three browsers', linksInAnyOrder],
] as const) {
  const bar = new SingleBar({ format: `${what} {bar} {value}/{total}` });
  const began = performance.now();
  bar.start(orders, 0);
  const { sets } = prove(orders, seed, (done) => bar.update(done));
  bar.update(orders);
  bar.stop();
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${what}: ${orders} orders and batchings of ${sets} sets, identical state each time (${seconds.toFixed(0)} s)`,
  );
}
