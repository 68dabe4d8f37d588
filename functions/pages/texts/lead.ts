// What imbuto says to the owner of one lead, in the languages that it speaks.
import type { Locale } from '../../domain/config/config.ts';
import type { IdKind, LeadEvent } from '../../domain/event/event.ts';
import type { Outcome } from '../../domain/funnel/attempts.ts';
import type { SummaryOutcome } from '../../domain/summary/lead-summary.ts';
import { LEAD_EN } from './lead-en.ts';
import { LEAD_IT } from './lead-it.ts';
import { LEAD_RU } from './lead-ru.ts';

export type LeadTexts = {
  readonly search: {
    readonly title: string;
    readonly text: string;
    readonly email: string;
    readonly id: string;
    readonly submit: string;
    readonly none: string;
    readonly unclear: string;
    readonly back: string;
  };
  readonly list: ListTexts;
  readonly kind: string;
  /** A lead without an e-mail. */
  readonly unnamed: string;
  readonly seen: (first: string, last: string) => string;
  readonly timezone: (name: string) => string;
  readonly yes: string;
  readonly no: string;
  readonly tiles: {
    readonly revenue: string;
    readonly orders: string;
    readonly forms: string;
    readonly entries: string;
  };
  readonly funnels: {
    readonly title: string;
    readonly none: string;
    readonly outcomes: Readonly<Record<Outcome, string>>;
    readonly entered: (time: string) => string;
    readonly until: (time: string) => string;
    readonly implied: string;
    readonly returning: string;
    readonly notReached: string;
    readonly revenue: string;
    readonly handedOver: (to: string, time: string) => string;
    readonly received: (from: string, time: string) => string;
    readonly earlier: (n: string) => string;
    readonly late: (n: string) => string;
  };
  readonly consents: {
    readonly title: string;
    readonly none: string;
    readonly given: string;
    readonly refused: string;
    readonly version: (version: string) => string;
    readonly confirmed: (time: string) => string;
    readonly replaced: string;
    /** What this version said. */
    readonly unknown: string;
  };
  readonly orders: {
    readonly title: string;
    readonly none: string;
    readonly unvalued: string;
    readonly unread: string;
    readonly refunded: (value: string, time: string) => string;
    readonly wholeOrder: string;
    readonly left: (value: string) => string;
  };
  readonly answers: {
    readonly title: string;
    readonly none: string;
    readonly empty: string;
    /** Of a form that was sent again with other fields. */
    readonly corrected: (time: string) => string;
    /** What was answered before it was corrected. */
    readonly first: string;
  };
  readonly timeline: {
    readonly title: string;
    readonly kinds: Readonly<
      Record<LeadEvent['kind'] | 'touch' | 'order' | 'refund' | 'update' | 'alias', string>
    >;
    readonly trusted: string;
    readonly clickId: string;
    /** Before the link to the lead who shared the link. */
    readonly sharedBy: string;
    readonly aLead: string;
    readonly details: (n: string) => string;
    readonly older: string;
    readonly empty: string;
  };
  readonly ids: {
    readonly title: string;
    readonly text: string;
    readonly kinds: Readonly<Record<IdKind, string>>;
    readonly typed: (value: string) => string;
    readonly since: (time: string) => string;
  };
  readonly more: (n: string) => string;
  readonly share: { readonly title: string; readonly text: string };
  readonly take: { readonly title: string; readonly text: string };
  readonly replay: { readonly title: string; readonly text: string; readonly submit: string };
  readonly erase: {
    readonly title: string;
    readonly text: string;
    readonly question: (who: string) => string;
    readonly what: (records: string, events: string) => string;
    readonly counters: string;
    readonly copies: (days: string) => string;
    /** By how often they are written. */
    readonly exports: Readonly<Record<'day' | 'week', string>>;
    readonly toldTo: (hosts: string) => string;
    readonly mailedTo: (addresses: string) => string;
    /** Undefined: it is not known how many. */
    readonly mailedLead: (n: string | undefined) => string;
    readonly localMails: string;
    readonly confirm: string;
    readonly submit: string;
    readonly cancel: string;
    readonly done: string;
    readonly removed: string;
    readonly notReached: string;
    readonly records: string;
    readonly events: string;
    readonly at: string;
    readonly mark: string;
  };
  readonly faults: {
    readonly notFound: string;
    readonly notFoundText: string;
    readonly erased: string;
    readonly erasedText: (time: string) => string;
  };
};

type ListTexts = {
  readonly title: string;
  readonly text: string;
  readonly none: string;
  readonly noneYet: string;
  readonly who: string;
  readonly since: string;
  readonly last: string;
  readonly came: string;
  readonly next: string;
  readonly newest: string;
  readonly partial: (looked: string) => string;
  readonly filter: string;
  readonly show: string;
  readonly all: string;
  readonly kinds: Readonly<Record<'contact' | 'anonymous', string>>;
  readonly kind: string;
  readonly funnel: string;
  readonly reached: string;
  readonly missed: string;
  readonly outcome: string;
  readonly outcomes: Readonly<Record<SummaryOutcome, string>>;
  readonly campaign: string;
  readonly channel: string;
  readonly form: string;
  readonly from: string;
  readonly to: string;
  readonly activeBefore: string;
  /** Open, and nothing done for a week. */
  readonly quiet: string;
  readonly older: string;
  /** What a link does that takes one condition of the filter back. */
  readonly drop: string;
  readonly lastDays: (n: number) => string;
  readonly order: string;
  /** Of the list of leads without an e-mail. */
  readonly anonymous: string;
  readonly times: (n: string) => string;
  readonly erased: (n: string) => string;
  readonly figure: (funnel: string, from: string, to: string) => string;
  /** Of orders by days of their own. */
  readonly ordered: (funnel: string, from: string, to: string) => string;
  readonly report: string;
  readonly data: string;
};

const TEXTS: Readonly<Record<Locale, LeadTexts>> = { en: LEAD_EN, it: LEAD_IT, ru: LEAD_RU };

export function leadTexts(locale: Locale): LeadTexts {
  return TEXTS[locale];
}
