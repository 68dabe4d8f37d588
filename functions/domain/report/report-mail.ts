// Who gets which report by mail, and when: each revision once, a restatement once a day at most, nothing old.
import { addDays, type Calendar, lastClosed } from '../calendar.ts';
import type { Config, FunnelConfig, ReportPeriod } from '../config/config.ts';
import type { Period } from './report-period.ts';

export type MailOrder = {
  readonly funnel: FunnelConfig;
  readonly every: ReportPeriod;
  /** Each address once. */
  readonly to: readonly string[];
};

/** What the configuration asks to be mailed; nothing without a sender. Reports that overlap are one order. */
export function mailOrders({ mail, reports, funnels }: Config): readonly MailOrder[] {
  if (mail === undefined) return [];
  return funnels.flatMap((funnel) =>
    (['day', 'week', 'month'] as const).flatMap((every) => {
      const asking = reports.filter((report) => report.every === every && report.funnels.includes(funnel.id));
      const to = [...new Set(asking.flatMap((report) => report.to))];
      return to.length > 0 ? [{ funnel, every, to }] : [];
    }),
  );
}

/** What closed longer ago is not mailed: neither history at a first deploy, nor a late restatement. */
const FRESH_DAYS = 7;

/** The periods that have closed lately enough to be mailed, the oldest first. */
export function mailPeriods(every: ReportPeriod, calendar: Calendar, now: number): readonly Period[] {
  const periods: Period[] = [];
  for (let day = calendar.dayOf(now); ; ) {
    const period = lastClosed(every, day);
    const closed = calendar.startOf(addDays(period.to, 1));
    if (closed < now - FRESH_DAYS * 86_400_000) return periods;
    periods.unshift({ every, ...period });
    day = period.from;
  }
}

/** What is known of the mails of one period to one recipient. */
export type MailMarker = {
  /** Grows with every change: two runs cannot change the same. */
  readonly version: number;
  /** The revision that was tried last. */
  readonly revision: number;
  /** How often it was tried without an answer to whether it went. */
  readonly tries: number;
  /** Until when a run has it in hand, ms since the epoch; 0: none has. */
  readonly until: number;
  /** The revision that was mailed last, and when; 0 and 0 before the first. */
  readonly sent: number;
  readonly sentAt: number;
};

/** A mail of which nobody knows whether it went is sent once more, and not a third time. */
const MOST_TRIES = 2;

/** Far longer than a run takes, and less than from one hour's to the next. */
const CLAIM_MS = 15 * 60_000;

/** The marker to claim a mail with; undefined where it is not to be sent now. */
export function claimMail(
  known: MailMarker | undefined,
  revision: number,
  calendar: Calendar,
  now: number,
): MailMarker | undefined {
  const until = now + CLAIM_MS;
  if (known === undefined) return { version: 1, revision, tries: 1, until, sent: 0, sentAt: 0 };
  if (known.until > now || known.sent >= revision) return undefined;
  if (known.sent > 0 && calendar.dayOf(known.sentAt) === calendar.dayOf(now)) return undefined;
  const tries = known.revision === revision ? known.tries : 0;
  return tries < MOST_TRIES
    ? { ...known, version: known.version + 1, revision, tries: tries + 1, until }
    : undefined;
}

export function mailSent(held: MailMarker, now: number): MailMarker {
  return { ...held, version: held.version + 1, tries: 0, until: 0, sent: held.revision, sentAt: now };
}

/** It has certainly not gone: the next run may try as if this one had not. */
export function mailRefused(held: MailMarker): MailMarker {
  return { ...held, version: held.version + 1, tries: held.tries - 1, until: 0 };
}
