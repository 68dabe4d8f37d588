// A funnel edited between two starts, as `npm start` runs it: recounted while events flow, then shown, and reconciled.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../bin/demo/instance.ts';
import { type Holder, type Kept, readJson } from '../../bin/local/data-directory.ts';
import type { Resource } from '../../bin/local/template/template.ts';
import { reconcileHere } from '../../bin/reconcile/run.ts';
import type { Report } from '../../functions/domain/report/report.ts';
import { ENVIRONMENT } from '../../functions/runtime/environment-names.ts';
import { eventually } from '../support/eventually.ts';
import {
  type HostHere,
  type LocalJson,
  removeDirectory,
  startHostHere,
  synthesiseHere,
  temporaryDirectory,
} from '../support/host.ts';

const DAY = 86_400_000;
/** Of this week, so that the last 30 days hold them all. */
const START = Math.floor(Date.now() / DAY) * DAY - 9 * DAY;
const PATIENCE = 60_000;

const trial = {
  id: 'trial',
  kind: 'sales',
  by: ['channel'],
  stages: [
    { id: 'interest', on: [{ event: 'Looked' }] },
    { id: 'decision', on: [{ event: 'Tried' }] },
    { id: 'action', on: [{ event: 'Order Completed', from: 'server' }] },
  ],
};
const journey = {
  id: 'journey',
  kind: 'marketing',
  stages: [
    { id: 'interest', on: [{ event: 'Read' }] },
    { id: 'decision', on: [{ event: 'Tried' }] },
  ],
  handOff: { at: 'decision', to: 'trial' },
};
const common = {
  timezone: 'Europe/Rome',
  freshness: '0s',
  forms: [{ id: 'ebook', fields: [{ name: 'email', type: 'email' }] }],
};
const BEFORE = { ...common, funnels: [trial, journey] };
/** A stage removed, a giver edited, another time zone: all at once. */
const AFTER = {
  ...common,
  timezone: 'Pacific/Auckland',
  funnels: [
    { ...trial, stages: trial.stages.slice(1) },
    { ...journey, stages: [{ id: 'interest', on: [{ event: 'Looked' }] }, journey.stages[1]] },
  ],
};

/** A worker that ends sooner lets a recount end sooner. No schedule runs: what is claimed here, the deploy has claimed. */
function hasty(resource: Resource): Resource {
  const { Type, Properties = {} } = resource;
  if (Type === 'AWS::Scheduler::Schedule')
    return { ...resource, Properties: { ...Properties, State: 'DISABLED' } };
  if (Type !== 'AWS::Lambda::Function') return resource;
  const environment = (Properties.Environment ?? {}) as { readonly Variables?: Record<string, string> };
  if (Properties.Description === 'Folds submissions into leads and counts them') {
    return { ...resource, Properties: { ...Properties, Timeout: 6 } };
  }
  if (environment.Variables?.[ENVIRONMENT.settleSeconds] === undefined) return resource;
  const Variables = { ...environment.Variables, [ENVIRONMENT.settleSeconds]: '7' };
  return { ...resource, Properties: { ...Properties, Environment: { Variables } } };
}

const directories: string[] = [];
const hosts: HostHere[] = [];
function directory(): string {
  const made = temporaryDirectory();
  directories.push(made);
  return made;
}

async function startWith(
  config: object,
  data: string,
  { catchesUp = true }: { readonly catchesUp?: boolean } = {},
): Promise<HostHere> {
  const file = join(data, 'config.json');
  writeFileSync(file, JSON.stringify(config));
  const host = await startHostHere(await synthesiseHere(hasty, { IMBUTO_CONFIG: file }), data);
  hosts.push(host);
  // As `npm start` does when it is ready: it says that it is deployed.
  if (catchesUp) void host.catchUp();
  return host;
}

function instanceOf(data: string) {
  const local = readJson<LocalJson>(join(data, 'local.json'));
  if (local === undefined) throw new Error('the host has not said where it is');
  return connect(local);
}

const NAMES = ['Looked', 'Tried', 'Order Completed', 'Read'];

/** Some events of so many people; those of one part are told from those of another. */
function part(number: number, people: number): readonly object[] {
  return Array.from({ length: people * 3 }, (_, n) => ({
    type: 'track',
    messageId: `part${number}-${n}`,
    event: NAMES[(n * 7 + number + (n >> 3)) % NAMES.length],
    timestamp: new Date(START + ((n * 5 + number * 3) % 96) * 3_600_000 * 2).toISOString(),
    properties: { email: `${n % people}@example.com`, order_id: `o${n}`, revenue: 12.5, currency: 'EUR' },
  }));
}

type Instance = ReturnType<typeof instanceOf>;

async function counted(instance: Instance): Promise<void> {
  expect(await instance.drained('trial', PATIENCE)).toBe(true);
}

async function served(instance: Instance, until: (report: Report) => boolean): Promise<Report> {
  return eventually(
    async () => {
      const report = await instance.report('trial');
      if (!until(report)) throw new Error(`still ${report.definition} ${JSON.stringify(report.recount)}`);
      return report;
    },
    PATIENCE,
    250,
  );
}

/** What a report says of figures, whenever and under whichever key they were counted. */
function figures({ asOf: _, definition, pending: __, ...report }: Report): object {
  return { ...report, definition: definition.split('.', 2).join('.') };
}

async function bothFigures(instance: Instance): Promise<readonly object[]> {
  return [figures(await instance.report('trial')), figures(await instance.report('journey'))];
}

async function reconciled(data: string): Promise<readonly [code: number, said: string]> {
  const lines: string[] = [];
  const code = await reconcileHere([], { IMBUTO_DATA: data }, (line) => lines.push(line));
  return [code, lines.join('\n')];
}

describe('a funnel that is edited between two starts', () => {
  let data: string;
  let first: Report;
  beforeAll(async () => {
    data = directory();
    const host = await startWith(BEFORE, data);
    const instance = instanceOf(data);
    await instance.batch('secret', part(1, 30));
    await counted(instance);
    first = await instance.report('trial');
    expect(first).toMatchObject({ recount: null, timezone: 'Europe/Rome' });
    expect(first.entered).toBeGreaterThan(0);
    await host.stop();
  }, 120_000);
  afterAll(async () => {
    for (const host of hosts) await host.stop();
    for (const one of directories) removeDirectory(one);
  }, 60_000);

  it('is shown as it was while it is recounted and events flow, and then as if it had always been so', async () => {
    const host = await startWith(AFTER, data, { catchesUp: false });
    const instance = instanceOf(data);
    // Nobody has claimed the recount yet; the report says already that it is not of what is configured.
    const during = await instance.report('trial');
    expect(during).toMatchObject({ definition: first.definition, timezone: 'Europe/Rome' });
    expect(during.recount).toEqual({ done: 0, total: 0 });
    void host.catchUp();
    expect(during.stages).toHaveLength(3);
    await instance.batch('secret', part(2, 40));
    const live = await served(instance, ({ entered }) => entered > during.entered);
    // Live forms and events are counted under what is shown, while the recount waits for older workers to end.
    expect(live.definition).toBe(first.definition);
    const switched = await served(instance, ({ recount }) => recount === null);
    expect(switched).toMatchObject({ timezone: 'Pacific/Auckland' });
    expect(switched.definition).not.toBe(first.definition);
    expect(switched).not.toHaveProperty('partial');
    expect(switched.stages).toHaveLength(2);
    await instance.batch('secret', part(3, 40));
    await counted(instance);

    const other = directory();
    await startWith(AFTER, other);
    const fresh = instanceOf(other);
    for (const [number, people] of [30, 40, 40].entries()) {
      await fresh.batch('secret', part(number + 1, people));
    }
    await counted(fresh);
    expect(await bothFigures(instance)).toEqual(await bothFigures(fresh));
    const [code, said] = await reconciled(data);
    expect([code, said]).toEqual([0, expect.stringContaining('40 leads, counted under')]);
  }, 180_000);

  it('is reconciled with a difference when a counter is not what its leads say', async () => {
    const { stores } = readJson<Holder>(join(data, 'host.json')) ?? {};
    const accessKeyId = readJson<Kept>(join(data, 'kept.json'))?.secrets['host.accessKeyId'] ?? '';
    const client = new DynamoDBClient({
      endpoint: stores?.dynamodb ?? '',
      region: 'eu-west-1',
      credentials: { accessKeyId, secretAccessKey: 'local' },
    });
    const { definition } = await instanceOf(data).report('trial');
    const found = await client.send(
      new ScanCommand({
        TableName: stores?.table,
        FilterExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `C#${definition}` } },
      }),
    );
    const { pk, sk } = found.Items?.[0] ?? {};
    if (pk === undefined || sk === undefined) throw new Error('nothing is counted');
    const add = (n: string) =>
      client.send(
        new UpdateItemCommand({
          TableName: stores?.table,
          Key: { pk, sk },
          UpdateExpression: 'ADD #cell :n',
          ExpressionAttributeNames: { '#cell': 'l1|0d' },
          ExpressionAttributeValues: { ':n': { N: n } },
        }),
      );
    await add('2');
    const [code, said] = await reconciled(data);
    expect(code).toBe(1);
    expect(said).toMatch(
      /^trial\.\S+ {2}\d{4}-\d\d-\d\d {2}b1 {2}channel=Direct {2}counters say \d+, leads \d+$/m,
    );
    expect(said).not.toContain('@');
    await add('-2');
    expect((await reconciled(data))[0]).toBe(0);
    client.destroy();
  }, 60_000);
});

it('there is nothing to reconcile where nothing runs', async () => {
  expect(await reconciled('/nowhere')).toEqual([2, expect.stringContaining('No imbuto runs in /nowhere')]);
});
