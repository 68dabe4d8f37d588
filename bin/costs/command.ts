// The command over the HTTP API: says what a file of ad costs would bring and, with --yes, sends it.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { type AdCost, placeOfFault } from '../../functions/domain/ad-cost/ad-cost.ts';
import { readCampaignMap } from '../../functions/domain/ad-cost/campaign-map.ts';
import { costTotals } from '../../functions/domain/ad-cost/cost-totals.ts';
import { isNetwork, NETWORKS } from '../../functions/domain/ad-cost/networks.ts';
import { readCosts } from '../../functions/domain/ad-cost/read-costs.ts';
import type { CostOptions } from '../../functions/domain/ad-cost/read-row.ts';
import { decodeTable } from '../../functions/domain/ad-cost/read-table.ts';
import { minorDigits } from '../../functions/domain/currency.ts';
import { formatMoney } from '../../functions/domain/money.ts';
import { loadConfig } from '../../lib/configuration.ts';
import { NoInstance, Refused } from '../demo/instance.ts';
import { findOwner } from '../leads/leads-api.ts';

const USAGE = `npm run costs -- import <file.csv> --like <network>   says what a file of ad costs would bring; with --yes brings it

  --like <network>      ${NETWORKS.join(', ')}; without it: date, campaign, source, currency, cost
  --map "<campaign>=<utm_campaign>", as often as needed: campaigns that the network names otherwise than their links do
  --currency EUR        where the file names none
  --dates dmy           or mdy: the order of day and month, where the file leaves it open
  --source <name>       instead of the network's, or where the file names none
  --url, --token        another imbuto and its owner token; else IMBUTO_URL and IMBUTO_OWNER_TOKEN, else the imbuto that
                        runs here (IMBUTO_DATA)

See docs/ad-costs.md.`;

const OPTIONS = {
  help: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  like: { type: 'string' },
  map: { type: 'string', multiple: true, default: [] as string[] },
  currency: { type: 'string' },
  dates: { type: 'string' },
  source: { type: 'string' },
  url: { type: 'string' },
  token: { type: 'string' },
} as const;

type Values = ReturnType<typeof parse>['values'];
type Say = (line: string) => void;

const MOST_BYTES = 1_048_576;
const MOST_NAMES = 30;

/** @returns the exit code: 0 done, 1 the file is at fault or was refused, 2 the command was not understood */
export async function commandCosts(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  say: Say = console.log,
  complain: Say = console.error,
): Promise<number> {
  const refuse = (why: string): number => {
    complain(why);
    return 2;
  };
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const [verb, file, ...rest] = positionals;
  if (values.help) {
    say(USAGE);
    return 0;
  }
  if (verb !== 'import' || file === undefined || rest.length > 0) return refuse(USAGE);
  const options = optionsOf(values);
  if (typeof options === 'string') return refuse(options);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => error.code ?? 'unknown');
  if (typeof bytes === 'string') return refuse(`${file} cannot be read: ${bytes}`);
  if (bytes.length > MOST_BYTES) return refuse(`${file} has more than 1 MB: export fewer days at once.`);
  const { channels } = await loadConfig(environment);
  const name = basename(file);
  const read = readCosts(decodeTable(bytes), { ...options, ...(channels === undefined ? {} : { channels }) });
  if (!read.ok) {
    for (const fault of read.faults) complain(`${name} ${placeOfFault(fault)}: ${fault.text}`);
    complain('Nothing is sent.');
    return 1;
  }
  for (const line of reportOf(name, read.rows, read.costs, options.map)) say(line);
  if (!values.yes) {
    say('Nothing is sent yet. Add --yes to send it.');
    return 0;
  }
  const url = await send(bytes, values, environment);
  say(
    `Sent to ${url}. It replaces what was said before of these days and campaigns, and the same file again changes nothing.`,
  );
  return 0;
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
}

/** As text: why they are not understood. */
function optionsOf({ like, map: pairs, currency, dates, source }: Values): CostOptions | string {
  if (like !== undefined && !isNetwork(like))
    return `--like ${like}: known are ${NETWORKS.join(', ')}. Without it the file has date, campaign, source, currency, cost.`;
  const map = readCampaignMap(pairs);
  if (map === undefined) return '--map: write it as "<campaign>=<utm_campaign>", like "Spring sale=spring".';
  const code = currency?.toUpperCase();
  if (code !== undefined && minorDigits(code) === undefined)
    return `--currency ${currency} is no code of ISO 4217, like EUR.`;
  if (dates !== undefined && dates !== 'dmy' && dates !== 'mdy') return `--dates ${dates}: dmy or mdy.`;
  return {
    map,
    ...(like === undefined ? {} : { like }),
    ...(code === undefined ? {} : { currency: code }),
    ...(dates === undefined ? {} : { dates }),
    ...(source === undefined ? {} : { source }),
  };
}

function reportOf(
  file: string,
  rows: number,
  costs: readonly AdCost[],
  map: CostOptions['map'],
): readonly string[] {
  const { from, to, campaigns, totals } = costTotals(costs);
  const names = [...new Map(costs.map(({ campaign, as }) => [campaign, as]))];
  const known = new Set(names.map(([campaign]) => campaign));
  const shown = names
    .slice(0, MOST_NAMES)
    .map(([campaign, as]) => (as === undefined ? campaign : `${campaign} (as ${as})`));
  return [
    `${file}: ${count(rows, 'row')}, ${count(campaigns, 'campaign')}, ${from} to ${to}.`,
    ...totals.map(
      ({ month, source, currency, cost }) =>
        `  ${month}  ${source}  ${formatMoney({ currency, minor: cost }, 'en')}`,
    ),
    `  ${names.length > 1 ? 'campaigns' : 'campaign'}: ${shown.join(', ')}${names.length > MOST_NAMES ? ', …' : ''}`,
    ...[...map.keys()]
      .filter((campaign) => !known.has(campaign))
      .map((campaign) => `  --map: the file has no campaign "${campaign}".`),
  ].map(harmless);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** What stands in a file must not begin a line nor move the cursor. */
function harmless(line: string): string {
  return line.replace(/\p{Cc}/gu, ' ');
}

/** @throws NoInstance, Refused */
async function send(bytes: Buffer, values: Values, environment: NodeJS.ProcessEnv): Promise<string> {
  const { like, map, currency, dates, source, url: asked, token: given } = values;
  const { url, token } = findOwner(environment, {
    ...(asked ? { url: asked } : {}),
    ...(given ? { token: given } : {}),
  });
  const query = new URLSearchParams(map.map((pair): [string, string] => ['map', pair]));
  for (const [name, value] of Object.entries({ like, currency, dates, source }))
    if (value !== undefined) query.set(name, value);
  const answer = await fetch(`${url}/reports/costs?${query}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'content-type': 'application/octet-stream',
    },
    body: new Uint8Array(bytes),
  }).catch((cause: unknown) => {
    throw new NoInstance(`There is no answer from ${url}. Is "npm start" still running?`, { cause });
  });
  const text = await answer.text();
  if (!answer.ok) throw new Refused(`It was answered ${answer.status}: ${text.slice(0, 500)}`);
  return url;
}
