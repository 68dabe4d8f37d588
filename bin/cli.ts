// The commands of the package: `npx imbuto start` in an app of the owner's, and what `npm run …` has in this repository.

const COMMANDS = {
  init: ['makes a project here: a configuration, an app, a page, a workflow', () => import('./init.ts')],
  start: ['runs the imbuto of the app here, on this machine', () => import('./start.ts')],
  demo: ['sends it a believable month of visitors, leads and orders', () => import('./demo.ts')],
  leads: ['shows, exports, imports or erases leads', () => import('./leads.ts')],
  keys: ['shows, opens and closes forms and public keys; makes a new key', () => import('./keys.ts')],
  costs: ['takes what ads cost', () => import('./costs.ts')],
  channels: ['says which channel a visit has, and why', () => import('./channels.ts')],
  webhooks: ['tells again what a lead did; shows the key of a webhook', () => import('./webhooks.ts')],
  hourly: ['runs the jobs of the clock now', () => import('./hourly.ts')],
  redrive: ['sends back what was set aside', () => import('./redrive.ts')],
  reconcile: ['recounts every funnel from the leads and compares', () => import('./reconcile.ts')],
} as const satisfies Record<string, readonly [words: string, run: () => Promise<unknown>]>;

const [name = '', ...args] = process.argv.slice(2);
const command = Object.entries(COMMANDS).find(([known]) => known === name)?.[1];
if (command === undefined) {
  const lines = Object.entries(COMMANDS).map(([known, [words]]) => `  ${known.padEnd(10)} ${words}`);
  console.error(['imbuto COMMAND [OPTIONS]', '', ...lines].join('\n'));
  process.exitCode = 2;
} else {
  const [, run] = command;
  // Each reads its own arguments, as if it had been started by itself.
  process.argv = [process.argv[0] ?? '', import.meta.filename, ...args];
  await run();
}
