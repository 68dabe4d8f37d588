// RudderStack's client for Node, as its npm package brings it, against a host: nothing of it is set but the address.
import { join } from 'node:path';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../functions/domain/report/report.ts';
import { eventually } from '../support/eventually.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';
import { writeSegmentConfig } from '../support/segment-config.ts';

describe("RudderStack's client for Node", () => {
  const directory = temporaryDirectory();
  let host: HostProcess;

  beforeAll(async () => {
    const IMBUTO_CONFIG = writeSegmentConfig(directory, '1s');
    host = await startHostProcess(join(directory, 'data'), { env: { IMBUTO_CONFIG } });
  });
  afterAll(async () => {
    await host?.stop('SIGKILL');
    removeDirectory(directory);
  });

  async function report(): Promise<Report> {
    const headers = { authorization: `Bearer ${host.local().ownerToken}` };
    return (await (await fetch(`${host.url}/reports/trial?format=json`, { headers })).json()) as Report;
  }

  it('sends compressed batches, and each lead is counted once', async () => {
    const failed: unknown[] = [];
    const client = new RudderAnalytics(host.local().secretKey, {
      dataPlaneUrl: host.url,
      logLevel: 'error',
      errorHandler: (error: unknown) => failed.push(error),
    });
    for (const person of [1, 2, 3]) {
      const anonymousId = `browser-${person}`;
      const userId = `user-${person}`;
      client.page({ anonymousId, properties: { path: '/pricing' } });
      client.identify({ anonymousId, userId, traits: { Email: `Person.${person}@Example.com` } });
      client.track({ userId, event: 'Trial Started' });
    }
    const properties = { order_id: 'o-1', revenue: '1.234,50 €' };
    client.track({ userId: 'user-1', event: 'Order Completed', properties });
    // Nobody: dropped alone.
    client.track({ userId: 'undefined', event: 'Trial Started' });
    await client.flush();

    await eventually(async () => {
      const { entered, stages, pending } = await report();
      expect([pending, entered, stages.map(({ leads }) => leads)]).toEqual([0, 3, [3, 3, 3, 1]]);
      expect(stages.at(-1)?.revenue).toEqual({ EUR: 123_450 });
    }, 30_000);
    expect(failed).toEqual([]);
  }, 60_000);
});
