// The owner's pages in a real browser: wide and narrow, light and dark, in every language, without sideways scroll and without barriers.
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCALES, type Locale } from '../../functions/domain/config/config.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { claimMail, noteUndecided } from '../../functions/store/mail/claims.ts';
import { keep } from '../../functions/store/quarantine/keep.ts';
import { keepWaiting } from '../../functions/store/waiting/keep-waiting.ts';
import { findChromium, launchChromium } from '../support/browser.ts';
import { sessionCookie } from '../support/lead-pages.ts';
import { event, HOUR, submission } from '../support/leads.ts';
import { type OwnerSites, startOwnerSites } from '../support/owner-site.ts';
import { NOW, SHOP, visitorsOfShop } from './made-up-shop.ts';

const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
/** For `npm run prove:pages`; else a few, as each takes its time. */
const everyLook = Boolean(process.env.IMBUTO_EVERY_LOOK);
/** Where to leave pictures of the pages to look at. */
const pictures = process.env.IMBUTO_PAGES;
const chromium = findChromium();

const RANGE = 'from=2026-10-25&to=2026-11-22';

describe.skipIf(chromium === undefined)("the owner's pages", () => {
  let sites: OwnerSites;
  let browser: Browser;

  beforeAll(async () => {
    sites = await startOwnerSites(SHOP, visitorsOfShop(45), NOW);
    await keepAside(sites.table);
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
      const look = async (name: string): Promise<void> => {
        await page.evaluate(OPEN_ALL);
        faults.push(...(await faultsOf(page)).map((fault) => `${name}: ${fault}`));
        if (!pictures) return;
        const path = `${pictures}/${name}-${locale}-${width}-${colorScheme}.png`;
        await page.screenshot({ path, fullPage: true });
      };
      for (const { name, at } of await pagesOf(page, url, sites.table)) {
        await page.goto(url + at);
        await look(name);
      }
      if (everyLook) {
        await eraseLast(page, url);
        await look('receipt');
      }
      await context.close();
      expect(faults).toEqual([]);
    },
    600_000,
  );
});

type Look = { readonly locale: Locale; readonly width: number; readonly colorScheme: 'light' | 'dark' };

/** Every width, light and language is in one of the few. */
function looks(): readonly Look[] {
  const every = LOCALES.flatMap((locale) =>
    [360, 1280].flatMap((width): readonly Look[] => [
      { locale, width, colorScheme: 'light' },
      { locale, width, colorScheme: 'dark' },
    ]),
  );
  if (everyLook) return every;
  return [
    { locale: 'en', width: 1280, colorScheme: 'light' },
    { locale: 'ru', width: 360, colorScheme: 'dark' },
  ];
}

type Named = { readonly name: string; readonly at: string };

/** One of each kind; of leads the one that did most, whose name and e-mail are long. */
async function pagesOf(page: Page, url: string, table: LeadTable): Promise<readonly Named[]> {
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
    ...(everyLook ? rarePages(table) : []),
  ];
}

function rarePages(table: LeadTable): readonly Named[] {
  const aside = `/leads/${table.hashOf({ kind: 'email', key: ASIDE })}`;
  return [
    { name: 'anonymous', at: '/leads?kind=anonymous' },
    { name: 'waiting', at: '/leads/waiting' },
    { name: 'no lead', at: aside },
    { name: 'erase no lead', at: `${aside}/erase` },
    { name: 'booked', at: `/leads?figure=booked&funnel=trial&${RANGE}` },
  ];
}

const ASIDE = `${'kept-aside-and-nothing-else-'.repeat(2)}@a-company-with-a-long-name.example.com`;

/** Of a person who is no lead, and of a lead: what waits, what is in quarantine, and a mail of which it is not known whether it went. */
async function keepAside(table: LeadTable): Promise<void> {
  const message = 'Could somebody call me next week? The mornings are best, and it is about forty licences.';
  const form = (n: number, email: string) =>
    submission(
      { email },
      event('demo', NOW - n * HOUR, {
        id: `f:demo:aside-${n}`,
        kind: 'form',
        properties: { message, news: true },
      }),
    );
  const texts = { news: 'Yes, write to me about new books and dates, at most once a month.' };
  for (const [n, email] of [ASIDE, 'tom@example.com'].entries()) {
    await keepWaiting(table, form(n, email), texts, NOW);
    await keep(table, form(n + 2, email), ['word', 'domain']);
    const hash = table.hashOf({ kind: 'email', key: email });
    const mail = { id: `msg-${n}`, purpose: 'confirm' as const, hash, now: NOW - n * HOUR };
    await claimMail(table, { ...mail, of: { form: 'demo' }, perDay: 9 });
    await noteUndecided(table, mail);
  }
}

/** The oldest contact of the list: others are looked at. */
async function eraseLast(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/leads`);
  await page.locator('.rows a[href^="/leads/"]').last().click();
  await page.locator('a[href$="/erase"]').click();
  await page.locator('#confirm').check();
  await page.locator('button.final').click();
  await page.locator('dl.fields').waitFor();
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
