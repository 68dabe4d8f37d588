// The local host with a DynamoDB in memory: from a form to the report, and what of it is kept.
import { afterAll, describe, expect, it } from 'vitest';
import { connect } from '../../bin/demo/instance.ts';
import { eventually } from '../support/eventually.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';

describe('npm start without any other DynamoDB', () => {
  const data = temporaryDirectory();
  let host: HostProcess | undefined;
  afterAll(async () => {
    await host?.stop('SIGKILL');
    removeDirectory(data);
  });

  async function start(): Promise<HostProcess> {
    host = await startHostProcess(data, { env: { IMBUTO_DYNAMODB: 'memory' } });
    return host;
  }
  async function interested({ local }: HostProcess): Promise<number | undefined> {
    const { stages } = await connect(local()).report('trial');
    return stages.find(({ id }) => id === 'interest')?.leads;
  }

  it('says that data is gone when it stops, counts a posted form, and has forgotten it at the next start', async () => {
    const first = await start();
    expect(first.output()).toContain('leads, messages and reports are gone when this stops');
    const answer = await fetch(`${first.url}/f/ebook`, {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html' },
      body: new URLSearchParams({ email: 'one@example.com' }),
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/thanks']);
    await eventually(async () => expect(await interested(first)).toBe(1), 30_000);
    const keys = first.local();
    expect(await first.stop()).toBe(0);
    expect(first.output()).toContain('nothing is kept');

    const second = await start();
    expect(second.local().secretKey).toBe(keys.secretKey);
    expect(await interested(second)).toBe(0);
  }, 120_000);
});
