import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { type CellKey, type Cells, cellKey, type Metric } from '../../functions/domain/funnel/cells.ts';
import { expand } from '../../functions/domain/funnel/expand-cells.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import { QUALITY_FUNNEL } from '../../functions/domain/quality/quality-funnel.ts';
import { compactCounters, DELETE_AFTER_MS } from '../../functions/store/counters/compact-counters.ts';
import { addition, placeOf } from '../../functions/store/counters/counters.ts';
import { readCells, readDays } from '../../functions/store/counters/read-days.ts';
import { counterKey } from '../../functions/store/keys.ts';
import { createDatabase, TABLE } from '../simulation/database.ts';
import { isTotal } from '../simulation/ledger.ts';
import { definition, funnel } from '../support/leads.ts';
import { sorted } from '../support/ledger.ts';

const HOUR = 3_600_000;
const DAY = '2026-03-02';
const CAMPAIGN = definition(funnel(['/a', 'Trial'], { by: ['channel', 'campaign'] }));

type Command = { readonly input: object; readonly constructor: { readonly name: string } };

class Table {
  now = Date.parse('2026-03-02T10:00:00Z');
  readonly database = createDatabase(() => this.now);
  readonly sent: string[] = [];
  /** Called before a command is executed. */
  onCommand: (operation: string) => void = () => {};
  readonly definition: Pick<Definition, 'key' | 'funnel'>;
  readonly #cells = new Map<CellKey, number>();
  #written = 0;

  constructor(definition: Pick<Definition, 'key' | 'funnel'> = CAMPAIGN) {
    this.definition = definition;
  }

  readonly client = {
    send: async (command: Command) => {
      const operation = command.constructor.name.slice(0, -'Command'.length);
      this.onCommand(operation);
      this.sent.push(operation);
      return this.database.execute(operation, command.input);
    },
  } as unknown as Pick<DynamoDBClient, 'send'>;

  /** So many leads of a campaign each, every one written alone. */
  add(leads: number, campaign = 'spring', changes = 9): void {
    for (let n = 0; n < leads; n++) {
      const keys = [
        cellKey(DAY, 'l0', 'channel=Email'),
        cellKey(DAY, `g1:${n % 90}`, 'channel=Email'),
        cellKey(DAY, 'l0', `campaign=${campaign}${n}`),
      ];
      for (const key of keys) this.write(key, 1, n, changes);
    }
  }

  write(key: CellKey, added: number, n: number, changes = 9): void {
    const { item, attribute } = placeOf(key);
    const writing = { id: `t${this.#written++}`, now: this.now, changes };
    const Update = addition(TABLE, this.definition.key, item, writing, n, new Map([[attribute, added]]));
    this.database.execute('TransactWriteItems', { TransactItems: [{ Update }] });
    this.#cells.set(key, (this.#cells.get(key) ?? 0) + added);
  }

  expected(): Cells {
    return expand(this.definition.funnel, this.#cells);
  }

  get range() {
    return { definition: this.definition, from: DAY, to: DAY, breakdowns: this.definition.funnel.by };
  }

  read(): Promise<Cells> {
    return readCells(this.client, TABLE, this.range);
  }

  /** What is read is what was written, also where of the day no more than its total is asked for. */
  async isRight(note = ''): Promise<void> {
    expect(sorted(await this.read()), note).toEqual(sorted(this.expected()));
    expect(sorted(await this.readTotals()), note).toEqual(sorted(totalsIn(this.expected())));
  }

  async readTotals(): Promise<Cells> {
    return totalsIn(await readCells(this.client, TABLE, { ...this.range, slicesFrom: '2026-03-03' }));
  }

  compact(hasTime = () => true, full = 64_000) {
    const deps = { client: this.client, table: TABLE, now: () => this.now, hasTime };
    return compactCounters({ ...deps, sizes: { worth: 2_048, worthOnceOver: 256, full } }, this.definition);
  }

  keys(start: string): readonly string[] {
    return this.database
      .items()
      .map(({ sk }: { readonly sk?: AttributeValue }) => sk?.S ?? '')
      .filter((sk) => sk.startsWith(start));
  }
}

function totalsIn(cells: Cells): Cells {
  return new Map([...cells].filter(([cell]) => isTotal(cell)));
}

const OF_EACH = 20;
/** Of every kind that is kept of the total alone. */
const OF_THE_TOTAL: readonly (readonly [Metric, number])[] = [
  ['n', 3],
  ['yh', 5],
  ['yo', -2],
  ['yhc:0', 3],
  ['yhc:12', 2],
  ['yhr:4', 1],
  ['yha:1', 1],
  ['yhv:EUR:3', 129_900],
  ['yhv:USD:3', -4_500],
  ['yhw:EUR:3', 225_179_981_368_524],
  ['yhx:EUR:3', 1_023],
  ['k:lead-magnet:7', 4],
  ['hs', 86_400_000_000],
  ['z', 9],
  ['zg:EUR', 1_299_000],
  ['zr:EUR', 39_900],
  ['zq:value-unreadable', 6],
  ['zq:time-clamped:key:0f8b6c1e analytics-next', 2],
  ['zq:time-clamped:7', 8],
  ['zq:id-placeholder:form:07', 1],
];

describe('compaction', () => {
  it.each([
    ['a funnel', CAMPAIGN],
    ['Data quality', { key: 'quality.1', funnel: QUALITY_FUNNEL }],
  ])('keeps ways, books and quality of %s as they are', async (_, definition) => {
    const table = new Table(definition);
    const writeAll = () => {
      for (const [metric, n] of OF_THE_TOTAL)
        for (let shard = 0; shard < OF_EACH; shard++) table.write(cellKey(DAY, metric, ''), n, shard);
    };
    const sees = async (times: number) => {
      const expected = new Map(OF_THE_TOTAL.map(([metric, n]) => [metric, n * times]));
      const days = await readDays(table.client, TABLE, table.range);
      expect(new Map(days.get(DAY)?.get(''))).toEqual(expected);
      expect(new Map(days.sum([DAY]).get(''))).toEqual(expected);
      await table.isRight();
    };
    writeAll();
    await sees(OF_EACH);
    table.now += 2 * HOUR;
    expect(await table.compact()).toMatchObject({ shards: OF_EACH });
    await sees(OF_EACH);
    table.now += 2 * HOUR;
    await table.compact();
    expect(table.keys('c#')).toEqual([]);
    await sees(OF_EACH);
    writeAll();
    table.now += 2 * HOUR;
    await table.compact();
    await sees(2 * OF_EACH);
  });

  it('leaves each sum as it is, after every single command', async () => {
    const table = new Table();
    table.add(70);
    table.now += 2 * HOUR;
    const sums: Promise<readonly string[]>[] = [];
    table.onCommand = (operation) => {
      if (operation === 'Query' || operation === 'GetItem') return;
      const read = [table.read(), table.readTotals()];
      sums.push(Promise.all(read).then((all) => all.map((cells) => JSON.stringify(sorted(cells)))));
    };
    await table.compact();
    table.now += HOUR;
    await table.compact();
    table.onCommand = () => {};
    expect(sums.length).toBeGreaterThan(200);
    const seen = await Promise.all(sums);
    for (const own of new Set(seen.map(([all]) => all)))
      expect(JSON.parse(own ?? '')).toEqual(sorted(table.expected()));
    for (const own of new Set(seen.map(([, totals]) => totals)))
      expect(JSON.parse(own ?? '')).toEqual(sorted(totalsIn(table.expected())));
    await table.isRight();
    expect(table.keys('c#')).toEqual([]);
    expect(table.keys('w#')).toEqual([]);
    expect(table.keys('s#c#')).toEqual([`s#c#${DAY}#0000`]);
  });

  it('deletes nothing that a reader could still miss', async () => {
    const table = new Table();
    table.add(120);
    table.now += 2 * HOUR;
    await table.compact();
    expect(table.keys('c#').length).toBeGreaterThan(60);
    table.now += DELETE_AFTER_MS - 1;
    await table.compact();
    expect(table.keys('c#').length).toBeGreaterThan(60);
    table.now += 1;
    await table.compact();
    expect(table.keys('c#')).toEqual([]);
  });

  it('leaves shards alone that are still written to, and takes in what comes late', async () => {
    const table = new Table();
    table.add(120);
    expect(await table.compact()).toMatchObject({ shards: 0 });
    table.now += 2 * HOUR;
    await table.compact();
    table.add(40, 'late');
    await table.isRight();
    table.now += 2 * HOUR;
    await table.compact();
    await table.isRight();
    expect(table.keys('s#c#')).toHaveLength(1);
  });

  it('is refused to a writer whose clock is behind', async () => {
    const table = new Table();
    table.add(120);
    table.now += 2 * HOUR;
    await table.compact();
    table.now -= 2 * HOUR;
    expect(() => table.add(1)).toThrow(/ConditionalCheckFailed/);
  });

  it('adds up once where two runs meet at any command', async () => {
    for (let at = 0; at < 40; at++) {
      const table = new Table();
      table.add(70);
      table.now += 2 * HOUR;
      let other: Promise<unknown> | undefined;
      let commands = 0;
      table.onCommand = () => {
        if (commands++ !== at * 8) return;
        other = table.compact();
      };
      await table.compact();
      await other;
      await table.isRight(`at ${at}`);
    }
  });

  it('names a shard for hours after it was deleted, also where it was deleted late and by a run that met another', async () => {
    const table = new Table();
    const named = () =>
      new Set(
        table.database
          .items()
          .filter(({ sk }: { readonly sk?: AttributeValue }) => sk?.S?.startsWith('s#'))
          .flatMap(({ folded }: { readonly folded?: AttributeValue }) =>
            JSON.parse(folded?.S ?? '[]').flatMap(({ shards }: { shards: string[] }) => shards),
          ),
      );
    table.add(120);
    table.now += 2 * HOUR;
    await table.compact();
    const old = [...named()];
    expect(old.length).toBeGreaterThan(0);
    // For a day no run came.
    table.now += 24 * HOUR;
    table.add(120, 'late');
    table.now += 2 * HOUR;
    table.onCommand = (operation) => {
      if (operation === 'UpdateItem') throw new Error('stopped');
    };
    await expect(table.compact()).rejects.toThrow('stopped');
    table.onCommand = () => {};
    await table.compact();
    expect([...named()]).toEqual(expect.arrayContaining(old));
    for (const campaign of ['later', 'latest']) {
      table.now += 4 * HOUR;
      table.add(120, campaign);
      table.now += 2 * HOUR;
      await table.compact();
    }
    expect(old.filter((name) => named().has(name))).toEqual([]);
    await table.isRight();
  });

  it('goes on where a run was stopped', async () => {
    const table = new Table();
    table.add(120);
    table.now += 2 * HOUR;
    table.onCommand = (operation) => {
      if (operation === 'PutItem') throw new Error('stopped');
    };
    await expect(table.compact()).rejects.toThrow('stopped');
    table.onCommand = () => {};
    await table.isRight();
    expect(await table.compact(() => false)).toMatchObject({ complete: false });
    await table.compact();
    table.now += HOUR;
    await table.compact();
    await table.isRight();
    expect(table.keys('c#')).toEqual([]);
  });

  it('writes nothing where little would be saved', async () => {
    const table = new Table();
    table.add(4);
    table.now += 48 * HOUR;
    await table.compact();
    table.sent.length = 0;
    expect(await table.compact()).toEqual({ days: 0, shards: 0, complete: true });
    expect(new Set(table.sent)).toEqual(new Set(['Query', 'GetItem']));
  });

  it('gives days their totals that were summed when there were none, once, also where runs are stopped', async () => {
    const table = new Table();
    table.add(120);
    table.now += 2 * HOUR;
    await table.compact();
    table.now += HOUR;
    await table.compact();
    const kept = table.keys('t#');
    expect(kept).toEqual(['t#', `t#c#${DAY}#0000`]);
    for (const sk of kept) {
      const Key = { pk: { S: counterKey(table.definition.key) }, sk: { S: sk } };
      await table.database.execute('DeleteItem', { TableName: TABLE, Key });
    }
    await table.isRight();
    table.add(40, 'late');
    table.now += 2 * HOUR;
    expect(await table.compact(() => false)).toMatchObject({ complete: false });
    await table.isRight();
    for (let stopAt = 0; stopAt < 3; stopAt++) {
      let puts = 0;
      table.onCommand = (operation) => {
        if (operation === 'PutItem' && puts++ === stopAt) throw new Error('stopped');
      };
      await table.compact().catch(() => undefined);
      await table.isRight(`stopped at ${stopAt}`);
    }
    table.onCommand = () => {};
    await table.compact();
    table.now += HOUR;
    await table.compact();
    expect(table.keys('t#')).toEqual(kept);
    expect(table.keys('c#')).toEqual([]);
    await table.isRight();
  });

  it('sums the little that is left of a day once its windows have ended', async () => {
    const table = new Table();
    table.add(6);
    table.now += CAMPAIGN.funnel.windowMs - HOUR;
    expect(await table.compact()).toMatchObject({ shards: 0 });
    table.now += 60 * HOUR;
    expect(await table.compact()).toMatchObject({ shards: 12 });
    table.now += HOUR;
    await table.compact();
    expect(table.keys('c#')).toEqual([]);
    await table.isRight();
    table.write(cellKey(DAY, 'l0', 'channel=Email'), 1, 0, 1);
    table.now += 60 * HOUR;
    expect(await table.compact(), 'a single change is left alone').toMatchObject({ shards: 0 });
    await table.isRight();
  });

  it('begins another item where one is full', async () => {
    const table = new Table();
    table.add(1_500, 'a campaign with a name as long as a stranger likes it to be, number ');
    table.now += 2 * HOUR;
    await table.compact();
    table.now += HOUR;
    await table.compact();
    expect(table.keys('s#w#campaign').length).toBeGreaterThan(1);
    await table.isRight();
  });

  it('counts what a writer adds hours late under keys whose shards were summed and deleted, also where runs are stopped', async () => {
    for (const stopped of ['none', 'PutItem', 'DeleteItem']) {
      const table = new Table();
      const began = table.now;
      table.add(120);
      table.now += 2 * HOUR;
      await table.compact();
      table.now += HOUR;
      await table.compact();
      expect(table.keys('c#')).toEqual([]);
      const later = table.now;
      table.now = began;
      table.add(120);
      table.now = later;
      await table.isRight();
      table.onCommand = (operation) => {
        if (operation === stopped) throw new Error('stopped');
      };
      for (let run = 0; run < 4; run++) {
        await table.compact().catch((error: Error) => expect(error.message).toBe('stopped'));
        await table.isRight(`${stopped}, run ${run}`);
        table.now += HOUR;
      }
      table.onCommand = () => {};
      await table.compact();
      table.now += HOUR;
      await table.compact();
      await table.isRight();
      expect(table.keys('c#')).toEqual([]);
    }
  });

  it('adds up once where two runs differ in what a full item is', async () => {
    for (let at = 0; at < 40; at++) {
      const table = new Table();
      table.add(70);
      table.now += 2 * HOUR;
      await table.compact();
      table.add(70);
      table.now += 2 * HOUR;
      let other: Promise<unknown> | undefined;
      let commands = 0;
      table.onCommand = () => {
        if (commands++ !== at * 8) return;
        other = table.compact(() => true, 1);
      };
      await table.compact();
      await other;
      await table.isRight(`at ${at}`);
    }
  });
});
