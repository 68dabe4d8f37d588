// A referral in a real browser: the link from a lead's mail, who comes by it on imbuto's form and on the owner's site, and what is counted.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listMails } from '../../bin/local/mailbox/kept-mail.ts';
import type { QualityReport } from '../../functions/domain/quality/quality-report.ts';
import { SHARED_BY } from '../../functions/domain/referral/share-link.ts';
import type { Report } from '../../functions/domain/report/report.ts';
import { findChromium, launchChromium } from '../support/browser.ts';
import { openEmbeddingSite } from '../support/embedding-site.ts';
import { eventually } from '../support/eventually.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';
import type { Served } from '../support/loopback.ts';

const CONFIG = {
  freshness: '0s',
  mail: { from: 'hello@example.com' },
  share: { to: '/f/ebook' },
  forms: [
    {
      id: 'ebook',
      fields: [{ name: 'email', type: 'email' }],
      spam: { leastSeconds: 0 },
      reply: { subject: 'Thank you', text: 'Do you know somebody? {share}' },
    },
  ],
  funnels: [
    {
      id: 'relationship',
      kind: 'marketing',
      by: ['channel', 'referral'],
      stages: [
        { id: 'interest', on: [{ form: 'ebook' }] },
        { id: 'action', on: [{ event: 'Order Completed', from: 'server' }] },
        { id: 'advocacy', on: [{ event: 'Referral Joined' }] },
      ],
    },
  ],
};

const chromium = findChromium();

describe.skipIf(chromium === undefined)('a referral', () => {
  const directory = temporaryDirectory();
  const data = join(directory, 'data');
  let host: HostProcess;
  let browser: Browser;
  let site: Served;

  beforeAll(async () => {
    const IMBUTO_CONFIG = join(directory, 'funnels.json');
    writeFileSync(IMBUTO_CONFIG, JSON.stringify(CONFIG));
    host = await startHostProcess(data, { env: { IMBUTO_CONFIG }, patience: 170_000 });
    site = await openEmbeddingSite(host.url, `data-key="${host.local().publicKey}"`);
    browser = await launchChromium(chromium ?? '');
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    site?.close();
    await host?.stop('SIGKILL');
    removeDirectory(directory);
  });

  const ask = async <Answer>(path: string): Promise<Answer> => {
    const { ownerToken } = host.local();
    const headers = { authorization: `Bearer ${ownerToken}`, accept: 'application/json' };
    return (await (await fetch(host.url + path, { headers })).json()) as Answer;
  };
  const visitor = async (): Promise<Page> => await (await browser.newContext()).newPage();

  it('counts who came by the link of a mail, on both kinds of page, and nobody by a forged one', async () => {
    await fetch(`${host.url}/f/ebook`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ email: 'anna@example.com' }),
    });
    const link = await eventually(async () => {
      const [mail] = listMails(join(data, 'mail'), 10).filter(({ to }) => to.includes('anna@example.com'));
      const [found = ''] = /http\S+imbuto_ref=\S+/.exec(mail?.text ?? '') ?? [];
      expect(found).toContain(`${host.url}/f/ebook?`);
      return found;
    }, 60_000);
    expect(link).not.toContain('anna');
    const token = new URL(link).searchParams.get(SHARED_BY) ?? '';

    const hosted = await visitor();
    await hosted.goto(link);
    await hosted.fill('input[name=email]', 'bruno@example.com');
    await hosted.click('button');
    await hosted.waitForURL(/thanks/);

    // On a site of the owner's: by a page before the one with the form.
    const embedded = await visitor();
    await embedded.goto(`${site.url}/?${SHARED_BY}=${token}`);
    await embedded.waitForFunction('window.imbuto');
    await embedded.goto(`${site.url}/signup`);
    await embedded.waitForFunction('window.imbuto');
    await embedded.fill('input[name=email]', 'carla@example.com');
    await embedded.click('button');
    await embedded.locator('.imbuto-thanks').waitFor();

    const forged = await visitor();
    await forged.goto(
      `${host.url}/f/ebook?${SHARED_BY}=${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
    );
    await forged.fill('input[name=email]', 'dora@example.com');
    await forged.click('button');
    await forged.waitForURL(/thanks/);

    await eventually(async () => {
      const { by, stages } = await ask<Report>('/reports/relationship?format=json');
      expect(by.referral).toMatchObject([
        { value: '(none)', entered: 2 },
        { value: 'brought', entered: 2 },
      ]);
      expect(by.channel?.find(({ value }) => value === 'Referral')?.entered).toBe(2);
      expect(stages.map(({ leads }) => leads)).toEqual([4, 0, 1]);
    }, 60_000);
    const lead = token.split('.')[0];
    const { timeline, share } = await ask<{ timeline: readonly { name?: string }[]; share: string }>(
      `/leads/${lead}?format=json`,
    );
    expect(timeline.filter(({ name }) => name === 'Referral Joined')).toHaveLength(2);
    expect(share).toBe(link);
    const { reasons } = await ask<QualityReport>('/reports/quality?format=json');
    expect(reasons).toMatchObject([{ reason: 'referral-unreadable', n: 1 }]);
  }, 240_000);
});
