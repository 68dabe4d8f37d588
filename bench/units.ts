// `units`: DynamoDB request units of this worker beside the textbook's, by lead size and batch size.
import { startEmulators } from '../test/support/emulators.ts';
import { PRICES, PRICES_OF } from './cost/prices.ts';
import type { Aim, Benchmark, Outcome, Row, Table } from './outcome.ts';
import { type Measured, measureAll, type PerMessage } from './units/measure.ts';
import { LEADS_A_DAY, measureTraffic, type TrafficCell } from './units/measure-traffic.ts';
import { BESIDES, BESIDES_BATCHES, MAIN } from './units/scenario.ts';
import { TRAFFIC } from './units/traffic.ts';

export const units: Benchmark = async (tell) => {
  const emulators = await startEmulators({ dynamodb: true });
  try {
    const main = await measureAll(emulators, MAIN, tell);
    const besides = await measureAll(emulators, BESIDES, tell);
    const month = await measureTraffic(emulators, tell);
    return outcomeOf(main, besides, month);
  } finally {
    await emulators.stop();
  }
};

function outcomeOf(
  main: readonly Measured[],
  besides: readonly Measured[],
  month: readonly TrafficCell[],
): Outcome {
  return {
    tables: [
      mainTable(main),
      textbookTable(main),
      besidesTable([...main.slice(-1), ...besides]),
      trafficTable(month),
    ],
    aims: aimsOf(main),
    data: { main: main.map(dataOf), besides: besides.map(dataOf), traffic: month },
  };
}

function dataOf({ scenario: { name, leadsADay, workers }, cells, reportReads, textbook }: Measured) {
  return { name, leadsADay, workers, cells, reportReads, textbook };
}

function mainTable(main: readonly Measured[]): Table {
  const rows = main.flatMap(({ scenario, cells, textbook }) =>
    cells.map(
      (cell): Row => [
        scenario.name,
        cell.batch,
        cell.writesPerLead,
        ...parts(cell),
        cell.reads,
        cell.redelivered.writes,
        cell.redelivered.reads,
        textbook?.writes ?? '',
        textbook?.reads ?? '',
        textbook === undefined ? '' : cell.writes / textbook.writes,
      ],
    ),
  );
  return {
    title: 'Request units an event (each message is one event of one lead, and changes it)',
    head: [
      '',
      'batch',
      'writes',
      'heads',
      'pages',
      'counters',
      'list',
      'reads',
      'again W',
      'again R',
      'textbook W',
      'textbook R',
      'W ratio',
    ],
    rows,
    notes: [
      'One lead in ten progresses from an earlier day, of the last 30; the others entered today. Two funnels (sales, reached; marketing, any), by channel. 1,000 new leads a day have filled the counters. Leads are known by e-mail. "again": the same batch delivered a second time.',
      'Units are what the emulator answers as consumed; heads, pages and counters follow from the sizes of the items before and after, and add up to it in every run.',
    ],
  };
}

function parts({ kinds }: PerMessage): readonly number[] {
  return ['heads', 'pages', 'counters', 'list'].map((kind) => kinds[kind] ?? 0);
}

function textbookTable(main: readonly Measured[]): Table {
  const rows = main.flatMap(({ scenario, textbook }): Row[] =>
    textbook === undefined
      ? []
      : [
          [
            scenario.name,
            textbook.writes,
            textbook.kinds.event ?? 0,
            textbook.kinds.state ?? 0,
            textbook.kinds.counter ?? 0,
            textbook.reads,
            textbook.redelivered.writes,
          ],
        ],
  );
  return {
    title: "The textbook's worker, at any batch size: each message alone, an UpdateItem a counter",
    head: ['', 'writes', 'events', 'states', 'counters', 'reads', 'again W'],
    rows,
    notes: [
      'It counts leads by stage, day of entry and channel, without transactions: no times between stages, no revenue, nothing that is late or returns. If it kept all counters of a funnel and day in one item, an event that moves both funnels would be 4 write units.',
    ],
  };
}

function besidesTable(besides: readonly Measured[]): Table {
  const rows = besides.flatMap(({ scenario, cells, reportReads }) =>
    cells
      .filter(({ batch }) => BESIDES_BATCHES.includes(batch))
      .map(
        (cell): Row => [
          scenario.name,
          cell.batch,
          cell.writesPerLead,
          ...parts(cell),
          cell.kinds.refused ?? 0,
          cell.reads,
          reportReads,
        ],
      ),
  );
  return {
    title: 'What moves them: the mix with one thing changed',
    head: ['', 'batch', 'writes', 'heads', 'pages', 'counters', 'list', 'refused', 'reads', 'a report'],
    rows,
    notes: [
      '"a report": read units for the counters of both funnels over 30 days.',
      '"refused": transactions that met another writer of one of their leads, by the sizes of their items, as no answer tells. The emulator raises no conflicts between transactions under way, so what two writers of one counter cost is not in it.',
    ],
  };
}

function trafficTable(month: readonly TrafficCell[]): Table {
  const { writeUnit, readUnit } = PRICES.dynamoDb;
  const rows = month.map(({ batch, writes, kinds, reads }): Row => {
    const [written, read] = [1e6 * writes * writeUnit, 1e6 * reads * readUnit];
    return [
      `batches of ${batch}`,
      writes,
      kinds.heads ?? 0,
      kinds.pages ?? 0,
      kinds.counters ?? 0,
      kinds.list ?? 0,
      reads,
      `$${written.toFixed(2)}`,
      `$${read.toFixed(2)}`,
      `$${(written + read).toFixed(2)}`,
    ];
  });
  return {
    title: "A month of a site's traffic: request units an event, and what a million events cost in DynamoDB",
    head: ['', 'writes', 'heads', 'pages', 'counters', 'list', 'reads', 'write $', 'read $', 'both $'],
    rows,
    notes: [
      `${TRAFFIC}, ${LEADS_A_DAY} new ones a day; the month's last ${Math.max(...month.map(({ events }) => events))} events or fewer, each a message, over a table that the month before them has filled. Views are known by the browser, so that a lead who sent a form has two heads. A view that repeats is read and not written.`,
      `List prices of ${PRICES_OF.region} on ${PRICES_OF.date}, on demand, without free tiers.`,
    ],
  };
}

/** Each over all sizes of leads: what holds for the worst holds for all. */
function aimsOf(main: readonly Measured[]): readonly Aim[] {
  const cells = main.flatMap(({ scenario, cells, textbook }) =>
    cells.map((cell) => ({ ...cell, name: scenario.name, textbook })),
  );
  const most = (values: readonly number[]): number => Math.max(...values);
  const atBatch = (wanted: number) =>
    most(cells.filter(({ batch }) => batch === wanted).map((cell) => cell.writesPerLead));
  const ratios = cells.flatMap(({ batch, writes, textbook }) =>
    textbook === undefined || batch < 5 ? [] : [writes / textbook.writes],
  );
  const unit = 'write units';
  return [
    { what: 'a changed lead, batches of 25', most: 4, found: atBatch(25), unit },
    { what: 'a changed lead, batches of 100', most: 3, found: atBatch(100), unit },
    {
      what: 'a duplicate, any batch',
      most: 0,
      found: most(cells.map(({ redelivered }) => redelivered.writes)),
      unit,
    },
    {
      what: 'the index of contacts, a changed contact, batches of 25 and more, before packing (0.09)',
      most: 0.21,
      found: most(cells.filter(({ batch }) => batch >= 25).map(({ kinds }) => kinds.list ?? 0)),
      unit,
    },
    { what: 'an event, batches of 5 and more', most: 1, found: most(ratios), unit: "x the textbook's" },
  ];
}
