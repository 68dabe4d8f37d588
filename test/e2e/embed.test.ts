// The script for other sites in a real browser, on pages of another origin with a strict content security policy.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../functions/domain/report/report.ts';
import { findChromium, launchChromium } from '../support/browser.ts';
import { openEmbeddingSite, writeEmbeddingConfig } from '../support/embedding-site.ts';
import { eventually } from '../support/eventually.ts';
import { type Gate, openGate } from '../support/gate.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';
import type { Served } from '../support/loopback.ts';

/** What the script gives the pages. */
declare const imbuto: {
  track(name: string, properties?: object): void;
  identify(id: string, traits?: object): void;
  consent(given: boolean): void;
  touches(): { first?: { tags: object }; last?: { tags: object } };
};
/** Of the browser, as far as the pages here use it. */
declare const history: { pushState(state: unknown, title: string, address: string): void };
declare const localStorage: { length: number; getItem(name: string): string | null };
declare const document: { cookie: string };

const chromium = findChromium();
if (chromium === undefined) {
  console.warn(
    'No Chromium on this machine: the browser tests are skipped. Install one, or name it in IMBUTO_CHROMIUM.',
  );
}

describe.skipIf(chromium === undefined)('the script for other sites', () => {
  const directory = temporaryDirectory();
  const broken: string[] = [];
  let host: HostProcess;
  let gate: Gate;
  let browser: Browser;
  let site: Served;
  let asking: Served;

  beforeAll(async () => {
    const IMBUTO_CONFIG = writeEmbeddingConfig(directory);
    host = await startHostProcess(join(directory, 'data'), { env: { IMBUTO_CONFIG } });
    gate = await openGate(host.url);
    const key = `data-key="${host.local().publicKey}"`;
    site = await openEmbeddingSite(gate.url, key);
    asking = await openEmbeddingSite(gate.url, `${key} data-consent="required" data-cookies`);
    browser = await launchChromium(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
    asking?.close();
    gate?.close();
    await host?.stop('SIGKILL');
    removeDirectory(directory);
  });

  async function visitor(before?: () => void): Promise<Page> {
    const context = await browser.newContext();
    if (before !== undefined) await context.addInitScript(before);
    const page = await context.newPage();
    page.on('pageerror', (error) => broken.push(String(error)));
    // A violated policy is told there.
    page.on('console', (message) => {
      if (/content security policy|trusted/i.test(message.text())) broken.push(message.text());
    });
    return page;
  }

  const sent = (path: RegExp): number =>
    gate.passed.filter((each) => each.method === 'POST' && path.test(each.path)).length;
  const views = (): number => sent(/^\/v1\/(page|batch)$/);
  const forms = (): number => sent(/^\/f\//);

  async function report(funnel: string): Promise<Report> {
    const headers = { authorization: `Bearer ${host.local().ownerToken}` };
    return (await (await fetch(`${host.url}/reports/${funnel}?format=json`, { headers })).json()) as Report;
  }

  async function fill(page: Page, email: string): Promise<void> {
    await page.waitForFunction('window.imbuto');
    await page.fill('input[name=email]', email);
  }

  async function viewed(page: Page, address: string): Promise<void> {
    const before = views();
    await page.goto(address);
    await eventually(async () => expect(views()).toBe(before + 1));
  }

  it('counts three views and the form that was sent in place as one lead, by its first and its last touch', async () => {
    const page = await visitor();
    await viewed(page, `${site.url}/?utm_source=newsletter&utm_medium=email`);
    await viewed(page, `${site.url}/offer?utm_source=google&utm_medium=cpc&gclid=g-1`);
    const before = views();
    await page.evaluate(() => history.pushState(null, '', '/signup'));
    await eventually(async () => expect(views()).toBe(before + 1));
    await fill(page, 'anna@example.com');
    await page.click('button');
    expect(await page.locator('.imbuto-thanks').innerText()).toContain('Grazie');
    expect(page.url()).toBe(`${site.url}/signup`);

    // The form can be counted before the views.
    await eventually(async () => {
      const { by, entered } = await report('trial');
      expect(entered).toBe(1);
      expect(by.channel).toMatchObject([{ value: 'Paid Search', entered: 1 }]);
      expect(by['first.channel']).toMatchObject([{ value: 'Email', entered: 1 }]);
      const visits = await report('visits');
      expect([visits.entered, ...visits.stages.map(({ leads }) => leads)]).toEqual([1, 1, 1, 1, 1, 0]);
    }, 30_000);
    const touches = await page.evaluate(() => imbuto.touches());
    expect(touches).toMatchObject({
      first: { tags: { utm_source: 'newsletter' } },
      last: { tags: { gclid: 'g-1' } },
    });
    expect(await page.context().cookies()).toEqual([]);
  }, 90_000);

  it('shows what is wrong beside its field, in the language of the page, until it is put right', async () => {
    const page = await visitor();
    await page.goto(`${site.url}/signup`);
    await fill(page, 'nobody');
    await page.click('button');
    const error = page.locator('.imbuto-error');
    expect(await error.innerText()).toMatch(/^Inserisci un indirizzo e-mail/);
    const described = await page.locator('input[name=email]').getAttribute('aria-describedby');
    expect(await error.getAttribute('id')).toBe(described);
    expect(await page.locator('label + .imbuto-error').count()).toBe(1);
    await page.fill('input[name=email]', 'bruno@example.com');
    await page.click('button');
    await page.waitForSelector('.imbuto-thanks');
    expect(await error.count()).toBe(0);
  });

  it('sends a form once that is clicked twice', async () => {
    const page = await visitor();
    await page.goto(`${site.url}/signup`);
    await fill(page, 'carla@example.com');
    const [before, entered] = [forms(), (await report('trial')).entered];
    await page.dblclick('button');
    await page.waitForSelector('.imbuto-thanks');
    await eventually(async () => expect((await report('trial')).entered).toBeGreaterThan(entered), 30_000);
    expect(forms()).toBe(before + 1);
  }, 60_000);

  it('finds a field under its other name, goes on to the thanks that the form has, and lets the browser send what it could not', async () => {
    const page = await visitor();
    await page.goto(`${site.url}/elsewhere`);
    await fill(page, 'dora@example.com');
    await page.click('button');
    expect(await page.locator('label[for=n] + .imbuto-error').innerText()).toBe('Compila questo campo.');
    await page.fill('[name="Your Name"]', 'Dora');
    await page.click('button');
    await page.waitForURL(`${gate.url}/thanks?from=elsewhere&_lang=it`);

    await page.goto(`${site.url}/signup`);
    await fill(page, 'emma@example.com');
    gate.refuseNext('POST', '/f/ebook');
    await page.click('button');
    await page.waitForURL(`${gate.url}/thanks?_lang=it`);
  });

  it('goes on to the page of the file that a form gives, as there is no mail', async () => {
    const page = await visitor();
    await page.goto(`${site.url}/guide`);
    await fill(page, 'greta@example.com');
    await page.click('button');
    await page.waitForURL((url) => url.href.startsWith(`${gate.url}/d/`));
    expect(await page.locator('body').innerText()).toContain('guide.pdf');
    expect(await page.locator('form button').count()).toBe(1);
  });

  it('shows a form of imbuto’s own in the page, and sends it', async () => {
    const page = await visitor();
    await page.goto(`${site.url}/shown?variant=b`);
    await page.waitForSelector('form');
    expect(await page.locator('h2').innerText()).toBe('L’e-book');
    expect(await page.locator('button').innerText()).toBe('Invia');
    expect(await page.inputValue('input[name=variant]')).toBe('b');
    await page.getByLabel('E-mail').fill('fabio@example.com');
    await page.getByLabel('Plan').selectOption('pro');
    await page.getByLabel('offers').check();
    await page.getByLabel('Accetto').check();
    await page.getByLabel('Seats').fill('many');
    await page.click('button');
    expect(await page.locator('p:has([name=seats]) .imbuto-error').innerText()).toMatch(/numero/);
    await page.getByLabel('Seats').fill('1,5');
    await page.click('button');
    await page.waitForSelector('.imbuto-thanks');
  });

  it('shows a browser the same variant of a form each time, counts it once, and keeps nothing without leave', async () => {
    const shownIn = async (page: Page): Promise<string> => {
      await page.goto(`${site.url}/asking`);
      await page.waitForSelector('form');
      return await page.locator('h2').innerText();
    };
    const counted = async (): Promise<number> => {
      const { variants = [] } = (await report('visits')) as Report & {
        variants?: { soFar: { shown: number }[] }[];
      };
      return (variants[0]?.soFar ?? []).reduce((sum, { shown }) => sum + shown, 0);
    };
    const page = await visitor();
    const first = await shownIn(page);
    expect(first).toMatch(/^Variant [a-f]$/);
    for (let again = 0; again < 4; again++) expect(await shownIn(page)).toBe(first);
    expect(await counted()).toBe(1);
    const shy = await visitor(() =>
      Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }),
    );
    await shownIn(shy);
    await shownIn(shy);
    expect(await shy.evaluate(() => localStorage.length)).toBe(0);
    expect(await counted()).toBe(3);
  });

  it('sends calls of the page', async () => {
    const page = await visitor();
    await viewed(page, `${site.url}/prices`);
    await page.evaluate(() => {
      imbuto.track('Price Asked', { seats: 3 });
      imbuto.identify('u-1', { plan: 'pro' });
    });
    await eventually(async () => expect((await report('visits')).stages.at(-1)?.leads).toBe(1), 30_000);
    await eventually(async () => expect(sent(/^\/v1\/identify$/)).toBe(1));
  }, 60_000);

  it('keeps what happens without a network, and sends it when there is one', async () => {
    const page = await visitor();
    await viewed(page, `${site.url}/a`);
    const before = views();
    await page.context().setOffline(true);
    for (const path of ['/b', '/#/c']) {
      await page.evaluate((address) => history.pushState(null, '', address), path);
      await page.waitForTimeout(50);
    }
    expect(
      JSON.parse((await page.evaluate(() => localStorage.getItem('imbuto'))) ?? '').waiting,
    ).toMatchObject([
      { properties: { path: '/b', referrer: `${site.url}/a` } },
      { properties: { path: '/#/c' } },
    ]);
    expect(views()).toBe(before);
    await page.context().setOffline(false);
    await eventually(async () => expect(views()).toBe(before + 1));
    expect(gate.passed.at(-1)).toMatchObject({ path: '/v1/batch', status: 200 });
  });

  it('sends no views and keeps nothing where the browser asks for privacy; forms are sent', async () => {
    const page = await visitor(() =>
      Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }),
    );
    const [before, posted] = [sent(/^\/v1\//), forms()];
    await page.goto(`${site.url}/signup?utm_source=newsletter`);
    await fill(page, 'gino@example.com');
    await page.evaluate(() => {
      imbuto.consent(true);
      history.pushState(null, '', '/other');
    });
    await page.click('button');
    await page.waitForSelector('.imbuto-thanks');
    expect([sent(/^\/v1\//), forms()]).toEqual([before, posted + 1]);
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  });

  it('waits for consent where the page asks for it, then sends what it saw, and forgets on demand', async () => {
    const page = await visitor();
    const before = views();
    await page.goto(`${asking.url}/?utm_source=newsletter`);
    await page.waitForFunction('window.imbuto');
    expect(await page.evaluate(() => [localStorage.length, document.cookie])).toEqual([0, '']);
    await page.evaluate(() => imbuto.consent(true));
    await eventually(async () => expect(views()).toBe(before + 1));
    const kept = JSON.parse((await page.evaluate(() => localStorage.getItem('imbuto'))) ?? '');
    expect(kept).toMatchObject({ consent: true, last: { tags: { utm_source: 'newsletter' } } });
    expect(await page.evaluate(() => document.cookie)).toBe(`imbuto=${kept.id}`);

    await viewed(page, `${asking.url}/next`);
    await page.evaluate(() => imbuto.consent(false));
    await page.evaluate(() => history.pushState(null, '', '/unseen'));
    expect(await page.evaluate(() => [localStorage.getItem('imbuto'), document.cookie])).toEqual([
      '{"consent":false}',
      '',
    ]);
    await page.waitForTimeout(100);
    expect(views()).toBe(before + 2);
    await page.evaluate(() => imbuto.consent(true));
    await page.waitForTimeout(100);
    expect(views()).toBe(before + 2);
    await viewed(page, `${asking.url}/again`);
    const anew = JSON.parse((await page.evaluate(() => localStorage.getItem('imbuto'))) ?? '');
    expect(anew.id).not.toBe(kept.id);
    expect(anew.last).toBeUndefined();
  });

  it('breaks no page and violates no policy', () => {
    expect(broken).toEqual([]);
    expect(gate.passed.filter(({ path, status }) => path.startsWith('/v1/') && status !== 200)).toEqual([]);
  });
});
