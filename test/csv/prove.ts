// `npm run prove:csv`: the CSV files of reports and leads, opened by LibreOffice in an Italian locale: letters, decimals and dates come through, and no formula runs.
import { parse } from 'csv-parse/sync';
import { addDays, Calendar } from '../../functions/domain/calendar.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { defineAll } from '../../functions/domain/funnel/funnel.ts';
import { giversTo } from '../../functions/domain/report/report-build.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { readDays } from '../../functions/store/counters/read-days.ts';
import { tableInMemory } from '../figures/table-in-memory.ts';
import { leadPagesApi, leadPagesDeps } from '../support/lead-pages.ts';
import { DAY, event, HOUR } from '../support/leads.ts';
import { OWNER_TOKEN, reportApi, reportDeps, servedOf } from '../support/reports.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';
import { hasLibreOffice, openedAsSheets, type SheetCell } from './spreadsheet.ts';

const ITALIAN = 1_040;
const NOW = Date.UTC(2026, 10, 30, 12);

/** What a stranger puts into a link or a form, and what people write. */
const TEXTS = [
  'Größe & Übergröße',
  'Привет, мир; «весна»',
  '"quoted"; and, parted',
  '=1+1',
  ';=1+1',
  ',=1+1',
  '＝1+1',
  '\u200b=1+1',
  ' =1+1',
  '@SUM(1;1)',
  '+39 055 1234',
  '-2+3',
  '=HYPERLINK("https://example.com";"x")',
  "=cmd|' /C calc'!A0",
  'Mario 🚀',
] as const;
/** Written like a number or a date: CSV has no types, so a spreadsheet takes them for one. */
const LOOK_ALIKE = ['00123', '1,5', '1.234,56', '1e5', '3/4'] as const;
const ALL = [...TEXTS, ...LOOK_ALIKE];

const config = parseConfig({
  timezone: 'Europe/Rome',
  locale: 'it',
  forms: [
    {
      id: 'ebook',
      fields: [
        { name: 'email', type: 'email' },
        { name: 'name', type: 'text' },
      ],
    },
  ],
  funnels: [
    {
      id: 'trial',
      label: { it: 'Größe и «перед»', en: 'Trial' },
      kind: 'sales',
      window: '6d',
      by: ['campaign', 'channel'],
      stages: [
        { id: 'interest', label: 'Прогрев — più', on: [{ form: 'ebook' }] },
        { id: 'action', label: '=1+1', on: [{ event: 'Order Completed' }] },
      ],
    },
    {
      id: 'relationship',
      kind: 'marketing',
      stages: [
        { id: 'interest', on: [{ page: '/guide' }] },
        { id: 'decision', on: [{ form: 'ebook' }] },
      ],
      handOff: { at: 'decision', to: 'trial' },
    },
  ],
});

function person(text: string, n: number): readonly Submission[] {
  const ids = { email: `lead${n}@example.com`, anonymous: `b${n}` };
  const time = NOW - 12 * DAY + n * HOUR;
  const touch = { channel: 'Email', source: 'news', medium: 'email', campaign: text, term: text };
  const sent = { kind: 'form', name: 'ebook', touch, properties: { email: ids.email, name: text } } as const;
  const value = { currency: 'EUR', minor: 123_456 + n };
  return [
    { ids: { anonymous: ids.anonymous }, event: event('/guide', time - HOUR, { kind: 'page', touch }) },
    { ids, event: event('ebook', time, { ...sent, id: `f:ebook:${n}` }) },
    ...(n % 2 === 0
      ? [
          {
            ids,
            event: event('Order Completed', time + 7 * HOUR, {
              trusted: true,
              id: `s:${n}`,
              order: { id: `=${n}+1`, value },
            }),
          },
        ]
      : []),
  ];
}

/** The owner's CSV files, by name. */
async function written(separator: ',' | ';'): Promise<ReadonlyMap<string, string>> {
  const { funnels, timezone } = config;
  const definitions = defineAll(funnels, ({ id }) => id, new Calendar(timezone));
  const table = tableInMemory(() => NOW);
  const messages = ALL.map((text, n) => messageOf(...person(text, n)));
  const failed = await advanceLeads({ ...workerDeps(table), definitions }, messages);
  if (failed.size > 0) throw new Error('the world was not taken');
  const now = () => NOW;
  const { api: reports } = reportApi(
    reportDeps({
      config,
      now,
      served: async () =>
        funnels.map((funnel) =>
          servedOf(funnel, { key: funnel.id, sources: giversTo(funnels, funnel.id), timezone }),
        ),
      readCells: (range) => readDays(table.client, table.table, range),
    }),
  );
  const { api: leads } = leadPagesApi(
    leadPagesDeps({ leads: table, definitions }, definitions, { config, now }),
  );
  const today = new Calendar(timezone).dayOf(NOW);
  const range = `from=${addDays(today, -20)}&to=${today}`;
  const files = new Map<string, string>();
  const keep = async (api: typeof leads, name: string, path: string): Promise<void> => {
    const at = `${path}${path.includes('?') ? '&' : '?'}format=csv&sep=${encodeURIComponent(separator)}`;
    const { status, text } = await api('GET', at, { headers: { authorization: `Bearer ${OWNER_TOKEN}` } });
    if (status !== 200) throw new Error(`${at} is answered ${status}: ${text}`);
    files.set(name, text);
  };
  await keep(reports, 'report', `/reports/trial?${range}`);
  await keep(reports, 'report-of-marketing', `/reports/relationship?${range}`);
  await keep(reports, 'overview', `/reports?${range}`);
  await keep(reports, 'compare', `/reports/compare?${range}`);
  await keep(reports, 'cohorts', `/reports/trial/cohorts?${range}`);
  await keep(reports, 'paths', `/reports/trial/paths?${range}`);
  await keep(leads, 'leads', '/leads');
  for (const n of ALL.keys())
    await keep(leads, `lead-${n}`, `/leads/${table.hashOf({ kind: 'email', key: `lead${n}@example.com` })}`);
  return files;
}

type Counts = { cells: number; texts: number; numbers: number; dates: number; lookAlike: number };

/** What is wrong with a cell; undefined: nothing. */
function faultOf(
  said: string,
  cell: SheetCell | undefined,
  decimal: '.' | ',',
  counts: Counts,
): string | undefined {
  const { type, text, value, formula } = cell ?? { type: '', text: '' };
  counts.cells++;
  if (formula !== undefined) return `a formula: ${formula}`;
  if (LOOK_ALIKE.some((one) => one === said)) {
    if (type !== 'string') counts.lookAlike++;
    return undefined;
  }
  if (said === 'true' || said === 'false')
    return text.toLowerCase() === said ? undefined : `another truth: ${type} ${text}`;
  if (/^\d{4}-\d\d-\d\d$/.test(said)) {
    counts.dates++;
    return type === 'date' && value === said ? undefined : `no such date: ${type} ${value ?? text}`;
  }
  const number = new RegExp(`^-?\\d+(?:[${decimal}]\\d+)?$`).test(said)
    ? Number(said.replace(',', '.'))
    : undefined;
  if (number !== undefined) {
    counts.numbers++;
    // A spreadsheet has fifteen digits.
    const isSame = type === 'float' && Math.abs(Number(value) - number) <= 1e-14 * Math.abs(number);
    return isSame ? undefined : `no such number: ${type} ${value ?? text}`;
  }
  if (said !== '') counts.texts++;
  return (type === 'string' || said === '') && text === said ? undefined : `another text: ${type} ${text}`;
}

if (!hasLibreOffice()) {
  console.log(
    'Nothing is proved: there is no soffice here. Install LibreOffice (Debian: apt-get install libreoffice-calc), and run it again.',
  );
} else {
  let faults = 0;
  for (const separator of [';', ','] as const) {
    const counts: Counts = { cells: 0, texts: 0, numbers: 0, dates: 0, lookAlike: 0 };
    const files = await written(separator);
    // Opened as it was written; what it is written for.
    const opened = openedAsSheets(files, { separator, language: separator === ';' ? ITALIAN : 1_033 });
    for (const [name, contents] of files) {
      const rows: string[][] = parse(contents, { bom: true, delimiter: separator, relax_column_count: true });
      const sheet = opened.get(name) ?? [];
      for (const [y, row] of rows.entries()) {
        for (const [x, said] of row.entries()) {
          const fault = faultOf(said, sheet[y]?.[x], separator === ';' ? ',' : '.', counts);
          if (fault === undefined) continue;
          faults++;
          console.log(
            `${name}.csv, "${separator}", ${rows[0]?.[x]}, row ${y + 1}: ${JSON.stringify(said)} is ${fault}`,
          );
        }
      }
    }
    const { cells, texts, numbers, dates, lookAlike } = counts;
    console.log(
      `"${separator}": ${files.size} files, ${cells} cells: ${texts} texts, ${numbers} numbers, ${dates} dates; ${lookAlike} texts that look like a number or a date were taken for one`,
    );
  }
  // Opened with the separator of another locale texts may be parted, and still nothing runs.
  for (const [written_, other] of [
    [',', ';'],
    [';', ','],
  ] as const) {
    const opened = openedAsSheets(await written(written_), { separator: other, language: ITALIAN });
    const running = [...opened].flatMap(([name, rows]) =>
      rows.flat().flatMap(({ formula }) => (formula === undefined ? [] : [`${name}.csv: ${formula}`])),
    );
    for (const one of running) console.log(`written with "${written_}", opened with "${other}", ${one}`);
    faults += running.length;
    console.log(`written with "${written_}" and opened with "${other}": ${running.length} formulas`);
  }
  console.log(faults === 0 ? 'Every cell is what was written, and no formula ran.' : `${faults} faults.`);
  process.exitCode = faults === 0 ? 0 : 1;
}
