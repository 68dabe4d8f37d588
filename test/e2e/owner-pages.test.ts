// The owner's pages in a real browser: wide and narrow, light and dark, in every language, without sideways scroll and without barriers.
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCALES, type Locale } from '../../functions/domain/config/config.ts';
import { findChromium, launchChromium } from '../support/browser.ts';
import { sessionCookie } from '../support/lead-pages.ts';
import { type OwnerSites, startOwnerSites } from '../support/owner-site.ts';
import { NOW, SHOP, visitorsOfShop } from './made-up-shop.ts';

const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
/** Where to leave pictures of the pages to look at. */
const pictures = process.env.IMBUTO_PAGES;
const chromium = findChromium();

const RANGE = 'from=2026-10-25&to=2026-11-22';

describe.skipIf(chromium === undefined)("the owner's pages", () => {
  let sites: OwnerSites;
  let browser: Browser;

  beforeAll(async () => {
    sites = await startOwnerSites(SHOP, visitorsOfShop(45), NOW);
    browser = await launchChromium(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await sites?.stop();
  });

  it.each(looks())(
    'fit and are accessible in $locale at $width px, $colorScheme',
    async (one) => {
      const { locale, width, colorScheme } = one;
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
      const url = sites.urls[locale];
      await context.addCookies([{ name: 'imbuto', value: sessionCookie(NOW), url }]);
      const page = await context.newPage();
      const faults: string[] = [];
      for (const { name, at } of await pagesOf(page, url)) {
        await page.goto(url + at);
        await page.evaluate(OPEN_ALL);
        faults.push(...(await faultsOf(page)).map((fault) => `${name}: ${fault}`));
        if (pictures) {
          const path = `${pictures}/${name}-${locale}-${width}-${colorScheme}.png`;
          await page.screenshot({ path, fullPage: true });
        }
      }
      await context.close();
      expect(faults).toEqual([]);
    },
    600_000,
  );
});

type Look = { readonly locale: Locale; readonly width: number; readonly colorScheme: 'light' | 'dark' };

/** Every width, light and language is in one of the few; all together are for `npm run prove:pages`. */
function looks(): readonly Look[] {
  const every = LOCALES.flatMap((locale) =>
    [360, 1280].flatMap((width): readonly Look[] => [
      { locale, width, colorScheme: 'light' },
      { locale, width, colorScheme: 'dark' },
    ]),
  );
  if (process.env.IMBUTO_EVERY_LOOK) return every;
  return [
    { locale: 'it', width: 1280, colorScheme: 'light' },
    { locale: 'en', width: 1280, colorScheme: 'dark' },
    { locale: 'ru', width: 360, colorScheme: 'dark' },
  ];
}

type Named = { readonly name: string; readonly at: string };

/** One of each kind; of leads the one that did most, whose name and e-mail are long. */
async function pagesOf(page: Page, url: string): Promise<readonly Named[]> {
  await page.goto(`${url}/leads?figure=orders&funnel=trial&${RANGE}`);
  const lead = await page.getByRole('link', { name: /wolfe/ }).first().getAttribute('href');
  if (lead === null) throw new Error('there is no lead to look at');
  return [
    { name: 'list', at: '/leads?funnel=trial' },
    { name: 'figure', at: `/leads?figure=lost.3&funnel=trial&${RANGE}` },
    { name: 'figure of ways', at: `/leads?figure=way.marketing.customers.30d&funnel=trial&${RANGE}` },
    { name: 'lead', at: lead },
    { name: 'erase', at: `${lead}/erase` },
    { name: 'quarantine', at: '/leads/quarantine' },
    { name: 'report', at: `/reports/trial?${RANGE}` },
    { name: 'cohorts', at: '/reports/trial/cohorts?goal=interest' },
    { name: 'paths', at: `/reports/trial/paths?${RANGE}` },
    { name: 'paths-any', at: `/reports/relationship/paths?${RANGE}` },
    { name: 'reports', at: `/reports?${RANGE}` },
    { name: 'compare', at: `/reports/compare?${RANGE}` },
    { name: 'quality', at: `/reports/quality?${RANGE}` },
    { name: 'unknown', at: '/leads/nobody' },
  ];
}

const OPEN_ALL = `document.querySelectorAll('details').forEach((one) => { one.open = true; })`;
const TOO_WIDE = `(({ scrollWidth, clientWidth }) =>
  scrollWidth > clientWidth ? scrollWidth + ' px wide in ' + clientWidth + ' px' : null)(document.documentElement)`;

async function faultsOf(page: Page): Promise<readonly string[]> {
  const tooWide = await page.evaluate<string | null>(TOO_WIDE);
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as AxeResults;
  return [
    ...(tooWide === null ? [] : [tooWide]),
    ...violations.map(
      ({ id, help, nodes }) => `${id}, ${help}: ${nodes[0]?.html.slice(0, 160)} (${nodes.length})`,
    ),
  ];
}
