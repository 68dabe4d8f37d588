// The door of the local host, by the synthesised template: a form closed by the command, and a key that another follows.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandKeys } from '../../bin/keys/command.ts';
import { smallConfig } from '../support/configs.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';

const data = temporaryDirectory();
const file = join(data, 'funnels.json');
let host: HostProcess | undefined;
/** The key that another follows. */
let former = '';

async function start(publicKeys?: readonly object[]): Promise<void> {
  writeFileSync(file, JSON.stringify({ ...smallConfig().config, ...(publicKeys ? { publicKeys } : {}) }));
  host = await startHostProcess(data, { env: { IMBUTO_CONFIG: file }, patience: 120_000 });
}

function running(): HostProcess {
  if (host === undefined) throw new Error('the host did not start');
  return host;
}

async function send(key: string): Promise<number> {
  const body = JSON.stringify({ writeKey: key, type: 'track', event: 'X', anonymousId: 'a' });
  return (await fetch(`${running().url}/v1/track`, { method: 'POST', body })).status;
}

async function keys(...args: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const code = await commandKeys(args, { IMBUTO_DATA: data, IMBUTO_CONFIG: file }, say, say);
  return [`exit ${code}`, ...lines.join('\n').split('\n')];
}

beforeAll(() => start(), 120_000);
afterAll(async () => {
  await host?.stop();
  removeDirectory(data);
});

it('goes on with a new key while the former one is taken, over restarts', { timeout: 300_000 }, async () => {
  const first = running().local().publicKey;
  former = first;
  expect(await send(first)).toBe(200);
  const lines = await keys('new', '--until', '2999-12-31');
  const fresh = /key: '([0-9a-f]{32})'/.exec(lines.join('\n'))?.[1] ?? '';
  expect(lines).toContain(`  { key: '${first}', until: '2999-12-31' },`);
  await running().stop();

  await start([{ key: fresh }, { key: first, until: '2999-12-31' }]);
  expect(running().local().publicKey).toBe(fresh);
  expect([await send(fresh), await send(first)]).toEqual([200, 200]);
  const settings = await (await fetch(`${running().url}/v1/projects/${first}/settings`)).text();
  expect(settings).toContain(fresh);
  const home = await (await fetch(running().url, { headers: { accept: 'text/html' } })).text();
  expect(home).toContain(fresh);
  expect(home).not.toContain(first);
  await running().stop();

  await start([{ key: fresh }, { key: first, until: '2026-01-01' }]);
  expect([await send(fresh), await send(first)]).toEqual([200, 403]);
});

it('closes a form by the command, for functions that have not looked within a minute, and opens it', {
  timeout: 60_000,
}, async () => {
  expect(await keys('close', 'form:ebok')).toEqual([
    'exit 2',
    expect.stringContaining('There is no form:ebok. There are: form:ebook'),
  ]);
  expect(await keys('close', 'form:ebook')).toEqual([
    'exit 0',
    expect.stringContaining('form:ebook is closed'),
  ]);
  expect(await keys()).toContain('form:ebook  closed');
  const status = async () => (await fetch(`${running().url}/f/ebook`)).status;
  // No request for the form came before in this run: what was not looked at is not remembered.
  expect(await status()).toBe(410);
  expect(await keys('open', 'form:ebook')).toEqual(['exit 0', expect.stringContaining('form:ebook is open')]);
  expect(await keys()).toContain('form:ebook');
  expect(await keys()).toContain(`key:${former.slice(0, 8)}  closed by the configuration`);
});
