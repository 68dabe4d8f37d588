// From what the author wrote to what the functions read: defaults by kind, durations in numbers.

import { type AlertConfig, USUAL_DAYS } from '../alerts/alert-config.ts';
import { addDays, Calendar } from '../calendar.ts';
import { sentName } from '../event/sent.ts';
import { stepDelay } from '../nurture/delay.ts';
import type { SequenceConfig } from '../nurture/sequence.ts';
import { readHost } from '../touch/site.ts';
import type { VariantConfig } from '../variants/variant.ts';
import {
  type ChannelsConfig,
  type Config,
  type FieldConfig,
  type FormConfig,
  type FunnelConfig,
  type FunnelKind,
  type MailWords,
  type OptionConfig,
  type Order,
  RULED,
  type Text,
  type TriggerConfig,
} from './config.ts';
import { FORM_QUOTA, KEY_QUOTA, type PublicKeyConfig, type Quota, THROTTLE } from './door.ts';
import { freshnessSeconds, retentionDays, windowMs } from './duration.ts';
import type { ParsedConfig } from './schema.ts';
import { timezoneOf } from './schema.ts';
import { LENGTHS } from './schema-form.ts';
import { originOf } from './web-address.ts';

const DAY_MS = 86_400_000;
const ORDER = { sales: 'reached', marketing: 'any' } as const satisfies Record<FunnelKind, Order>;

export function normalWindowMs(kind: string | undefined): number {
  return (kind === 'sales' ? 30 : 365) * DAY_MS;
}

type ParsedForm = ParsedConfig['forms'][number];
type ParsedKey = NonNullable<ParsedConfig['publicKeys']>[number];
type ParsedVariant = NonNullable<ParsedForm['variants']>[number];
type ParsedField = ParsedForm['fields'][number];
type ParsedFunnel = ParsedConfig['funnels'][number];
type ParsedTrigger = ParsedFunnel['stages'][number]['on'][number];
type ParsedLostOn = NonNullable<ParsedFunnel['lostOn']>[number];
type ParsedSequence = ParsedConfig['nurture'][number];
type ParsedAlert = ParsedConfig['alerts'][number];
type ParsedText = NonNullable<ParsedForm['title']>;

/** @param parsed a configuration in which the schema and the rules found no fault */
export function normalise(parsed: ParsedConfig): Config {
  const { timezone, locale, channels, mail, share, retention, throttle, dataOut } = parsed;
  const funnelIds = parsed.funnels.map(({ id }) => id);
  return {
    timezone: timezoneOf(timezone) ?? timezone,
    locale,
    freshnessSeconds: said(freshnessSeconds(parsed.freshness), 'freshness'),
    forms: parsed.forms.map((each) => form(each, timezone)),
    funnels: parsed.funnels.map(funnel),
    reports: parsed.reports.map(({ every, at, funnels = funnelIds, to, skipEmpty }) => ({
      every,
      ...(at !== undefined && { at: minutesOf(at) }),
      funnels,
      to,
      ...(skipEmpty && { skipEmpty: true as const }),
    })),
    ...(channels && { channels: ownChannels(channels) }),
    ...(parsed.publicKeys && { publicKeys: parsed.publicKeys.map((each) => publicKey(each, timezone)) }),
    ...(throttle && {
      throttle: { forms: throttle.forms ?? THROTTLE.forms, events: throttle.events ?? THROTTLE.events },
    }),
    ...(mail && {
      mail: {
        from: mail.from,
        ...(mail.digestAbove !== undefined && { digestAbove: mail.digestAbove }),
        ...(mail.perDay !== undefined && { perDay: mail.perDay }),
        ...(mail.confirm && { confirm: mailWords(mail.confirm) }),
      },
    }),
    ...(parsed.webhooks.length > 0 && {
      webhooks: parsed.webhooks.map(({ url, on, funnels, secret }) => ({
        url,
        on,
        ...(funnels && { funnels }),
        secret,
      })),
    }),
    ...(parsed.nurture.length > 0 && { nurture: parsed.nurture.map(sequence) }),
    ...(parsed.alerts.length > 0 && { alerts: parsed.alerts.map((each) => alert(each, parsed.funnels)) }),
    ...(share && { share }),
    ...(retention !== undefined && { retentionDays: said(retentionDays(retention), 'retention') }),
    ...(dataOut !== undefined && { dataOut }),
  };
}

function said<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`${what} was not checked before it was read`);
  return value;
}

/** A day of the configuration begins in its time zone; read here, so that no function needs a calendar to know. */
function instant(day: string, timezone: string): number {
  return new Calendar(timezoneOf(timezone) ?? timezone).startOf(day);
}

function closedFrom(closed: true | string | undefined, timezone: string): number | undefined {
  return closed === undefined ? undefined : closed === true ? 0 : instant(closed, timezone);
}

function publicKey({ key, until, closed, quota }: ParsedKey, timezone: string): PublicKeyConfig {
  const ends = [
    closedFrom(closed, timezone),
    until === undefined ? undefined : instant(addDays(until, 1), timezone),
  ].filter((at) => at !== undefined);
  return {
    key,
    ...(ends.length > 0 && { closedFrom: Math.min(...ends) }),
    quota: quotaOf(quota, KEY_QUOTA),
  };
}

function quotaOf(
  said: { readonly minute?: number | undefined; readonly day?: number | undefined } | undefined,
  usual: Quota,
): Quota {
  return { minute: said?.minute ?? usual.minute, day: said?.day ?? usual.day };
}

function form(parsed: ParsedForm, timezone: string): FormConfig {
  const {
    id,
    title,
    intro,
    submit,
    privacy,
    fields,
    thanks,
    origins,
    doubleOptIn,
    delivers,
    reply,
    notify = [],
  } = parsed;
  const closed = closedFrom(parsed.closed, timezone);
  return {
    id,
    title: title === undefined ? id : text(title),
    ...(intro !== undefined && { intro: text(intro) }),
    ...(submit !== undefined && { submit: text(submit) }),
    ...(privacy && { privacy: { url: privacy.url, ...labelled(privacy.label) } }),
    fields: fields.map(field),
    thanks,
    ...(origins && { origins: [...new Set(origins.map((origin) => said(originOf(origin), 'an origin')))] }),
    doubleOptIn,
    ...(delivers !== undefined && { delivers }),
    ...(reply && { reply: mailWords(reply) }),
    ...(closed !== undefined && { closedFrom: closed }),
    ...(parsed.quota && { quota: quotaOf(parsed.quota, FORM_QUOTA) }),
    ...spamOf(parsed),
    ...(notify.length > 0 && { notify }),
    ...(parsed.variants && { variants: parsed.variants.map(variant) }),
  };
}

function variant({ id, title, intro, submit, fields }: ParsedVariant): VariantConfig {
  return {
    id,
    ...(title !== undefined && { title: text(title) }),
    ...(intro !== undefined && { intro: text(intro) }),
    ...(submit !== undefined && { submit: text(submit) }),
    ...(fields && { fields }),
  };
}

function mailWords({ subject, text: words, html }: NonNullable<ParsedForm['reply']>): MailWords {
  return { subject: text(subject), text: text(words), ...(html !== undefined && { html: text(html) }) };
}

function sequence({ id, when, until, consent, steps, holdOut }: ParsedSequence): SequenceConfig {
  return {
    id,
    when,
    until,
    consent,
    steps: steps.map(({ after, at, mail }) => ({
      delay: said(stepDelay(after), 'a step'),
      ...(at !== undefined && { at: minutesOf(at) }),
      mail: mailWords(mail),
    })),
    holdOut,
  };
}

function alert(parsed: ParsedAlert, funnels: readonly ParsedFunnel[]): AlertConfig {
  const { id, funnel: of, to, stage, within, by } = parsed;
  const base = { id, funnel: of, to };
  if (parsed.watch === 'volume') return { ...base, watch: 'volume' };
  if (parsed.watch === 'source') return { ...base, watch: 'source', by: said(by, 'by') };
  const watched = said(
    funnels.find((one) => one.id === of),
    'a funnel',
  );
  const window = watched.window === undefined ? normalWindowMs(watched.kind) : windowMs(watched.window);
  const most = Math.max(1, Math.ceil((window ?? 0) / DAY_MS));
  const withinDays = within === undefined ? Math.min(USUAL_DAYS, most) : Number(within.slice(0, -1));
  return { ...base, watch: 'conversion', stage: said(stage, 'stage'), withinDays };
}

/** Of the day. */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return 60 * hours + minutes;
}

function spamOf({ spam }: ParsedForm): Pick<FormConfig, 'spam'> {
  if (spam === undefined) return {};
  const { leastSeconds, turnstile, domains, words, perHour } = spam;
  return {
    spam: {
      ...(leastSeconds !== undefined && { leastSeconds }),
      ...(turnstile && { turnstile: { siteKey: turnstile.siteKey } }),
      ...(domains && { domains: [...new Set(domains.map((domain) => said(readHost(domain), 'a domain')))] }),
      ...(words && { words }),
      ...(perHour !== undefined && { perHour }),
    },
  };
}

function ownChannels({
  rules,
  sources,
  ignoreReferrers,
}: NonNullable<ParsedConfig['channels']>): ChannelsConfig {
  return {
    rules: rules.map(({ when, channel }) => ({
      when: Object.fromEntries(
        RULED.flatMap((part) => {
          const said = when[part];
          return said === undefined ? [] : [[part, typeof said === 'string' ? [said] : said]];
        }),
      ),
      channel,
    })),
    sources: Object.fromEntries(
      Object.entries(sources).map(([name, others]) => [
        name.toLowerCase(),
        others.map((other) => other.toLowerCase()),
      ]),
    ),
    ignoreReferrers: ignoreReferrers.map((host) => said(readHost(host), 'a host')),
  };
}

function field(parsed: ParsedField): FieldConfig {
  const { label, required = false, aliases = [] } = parsed;
  const base = {
    name: sentName(parsed.name),
    ...labelled(label),
    required,
    ...(aliases.length > 0 && { aliases: aliases.map(sentName) }),
  };
  switch (parsed.type) {
    case 'email':
      return { ...base, type: 'email', required: true, maxLength: length(parsed) };
    case 'text':
    case 'textarea':
    case 'tel':
    case 'url':
      return { ...base, type: parsed.type, maxLength: length(parsed) };
    case 'hidden':
      return { ...base, type: 'hidden', maxLength: length(parsed) };
    case 'number': {
      const { min, max } = parsed;
      return {
        ...base,
        type: 'number',
        ...(min !== undefined && { min: unsigned(min) }),
        ...(max !== undefined && { max: unsigned(max) }),
      };
    }
    case 'select':
      return {
        ...base,
        type: 'select',
        options: options(parsed),
        ...(parsed.multiple && { multiple: true as const }),
      };
    case 'radio':
    case 'checkboxes':
      return { ...base, type: parsed.type, options: options(parsed) };
    case 'date':
      return { ...base, type: 'date' };
    case 'checkbox':
      return { ...base, type: 'checkbox' };
    case 'consent':
      return {
        ...base,
        type: 'consent',
        text: text(parsed.text),
        version: parsed.version,
        ...(parsed.value !== undefined && { value: parsed.value }),
      };
  }
}

function options(parsed: Extract<ParsedField, { readonly options: unknown }>): readonly OptionConfig[] {
  return parsed.options.map((option) =>
    typeof option === 'string' ? { value: option } : { value: option.value, ...labelled(option.label) },
  );
}

function length({
  type,
  maxLength,
}: {
  readonly type: keyof typeof LENGTHS;
  readonly maxLength?: number | undefined;
}) {
  return maxLength ?? LENGTHS[type].usual;
}

/** JSON knows no minus zero. */
function unsigned<Value>(value: Value): Value {
  return Object.is(value, -0) ? (0 as Value) : value;
}

function text(parsed: ParsedText): Text {
  if (typeof parsed === 'string') return parsed;
  return Object.fromEntries(Object.entries(parsed).filter(([, words]) => words !== undefined));
}

function labelled(label: ParsedText | undefined): { readonly label?: Text } {
  return label === undefined ? {} : { label: text(label) };
}

function funnel({
  id,
  label,
  kind,
  order,
  window,
  start,
  by,
  stages,
  lostOn = [],
  handOff,
}: ParsedFunnel): FunnelConfig {
  return {
    id,
    ...labelled(label),
    kind,
    order: order ?? ORDER[kind],
    windowMs: window === undefined ? normalWindowMs(kind) : said(windowMs(window), 'a window'),
    ...(start === 'first' && { start }),
    by,
    stages: stages.map((stage) => ({
      id: stage.id,
      ...labelled(stage.label),
      ...(stage.optional && { optional: true as const }),
      on: stage.on.map(trigger),
    })),
    ...(lostOn.length > 0 && { lostOn: lostOn.map((one) => ({ event: one.event, ...demands(one) })) }),
    ...(handOff && {
      handOff: { at: handOff.at, to: handOff.to, ...(handOff.notify && { notify: handOff.notify }) },
    }),
  };
}

/** As page views are named: what stands before the `#` of a route has no final slash. */
function pageOf(page: string): string {
  return page.normalize('NFC').replace(/([^/])\/+#/, '$1#');
}

/** What an event must have beside its name. */
function demands(parsed: ParsedTrigger | ParsedLostOn): Pick<TriggerConfig, 'where' | 'from'> {
  const where = Object.entries(parsed.where ?? {}).map(([key, value]) => [key, unsigned(value)] as const);
  return {
    ...(where.length > 0 && { where: Object.fromEntries(where) }),
    ...('from' in parsed && parsed.from && { from: parsed.from }),
  };
}

function trigger(parsed: ParsedTrigger): TriggerConfig {
  const base = demands(parsed);
  if ('page' in parsed) return { page: pageOf(parsed.page), ...base };
  if ('form' in parsed) return { form: parsed.form, times: parsed.times ?? 1, ...base };
  return { event: parsed.event, times: parsed.times ?? 1, ...base };
}
