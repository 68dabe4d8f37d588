// Mails the reports that were issued lately to those whom the configuration names: one mail a period, with all its funnels.
import { Calendar } from '../domain/calendar.ts';
import type { Config } from '../domain/config/config.ts';
import {
  claimMail,
  type DuePeriod,
  isEmpty,
  isReady,
  type MailMarker,
  type MailOrder,
  mailOrders,
  mailPeriods,
  mailRefused,
  mailSent,
  type Revisions,
} from '../domain/report/report-mail.ts';
import type { Period } from '../domain/report/report-period.ts';
import type { IssuedReport } from '../domain/report/report-revision.ts';
import { type ReportMail, reportMail } from '../pages/reports/mail-report.ts';
import { funnelLabel } from '../pages/reports/report-labels.ts';
import { signLink } from '../runtime/links.ts';
import type { SendMail } from '../runtime/mail.ts';
import type { MailName } from '../store/reports/mail-markers.ts';

/** With the period before as it was issued last. */
type ReadReport = { readonly issued: IssuedReport; readonly before: IssuedReport | undefined };
type PeriodOf = Period & { readonly funnel: string };

export type MailDeps = {
  readonly config: Config;
  /** The address of everything, without a final slash. */
  readonly apiUrl: string;
  readonly linkKey: () => Promise<string>;
  /** The latest revision of a period, 0 where none was issued. */
  readonly latestRevision: (period: PeriodOf) => Promise<number>;
  readonly readRevision: (period: PeriodOf, revision: number) => Promise<IssuedReport | undefined>;
  /** The first local day on which a definition has counted anything. */
  readonly firstDay: (definition: string) => Promise<string | undefined>;
  readonly readMarkers: (name: MailName, to: readonly string[]) => Promise<ReadonlyMap<string, MailMarker>>;
  /** False where another run has changed the marker meanwhile. */
  readonly writeMarker: (name: MailName, recipient: string, marker: MailMarker) => Promise<boolean>;
  readonly send: SendMail;
  /** ms since the epoch. */
  readonly now: () => number;
  /** What is left of the function's time, in ms. */
  readonly remaining: () => number;
  /** @param funnels of the mail, by their ids */
  readonly onFailure: (funnels: string, error: unknown) => void;
};

export type Mailed = { readonly mailed: number; readonly failed: number };

/** A mail that SES throttles may take so long; what is not begun is left to the next run. */
const LAST_MS = 20_000;

/** A month's report is read until the next one comes. */
export const LINK_DAYS = 30;

const NONE: Mailed = { mailed: 0, failed: 0 };

export async function mailReports(deps: MailDeps): Promise<Mailed> {
  let mailed = 0;
  let failed = 0;
  for (const order of mailOrders(deps.config)) {
    for (const period of mailPeriods(order, new Calendar(deps.config.timezone), deps.now())) {
      if (deps.remaining() < LAST_MS) return { mailed, failed };
      try {
        const done = await mailPeriod(deps, order, period);
        mailed += done.mailed;
        failed += done.failed;
      } catch (error) {
        // One mail's failure holds up no other.
        deps.onFailure(namesOf(order), error);
        failed++;
      }
    }
  }
  return { mailed, failed };
}

async function mailPeriod(deps: MailDeps, order: MailOrder, period: DuePeriod): Promise<Mailed> {
  const revisions = await latestOf(deps, order, period);
  if (!isReady(order, revisions, period.due, deps.now())) return NONE;
  const calendar = new Calendar(deps.config.timezone);
  const name = { every: period.every, from: period.from, at: order.at };
  const known = await deps.readMarkers(name, order.to);
  const claimFor = (recipient: string) => claimMail(known.get(recipient), revisions, calendar, deps.now());
  const waiting = order.to.filter((recipient) => claimFor(recipient) !== undefined);
  if (waiting.length === 0) return NONE;
  // Made before anything is claimed: what fails here has certainly sent nothing.
  const reports = await readReports(deps, order, period, revisions);
  if (await isLeftOut(deps, order, reports)) return NONE;
  const mail = await compose(deps, order, period, reports);
  let mailed = 0;
  let failed = 0;
  for (const recipient of waiting) {
    if (deps.remaining() < LAST_MS) break;
    try {
      const held = claimFor(recipient);
      if (held === undefined || !(await deps.writeMarker(name, recipient, held))) continue;
      if (await deliver(deps, order, name, { ...mail, to: recipient }, held)) mailed++;
      else failed++;
    } catch (error) {
      deps.onFailure(namesOf(order), error);
      failed++;
    }
  }
  return { mailed, failed };
}

async function latestOf(deps: MailDeps, { funnels }: MailOrder, period: Period): Promise<Revisions> {
  const found = await Promise.all(
    funnels.map(async ({ id }) => [id, await deps.latestRevision(nameIn(period, id))] as const),
  );
  return Object.fromEntries(found.filter(([, revision]) => revision > 0));
}

/** Absent where a marker names an object that is not in the bucket. */
class RevisionMissing extends Error {
  override readonly name = 'RevisionMissing';
}

async function readReports(
  deps: MailDeps,
  { funnels }: MailOrder,
  period: Period,
  revisions: Revisions,
): Promise<readonly ReadReport[]> {
  const read = funnels.flatMap(({ id }) => {
    const revision = revisions[id];
    return revision === undefined ? [] : [{ id, revision }];
  });
  return Promise.all(
    read.map(async ({ id, revision }) => {
      const issued = await deps.readRevision(nameIn(period, id), revision);
      if (issued === undefined)
        throw new RevisionMissing(`${id} ${period.every} ${period.from} r${revision}`);
      return { issued, before: await readBefore(deps, issued) };
    }),
  );
}

async function readBefore(
  deps: MailDeps,
  { funnel, every, previous: { from, to } }: IssuedReport,
): Promise<IssuedReport | undefined> {
  const period = { funnel, every, from, to };
  const revision = await deps.latestRevision(period);
  return revision === 0 ? undefined : await deps.readRevision(period, revision);
}

/** Nothing came, and either that is not wanted, or nothing ever had before: there is nothing to say of time before the first event. */
async function isLeftOut(
  deps: MailDeps,
  { skipEmpty }: MailOrder,
  reports: readonly ReadReport[],
): Promise<boolean> {
  if (!reports.every(({ issued }) => isEmpty(issued))) return false;
  if (skipEmpty) return true;
  const begun = await Promise.all(
    reports.map(async ({ issued: { definition, to } }) => {
      const first = await deps.firstDay(definition);
      return first !== undefined && first <= to;
    }),
  );
  return !begun.includes(true);
}

/** A mail of which it is not known whether it went stays claimed: it is tried once more when the claim has run out. */
async function deliver(
  deps: MailDeps,
  order: MailOrder,
  name: MailName,
  mail: ReportMail & { readonly to: string },
  held: MailMarker,
): Promise<boolean> {
  const sending = await deps.send(mail);
  switch (sending.outcome) {
    case 'sent':
      await deps.writeMarker(name, mail.to, mailSent(held, deps.now()));
      return true;
    case 'refused':
      deps.onFailure(namesOf(order), sending.error);
      await deps.writeMarker(name, mail.to, mailRefused(held));
      return false;
    case 'unknown':
      deps.onFailure(namesOf(order), sending.error);
      return false;
    default:
      return sending satisfies never;
  }
}

async function compose(
  deps: MailDeps,
  { funnels }: MailOrder,
  { from, to }: Period,
  reports: readonly ReadReport[],
): Promise<ReportMail> {
  const until = deps.now() + LINK_DAYS * 86_400_000;
  const key = await deps.linkKey();
  const { locale } = deps.config;
  return reportMail({
    reports: reports.map(({ issued, before }) => {
      const funnel = funnels.find(({ id }) => id === issued.funnel);
      const link = signLink(key, { path: `/reports/${issued.funnel}`, query: { from, to } }, until);
      return {
        issued,
        ...(before === undefined ? {} : { before }),
        label: funnel === undefined ? issued.funnel : funnelLabel(funnel, locale),
        url: `${deps.apiUrl}${link}`,
      };
    }),
    locale,
    until: new Date(until).toISOString(),
  });
}

function nameIn({ every, from, to }: Period, funnel: string): PeriodOf {
  return { every, from, to, funnel };
}

function namesOf({ funnels }: MailOrder): string {
  return funnels.map(({ id }) => id).join(' ');
}
