// Segment's library for browsers (analytics.js), as its npm package brings it, in a real browser: set up as docs/sending.md says.
import { join } from 'node:path';
import type { AnalyticsBrowser } from '@segment/analytics-next';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../functions/domain/report/report.ts';
import { findChromium, launchChromium } from '../support/browser.ts';
import { type At, bundled, documented } from '../support/documented.ts';
import { eventually } from '../support/eventually.ts';
import { type Gate, openGate } from '../support/gate.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';
import type { Served } from '../support/loopback.ts';
import { writeSegmentConfig } from '../support/segment-config.ts';
import { openSite } from '../support/site.ts';

/** What the pages of the sites call. */
declare const analytics: AnalyticsBrowser;

const chromium = findChromium();
if (chromium === undefined) {
  console.warn(
    'No Chromium on this machine: the browser tests are skipped. Install one, or name it in IMBUTO_CHROMIUM.',
  );
}

describe.skipIf(chromium === undefined)('analytics.js in a browser', () => {
  const directory = temporaryDirectory();
  const asked = new Set<string>();
  const broken: string[] = [];
  let host: HostProcess;
  let gate: Gate;
  let browser: Browser;
  let sites: Readonly<Record<'bundled' | 'withSettings' | 'snippet', Served>>;

  beforeAll(async () => {
    const IMBUTO_CONFIG = writeSegmentConfig(directory, '1s');
    host = await startHostProcess(join(directory, 'data'), { env: { IMBUTO_CONFIG } });
    gate = await openGate(host.url);
    const at = { key: host.local().publicKey, url: gate.url };
    sites = {
      bundled: await openSite(bundled(example('js', 0, at), 'AnalyticsNext')),
      withSettings: await openSite(bundled(example('js', 1, at), 'AnalyticsNext')),
      snippet: await openSite(example('html', 0, at)),
    };
    browser = await launchChromium(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    for (const site of Object.values(sites ?? {})) site.close();
    gate?.close();
    await host?.stop('SIGKILL');
    removeDirectory(directory);
  });

  async function visitor(): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    page.on('pageerror', (error) => broken.push(String(error)));
    return page;
  }

  async function report(funnel: string): Promise<Report> {
    const headers = { authorization: `Bearer ${host.local().ownerToken}` };
    return (await (await fetch(`${host.url}/reports/${funnel}?format=json`, { headers })).json()) as Report;
  }

  /** How many entered, and how many are in each stage. */
  async function figures(): Promise<Figures> {
    const of = async (funnel: string): Promise<readonly number[]> => {
      const { entered, stages } = await report(funnel);
      return [entered, ...stages.map(({ leads }) => leads)];
    };
    return { trial: await of('trial'), relationship: await of('relationship') };
  }

  /** Waits until so many more are counted than before. */
  async function grown(before: Figures, trial: readonly number[], relationship: readonly number[]) {
    const more = (from: readonly number[], by: readonly number[]) => from.map((n, at) => n + (by[at] ?? 0));
    const wanted = {
      trial: more(before.trial, trial),
      relationship: more(before.relationship, relationship),
    };
    await eventually(async () => expect(await figures()).toEqual(wanted), 30_000);
  }

  /** Opens a page and waits for its view: a stage that comes before it would not count it. */
  async function open(page: Page, url: string): Promise<void> {
    const views = () =>
      gate.passed.filter(({ path, method }) => path === '/v1/p' && method === 'POST').length;
    const before = views();
    await page.goto(url);
    await eventually(async () => expect(views()).toBeGreaterThan(before), 30_000);
  }

  async function say(call: string, said: object): Promise<void> {
    const body = JSON.stringify({ ...said, writeKey: host.local().secretKey });
    const headers = { 'content-type': 'application/json' };
    const { status } = await fetch(`${host.url}/v1/${call}`, { method: 'POST', headers, body });
    expect(status).toBe(200);
  }

  it('counts page, identify and track under one lead, that of a later visit too', async () => {
    const before = await figures();
    const page = await visitor();
    await open(page, `${sites.bundled.url}/pricing?utm_source=newsletter&utm_medium=email`);
    await page.evaluate(async () => {
      await analytics.identify('u-1', { email: 'Anna@Example.com', plan: 'pro' });
      await analytics.track('Trial Started', { seats: 3 });
    });
    await grown(before, [1, 1, 1, 1, 0], [1, 1, 0, 1, 0, 0, 0]);
    expect((await report('trial')).by.channel).toMatchObject([{ value: 'Email', entered: 1 }]);

    await open(page, `${sites.bundled.url}/blog/second-visit`);
    await page.evaluate(() => analytics.track('Webinar Registered'));
    await grown(before, [1, 1, 1, 1, 0], [1, 1, 1, 1, 0, 0, 0]);

    // The server knows the customer by e-mail alone: it is the same person.
    const properties = { email: 'anna@example.com', order_id: 'o-1', revenue: 20, currency: 'EUR' };
    await say('track', { event: 'Order Completed', properties });
    await grown(before, [1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 0, 0]);
  }, 120_000);

  it('sends again what was turned away, and it is counted once', async () => {
    const before = await figures();
    const page = await visitor();
    await open(page, `${sites.bundled.url}/pricing`);
    gate.refuseNext('POST', '/v1/t');
    await page.evaluate(() => analytics.track('Webinar Registered'));
    await grown(before, [1, 1, 1, 0, 0], [1, 1, 1, 0, 0, 0, 0]);
    const tries = gate.passed.filter(({ path, method }) => path === '/v1/t' && method === 'POST').slice(-2);
    expect(tries.map(({ status }) => status)).toEqual([503, 200]);
    expect(tries[1]?.headers['x-retry-count']).toBeDefined();
  }, 120_000);

  it('counts the visitor who becomes a user by alias as one lead with what the server says of the user', async () => {
    const before = await figures();
    const page = await visitor();
    await open(page, `${sites.bundled.url}/pricing`);
    await page.evaluate(() => analytics.alias('u-3'));
    await say('track', { event: 'Trial Started', userId: 'u-3' });
    await grown(before, [1, 1, 1, 1, 0], [1, 1, 0, 1, 0, 0, 0]);
  }, 120_000);

  it('works by the snippet, with calls from before the library was there', async () => {
    const before = await figures();
    const page = await visitor();
    await page.goto(`${sites.snippet.url}/pricing`);
    await page.evaluate(() => void analytics.track('Trial Started'));
    await grown(before, [1, 1, 1, 1, 0], [1, 1, 0, 1, 0, 0, 0]);
  }, 120_000);

  it('asks for no settings where the page brings them', async () => {
    const before = await figures();
    const settings = () => gate.passed.filter(({ method }) => method === 'GET').length;
    const askedBefore = settings();
    const page = await visitor();
    await page.goto(`${sites.withSettings.url}/pricing`);
    await grown(before, [1, 1, 0, 0, 0], [1, 1, 0, 0, 0, 0, 0]);
    expect(settings()).toBe(askedBefore);
  }, 120_000);

  it('asks nobody but the site and imbuto, and breaks no page', () => {
    const known = [gate.url, ...Object.values(sites).map(({ url }) => url)];
    expect([...asked].filter((origin) => !known.includes(origin))).toEqual([]);
    expect(asked).toContain(gate.url);
    expect(broken).toEqual([]);
    const read = gate.passed.filter(({ method }) => method === 'GET').map(({ path }) => path);
    expect(new Set(read)).toEqual(new Set([`/v1/projects/${host.local().publicKey}/settings`]));
  });
});

type Figures = Readonly<Record<'trial' | 'relationship', readonly number[]>>;

function example(language: 'js' | 'html', index: number, at: At): string {
  return documented("Segment's libraries", language, index, at);
}
