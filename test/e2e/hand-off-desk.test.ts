// The hand-off desk where imbuto runs: a lead is handed over, sales is mailed, accepts by one click, and both reports say so.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../functions/domain/report/report.ts';
import { eventually } from '../support/eventually.ts';
import {
  type HostHere,
  removeDirectory,
  startHostHere,
  synthesiseHere,
  temporaryDirectory,
} from '../support/host.ts';

const CONFIG = {
  freshness: '0s',
  mail: { from: 'hello@example.com' },
  forms: [
    {
      id: 'ebook',
      fields: [
        { name: 'email', type: 'email' },
        { name: 'company', type: 'text' },
      ],
    },
  ],
  funnels: [
    {
      id: 'trial',
      kind: 'sales',
      stages: [
        { id: 'decision', on: [] },
        { id: 'action', on: [{ event: 'Order Completed' }] },
      ],
    },
    {
      id: 'relationship',
      kind: 'marketing',
      stages: [
        { id: 'interest', on: [{ form: 'ebook' }] },
        { id: 'decision', on: [{ event: 'Trial Started' }] },
        { id: 'action', on: [{ event: 'Order Completed' }] },
      ],
      handOff: { at: 'decision', to: 'trial', notify: ['sales@example.com'] },
    },
  ],
};

describe('the hand-off desk', () => {
  const data = temporaryDirectory();
  let host: HostHere;
  beforeAll(async () => {
    const file = join(data, 'desk.json');
    writeFileSync(file, JSON.stringify(CONFIG));
    const assembly = await synthesiseHere(undefined, { IMBUTO_CONFIG: file });
    host = await startHostHere(assembly, join(data, 'host'));
  }, 60_000);
  afterAll(async () => {
    await host?.stop();
    removeDirectory(data);
  });

  const owner = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${host.url}${path}`, {
      headers: { authorization: `Bearer ${host.keys.ownerToken}`, accept: 'application/json' },
    });
    expect(answer.status).toBe(200);
    return await answer.json();
  };
  const track = (event: string, properties: object): Promise<Response> =>
    fetch(`${host.url}/v1/track`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${host.keys.secretKey}:`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        event,
        userId: 'u-1',
        properties,
        context: { traits: { email: 'anna@example.com' } },
      }),
    });
  const mailText = (): string => {
    const files = readdirSync(join(data, 'host'), { recursive: true, encoding: 'utf8' });
    const file = files.find((name) => /mail.*\.json$/.test(name)) ?? '';
    const mail = JSON.parse(readFileSync(join(data, 'host', file), 'utf8')) as { readonly text: string };
    return mail.text;
  };
  const waiting = async (): Promise<readonly { readonly email: string }[]> =>
    ((await owner('/leads?handOff=waiting')) as { readonly leads: readonly { readonly email: string }[] })
      .leads;

  it('tells sales, takes one answer, and counts it in the reports of both funnels', {
    timeout: 60_000,
  }, async () => {
    const posted = await fetch(`${host.url}/f/ebook`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ email: 'anna@example.com', company: 'Rossi' }),
    });
    expect(posted.status).toBe(202);
    await eventually(
      async () => expect((await owner('/leads')) as object).toHaveProperty('leads.length', 1),
      20_000,
    );
    expect((await track('Trial Started', {})).status).toBe(200);
    let text = '';
    await eventually(async () => {
      text = mailText();
      expect(text).toContain('/a/');
    }, 20_000);
    expect(text).toContain('company: Rossi');
    const link = /https?:\/\/\S+\/a\/\S+/.exec(text)?.[0] ?? '';
    expect(link.startsWith(host.url)).toBe(true);
    expect((await waiting()).map(({ email }) => email)).toEqual(['anna@example.com']);

    const shown = await fetch(link, { headers: { accept: 'text/html' } });
    expect(shown.status).toBe(200);
    expect(await shown.text()).toContain('anna@example.com');
    expect(await waiting()).toHaveLength(1);

    for (let click = 0; click < 2; click++) {
      const body = new URLSearchParams({ answer: 'accepted' });
      expect((await fetch(link, { method: 'POST', headers: { accept: 'text/html' }, body })).status).toBe(
        200,
      );
    }
    await eventually(async () => expect(await waiting()).toEqual([]), 20_000);
    await track('Order Completed', { order_id: 'o1', revenue: 10, currency: 'EUR' });
    await eventually(async () => {
      const given = ((await owner('/reports/relationship?format=json')) as Report).handOff;
      const received = ((await owner('/reports/trial?format=json')) as Report).receives?.[0];
      for (const one of [given, received]) {
        expect(one).toMatchObject({ leads: 1, accepted: 1, waiting: 0, acceptedShare: 1 });
        expect(one?.speeds).toMatchObject([{ within: 300, leads: 1 }]);
        expect(one?.speeds[0]?.stages.at(-1)).toMatchObject({ id: 'action', leads: 1, share: 1 });
      }
    }, 20_000);
  });
});
