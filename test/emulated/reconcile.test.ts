// The reconciliation: what it finds, what it does not take for a difference, and what it says.
import { PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reconcile } from '../../bin/reconcile/reconcile.ts';
import { linesOf, reconcileHere } from '../../bin/reconcile/run.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { HEAD, leadKey } from '../../functions/store/keys.ts';
import { decodeHead, encodeHead } from '../../functions/store/lead-codec.ts';
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
      expect.stringMatching(/^3 leads, counted under trial\.\S+: no difference\.$/),
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
    const { record, places } = decodeHead(Items[0]?.d?.B ?? Buffer.of(), 1);
    const d = { B: encodeHead({ ...record, counted: new Map() }, places) };
    await client.send(
      new PutItemCommand({ TableName: table, Item: { pk, sk: { S: HEAD }, v: { N: '9' }, d } }),
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

  it('from the command line exits 1 where anything differs, 0 where nothing does, and writes to no table', async () => {
    const environment = {
      IMBUTO_TABLE: office.leads.table,
      DYNAMODB_ENDPOINT: emulators.dynamodb.endpoint,
    };
    Object.assign(process.env, emulators.environment);
    const run = async (env: NodeJS.ProcessEnv): Promise<readonly [number, string]> => {
      const lines: string[] = [];
      return [await reconcileHere([], env, (line) => lines.push(line)), lines.join('\n')];
    };
    expect(await run(environment)).toEqual([0, expect.stringContaining('no difference.')]);
    await add('l1', 2);
    expect(await run(environment)).toEqual([1, expect.stringContaining('counters say 5, leads 3')]);
    const empty = await emulators.createTable();
    expect(await run({ ...environment, IMBUTO_TABLE: empty })).toEqual([
      0,
      `${empty}: nothing was counted yet.`,
    ]);
  });
});
