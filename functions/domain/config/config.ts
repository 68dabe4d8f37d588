// The configuration as everything behind the door sees it: validated, defaults filled in, durations in numbers.
import type { AlertConfig } from '../alerts/alert-config.ts';
import type { SequenceConfig } from '../nurture/sequence.ts';
import type { WebhookKind } from '../tell/message.ts';
import type { VariantConfig } from '../variants/variant.ts';

import type { PublicKeyConfig, Quota, Throttle } from './door.ts';

export type Locale = 'en' | 'it' | 'ru';
export const LOCALES = ['en', 'it', 'ru'] as const satisfies readonly Locale[];

/** A text in one language for all, or one for each; a missing language falls back to the config's locale, then to any. */
export type Text = string | Readonly<Partial<Record<Locale, string>>>;

export type Config = {
  /** IANA name; days, weeks and months are cut here. */
  readonly timezone: string;
  readonly locale: Locale;
  /** The queue's batching window in seconds, 0 to 300. */
  readonly freshnessSeconds: number;
  readonly forms: readonly FormConfig[];
  readonly funnels: readonly FunnelConfig[];
  readonly reports: readonly ReportConfig[];
  readonly channels?: ChannelsConfig;
  /** Absent: the key that the stack gives itself. */
  readonly publicKeys?: readonly PublicKeyConfig[];
  /** Absent: `THROTTLE`. */
  readonly throttle?: Throttle;
  /** `digestAbove`: so many submissions of a form in an hour are mailed one by one, what is more is one mail; absent: 10. */
  readonly mail?: MailConfig;
  readonly webhooks?: readonly WebhookConfig[];
  /** Sequences of mails that leads get over time. */
  readonly nurture?: readonly SequenceConfig[];
  /** Figures that are watched. */
  readonly alerts?: readonly AlertConfig[];
  /** Where the links lead that leads share; absent: there are none. */
  readonly share?: ShareConfig;
  /** How long a lead is kept, in days; absent: until erased. */
  readonly retentionDays?: number;
  /** How often events and report cells are written as files; absent: never. */
  readonly dataOut?: { readonly every: 'day' | 'week' };
};

export type ShareConfig = {
  /** A path of imbuto's own, or an address of the owner's. */
  readonly to: string;
};

export type MailConfig = {
  readonly from: string;
  readonly digestAbove?: number;
  /** So many mails go to one address in 24 hours, whatever asks for them; absent: 5. */
  readonly perDay?: number;
  /** The mail that asks to confirm an opt-in; absent: in imbuto's own words. */
  readonly confirm?: MailWords;
};

/** With `{name}` where the value of a field goes, `{form}` and `{link}`. */
export type MailWords = {
  readonly subject: Text;
  readonly text: Text;
  /** Markup of the owner's; absent: made of the text. */
  readonly html?: Text;
};

export type FormConfig = {
  readonly id: string;
  readonly title: Text;
  /** Above the fields; a line of its own is a paragraph. */
  readonly intro?: Text;
  /** On the button; absent: imbuto's own word. */
  readonly submit?: Text;
  /** Linked above the button. */
  readonly privacy?: { readonly url: string; readonly label?: Text };
  readonly fields: readonly FieldConfig[];
  /** A path of imbuto's own or an absolute URL. */
  readonly thanks: string;
  /** Absent: any site may post. */
  readonly origins?: readonly string[];
  readonly doubleOptIn: boolean;
  /** The instant from which it takes nothing, ms since the epoch. */
  readonly closedFrom?: number;
  /** Absent: the usual one. */
  readonly quota?: Quota;
  readonly delivers?: string;
  /** Mailed after the form, or after its confirmation. */
  readonly reply?: MailWords;
  readonly spam?: SpamConfig;
  /** Who gets each submission by mail. */
  readonly notify?: readonly string[];
  /** Each visitor sees one of them; the others are compared with the first. */
  readonly variants?: readonly VariantConfig[];
};

/** What puts a submission of a form into quarantine, beside what does so for every form. */
export type SpamConfig = {
  /** Seconds within which no person fills in the form; 0: no time trap; absent: `LEAST_SECONDS`. */
  readonly leastSeconds?: number;
  readonly turnstile?: { readonly siteKey: string };
  /** In ASCII and small letters; what is under them is blocked too. */
  readonly domains?: readonly string[];
  readonly words?: readonly string[];
  /** More from one address within an hour go into quarantine; absent: as many as come. */
  readonly perHour?: number;
};

export type WebhookConfig = {
  readonly url: string;
  readonly on: readonly WebhookKind[];
  /** Of which funnels stages and hand-offs are told; absent: all. */
  readonly funnels?: readonly string[];
  /** The key of its signatures is derived from the stack's secret under this name; two of one name share a key. */
  readonly secret: string;
};

type FieldBase = {
  readonly name: string;
  readonly label?: Text;
  readonly required: boolean;
  /** Other names under which the value may arrive. */
  readonly aliases?: readonly string[];
};
export type OptionConfig = { readonly value: string; readonly label?: Text };

export type FieldConfig =
  | (FieldBase & { readonly type: 'email' | 'tel' | 'text' | 'textarea' | 'url'; readonly maxLength: number })
  | (FieldBase & { readonly type: 'number'; readonly min?: number; readonly max?: number })
  | (FieldBase & {
      readonly type: 'select';
      readonly options: readonly OptionConfig[];
      /** Several may be chosen. */
      readonly multiple?: true;
    })
  | (FieldBase & { readonly type: 'radio'; readonly options: readonly OptionConfig[] })
  | (FieldBase & { readonly type: 'checkboxes'; readonly options: readonly OptionConfig[] })
  | (FieldBase & { readonly type: 'date' })
  | (FieldBase & { readonly type: 'checkbox' })
  | (FieldBase & {
      readonly type: 'consent';
      readonly text: Text;
      readonly version: string;
      readonly value?: string;
    })
  | (FieldBase & { readonly type: 'hidden'; readonly maxLength: number });

export const RULED = ['source', 'medium', 'campaign', 'referrer'] as const;

/** What the owner says of channels, before the defaults. */
export type ChannelsConfig = {
  /** The first whose every part matches decides. */
  readonly rules: readonly ChannelRuleConfig[];
  /** By the name that is reported, the other names that mean it; all in small letters. */
  readonly sources: Readonly<Record<string, readonly string[]>>;
  /** Hosts, each with all under it, from which nobody comes. */
  readonly ignoreReferrers: readonly string[];
};
export type ChannelRuleConfig = {
  /** Each part matches when one of its patterns does; `*` is any run of characters, case does not matter. */
  readonly when: Readonly<Partial<Record<(typeof RULED)[number], readonly string[]>>>;
  readonly channel: string;
};

export type FunnelKind = 'sales' | 'marketing';
export type Order = 'reached' | 'any' | 'ordered' | 'strict';

export const TOUCH_FIELDS = [
  'channel',
  'source',
  'medium',
  'campaign',
  'term',
  'content',
  'landingPage',
  'referrer',
] as const;
export type TouchField = (typeof TOUCH_FIELDS)[number];
/** What a funnel can be broken down by. */
export type Breakdown =
  | TouchField
  | `first.${TouchField}`
  | 'form'
  | 'variant'
  | 'first.form'
  | 'first.variant'
  | 'referral';

export type FunnelConfig = {
  readonly id: string;
  readonly label?: Text;
  readonly kind: FunnelKind;
  readonly order: Order;
  readonly windowMs: number;
  /** Attempts begin at the first stage only; absent: at a lead's first event in this funnel too, in orders `reached` and `any`. */
  readonly start?: 'first';
  readonly by: readonly Breakdown[];
  readonly stages: readonly StageConfig[];
  /** What ends an attempt as lost. */
  readonly lostOn?: readonly LostOnConfig[];
  /** `at`: a stage of this funnel; `to`: the receiving funnel; `notify`: who is told by mail. */
  readonly handOff?: { readonly at: string; readonly to: string; readonly notify?: readonly string[] };
};

export type StageConfig = {
  readonly id: string;
  readonly label?: Text;
  /** Counted, never required. */
  readonly optional?: true;
  readonly on: readonly TriggerConfig[];
};

export type Scalar = string | number | boolean;

type TriggerBase = {
  readonly where?: Readonly<Record<string, Scalar>>;
  /** Only events sent with the secret key count. */
  readonly from?: 'server';
};
export type LostOnConfig = TriggerBase & { readonly event: string };
export type TriggerConfig = TriggerBase &
  (
    | { readonly page: string }
    | { readonly form: string; readonly times: number }
    | { readonly event: string; readonly times: number }
  );

export type ReportPeriod = 'day' | 'week' | 'month';
export type ReportConfig = {
  readonly every: ReportPeriod;
  /** From when it is mailed, in minutes of the local day; absent: as soon as it is issued. */
  readonly at?: number;
  /** Nothing is mailed of a period in which nothing came. */
  readonly skipEmpty?: true;
  readonly funnels: readonly string[];
  readonly to: readonly string[];
};
