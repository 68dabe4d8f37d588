// Mails the reports that were issued lately to those whom the configuration names, each revision once.
import { Calendar } from '../domain/calendar.ts';
import type { Config, FunnelConfig } from '../domain/config/config.ts';
import {
  claimMail,
  type MailMarker,
  type MailOrder,
  mailOrders,
  mailPeriods,
  mailRefused,
  mailSent,
} from '../domain/report/report-mail.ts';
import type { Period } from '../domain/report/report-period.ts';
import type { IssuedReport } from '../domain/report/report-revision.ts';
import { type ReportMail, reportMail } from '../pages/reports/mail-report.ts';
import { funnelLabel } from '../pages/reports/report-labels.ts';
import { signLink } from '../runtime/links.ts';
import type { SendMail } from '../runtime/mail.ts';

type PeriodOf = Period & { readonly funnel: string };

export type MailDeps = {
  readonly config: Config;
  /** The address of everything, without a final slash. */
  readonly apiUrl: string;
  readonly linkKey: () => Promise<string>;
  /** The latest revision of a period, 0 where none was issued. */
  readonly latestRevision: (period: PeriodOf) => Promise<number>;
  readonly readRevision: (period: PeriodOf, revision: number) => Promise<IssuedReport | undefined>;
  readonly readMarkers: (period: PeriodOf, to: readonly string[]) => Promise<ReadonlyMap<string, MailMarker>>;
  /** False where another run has changed the marker meanwhile. */
  readonly writeMarker: (period: PeriodOf, recipient: string, marker: MailMarker) => Promise<boolean>;
  readonly send: SendMail;
  /** ms since the epoch. */
  readonly now: () => number;
  /** What is left of the function's time, in ms. */
  readonly remaining: () => number;
  readonly onFailure: (funnel: string, error: unknown) => void;
};

export type Mailed = { readonly mailed: number; readonly failed: number };

/** A mail that SES throttles may take so long; what is not begun is left to the next run. */
const LAST_MS = 20_000;

/** A month's report is read until the next one comes. */
export const LINK_DAYS = 30;

export async function mailReports(deps: MailDeps): Promise<Mailed> {
  let mailed = 0;
  let failed = 0;
  for (const order of mailOrders(deps.config)) {
    for (const period of mailPeriods(order.every, new Calendar(deps.config.timezone), deps.now())) {
      if (deps.remaining() < LAST_MS) return { mailed, failed };
      try {
        const done = await mailPeriod(deps, order, { ...period, funnel: order.funnel.id });
        mailed += done.mailed;
        failed += done.failed;
      } catch (error) {
        // One report's failure holds up no other's mails.
        deps.onFailure(order.funnel.id, error);
        failed++;
      }
    }
  }
  return { mailed, failed };
}

async function mailPeriod(deps: MailDeps, { funnel, to }: MailOrder, period: PeriodOf): Promise<Mailed> {
  const revision = await deps.latestRevision(period);
  if (revision === 0) return { mailed: 0, failed: 0 };
  const calendar = new Calendar(deps.config.timezone);
  const known = await deps.readMarkers(period, to);
  const claimFor = (recipient: string) => claimMail(known.get(recipient), revision, calendar, deps.now());
  const waiting = to.filter((recipient) => claimFor(recipient) !== undefined);
  if (waiting.length === 0) return { mailed: 0, failed: 0 };
  // Made before anything is claimed: what fails here has certainly sent nothing.
  const mail = await compose(deps, funnel, period, revision);
  let mailed = 0;
  let failed = 0;
  for (const recipient of waiting) {
    if (deps.remaining() < LAST_MS) break;
    try {
      const held = claimFor(recipient);
      if (held === undefined || !(await deps.writeMarker(period, recipient, held))) continue;
      if (await deliver(deps, period, { ...mail, to: recipient }, held)) mailed++;
      else failed++;
    } catch (error) {
      deps.onFailure(funnel.id, error);
      failed++;
    }
  }
  return { mailed, failed };
}

/** A mail of which it is not known whether it went stays claimed: it is tried once more when the claim has run out. */
async function deliver(
  deps: MailDeps,
  period: PeriodOf,
  mail: ReportMail & { readonly to: string },
  held: MailMarker,
): Promise<boolean> {
  const sending = await deps.send(mail);
  switch (sending.outcome) {
    case 'sent':
      await deps.writeMarker(period, mail.to, mailSent(held, deps.now()));
      return true;
    case 'refused':
      deps.onFailure(period.funnel, sending.error);
      await deps.writeMarker(period, mail.to, mailRefused(held));
      return false;
    case 'unknown':
      deps.onFailure(period.funnel, sending.error);
      return false;
    default:
      return sending satisfies never;
  }
}

/** Absent where a marker names an object that is not in the bucket. */
class RevisionMissing extends Error {
  override readonly name = 'RevisionMissing';
}

async function compose(
  deps: MailDeps,
  funnel: FunnelConfig,
  period: PeriodOf,
  revision: number,
): Promise<ReportMail> {
  const issued = await deps.readRevision(period, revision);
  if (issued === undefined)
    throw new RevisionMissing(`${funnel.id} ${period.every} ${period.from} r${revision}`);
  const until = deps.now() + LINK_DAYS * 86_400_000;
  const path = `/reports/${funnel.id}`;
  const link = signLink(await deps.linkKey(), { path, query: { from: period.from, to: period.to } }, until);
  return reportMail({
    issued,
    label: funnelLabel(funnel, deps.config.locale),
    locale: deps.config.locale,
    link: { url: `${deps.apiUrl}${link}`, until: new Date(until).toISOString() },
  });
}
