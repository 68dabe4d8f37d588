// The commands of data out over a running imbuto: what was sent is written, copied and queried; who is erased is gone from it.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandData } from '../../bin/data/command.ts';
import { commandLeads } from '../../bin/leads/command.ts';
import { invokeHere } from '../../bin/local/invoke.ts';
import { storesHere } from '../../bin/local/stores-here.ts';
import { Queries } from '../data-out/documented-queries.ts';
import { eventually } from '../support/eventually.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';

const EMAIL = 'canary.zq81@example.com';

const CONFIG = {
  timezone: 'Europe/Rome',
  freshness: '0s',
  dataOut: { every: 'day' },
  forms: [{ id: 'ebook', fields: [{ name: 'email', type: 'email' }] }],
  funnels: [
    {
      id: 'trial',
      kind: 'sales',
      stages: [
        { id: 'interest', on: [{ form: 'ebook' }] },
        { id: 'action', on: [{ event: 'Order Completed' }] },
      ],
    },
  ],
};

const data = temporaryDirectory();
const elsewhere = temporaryDirectory();
const environment = { IMBUTO_DATA: data, IMBUTO_CONFIG: join(elsewhere, 'imbuto.json') };
const folder = join(elsewhere, 'data');
let host: HostProcess;
beforeAll(async () => {
  writeFileSync(environment.IMBUTO_CONFIG, JSON.stringify(CONFIG));
  host = await startHostProcess(data, {
    env: { IMBUTO_CONFIG: environment.IMBUTO_CONFIG },
    patience: 150_000,
  });
}, 160_000);
afterAll(async () => {
  await host?.stop('SIGKILL');
  removeDirectory(data);
  removeDirectory(elsewhere);
});

const said: string[] = [];
const say = (line: string): void => void said.push(line);
const run = (...args: readonly string[]): Promise<number> => commandData(args, environment, say, say);

async function entered(): Promise<number> {
  const queries = await Queries.over(folder);
  try {
    await queries.choose('trial', '2026-01-01', '2099-12-31');
    const [row] = await queries.ask('How many came');
    return Number(row?.entered);
  } finally {
    queries.close();
  }
}

async function leadsIn(): Promise<number> {
  const queries = await Queries.over(folder);
  try {
    return (await queries.run('SELECT DISTINCT lead FROM events')).length;
  } finally {
    queries.close();
  }
}

it('writes, copies, and forgets who is erased', async () => {
  expect(await run('copy', folder)).toBe(1);
  expect(said.splice(0)).toEqual(['Nothing is written yet: npm run data -- write.']);
  for (const email of [EMAIL, 'somebody.else@example.com']) {
    const body = new URLSearchParams({ email });
    await fetch(`${host.url}/f/ebook`, { method: 'POST', redirect: 'manual', body });
  }
  const leads = (...args: readonly string[]) =>
    commandLeads(
      args,
      environment,
      () => {},
      () => {},
    );
  await eventually(async () => {
    for (const email of [EMAIL, 'somebody.else@example.com']) expect(await leads('show', email)).toBe(0);
  }, 30_000);

  // What a run has left that was stopped is deleted by the next one, which the schedule begins.
  const { data: stored, connection } = storesHere(environment) ?? {};
  const { endpoint = '', bucket: Bucket } = stored ?? {};
  const s3 = new S3Client({ ...connection, endpoint, forcePathStyle: true });
  const Key = 'a/events/day=2026-01-01/stopped.ndjson.gz';
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: gzipSync('{"lead":"nobody"}') }));
  expect(await invokeHere(['write-data'], environment, say)).toBe(0);
  expect((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.map((one) => one.Key)).toEqual(
    expect.not.arrayContaining([Key]),
  );
  s3.destroy();
  expect(await run('write')).toBe(0);
  expect(said.at(-1)).toMatch(/^Written: 2 events of 2 leads, and \d+ cells\.$/);
  expect(await run('copy', folder)).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(['cells', 'current.json', 'events', 'stages']);
  expect([await entered(), await leadsIn()]).toEqual([2, 2]);

  expect(await leads('erase', EMAIL, '--yes')).toBe(0);
  expect(await run('write')).toBe(0);
  expect(await run('copy', folder)).toBe(0);
  expect([await entered(), await leadsIn()]).toEqual([2, 1]);

  // A folder with other files is left alone.
  writeFileSync(join(elsewhere, 'mine.txt'), 'mine');
  expect(await run('copy', elsewhere)).toBe(1);
  expect(readdirSync(elsewhere)).toContain('mine.txt');
}, 120_000);
