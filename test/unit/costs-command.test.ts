// `npm run costs`: a dry run first, faults with line and column, and what is sent with --yes.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandCosts } from '../../bin/costs/command.ts';
import { ownerRoutes } from '../../functions/report/routes.ts';
import { httpFunction } from '../../functions/runtime/http.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import { readCosts, writeCosts } from '../../functions/store/costs/costs.ts';
import { tableInMemory } from '../figures/table-in-memory.ts';
import { serveApi } from '../support/http-api.ts';
import { NOW, OWNER_TOKEN, reportDeps } from '../support/reports.ts';

const EXPORTS = join(import.meta.dirname, '../ad-cost/exports');

async function run(...args: readonly string[]) {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await commandCosts(
    args,
    {},
    (line) => said.push(line),
    (line) => complained.push(line),
  );
  return { code, said, complained };
}

describe('npm run costs -- import', () => {
  it('says what a file would bring, by month and currency, and sends nothing', async () => {
    const { code, said } = await run(
      'import',
      join(EXPORTS, 'google-ads.csv'),
      ...['--like', 'google-ads', '--map', 'Spring sale=spring', '--map', 'Autumn=autumn'],
    );
    expect([code, said]).toEqual([
      0,
      [
        'google-ads.csv: 4 rows, 2 campaigns, 2026-10-01 to 2026-10-03.',
        '  2026-10  google  €1,120.00',
        '  campaigns: Spring sale (as spring), Brand – Москва',
        '  --map: the file has no campaign "Autumn".',
        'Nothing is sent yet. Add --yes to send it.',
      ],
    ]);
  });

  it('names file, line and column of a fault, and sends nothing', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'costs-')), 'october.csv');
    writeFileSync(file, 'Day,Campaign,Currency code,Cost\n2026-10-01,A,EUR,1.00\n2026-10-02,A,EUR,much\n');
    const { code, complained } = await run(
      'import',
      file,
      '--like',
      'google-ads',
      '--yes',
      '--url',
      'http://127.0.0.1:1',
    );
    expect([code, complained]).toEqual([
      1,
      ['october.csv line 3, column "Cost" (4): It is no amount: write it like 1234.56.', 'Nothing is sent.'],
    ]);
  });

  it.each([
    [['import'], 'npm run costs'],
    [['export', 'x.csv'], 'npm run costs'],
    [['import', 'x.csv', '--what'], 'what'],
    [['import', 'x.csv', '--like', 'tiktok'], 'known are google-ads'],
    [['import', 'x.csv', '--map', 'spring'], 'utm_campaign'],
    [['import', 'x.csv', '--currency', 'EURO'], 'ISO 4217'],
    [['import', 'x.csv', '--dates', 'ymd'], 'dmy or mdy'],
    [['import', '/nowhere/x.csv'], 'cannot be read: ENOENT'],
  ])('%j is not understood', async (args, said) => {
    const { code, complained } = await run(...args);
    expect([code, complained.join()]).toEqual([2, expect.stringContaining(said)]);
  });

  it('sends the bytes as they are, and twice is once', async () => {
    const table = tableInMemory(() => NOW);
    const deps = reportDeps({ writeCosts: (costs) => writeCosts(table, costs) });
    const telemetry = createTelemetry('report', () => {});
    const handler = httpFunction((request) => ownerRoutes(deps, request), { locale: 'en', telemetry });
    const { url, stop } = await serveApi({ 'ANY /reports/{proxy+}': handler });
    const send = () =>
      run(
        'import',
        join(EXPORTS, 'linkedin.csv'),
        ...[
          '--like',
          'linkedin',
          '--map',
          'Leads, managers=leads',
          '--yes',
          '--url',
          url,
          '--token',
          OWNER_TOKEN,
        ],
      );
    try {
      const stored = async () => {
        expect((await send()).code).toBe(0);
        return readCosts(table, { from: '2026-10-01', to: '2026-10-31' });
      };
      const once = await stored();
      expect(once).toEqual([
        {
          day: '2026-10-01',
          source: 'linkedin',
          currency: 'USD',
          campaign: 'Leads, managers',
          as: 'leads',
          minor: 123_450,
        },
        {
          day: '2026-10-02',
          source: 'linkedin',
          currency: 'USD',
          campaign: 'Leads, managers',
          as: 'leads',
          minor: 10_000,
        },
        { day: '2026-10-02', source: 'linkedin', currency: 'USD', campaign: 'Brand', minor: 3_334 },
      ]);
      expect(await stored()).toEqual(once);
    } finally {
      await stop();
    }
  });
});
