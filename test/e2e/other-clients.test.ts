// Clients other than Segment's current ones, as their npm packages bring them: nothing of them is set but the address.
import { join } from 'node:path';
import type { RudderAnalytics as RudderLibrary } from '@rudderstack/analytics-js/bundled';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import Analytics from 'analytics-node';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../functions/domain/report/report.ts';
import { findChromium, launchChromium } from '../support/browser.ts';
import { bundled, documented } from '../support/documented.ts';
import { eventually } from '../support/eventually.ts';
import { type Gate, openGate } from '../support/gate.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';
import type { Served } from '../support/loopback.ts';
import { writeSegmentConfig } from '../support/segment-config.ts';
import { openSite, RUDDERSTACK } from '../support/site.ts';

/** What the documented example makes on the page. */
declare const analytics: RudderLibrary;

const chromium = findChromium();
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

type Figures = { readonly leads: readonly number[]; readonly cents: number };

/** Those of the trial: how many entered, how many are in each stage, and what they paid. */
async function figures(): Promise<Figures & { readonly pending: number | undefined }> {
  const headers = { authorization: `Bearer ${host.local().ownerToken}` };
  const answer = await fetch(`${host.url}/reports/trial?format=json`, { headers });
  const { entered, stages, pending } = (await answer.json()) as Report;
  const cents = stages.at(-1)?.revenue?.EUR ?? 0;
  return { pending, leads: [entered, ...stages.map(({ leads }) => leads)], cents };
}

/** Waits until so many more are counted than before, and nothing else is on its way. */
async function grown(before: Figures, by: readonly number[], cents: number): Promise<void> {
  const leads = before.leads.map((n, at) => n + (by[at] ?? 0));
  const wanted = { pending: 0, leads, cents: before.cents + cents };
  await eventually(async () => expect(await figures()).toEqual(wanted), 30_000);
}

describe("RudderStack's client for Node", () => {
  it('sends compressed batches, and each lead is counted once', async () => {
    const before = await figures();
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

    await grown(before, [3, 3, 3, 3, 1], 123_450);
    expect(failed).toEqual([]);
  }, 60_000);
});

describe("Segment's former client for Node", () => {
  it('sends batches, and each lead is counted once', async () => {
    const before = await figures();
    const failed: unknown[] = [];
    const client = new Analytics(host.local().secretKey, {
      host: host.url,
      errorHandler: (error: unknown) => failed.push(error),
    });
    for (const person of [11, 12]) {
      const anonymousId = `browser-${person}`;
      const userId = `user-${person}`;
      client.page({ anonymousId, properties: { path: '/pricing' } });
      client.identify({ anonymousId, userId, traits: { email: `person.${person}@example.com` } });
      client.track({ userId, event: 'Trial Started' });
    }
    const properties = { orderId: 'o-11', revenue: 49.9, currency: 'EUR' };
    client.track({ userId: 'user-11', event: 'Order Completed', properties });
    await client.flush();

    await grown(before, [2, 2, 2, 2, 1], 4_990);
    expect(failed).toEqual([]);
  }, 60_000);
});

describe.skipIf(chromium === undefined)("RudderStack's library in a browser", () => {
  let gate: Gate;
  let site: Served;
  let browser: Browser;

  beforeAll(async () => {
    gate = await openGate(host.url);
    const at = { key: host.local().publicKey, url: gate.url };
    const module = documented("RudderStack's libraries", 'js', 0, at);
    site = await openSite(bundled(module, 'rudderanalytics'), RUDDERSTACK);
    browser = await launchChromium(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
    gate?.close();
  });

  it('counts page, identify and track under one lead, and asks no other site', async () => {
    const before = await figures();
    const asked = new Set<string>();
    const broken: string[] = [];
    const page = await (await browser.newContext()).newPage();
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    page.on('pageerror', (error) => broken.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') broken.push(message.text());
    });
    await page.goto(`${site.url}/pricing`);
    await eventually(async () => expect(passed('/v1/page')).toHaveLength(1), 30_000);
    await page.evaluate(() => {
      analytics.identify('user-21', { email: 'person.21@example.com' });
      analytics.track('Trial Started');
    });
    await grown(before, [1, 1, 1, 1, 0], 0);

    expect([...asked].sort()).toEqual([site.url, gate.url].sort());
    expect(broken).toEqual([]);
    const [config] = passed('/sourceConfig/');
    expect(config).toMatchObject({ method: 'GET', status: 200 });
  }, 60_000);

  /** Preflights aside. */
  function passed(path: string) {
    return gate.passed.filter((each) => each.method !== 'OPTIONS' && each.path.split('?')[0] === path);
  }
});
