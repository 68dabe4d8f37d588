// GET /reports/{funnel}/revisions and below: what was issued, as it was issued.
import type { ReportPeriod } from '../domain/config/config.ts';
import { isDay } from '../domain/report/report-period.ts';
import { funnelLabel } from '../pages/reports/report-labels.ts';
import { reportRevisionsPage, revisionBanner, revisionPath } from '../pages/reports/report-revisions-page.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import { chooseFormat } from '../runtime/format.ts';
import type { RevisionName } from './deps.ts';
import { refuse } from './fault.ts';
import { DATA_FORMATS, type FunnelRequest, OFFERED, present } from './show-report.ts';

export async function listRevisions({ deps, request, reader, funnel }: FunnelRequest): Promise<HttpAnswer> {
  const format = chooseFormat(request, ['html', 'json']);
  if (format === undefined) return refuse(deps, request, reader, { kind: 'format', known: ['json'] });
  const entries = await deps.revisions.list(funnel.id);
  if (format === 'html') {
    const { locale, timezone } = deps.config;
    const label = funnelLabel(funnel, locale);
    return page(200, reportRevisionsPage({ funnel: funnel.id, label, entries, locale, timezone, reader }));
  }
  const revisions = entries.map((entry) => ({ ...entry, href: revisionPath(funnel.id, entry) }));
  return json(200, { funnel: funnel.id, revisions });
}

/** What stands behind `/revisions/` in the address: period, first day, number. */
type Said = Readonly<Partial<Record<'every' | 'from' | 'revision', string | undefined>>>;

export async function showRevision(view: FunnelRequest, said: Said): Promise<HttpAnswer> {
  const { deps, request, reader, funnel } = view;
  const name = readName(said);
  const issued = name && (await deps.revisions.read(funnel.id, name));
  if (issued === undefined) return refuse(deps, request, reader, { kind: 'notFound' });
  const format = chooseFormat(request, OFFERED);
  if (format === undefined) return refuse(deps, request, reader, { kind: 'format', known: DATA_FORMATS });
  return present(view, issued, format, async () => ({
    query: '',
    banner: revisionBanner(issued, deps.config.locale),
  }));
}

const PERIODS: Readonly<Record<ReportPeriod, ReportPeriod>> = { day: 'day', week: 'week', month: 'month' };

function readName({ every = '', from = '', revision = '' }: Said): RevisionName | undefined {
  if (!Object.hasOwn(PERIODS, every) || !isDay(from) || !/^[1-9]\d{0,5}$/.test(revision)) return undefined;
  return { every: every as ReportPeriod, from, revision: Number(revision) };
}
