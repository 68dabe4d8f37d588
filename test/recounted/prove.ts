// `npm run prove:report`: recounts every figure of reports from exported leads, of random worlds or of a running instance.
import { parseArgs } from 'node:util';
import { loadConfig } from '../../lib/configuration.ts';
import { linesOf, nothingCompared } from './compared.ts';
import { compareWorld } from './in-process.ts';
import { compareInstance } from './over-http.ts';

const USAGE = `npm run prove:report -- [--worlds N] [--from SEED]    the reports of N random worlds (100), each by its seed (1)
npm run prove:report -- --here                        of the imbuto that runs here (IMBUTO_DATA), by its configuration (IMBUTO_CONFIG)
npm run prove:report -- --url <url> --token <token>   of another one, by the same; or IMBUTO_OWNER_TOKEN

Exits 1 where any figure differs.`;

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    here: { type: 'boolean', default: false },
    url: { type: 'string' },
    token: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const compared = nothingCompared();
const began = performance.now();
if (values.help) console.log(USAGE);
else {
  const { url, token } = values;
  const access = { ...(url ? { url } : {}), ...(token ? { token } : {}) };
  const isInstance = values.here || url !== undefined;
  const notes = isInstance
    ? await compareInstance(await loadConfig(process.env), access, compared)
    : [await randomWorlds(whole('from'), whole('worlds'))];
  for (const line of [...linesOf(compared), ...notes]) console.log(line);
  console.log(`${((performance.now() - began) / 1000).toFixed(0)} s`);
  if (compared.differences.length > 0) process.exitCode = 1;
}

async function randomWorlds(from: number, worlds: number): Promise<string> {
  let leads = 0;
  for (let seed = from; seed < from + worlds; seed++) leads += await compareWorld(seed, compared);
  return `${worlds} worlds, ${leads} leads`;
}

function whole(name: 'worlds' | 'from'): number {
  const n = Number(values[name]);
  if (Number.isSafeInteger(n) && n > 0) return n;
  console.error(`--${name} takes a whole number above 0, not "${values[name]}"\n\n${USAGE}`);
  process.exit(2);
}
