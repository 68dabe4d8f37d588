// A visitor with a real browser and no JavaScript, and the owner who looks at the report afterwards.
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';

const EBOOK = readFileSync(new URL('../../files/ebook.pdf', import.meta.url));

const chromium = findChromium();
if (chromium === undefined) {
  console.warn(
    'No Chromium on this machine: the browser tests are skipped. Install one, or name it in IMBUTO_CHROMIUM.',
  );
}

describe.skipIf(chromium === undefined)('a visitor with a browser and no JavaScript', () => {
  const data = temporaryDirectory();
  let host: HostProcess;
  let browser: Browser;

  beforeAll(async () => {
    host = await startHostProcess(data);
    browser = await launchChromium(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop('SIGKILL');
    removeDirectory(data);
  });

  it('sends a form, is thanked, is given the e-book, and stands in the report', async () => {
    const visitor = await browser.newContext({ javaScriptEnabled: false, locale: 'it-IT' });
    const page = await visitor.newPage();
    await page.goto(`${host.url}/f/ebook?utm_source=newsletter&utm_medium=email&utm_campaign=marzo`);
    await page.fill('input[name=email]', 'anna@example.com');
    await page.fill('input[name=name]', 'Anna <b>');
    // A form that is answered faster goes into quarantine.
    await page.waitForTimeout(2_000);
    await page.click('button[type=submit]');
    await page.waitForURL(`${host.url}/d/*`);
    expect(await page.locator('h1').innerText()).toBe('Grazie');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('button')]);
    expect(download.suggestedFilename()).toBe('ebook.pdf');
    expect(readFileSync(await download.path()).equals(EBOOK)).toBe(true);

    const { ownerToken } = host.local();
    const report = async () =>
      (
        await fetch(`${host.url}/reports/trial?format=json&by=channel`, {
          headers: { authorization: `Bearer ${ownerToken}` },
        })
      ).json() as Promise<{ entered: number; by: { channel: { value: string; entered: number }[] } }>;
    await eventually(async () => expect((await report()).entered).toBe(1), 30_000);
    expect((await report()).by.channel).toMatchObject([{ value: 'Email', entered: 1 }]);

    const owner = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await owner.goto(/Reports: (\S+)/.exec(host.output())?.[1] ?? '');
    await owner.goto(`${host.url}/reports/trial`);
    expect(await owner.locator('svg').count()).toBeGreaterThan(0);
    expect(await owner.locator('main').innerText()).toContain('Email');
  }, 60_000);

  it('gets the form back, filled in, with each error beside its field and in the visitor’s language', async () => {
    const visitor = await browser.newContext({ javaScriptEnabled: false, locale: 'it-IT' });
    const page = await visitor.newPage();
    await page.goto(`${host.url}/f/ebook`);
    // The browser would stop the visitor itself; a server must not count on that.
    await page.route('**/f/ebook', async (route) => {
      const body = (route.request().postData() ?? '').replace(/email=[^&]*/, 'email=nobody');
      await route.continue({ postData: body });
    });
    await page.fill('input[name=email]', 'anna@example.com');
    await page.fill('input[name=name]', 'Anna "<i>"');
    await page.click('button[type=submit]');
    await page.waitForSelector('[aria-invalid=true]');
    expect(await page.inputValue('input[name=name]')).toBe('Anna "<i>"');
    expect(await page.inputValue('input[name=email]')).toBe('nobody');
    expect(await page.locator('html').getAttribute('lang')).toBe('it');
    const described = await page.locator('input[name=email]').getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described}"]`).innerText()).not.toBe('');
  });
});
