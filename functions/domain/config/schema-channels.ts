// The schema of what the owner says of channels.
import * as v from 'valibot';
import { CHANNELS } from '../touch/channel.ts';
import { hostNamed } from './schema-host.ts';
import { list, shape, words } from './schema-parts.ts';

const PATTERNS = `a text of 1 to 200 characters, or a list of 1 to 50 of which one must match; * is any run of characters, capitals make no difference`;
const pattern = words(PATTERNS, 200);
const patterns = list(PATTERNS, pattern, 1, 50);
export const Patterns = v.union([pattern, patterns], PATTERNS);
const either = v.optional(
  v.lazy((input) => {
    if (typeof input === 'string') return pattern;
    return Array.isArray(input) ? patterns : Patterns;
  }),
);

const WHEN = `what must match, one or more of source, medium, campaign and referrer, like { source: 'newsletter', medium: 'cpc' }`;
const When = v.pipe(
  shape(WHEN, { source: either, medium: either, campaign: either, referrer: either }),
  v.check((when) => Object.values(when).some((part) => part !== undefined), WHEN),
  v.metadata({ minProperties: 1 }),
);

const CHANNEL = `the channel that such visits count in, like 'Paid Social' or a name of your own: 1 to 40 characters, not in brackets`;
const Channel = v.pipe(
  words(CHANNEL, 40),
  v.check((text) => !text.startsWith('('), CHANNEL),
  v.check(
    (text) => usualSpelling(text) === undefined,
    ({ input }) => `${JSON.stringify(usualSpelling(input))}: so the channel is written elsewhere`,
  ),
);

/** Undefined where no channel of the defaults is meant, or it is written as it is. */
function usualSpelling(text: string): string | undefined {
  const folded = fold(text);
  return CHANNELS.find((channel) => fold(channel) === folded && channel !== text);
}

function fold(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, '');
}

const NAME = 'a source as utm_source names it: 1 to 100 characters';
const name = words(NAME, 100);
const SOURCES = `the name that is reported and the other names that mean it, like { facebook: ['fb', 'ig'] }; at most 100`;

const HOST = `a host, with all under it, like 'pay.example': no scheme, no path`;
const Host = hostNamed(HOST);

export const Channels = shape('{ rules, sources, ignoreReferrers }: what goes before the usual channels', {
  rules: v.optional(
    list(
      'rules, at most 100; the first that matches decides, else the usual channels',
      shape('a rule: { when, channel }', { when: When, channel: Channel }),
      0,
      100,
    ),
    [],
  ),
  sources: v.optional(
    v.pipe(
      v.record(name, list(`other names of this source, 1 to 50, like ['fb', 'ig']`, name, 1, 50), SOURCES),
      v.maxEntries(100, SOURCES),
      v.description(SOURCES),
    ),
    {},
  ),
  ignoreReferrers: v.optional(
    list('hosts that visitors pass through, to pay or to log in: no source; at most 200', Host, 0, 200),
    [],
  ),
});
