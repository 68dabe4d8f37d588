// A sequence on the local host: the stage reached, a step mailed by the schedule's run, and the erasure.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invokeHere } from '../../bin/local/invoke.ts';
import { type KeptMail, listMails } from '../../bin/local/mailbox/kept-mail.ts';
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
        { name: 'name', type: 'text' },
        { name: 'newsletter', type: 'consent', text: 'Write to me.', version: '1' },
      ],
    },
  ],
  funnels: [
    {
      id: 'trial',
      kind: 'sales',
      stages: [
        { id: 'interest', on: [{ form: 'ebook' }] },
        { id: 'decision', on: [{ event: 'Trial Started' }] },
        { id: 'action', on: [{ event: 'Order Completed' }] },
      ],
    },
  ],
  nurture: [
    {
      id: 'trial',
      when: { funnel: 'trial', stage: 'decision' },
      until: { stage: 'action' },
      consent: 'newsletter',
      steps: [
        { after: '10m', mail: { subject: 'How is it going, {name}?', text: 'Dear {name}, …' } },
        { after: '20m', mail: { subject: 'Still there?', text: 'Dear {name}, …' } },
      ],
    },
  ],
};
const EMAIL = 'anna@example.com';

describe('a sequence', () => {
  const data = temporaryDirectory();
  const directory = join(data, 'host');
  let host: HostHere;
  beforeAll(async () => {
    const file = join(data, 'nurture.json');
    writeFileSync(file, JSON.stringify(CONFIG));
    host = await startHostHere(await synthesiseHere(undefined, { IMBUTO_CONFIG: file }), directory);
  }, 180_000);
  afterAll(async () => {
    await host?.stop();
    removeDirectory(data);
  });

  const track = async (event: string, minutesAgo: number) => {
    const { status } = await fetch(`${host.url}/v1/track`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${host.keys.secretKey}:`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        event,
        messageId: event,
        context: { traits: { email: EMAIL } },
        timestamp: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
      }),
    });
    expect(status).toBe(200);
  };
  const mails = (): readonly KeptMail[] => listMails(join(directory, 'mail'), 1_000);
  const owner = () => ({ authorization: `Bearer ${host.keys.ownerToken}`, accept: 'application/json' });
  const lead = async (): Promise<{ readonly id: string; readonly nurture: readonly object[] }> => {
    const found = await fetch(`${host.url}/leads/search`, {
      method: 'POST',
      headers: { ...owner(), 'content-type': 'application/json' },
      body: JSON.stringify({ email: EMAIL }),
      redirect: 'manual',
    });
    const { id } = (await found.json()) as { readonly id: string };
    return (await (await fetch(`${host.url}/leads/${id}`, { headers: owner() })).json()) as never;
  };
  const run = async () => expect(await invokeHere(['nurture'], { IMBUTO_DATA: directory })).toBe(0);

  it('mails the step that is due once, and nothing to who was erased', {
    timeout: 120_000,
  }, async () => {
    const body = new URLSearchParams({ email: EMAIL, name: 'Anna', newsletter: 'on' });
    const headers = { accept: 'application/json' };
    expect((await fetch(`${host.url}/f/ebook`, { method: 'POST', headers, body })).status).toBe(202);
    await track('Trial Started', 15);
    await eventually(
      async () =>
        expect((await lead()).nurture).toMatchObject([{ id: 'trial', group: 'sequence', mailed: 0 }]),
      60_000,
    );
    await run();
    await eventually(async () => expect(mails()).toHaveLength(1), 60_000);
    expect(mails()[0]).toMatchObject({ to: [EMAIL], subject: 'How is it going, Anna?' });
    await eventually(async () => expect((await lead()).nurture).toMatchObject([{ mailed: 1, ended: null }]));
    await run();
    const { id } = await lead();
    const erasing = await fetch(`${host.url}/leads/${id}/erase`, {
      method: 'POST',
      headers: { ...owner(), 'content-type': 'application/json' },
      body: JSON.stringify({ confirm: 'yes' }),
    });
    expect(erasing.status).toBe(200);
    await run();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    // The one that went is deleted from the local inbox with the lead.
    expect(mails()).toEqual([]);
  });
});
