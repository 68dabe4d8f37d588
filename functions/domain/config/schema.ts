// The schema of the whole configuration, from which the input type and the JSON Schema come.
import * as v from 'valibot';
import { LOCALES } from './config.ts';
import { freshnessSeconds, retentionDays } from './duration.ts';
import { didYouMean } from './nearest.ts';
import { Alert } from './schema-alert.ts';
import { Channels } from './schema-channels.ts';
import { PublicKeys, Throttle } from './schema-door.ts';
import { Form } from './schema-form.ts';
import { Funnel } from './schema-funnel.ts';
import { mailKeys } from './schema-mail.ts';
import { Sequence } from './schema-nurture.ts';
import { choice, Email, flag, id, line, list, shape, whole } from './schema-parts.ts';
import { Share } from './schema-share.ts';
import { Webhook } from './schema-webhook.ts';

const ZONE = `an IANA time zone, like 'Europe/Rome'; days, weeks and months are cut there; default 'UTC'`;

/** The zone as the IANA list spells it; undefined where there is none. */
export function timezoneOf(text: string): string | undefined {
  // Offsets such as +02:00 are no zones: they know no summer time.
  if (!/^[A-Za-z]/.test(text)) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions();
    return timeZone.toLowerCase() === text.toLowerCase() ? timeZone : text;
  } catch {
    return undefined;
  }
}

function mendZone(text: string): string {
  const zones = Intl.supportedValuesOf('timeZone');
  const city = zones.find((zone) =>
    zone.toLowerCase().endsWith(`/${text.toLowerCase().replaceAll(' ', '_')}`),
  );
  return `${ZONE}${didYouMean(city ?? text, zones)}`;
}

const FRESHNESS = `how long the queue gathers before it is worked off, '0s' to '300s' or '5m'; longer is cheaper; default '5s'`;
const RETENTION = `how long a lead is kept, like '90d', '18m' or '3y', in d, w, m (30 days) or y (365 days), at most 36500d; a lead without an event for so long is erased, and what it counted stays`;

const AT = `the local time of day from which it is mailed, like '08:00'; left out: as soon as it is issued`;

const Report = shape('a report: { every, at, funnels, to, skipEmpty }', {
  every: choice(`how often: 'day', 'week' or 'month'`, ['day', 'week', 'month']),
  at: v.optional(line(AT, /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/)),
  funnels: v.optional(list('the ids of funnels, 1 to 20; left out: all', id('the id of a funnel'), 1, 20)),
  to: v.optional(list('who gets it by mail, at most 50; needs mail.from', Email, 0, 50), []),
  skipEmpty: v.optional(
    flag('whether no mail is sent of a period in which nothing came; default false'),
    false,
  ),
});

export const ConfigSchema = shape(
  'the configuration: { timezone, locale, freshness, forms, funnels, channels, publicKeys, throttle, reports, mail, webhooks, nurture, alerts, share, retention, dataOut }',
  {
    $schema: v.optional(v.pipe(v.string('a path'), v.description('where an editor finds the JSON Schema'))),
    timezone: v.optional(
      v.pipe(
        v.string(ZONE),
        v.check(
          (text) => timezoneOf(text) !== undefined,
          ({ input }) => mendZone(input),
        ),
        v.description(ZONE),
      ),
      'UTC',
    ),
    locale: v.optional(
      choice(`the language of forms, mails and reports: 'en', 'it' or 'ru'; default 'en'`, LOCALES),
      'en',
    ),
    freshness: v.optional(
      v.pipe(
        line(FRESHNESS, /^[0-9]{1,3}[sm]$/),
        v.check((text) => freshnessSeconds(text) !== undefined, FRESHNESS),
      ),
      '5s',
    ),
    forms: v.optional(list('the forms, at most 50', Form, 0, 50), []),
    funnels: list('the funnels, 1 to 20', Funnel, 1, 20),
    channels: v.optional(Channels),
    publicKeys: v.optional(PublicKeys),
    throttle: v.optional(Throttle),
    reports: v.optional(list('the reports, at most 20', Report, 0, 20), []),
    mail: v.optional(
      shape(`{ from: 'hello@example.com' }`, {
        from: Email,
        ...mailKeys,
        digestAbove: v.optional(
          whole(
            'how many submissions of one form are mailed one by one in an hour, 0 to 1000; what is more is one mail; default 10',
            0,
            1_000,
          ),
        ),
      }),
    ),
    webhooks: v.optional(list('where is told what happens, at most 20', Webhook, 0, 20), []),
    nurture: v.optional(list('sequences of mails to leads, at most 20', Sequence, 0, 20), []),
    alerts: v.optional(list('figures that are watched, at most 20', Alert, 0, 20), []),
    share: v.optional(Share),
    retention: v.optional(
      v.pipe(
        line(RETENTION, /^[1-9][0-9]{0,4}[dwmy]$/),
        v.check((text) => retentionDays(text) !== undefined, RETENTION),
      ),
    ),
    dataOut: v.optional(
      shape(`events and report cells as files in a bucket: { every: 'day' }`, {
        every: choice(`how often they are written anew: 'day' or 'week'`, ['day', 'week']),
      }),
    ),
  },
);

export type ParsedConfig = v.InferOutput<typeof ConfigSchema>;

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** The configuration as its author writes it. */
export type ConfigInput = DeepReadonly<v.InferInput<typeof ConfigSchema>>;
