// `list`: what a page of the list of leads takes, whatever it is narrowed down to, among very many contacts.
import { join } from 'node:path';
import { startDynamoDb } from '../bin/local/emulators.ts';
import { pause } from '../functions/store/transactions/backoff.ts';
import { leadPagesApi, leadPagesDeps } from '../test/support/lead-pages.ts';
import { OWNER_TOKEN } from '../test/support/reports.ts';
import { PRICES, PRICES_OF } from './cost/prices.ts';
import { DAY, fillContacts, NOW, TRIAL } from './list/contacts-table.ts';
import { measureRights, type Rights } from './list/rights.ts';
import type { Benchmark, Row, Table } from './outcome.ts';
import { BEFORE } from './recount/edited-funnel.ts';
import { MeteredClient } from './recount/metered-client.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { HASH_OF } from './units/worker.ts';

const TABLE = 'leads';
const PAGE = 50;
const MOST_MS = 300;
/** So long answers are followed until a page is full, ms. */
const PATIENCE_MS = 20_000;

const day = (ago: number): string => new Date(NOW - ago * DAY).toISOString().slice(0, 10);

/** What is rare has one of 5,000 contacts. */
const FILTERS: readonly (readonly [name: string, query: string])[] = [
  ['none', ''],
  ['contacts', 'kind=contact'],
  ['anonymous', 'kind=anonymous'],
  ['a funnel', 'funnel=trial'],
  ['a stage not reached', 'funnel=trial&missed=interest'],
  ['a stage reached, rare', 'funnel=trial&reached=action'],
  ['open', 'funnel=trial&outcome=open'],
  ['lost', 'funnel=trial&outcome=lost'],
  ['won, rare', 'funnel=trial&outcome=won'],
  ['a channel', 'channel=Email'],
  ['a channel, rare', 'channel=Rare'],
  ['a campaign', 'campaign=spring'],
  ['a campaign, rare', 'campaign=rare'],
  ['a form', 'form=demo'],
  ['a form, rare', 'form=rare'],
  ['a week half a year ago', `from=${day(182)}&to=${day(176)}`],
  ['quiet for half a year', `activeBefore=${day(182)}`],
  ['the oldest, the last page', `to=${day(364)}`],
  ['a campaign that is none', 'campaign=none'],
];

type Part = {
  readonly leads: readonly unknown[];
  readonly looked: number;
  readonly next: string | null;
};

type Spent = { readonly wall: number; readonly cpu: number; readonly units: number };

type Found = {
  readonly name: string;
  readonly first: Spent & { readonly rows: number; readonly looked: number };
  /** Until a page of 50 is found, or nothing is left. */
  readonly full: Spent & { readonly rows: number; readonly looked: number; readonly answers: number };
};

export const list: Benchmark = async (tell, { contacts }) => {
  const emulator = await startDynamoDb('bench', join(temporaryDirectory(), 'leads.db'));
  try {
    const connection = {
      endpoint: emulator.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    };
    const packed = await fillContacts(connection, TABLE, contacts, (done) =>
      tell(`${done} of ${contacts} contacts made`),
    );
    const metered = new MeteredClient(connection);
    const { client } = metered;
    const leads = { client, table: TABLE, hashOf: HASH_OF, pause, random: Math.random, now: Date.now };
    const deps = leadPagesDeps({ leads, definitions: [TRIAL] }, [TRIAL], {
      config: BEFORE,
      now: () => NOW,
    });
    const { api } = leadPagesApi(deps);
    const ask = async (at: string): Promise<Part & Spent> => {
      const [began, before, units] = [performance.now(), process.cpuUsage(), metered.reads];
      const answer = await api('GET', at, { headers: { authorization: `Bearer ${OWNER_TOKEN}` } });
      if (answer.status !== 200) throw new Error(`${at} was answered ${answer.status}`);
      const { user, system } = process.cpuUsage(before);
      return {
        ...(answer.json() as unknown as Part),
        wall: performance.now() - began,
        cpu: (user + system) / 1_000,
        units: metered.reads - units,
      };
    };
    // The first calls compile the code.
    for (let n = 0; n < 5; n++) await ask('/leads?format=json&campaign=none');
    const found: Found[] = [];
    for (const [name, query] of FILTERS) {
      tell(name);
      found.push({ name, ...(await look(ask, `/leads?format=json&${query}`)) });
    }
    tell('the retention and erasures');
    const rights = await measureRights(leads, metered, contacts);
    client.destroy();
    return {
      tables: [
        {
          title: `A page of the list of leads among ${contacts.toLocaleString('en')} contacts`,
          head: [
            'filter',
            'rows',
            'looked at',
            'wall ms',
            'CPU ms',
            'units',
            'answers',
            'rows',
            'ms',
            'units',
          ],
          rows: found.map(rowOf),
          notes: [
            'First the first answer, then all answers until 50 rows were found, nothing was left or 20 seconds were over.',
            'Wall and CPU of the function alone, with its SDK; the local DynamoDB runs in a process of its own.',
            `Each contact changed once since it became one. To pack a row took ${(packed.writes / packed.rows).toFixed(3)} write units, the deletion of what is packed included, and ${(packed.reads / packed.rows).toFixed(3)} read units.`,
          ],
        },
        rightsTable(rights),
      ],
      aims: found.map(({ name, full }) => ({
        what: `50 rows or the end: ${name}`,
        found: full.wall,
        unit: 'ms',
        most: MOST_MS,
      })),
      data: { contacts, packed, found, rights },
    };
  } finally {
    await emulator.stop();
  }
};

function rightsTable({ walk, erasure }: Rights): Table {
  const { readUnit, writeUnit } = PRICES.dynamoDb;
  const row = (what: string, { reads, writes }: Rights['erasure']): Row => [
    what,
    reads,
    writes,
    `$${(reads * readUnit + writes * writeUnit).toFixed(6)}`,
  ];
  return {
    title: `What the person's rights cost, over the same table`,
    head: ['', 'read units', 'write units', 'dollars'],
    rows: [
      row(`the retention's walk over ${walk.leads} leads`, walk),
      row('the erasure of a contact', erasure),
    ],
    notes: [`List prices of ${PRICES_OF.region} on ${PRICES_OF.date}, on demand, without free tiers.`],
  };
}

async function look(
  ask: (at: string) => Promise<Part & Spent>,
  at: string,
): Promise<Pick<Found, 'first' | 'full'>> {
  const part = await ask(at);
  const sizeOf = ({ leads, looked, wall, cpu, units }: Part & Spent) => ({
    ...{ wall, cpu, units, looked },
    rows: leads.length,
  });
  const first = sizeOf(part);
  let full = { ...first, answers: 1 };
  for (let next = part.next; next !== null && full.rows < PAGE && full.wall < PATIENCE_MS; ) {
    const more = await ask(next);
    const size = sizeOf(more);
    full = {
      wall: full.wall + size.wall,
      cpu: full.cpu + size.cpu,
      units: full.units + size.units,
      looked: full.looked + size.looked,
      rows: full.rows + size.rows,
      answers: full.answers + 1,
    };
    next = more.next;
  }
  return { first, full };
}

function rowOf({ name, first, full }: Found): Row {
  const round = (n: number): number => Math.round(n);
  return [
    name,
    ...[first.rows, first.looked, round(first.wall), round(first.cpu), round(first.units)],
    ...[full.answers, full.rows, round(full.wall), round(full.units)],
  ];
}
