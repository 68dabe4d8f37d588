// One question from the command line: the touch that a visit would have under this configuration, and why.
import { parseArgs } from 'node:util';
import { InvalidConfig } from '../../functions/domain/config/invalid-config.ts';
import type { Decision } from '../../functions/domain/touch/channel.ts';
import type { SourceCategory } from '../../functions/domain/touch/channel-sources.ts';
import { explainTouch, type Touch } from '../../functions/domain/touch/touch.ts';
import { loadConfig, UnreadableConfig } from '../../lib/configuration.ts';

const USAGE = `npm run channels -- <address> [--referrer <address>]

Says into which channel a visit to the address falls, its source and medium, and which rule decided: one of the
configuration (funnels.config.ts, or the file that IMBUTO_CONFIG names) or one of the defaults. It changes nothing.

  npm run channels -- 'https://example.com/?utm_source=fb&utm_medium=cpc'
  npm run channels -- https://example.com/pricing --referrer https://www.google.com/`;

const PARTS = [
  'source',
  'medium',
  'campaign',
  'term',
  'content',
  'clickId',
  'landingPage',
  'referrer',
] as const;

/** @returns the exit code: 0 answered, 1 the question or the configuration cannot be read */
export async function tellChannel(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void = console.log,
): Promise<number> {
  const asked = readArgs(args);
  if (asked === undefined) {
    say(USAGE);
    return 1;
  }
  if (asked.help) {
    say(USAGE);
    return 0;
  }
  try {
    const config = await loadConfig(environment);
    const pageUrl = /^(?:https?:\/\/|\/)/i.test(asked.address) ? asked.address : `https://${asked.address}`;
    const ownHosts = config.forms.flatMap(({ origins = [] }) => origins);
    const { touch, by } = explainTouch({ pageUrl, referrer: asked.referrer, ownHosts, rules: config });
    say(`channel      ${touch?.channel ?? 'Direct'}`);
    say(`decided by   ${inEnglish(touch, by)}`);
    for (const part of PARTS) {
      const value = touch?.[part];
      if (value !== undefined) say(`${part.padEnd(12)} ${value}`);
    }
    if (touch === undefined && asked.referrer !== undefined)
      say('the referrer is not one: it is your own site, or a page where one pays or logs in, or no address');
    return 0;
  } catch (error) {
    if (!(error instanceof InvalidConfig || error instanceof UnreadableConfig)) throw error;
    say(error.message);
    return 1;
  }
}

const SITE: Readonly<Record<SourceCategory, string>> = {
  search: 'a search engine',
  shopping: 'a shopping site',
  social: 'a social site',
  video: 'a video site',
  assistant: 'an AI assistant',
};

function inEnglish(touch: Touch | undefined, by: Decision['by']): string {
  if ('own' in by) return `channels.rules[${by.own}] of the configuration`;
  if (touch === undefined) return 'nothing says how the visitor came';
  if (by.tests.length === 0) return 'no rule matches';
  const met = by.tests.map((test) =>
    'site' in test
      ? `the source is ${SITE[test.site]}`
      : `the ${test.field} is ${touch[test.field] === undefined ? 'none' : JSON.stringify(touch[test.field])}`,
  );
  return `default rule ${touch.channel}: ${met.join(', and ')}`;
}

type Asked = { readonly address: string; readonly referrer?: string | undefined; readonly help: boolean };

/** Undefined for what is no question. */
function readArgs(args: readonly string[]): Asked | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { referrer: { type: 'string' }, help: { type: 'boolean', default: false } },
    });
    const [address, ...others] = positionals;
    if (values.help) return { address: '', help: true };
    if (address === undefined || others.length > 0) return undefined;
    return { address, referrer: values.referrer, help: false };
  } catch {
    // An option that is not known.
    return undefined;
  }
}
