// GET /leads: the list of leads, narrowed down, or the leads behind a figure of a report.
import { addDays, Calendar } from '../domain/calendar.ts';
import type { Breakdown } from '../domain/config/config.ts';
import type { LabelledFunnel } from '../domain/profile/funnels.ts';
import { type FigureOf, readFigureName, shareReader } from '../domain/report/figure-share.ts';
import { parseRange } from '../domain/report/report-period.ts';
import { COMPARED_DAYS } from '../domain/report/sequences.ts';
import { type Asked, type FilterAnswer, passes, readFilter } from '../domain/summary/list-filter.ts';
import { listPage } from '../pages/leads/list-page.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import { csvAnswer } from '../runtime/csv-answer.ts';
import { chooseFormat, type Format } from '../runtime/format.ts';
import type { Owner } from '../runtime/owner-access.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { LeadsDeps } from './deps.ts';
import { listContacts } from './list-contacts.ts';
import { entryOf, listCsv } from './list-entry.ts';
import { type Looked, scanLeads } from './list-rows.ts';
import { listWaiting } from './list-waiting.ts';

const OFFERED = ['html', 'json', 'csv'] as const satisfies readonly Format[];
/** So long contacts are looked for, ms: far longer than 100,000 of them take. */
const CONTACTS_MS = 1_000;
/** So long leads without an e-mail are looked at for one page, ms; what is under way then is finished. */
const LOOK_MS = 200;
/** For the leads behind a figure, which no order of theirs brings to the front. */
const FIGURE_MS = 2_000;

export async function showList(deps: LeadsDeps, request: HttpRequest, owner: Owner): Promise<HttpAnswer> {
  const format = chooseFormat(request, OFFERED);
  if (format === undefined) return problem(request, 'malformed', { detail: 'format: choose json or csv.' });
  const [table, funnels] = await Promise.all([deps.table(), deps.labelledFunnels()]);
  const { query } = request;
  const now = deps.now();
  const figure = query.has('figure') ? readFigure(deps.config, query, funnels, now) : undefined;
  if (figure !== undefined && 'fix' in figure) return problem(request, 'malformed', { detail: figure.fix });
  const read: FilterAnswer =
    figure === undefined
      ? readFilter(query, funnels)
      : { ok: true, filter: {}, funnel: funnels.find(({ definition }) => definition.key === figure.key) };
  if (!read.ok) return problem(request, 'malformed', { detail: `${read.field}: ${read.fix}` });
  const began = performance.now();
  const ofList = read.filter.kind === 'anonymous' ? LOOK_MS : CONTACTS_MS;
  const most = figure === undefined ? ofList : FIGURE_MS;
  const bounds = { table, hasTime: () => performance.now() - began < most };
  const calendar = new Calendar(deps.config.timezone);
  const asked: Asked = { ...read, dayOf: (time) => calendar.dayOf(time), now };
  const looked = await look(bounds, asked, figure, funnels, query.get('after') ?? '');
  if (looked === undefined)
    return problem(request, 'malformed', { detail: 'after: follow "next" of an answer as it is.' });
  const { rows, next, ...extent } = looked;
  const entries = rows.map((row) => entryOf(row, funnels, now));
  const address = (more: Readonly<Record<string, string>>): string => {
    const parameters = new URLSearchParams(query);
    parameters.delete('after');
    parameters.delete('format');
    for (const [name, value] of Object.entries(more)) parameters.set(name, value);
    const text = parameters.toString();
    return text === '' ? '/leads' : `/leads?${text}`;
  };
  const nextIn = (one: Format): string | null =>
    next === undefined ? null : address({ after: next, ...(one === 'html' ? {} : { format: one }) });
  if (format === 'csv') {
    const answer = csvAnswer(request, (dialect) => listCsv(entries, funnels, dialect), 'leads');
    const link = nextIn('csv');
    return link === null
      ? answer
      : { ...answer, headers: { ...answer.headers, link: `<${link}>; rel="next"` } };
  }
  if (format === 'json') {
    const asOf = new Date(now).toISOString();
    return json(200, { asOf, leads: entries, ...extent, next: nextIn('json') });
  }
  const view = { entries, ...extent, next: nextIn('html'), address, filter: read.filter, funnels, owner };
  const { locale, forms, timezone } = deps.config;
  const isFirst = !query.has('after');
  const dayAgo = (days: number): string => addDays(calendar.dayOf(now), -days);
  return page(
    200,
    listPage({ ...view, isFirst, dayAgo, locale, forms, timezone, ...(figure && { figure }) }),
  );
}

export type Figure = FigureOf & { readonly key: string; readonly label: string };

function readFigure(
  { nurture = [] }: LeadsDeps['config'],
  query: URLSearchParams,
  funnels: readonly LabelledFunnel[],
  now: number,
): Figure | { readonly fix: string } {
  const own = funnels.find(({ definition }) => definition.funnel.id === query.get('funnel'));
  if (own === undefined) return { fix: 'funnel: choose a funnel that is configured.' };
  const { funnel, calendar, key } = own.definition;
  const sequences = nurture.filter(({ when }) => when.funnel === funnel.id);
  const name = readFigureName(query.get('figure') ?? '', funnel, sequences);
  if (name === undefined) return { fix: 'figure: open it from a report.' };
  const range = parseRange(
    { from: query.get('from') ?? undefined, to: query.get('to') ?? undefined },
    calendar.dayOf(now),
    COMPARED_DAYS,
  );
  if (!range.ok) return { fix: `${range.field}: ${range.fix}` };
  const by = query.get('by');
  const known = by === null ? undefined : funnel.by.find((field): field is Breakdown => field === by);
  if (by !== null && known === undefined) return { fix: 'by: choose a breakdown of the funnel.' };
  const slice = known === undefined ? undefined : { by: known, value: query.get('value') ?? '' };
  const { timezone } = calendar;
  return { name, funnel, timezone, sequences, ...range.range, slice, now, key, label: own.label };
}

async function look(
  bounds: Parameters<typeof scanLeads>[0],
  asked: Asked,
  figure: Figure | undefined,
  funnels: readonly LabelledFunnel[],
  after: string,
): Promise<Looked | undefined> {
  const definitions = funnels.map(({ definition }) => definition);
  if (figure !== undefined) {
    const shareOf = shareReader(figure);
    return scanLeads(
      bounds,
      {
        definitions,
        kinds: ['contact', 'anonymous'],
        keep: () => true,
        timesOf: (contributions) => {
          const cells = contributions.get(figure.key);
          return cells === undefined ? 0 : shareOf(cells);
        },
      },
      after,
    );
  }
  if (asked.filter.kind !== 'anonymous')
    return (asked.waitingUnder === undefined ? listContacts : listWaiting)(bounds, asked, after);
  const keep = (summary: Parameters<typeof passes>[0]): boolean => passes(summary, asked);
  const found = await scanLeads(bounds, { definitions, kinds: ['anonymous'], keep, timesOf: () => 1 }, after);
  // Erased leads are in figures alone.
  return found && { ...found, erased: 0 };
}
