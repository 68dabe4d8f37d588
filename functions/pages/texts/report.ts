// What imbuto says to the owner, in the languages that it speaks.
import type {
  Breakdown,
  FunnelKind,
  Locale,
  Order,
  ReportPeriod,
  TouchField,
} from '../../domain/config/config.ts';
import { BROUGHT } from '../../domain/funnel/attribution.ts';
import type { UsualRange } from '../../domain/report/usual-ranges.ts';
import { REPORT_EN } from './report-en.ts';
import { REPORT_IT } from './report-it.ts';
import { REPORT_RU } from './report-ru.ts';

export type ReportTexts = {
  readonly nav: {
    readonly label: string;
    readonly reports: string;
    readonly compare: string;
    readonly leads: string;
    readonly quality: string;
    readonly logOut: string;
    readonly skip: string;
    readonly guest: string;
  };
  readonly booked: {
    readonly title: string;
    readonly text: string;
    readonly day: string;
    readonly orders: string;
    readonly gross: string;
    readonly refunds: string;
    readonly net: string;
    readonly total: string;
  };
  readonly login: LoginTexts;
  readonly kinds: Readonly<Record<FunnelKind, string>>;
  readonly orders: Readonly<Record<Order, string>>;
  /** Names of the stages that funnels usually have, where the configuration gives no label. */
  readonly stages: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<TouchField | 'form' | 'variant' | 'referral', string>>;
  /** A breakdown by the first touch of all rather than that of the entry. */
  readonly first: (field: string) => string;
  readonly none: string;
  /** Leads that another lead brought. */
  readonly brought: string;
  readonly period: PeriodTexts;
  readonly index: {
    readonly title: string;
    readonly text: string;
    readonly noFunnels: string;
    readonly open: string;
  };
  readonly figures: FigureTexts;
  readonly notes: NoteTexts;
  readonly charts: ChartTexts;
  readonly breakdown: {
    readonly title: (field: string) => string;
    readonly more: (n: string) => string;
    readonly reachedGoal: (goal: string) => string;
  };
  readonly share: {
    readonly title: string;
    readonly text: (days: number) => string;
    readonly label: string;
    readonly download: string;
  };
  readonly compare: CompareTexts;
  readonly revisions: RevisionTexts;
  readonly mail: MailTexts;
  readonly faults: {
    readonly range: string;
    readonly rangeText: (most: number) => string;
    readonly by: string;
    readonly byText: (known: string) => string;
    readonly format: string;
    readonly knownText: (known: string) => string;
    readonly choice: string;
    readonly notFound: string;
    readonly notFoundText: string;
    readonly expired: string;
    readonly expiredText: string;
    readonly forged: string;
    readonly forgedText: string;
    readonly back: string;
  };
};

type LoginTexts = {
  readonly title: string;
  readonly text: string;
  readonly token: string;
  readonly hint: string;
  readonly submit: string;
  readonly wrong: string;
  readonly expired: string;
};

type PeriodTexts = {
  readonly legend: string;
  readonly from: string;
  readonly to: string;
  readonly show: string;
  readonly lastDays: (days: number) => string;
  readonly usual: Readonly<Record<Exclude<UsualRange['name'], 'lastDays'>, string>>;
};

type FigureTexts = {
  readonly stage: string;
  readonly leads: string;
  readonly entered: string;
  readonly fromPrevious: string;
  readonly fromEntry: string;
  /** Of the stage before, not in this one, and without time left; and those with time left. */
  readonly lost: string;
  readonly open: (n: string) => string;
  readonly time: string;
  readonly timeHint: string;
  readonly revenue: string;
  readonly orders: (n: string) => string;
  readonly optional: string;
  readonly direct: (n: string) => string;
  readonly returning: (n: string) => string;
  readonly p90: (time: string) => string;
  readonly conversion: string;
  readonly timeTo: (stage: string) => string;
  readonly before: (value: string) => string;
  readonly against: (from: string, to: string) => string;
  readonly contacts: (n: string) => string;
  readonly overDays: (entered: string, n: string, of: string) => string;
  readonly noDayOver: string;
  /** Points, and their interval: how much a share is greater than in the period before, at the same age. */
  readonly sameAge: (by: string, low: string, high: string) => string;
  readonly unclear: (low: string, high: string) => string;
  readonly projected: (mid: string, low: string, high: string) => string;
  readonly tooLittleKnown: string;
  readonly mean: (time: string) => string;
  readonly loss: (from: string, to: string) => string;
  readonly lossText: (lost: string, of: string, share: string) => string;
  readonly openText: (n: string) => string;
};

type NoteTexts = {
  readonly title: string;
  readonly population: (from: string, to: string, timezone: string) => string;
  readonly asOf: (time: string) => string;
  readonly pending: (n: string) => string;
  /** Accepted and not counted. */
  readonly setAside: (n: string) => string;
  readonly nothingPending: string;
  readonly allFinal: string;
  readonly noneFinal: string;
  readonly finalUntil: (day: string) => string;
  /** After "compared with …:" */
  readonly early: string;
  readonly late: (leads: string) => string;
  readonly lateRevenue: (revenue: string) => string;
  readonly lostOn: (leads: string, reason: string) => string;
  readonly handOff: (leads: string, to: string) => string;
  readonly handOffTime: (median: string, p90: string) => string;
  readonly received: (leads: string, from: string) => string;
  readonly receivedTime: (median: string, p90: string) => string;
  readonly counted: (order: string, window: string) => string;
  readonly definition: (key: string) => string;
  readonly recount: (done: string, total: string) => string;
  readonly partial: string;
  readonly erased: (leads: string) => string;
  readonly revision: (n: string) => string;
  readonly empty: string;
  readonly emptyText: string;
};

type ChartTexts = {
  readonly funnel: string;
  readonly funnelText: (stages: string) => string;
  readonly trend: string;
  readonly trendText: (entered: string, goal: string) => string;
  readonly eachDay: string;
  readonly day: string;
  readonly notFinal: string;
  readonly enteredEachDay: string;
  readonly goalOfDay: (goal: string) => string;
  readonly times: string;
  readonly timesText: string;
  readonly noTimes: string;
};

type CompareTexts = {
  readonly title: string;
  readonly text: string;
  readonly one: string;
  readonly goal: (stage: string) => string;
  readonly ownGoal: string;
  readonly measure: string;
  readonly volume: string;
  readonly goalLeads: string;
  readonly conversion: string;
  readonly interval: (low: string, high: string) => string;
  readonly speed: string;
  readonly revenue: string;
  readonly perEntered: string;
  readonly handOffs: string;
  readonly stages: string;
  readonly verdict: string;
  /** Why no winner is named. */
  readonly shared: string;
  readonly caution: string;
};

type RevisionTexts = {
  readonly title: string;
  readonly text: string;
  readonly none: string;
  readonly every: Readonly<Record<ReportPeriod, string>>;
  readonly period: string;
  readonly revision: string;
  readonly issued: string;
  readonly all: string;
  readonly restates: (n: number) => string;
  readonly banner: (n: number, issued: string) => string;
  readonly live: string;
};

type MailTexts = {
  readonly subject: (funnel: string, every: string, days: string) => string;
  readonly restatedSubject: (subject: string) => string;
  readonly restated: (revision: string, before: string) => string;
  readonly issued: (revision: string, time: string) => string;
  readonly open: string;
  readonly link: (until: string) => string;
  readonly why: string;
};

const TEXTS: Readonly<Record<Locale, ReportTexts>> = { en: REPORT_EN, it: REPORT_IT, ru: REPORT_RU };

export function reportTexts(locale: Locale): ReportTexts {
  return TEXTS[locale];
}

/** The name of a breakdown, e.g. `first.channel`. */
export function fieldName(texts: ReportTexts, field: Breakdown): string {
  return field.startsWith('first.')
    ? texts.first(texts.fields[field.slice('first.'.length) as TouchField])
    : texts.fields[field as TouchField];
}

/** How a value of a breakdown is shown. */
export function valueName(texts: ReportTexts, field: Breakdown, value: string): string {
  if (value === '(none)') return texts.none;
  return field === 'referral' && value === BROUGHT ? texts.brought : value;
}
