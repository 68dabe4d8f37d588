// Who gets which reports by mail, and when: one mail a period with all its funnels, a restatement once a day at most, nothing old.
import { addDays, type Calendar, lastClosed } from '../calendar.ts';
import type { Config, FunnelConfig, ReportPeriod } from '../config/config.ts';
import type { Period } from './report-period.ts';
import type { IssuedReport } from './report-revision.ts';

export type MailOrder = {
  readonly every: ReportPeriod;
  /** Minutes of the local day from which it is mailed. */
  readonly at: number;
  /** In the order of the configuration. */
  readonly funnels: readonly FunnelConfig[];
  readonly skipEmpty: boolean;
  /** Each address once. */
  readonly to: readonly string[];
};

/**
 * What the configuration asks to be mailed; nothing without a sender. What an address gets of one period at one time of day is one
 * mail, also where several reports ask for it; it is left out as empty where all of them ask for that.
 */
export function mailOrders({ mail, reports, funnels }: Config): readonly MailOrder[] {
  if (mail === undefined) return [];
  const orders = new Map<string, MailOrder>();
  for (const every of ['day', 'week', 'month'] as const) {
    const asking = reports.filter((report) => report.every === every);
    const times = [...new Set(asking.map(({ at = 0 }) => at))].sort((a, b) => a - b);
    for (const at of times) {
      const own = asking.filter((report) => (report.at ?? 0) === at);
      for (const recipient of new Set(own.flatMap(({ to }) => to))) {
        const his = own.filter(({ to }) => to.includes(recipient));
        const wanted = funnels.filter(({ id }) => his.some((report) => report.funnels.includes(id)));
        const skipEmpty = his.every((report) => report.skipEmpty === true);
        const key = JSON.stringify([every, at, skipEmpty, wanted.map(({ id }) => id)]);
        const to = [...(orders.get(key)?.to ?? []), recipient];
        orders.set(key, { every, at, funnels: wanted, skipEmpty, to });
      }
    }
  }
  return [...orders.values()].filter((order) => order.funnels.length > 0);
}

/** What closed longer ago is not mailed: neither history at a first deploy, nor a late restatement. */
const FRESH_DAYS = 7;

export type DuePeriod = Period & {
  /** From when it is mailed, ms since the epoch. */
  readonly due: number;
};

/** The periods that have closed lately enough to be mailed and whose time of day has come, the oldest first. */
export function mailPeriods(
  { every, at }: Pick<MailOrder, 'every' | 'at'>,
  calendar: Calendar,
  now: number,
): readonly DuePeriod[] {
  const periods: DuePeriod[] = [];
  for (let day = calendar.dayOf(now); ; ) {
    const period = lastClosed(every, day);
    const next = addDays(period.to, 1);
    if (calendar.startOf(next) < now - FRESH_DAYS * 86_400_000) return periods;
    const due = calendar.instantOf(Date.parse(`${next}T00:00:00Z`) + at * 60_000);
    if (due <= now) periods.unshift({ every, ...period, due });
    day = period.from;
  }
}

/** By funnel, the number of its latest revision; a funnel of which none was issued is absent. */
export type Revisions = Readonly<Record<string, number>>;

/** A funnel that is not issued yet holds up the others for so long: issuing is tried every hour. */
const PATIENCE_MS = 6 * 3_600_000;

/** Whether what was issued of a period is to be mailed as it stands, or to wait for the rest. */
export function isReady(order: MailOrder, revisions: Revisions, due: number, now: number): boolean {
  const issued = Object.keys(revisions).length;
  return issued === order.funnels.length || (issued > 0 && now >= due + PATIENCE_MS);
}

/** Nothing came in the period: no lead entered, no order was booked, nothing was late. */
export function isEmpty({ entered, late, booked }: IssuedReport): boolean {
  return entered === 0 && late.leads === 0 && (booked ?? []).every(({ orders }) => orders === 0);
}

/** What is known of the mails of one period to one recipient. */
export type MailMarker = {
  /** Grows with every change: two runs cannot change the same. */
  readonly version: number;
  /** The revisions that were tried last. */
  readonly revisions: Revisions;
  /** How often they were tried without an answer to whether they went. */
  readonly tries: number;
  /** Until when a run has it in hand, ms since the epoch; 0: none has. */
  readonly until: number;
  /** The revisions that were mailed last, and when; none and 0 before the first. */
  readonly sent: Revisions;
  readonly sentAt: number;
};

/** A mail of which nobody knows whether it went is sent once more, and not a third time. */
const MOST_TRIES = 2;

/** Far longer than a run takes, and less than from one hour's to the next. */
const CLAIM_MS = 15 * 60_000;

/** The marker to claim a mail with; undefined where it is not to be sent now. */
export function claimMail(
  known: MailMarker | undefined,
  revisions: Revisions,
  calendar: Calendar,
  now: number,
): MailMarker | undefined {
  const until = now + CLAIM_MS;
  if (known === undefined) return { version: 1, revisions, tries: 1, until, sent: {}, sentAt: 0 };
  if (known.until > now) return undefined;
  if (known.sentAt > 0) {
    if (!isRestated(known.sent, revisions)) return undefined;
    if (calendar.dayOf(known.sentAt) === calendar.dayOf(now)) return undefined;
  }
  const tries = isSame(known.revisions, revisions) ? known.tries : 0;
  return tries < MOST_TRIES
    ? { ...known, version: known.version + 1, revisions, tries: tries + 1, until }
    : undefined;
}

/** A funnel that the mail had is issued anew. One that was added to the report comes with the next period. */
function isRestated(sent: Revisions, revisions: Revisions): boolean {
  return Object.entries(sent).some(([funnel, revision]) => (revisions[funnel] ?? 0) > revision);
}

function isSame(a: Revisions, b: Revisions): boolean {
  const funnels = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...funnels].every((funnel) => a[funnel] === b[funnel]);
}

export function mailSent(held: MailMarker, now: number): MailMarker {
  return { ...held, version: held.version + 1, tries: 0, until: 0, sent: held.revisions, sentAt: now };
}

/** It has certainly not gone: the next run may try as if this one had not. */
export function mailRefused(held: MailMarker): MailMarker {
  return { ...held, version: held.version + 1, tries: held.tries - 1, until: 0 };
}
