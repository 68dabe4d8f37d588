// The reconciliation: what it finds, what it does not take for a difference, and what it says.
import { createHash } from 'node:crypto';
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reconcile } from '../../bin/reconcile/reconcile.ts';
import { exitCodeOf, linesOf, reconcileHere } from '../../bin/reconcile/run.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { eventPageKey, HEAD, leadKey, tombstoneKey } from '../../functions/store/keys.ts';
import { decodeHead, encodeHead } from '../../functions/store/leads/codec/head.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { event, HOUR, MONDAY, submission } from '../support/leads.ts';
import { Recounts } from '../support/recounts.ts';

const configOf = (stages: readonly string[]) =>
  parseConfig({
    forms: [{ id: 'ebook', fields: [{ name: 'email', type: 'email' }] }],
    funnels: [
      {
        id: 'trial',
        kind: 'sales',
        by: ['campaign'],
        stages: stages.map((name) => ({ id: name.toLowerCase(), on: [{ event: name }] })),
      },
    ],
  });
const EDITED = configOf(['Looked', 'Bought']);

const said = (person: string, name: string, hours: number): Submission =>
  submission(
    { email: `${person}@example.com` },
    event(name, MONDAY + hours * HOUR, { id: `${person}${name}` }),
  );
const STORY = ['ann', 'bob', 'eve'].flatMap((person, n) => [
  said(person, 'Looked', n),
  said(person, 'Tried', n + 1),
]);

let emulators: Emulators;
let office: Recounts;
beforeAll(async () => {
  emulators = await startEmulators({ dynamodb: true });
});
afterAll(() => emulators.stop());
beforeEach(async () => {
  office = new Recounts(emulators.dynamodb, await emulators.createTable(), configOf(['Looked', 'Tried']));
  await office.configure();
  await office.take(STORY);
});

/** Text that deflates to nothing shorter. */
const noise = (n: number): string => createHash('sha256').update(`${n}`).digest('base64');

type Run = readonly [code: number, said: string];

async function run(env: NodeJS.ProcessEnv = {}): Promise<Run> {
  Object.assign(process.env, emulators.environment);
  const here = { IMBUTO_TABLE: office.leads.table, DYNAMODB_ENDPOINT: emulators.dynamodb.endpoint };
  const lines: string[] = [];
  return [await reconcileHere([], { ...here, ...env }, (line) => lines.push(line)), lines.join('\n')];
}

async function put(item: NonNullable<PutItemCommandInput['Item']>): Promise<void> {
  await office.leads.client.send(new PutItemCommand({ TableName: office.leads.table, Item: item }));
}

/** The table, with something that happens before each scan of it. */
function beforeScans(happens: () => Promise<void>): LeadTable {
  const client = new DynamoDBClient(emulators.dynamodb);
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'ScanCommand') await happens();
        return next(args);
      },
    { step: 'initialize' },
  );
  return { ...office.leads, client };
}

/** Adds to a cell of the first counter item of what is served, past all that keeps counters and leads together. */
async function add(cell: string, n: number): Promise<void> {
  const { client, table } = office.leads;
  const { key } = await office.servedAs('trial');
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :c)',
      ExpressionAttributeValues: { ':pk': { S: `C#${key}` }, ':c': { S: 'c#' } },
    }),
  );
  const { pk, sk } = Items[0] ?? {};
  if (pk === undefined || sk === undefined) throw new Error('nothing is counted');
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk, sk },
      UpdateExpression: 'ADD #cell :n',
      ExpressionAttributeNames: { '#cell': cell },
      ExpressionAttributeValues: { ':n': { N: String(n) } },
    }),
  );
}

describe('reconciling', () => {
  it('finds no difference where there is none', async () => {
    const result = await office.reconcile();
    expect(result).toMatchObject({ differences: [], leads: 3, behind: 0, moving: [] });
    expect(linesOf(result)).toEqual([
      expect.stringMatching(/^3 leads, counted under trial\.\S+, ~quality\.\S+: no difference\.$/),
    ]);
  });

  it('finds counters that say something else than the leads, by day, metric and slice', async () => {
    await add('l1', 2);
    const { differences } = await office.reconcile();
    expect(
      differences.map(({ of, day, metric, slice, is, shouldBe }) => [of, day, metric, slice, is, shouldBe]),
    ).toEqual([
      ['counters', '2026-03-02', 'b1', '', 5, 3],
      ['counters', '2026-03-02', 'l1', '', 5, 3],
    ]);
  });

  it('finds a lead that says something else than its events', async () => {
    const { client, table, hashOf } = office.leads;
    const pk = { S: leadKey(hashOf({ kind: 'email', key: 'bob@example.com' })) };
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
      }),
    );
    const { record, places } = decodeHead(Items[0] ?? {});
    const forgetful = encodeHead({ ...record, contributions: new Map() }, places);
    await client.send(
      new PutItemCommand({ TableName: table, Item: { pk, sk: { S: HEAD }, v: { N: '9' }, ...forgetful } }),
    );
    const { differences } = await office.reconcile();
    expect(new Set(differences.map(({ of }) => of))).toEqual(new Set(['leads', 'counters']));
    expect(differences.find(({ of, metric }) => of === 'leads' && metric === 'e')).toMatchObject({
      is: 2,
      shouldBe: 3,
    });
    expect(JSON.stringify(linesOf(await office.reconcile()))).not.toContain('bob');
  });

  it('takes leads that a recount has not reached yet for no difference, but counts them', async () => {
    await office.configure(EDITED);
    const result = await office.reconcile();
    expect(result).toMatchObject({ differences: [], behind: 3 });
    expect(linesOf(result)).toContain('3 leads are still to be recounted under a changed definition.');
    await office.walk();
    expect(await office.reconcile()).toMatchObject({ differences: [], behind: 0 });
  });

  it('tries again while something moves, and says so in the end', async () => {
    await add('l1', 2);
    let asked = 0;
    const result = await reconcile({ leads: office.leads, pending: async () => ++asked });
    expect(asked).toBeGreaterThanOrEqual(3);
    expect(result.moving).toEqual(['pending']);
    expect(linesOf(result).at(-1)).toBe('Messages still wait in the queue: what they bring is in neither.');
  });

  it('cannot tell where the counters move each time while they are read', async () => {
    let scans = 0;
    const leads = beforeScans(async () => {
      scans++;
      await add('l1', 1);
    });
    const result = await reconcile({ leads, pending: async () => 0 });
    expect(scans).toBe(6);
    expect(result.moving).toEqual(['counters']);
    expect(exitCodeOf(result)).toBe(2);
    expect(linesOf(result).slice(-2)).toEqual([
      expect.stringMatching(/^3 leads, .*: it could not be told whether anything differs\.$/),
      expect.stringMatching(/^The counters moved while they were read, each of three times/),
    ]);
    expect(exitCodeOf({ ...result, differences: [] })).toBe(2);
    expect(exitCodeOf({ ...result, differences: [], moving: ['pending'] })).toBe(0);
  });

  it('tries again where the counters moved, and tells once they stand still', async () => {
    let scans = 0;
    const leads = beforeScans(async () => {
      if (++scans === 1) await add('l1', 1);
    });
    const result = await reconcile({ leads, pending: async () => 0 });
    expect([scans, result.moving, exitCodeOf(result)]).toEqual([4, [], 1]);
  });

  it('names an item that cannot be read by its key, says what to do and exits 2', async () => {
    const pk = { S: leadKey('broken') };
    await put({ pk, sk: { S: HEAD }, v: { N: '1' }, f: { N: '9' }, id: { S: 'bob@example.com' } });
    const [code, lines] = await run();
    expect(code).toBe(2);
    expect(lines).toContain(`${pk.S} ${HEAD}: it is of format 9, this code reads format 1`);
    expect(lines).toContain('Nothing was compared: that item (partition key, sort key) cannot be read.');
    expect(lines).not.toContain('bob');
    expect(lines).not.toMatch(/^\s+at /m);
  });

  it.each([
    ['a head of another shape', 'it does not say which id it is of', { name: { S: 'bob' } }],
    ['a head that is cut off', 'it is damaged', { id: { S: 'email:bob' }, data: { S: '{"events":[["bob' } }],
  ])('names %s too', async (_, why, more) => {
    const pk = { S: leadKey('broken') };
    await put({ pk, sk: { S: HEAD }, v: { N: '1' }, f: { N: '1' }, ...more });
    expect(await run()).toEqual([2, expect.stringContaining(`${pk.S} ${HEAD}: ${why}.`)]);
    expect((await run())[1]).not.toContain('bob');
  });

  it('names a page of a lead, and what is left of an erased one', async () => {
    const many = Array.from({ length: 60 }, (_, n) =>
      submission({ email: 'max@example.com' }, event('Tried', MONDAY + n * HOUR, { id: noise(n) })),
    );
    await office.take(many);
    const pk = { S: leadKey(office.leads.hashOf({ kind: 'email', key: 'max@example.com' })) };
    const sk = { S: eventPageKey('2026-03') };
    expect(await office.reconcile()).toMatchObject({ differences: [], leads: 4 });
    const { Item } = await office.leads.client.send(
      new GetItemCommand({ TableName: office.leads.table, Key: { pk, sk } }),
    );
    await put({ ...Item, data: { B: Buffer.from('broken') } });
    await expect(office.reconcile()).rejects.toThrow(`${pk.S} ${sk.S}: it is damaged`);
    await office.leads.client.send(
      new DeleteItemCommand({ TableName: office.leads.table, Key: { pk, sk: { S: HEAD } } }),
    );
    const tombstone = { S: tombstoneKey('left') };
    await put({ pk: tombstone, sk: { S: 't' }, f: { N: '1' }, leads: { N: '1' }, counted: { S: 'broken' } });
    expect(await run()).toEqual([2, expect.stringContaining(`${tombstone.S} t: it is damaged.`)]);
  });

  it('from the command line exits 1 where anything differs, 0 where nothing does, and writes to no table', async () => {
    expect(await run()).toEqual([0, expect.stringContaining('no difference.')]);
    await add('l1', 2);
    expect(await run()).toEqual([1, expect.stringContaining('counters say 5, leads 3')]);
    const empty = await emulators.createTable();
    const unknown = 'How many messages wait in the queue, and how many are set aside, is not known.';
    expect(await run({ IMBUTO_TABLE: empty })).toEqual([0, `${empty}: nothing was counted yet.\n${unknown}`]);
  });
});
