// The owner's questions, each answered by clicks from the first page of the reports, with at most three of them.
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../lib/configuration.ts';
import { findChromium, launchChromium } from '../support/browser.ts';
import { demoMonth } from '../support/demo-month.ts';
import { sessionCookie } from '../support/lead-pages.ts';
import { type OwnerSites, startOwnerSites } from '../support/owner-site.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const VISITORS = 600;
const TOGETHER = 40;
/** Whose buyers the owner asks for. */
const CAMPAIGN = 'launch';

const chromium = findChromium();
const MOST_CLICKS = 3;

describe.skipIf(chromium === undefined)('the owner asks of the demo’s month', { timeout: 120_000 }, () => {
  let sites: OwnerSites;
  let browser: Browser;
  let page: Page;
  let clicks: number;

  beforeAll(async () => {
    const config = await loadConfig({});
    const all = await demoMonth(config, { visitors: VISITORS, now: NOW });
    const together = Array.from({ length: Math.ceil(all.length / TOGETHER) }, (_, n) =>
      all.slice(n * TOGETHER, (n + 1) * TOGETHER),
    );
    sites = await startOwnerSites(config, together, NOW);
    browser = await launchChromium(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await sites?.stop();
  });
  beforeEach(async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    await context.addCookies([{ name: 'imbuto', value: sessionCookie(NOW), url: sites.urls.en }]);
    page = await context.newPage();
    await page.goto(`${sites.urls.en}/reports`);
    clicks = 0;
  });
  afterEach(async ({ task }) => {
    console.log(`${task.name}: ${clicks} clicks`);
    expect(clicks).toBeLessThanOrEqual(MOST_CLICKS);
    await page.context().close();
  });

  const click = async (what: Locator): Promise<string> => {
    const text = await what.innerText();
    await what.click();
    clicks++;
    return text;
  };
  const openReport = (funnel: string) => click(page.getByRole('link', { name: funnel, exact: true }));
  const rows = () => page.locator('.rows > li');
  /** How many leads, or attempts of theirs, are listed: a figure counts attempts. */
  const listed = async (): Promise<number> => {
    const times = await Promise.all(
      (await rows().all()).map(async (row) => /(\d+) times/.exec(await row.innerText())),
    );
    return times.reduce((sum, found) => sum + Number(found?.[1] ?? 1), 0);
  };
  const numberIn = (text: string): number => Number(/\d+/.exec(text)?.[0]);
  const heading = () => page.locator('h1').innerText();

  it('who dropped at decision?', async () => {
    await openReport('From visit to purchase');
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Purchase' }) });
    const figure = await click(row.locator('.lost > a.figure'));
    expect(await heading()).toBe('Lost before “Purchase”');
    expect(numberIn(figure)).toBeGreaterThan(0);
    expect(await listed()).toBe(numberIn(figure));
  });

  const openBuyers = async (): Promise<string> => {
    await openReport('From visit to purchase');
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: CAMPAIGN }) });
    return click(row.locator('a.figure').last());
  };

  it('who came from a campaign and bought?', async () => {
    const figure = await openBuyers();
    expect(await heading()).toBe(`Reached “Purchase”, campaign ${CAMPAIGN}`);
    expect(await listed()).toBe(numberIn(figure));
    for (const text of await rows().allInnerTexts()) expect(text).toContain('@');
  });

  it('what did they write?', async () => {
    await openBuyers();
    await click(rows().filter({ hasText: 'Came by: demo' }).first().locator('.line').getByRole('link'));
    expect(await page.locator('main').innerText()).toContain('How would this work for a team of five?');
  });

  it('which leads are open and older than a week?', async () => {
    await click(page.getByRole('link', { name: 'Leads', exact: true }));
    await click(page.locator('.chips').getByRole('link', { name: 'From visit to purchase', exact: true }));
    await click(page.getByRole('link', { name: 'open, older than a week', exact: true }));
    // A busy machine looks through less in the time of an answer, and says so.
    const goOn = page.getByRole('link', { name: 'Go on', exact: true });
    while ((await rows().count()) === 0 && (await goOn.count()) > 0) await goOn.click();
    const found = await rows().allInnerTexts();
    expect(found.length).toBeGreaterThan(0);
    const weekAgo = new Date(NOW - 7 * 86_400_000);
    for (const text of found) {
      expect(text).toMatch(/From visit to purchase \S+ open/);
      const since = /(?:Oct|Nov) \d{1,2}, 2026|\d{1,2} (?:Oct|Nov) 2026/.exec(text)?.[0];
      expect(new Date(`${since} UTC`).getTime(), text).toBeLessThan(weekAgo.getTime());
    }
  });

  it('who was handed over?', async () => {
    await openReport('The whole relationship');
    const figure = await click(
      page.getByRole('listitem').filter({ hasText: 'Handed over to' }).getByRole('link'),
    );
    expect(await heading()).toBe('Handed over');
    expect(numberIn(figure)).toBeGreaterThan(0);
    expect(await listed()).toBeLessThanOrEqual(numberIn(figure));
  });
});
