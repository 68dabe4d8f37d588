// Definitions as they are stored, and the view that whoever counts has of them.
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MATCHER_VERSION, snapshotOf } from '../../functions/domain/config/definition.ts';
import {
  type DefinitionTable,
  KnownDefinitions,
  storeDefinition,
} from '../../functions/store/definitions/definitions.ts';
import {
  ensureVersions,
  readVersions,
  readView,
  wantedOf,
} from '../../functions/store/definitions/funnel-versions.ts';
import { readShown } from '../../functions/store/definitions/shown-funnels.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { funnelOf, NOW, reportConfig } from '../support/reports.ts';

let emulators: Emulators;
let client: DynamoDBClient;
let table: DefinitionTable;
beforeAll(async () => {
  emulators = await startEmulators({ dynamodb: true });
  client = new DynamoDBClient(emulators.dynamodb);
});
afterAll(() => emulators.stop());
beforeEach(async () => {
  table = { client, table: await emulators.createTable() };
});

const trial = { key: 'trial.a', firstSeen: NOW, ...snapshotOf(reportConfig, funnelOf('trial')) };

describe('a definition', () => {
  it('is stored with all that it is counted by, its sources too, and is never changed', async () => {
    await storeDefinition(table, trial);
    await storeDefinition(table, { ...trial, firstSeen: NOW + 1, timezone: 'UTC' });
    const stored = await new KnownDefinitions(table).read('trial.a');
    expect(stored).toEqual(trial);
    expect(stored.sources.map(({ funnel }) => funnel.id)).toEqual(['relationship']);
  });

  it('that is not there yet is asked for again', async () => {
    const known = new KnownDefinitions(table);
    await expect(known.read('trial.a')).rejects.toThrow('there is no definition trial.a');
    await storeDefinition(table, trial);
    expect((await known.read('trial.a')).key).toBe('trial.a');
  });

  it('is matched once for its own funnel and for those that it hands over to', async () => {
    const giver = {
      key: 'relationship.a',
      firstSeen: NOW,
      ...snapshotOf(reportConfig, funnelOf('relationship')),
    };
    await storeDefinition(table, trial);
    await storeDefinition(table, giver);
    const [receives, gives] = await new KnownDefinitions(table).ready(['trial.a', 'relationship.a']);
    expect(receives?.sources[0]?.hitsOf).toBe(gives?.hitsOf);
    expect(receives?.calendar).toBe(gives?.calendar);
  });

  it('of another version of the matcher is not counted under, and tells by how this code matches', async () => {
    await storeDefinition(table, { ...trial, matcher: MATCHER_VERSION + 1 });
    const known = new KnownDefinitions(table);
    expect(await known.ready(['trial.a'])).toEqual([]);
    expect((await known.matched(['trial.a'])).map(({ key }) => key)).toEqual(['trial.a']);
  });
});

describe('what is live', () => {
  it('is no recount that is to come before anything was counted', async () => {
    const served = await readShown(table, new KnownDefinitions(table), reportConfig);
    expect(served.map(({ recount }) => recount)).toEqual([null, null]);
  });

  it('is written once by whoever comes first', async () => {
    expect(await readVersions(table)).toBeUndefined();
    const all = await Promise.all(
      Array.from({ length: 5 }, () => ensureVersions(table, reportConfig, () => NOW)),
    );
    for (const live of all) expect(live).toEqual(await readVersions(table));
    const keys = wantedOf(reportConfig).map(({ base }) => base);
    const { definitions, isRetired } = await readView(
      table,
      new KnownDefinitions(table),
      reportConfig,
      () => NOW,
    );
    expect(definitions.map(({ key }) => key)).toEqual(keys);
    expect(keys.some(isRetired)).toBe(false);
  });

  it('is shown with the labels of today where it is counted as it is configured', async () => {
    await ensureVersions(table, reportConfig, () => NOW);
    const funnels = reportConfig.funnels.map((funnel) => ({ ...funnel, label: 'Renamed' }));
    const renamed = { ...reportConfig, funnels };
    const served = await readShown(table, new KnownDefinitions(table), renamed);
    expect(served.map(({ funnel }) => funnel.label)).toEqual(['Renamed', 'Renamed']);
    expect(served.map(({ recount }) => recount)).toEqual([null, null]);
    const edited = { ...renamed, timezone: 'Asia/Tokyo' };
    const former = await readShown(table, new KnownDefinitions(table), edited);
    expect(former.map(({ timezone }) => timezone)).toEqual(['Europe/Rome', 'Europe/Rome']);
    expect(former.map(({ funnel }) => funnel.label)).toEqual(reportConfig.funnels.map(({ label }) => label));
    expect(former.map(({ sources }) => sources)).toEqual([['relationship'], []]);
    const toCome = { done: 0, total: 0 };
    expect(former.map(({ recount }) => recount)).toEqual([toCome, toCome]);
  });

  it('is never without the definitions that it names', async () => {
    await ensureVersions(table, reportConfig, () => NOW);
    const [base] = wantedOf(reportConfig).map((one) => one.base);
    await client.send(
      new DeleteItemCommand({ TableName: table.table, Key: { pk: { S: 'D#trial' }, sk: { S: base ?? '' } } }),
    );
    await expect(readView(table, new KnownDefinitions(table), reportConfig, () => NOW)).rejects.toThrow(base);
  });
});
