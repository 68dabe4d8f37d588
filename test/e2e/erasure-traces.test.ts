// After an erasure nothing of the person is left in any file of the running imbuto, nor in anything it printed.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandLeads } from '../../bin/leads/command.ts';
import { invokeHere } from '../../bin/local/invoke.ts';
import { LOCAL_WEBHOOKS } from '../../functions/runtime/environment-names.ts';
import { eventually } from '../support/eventually.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';

const EMAIL = 'Canary.Zq81@Example.com';
const NAME = 'Zephyrine Quillfeather';
const BROWSER = 'browser-of-canary-zq81';
const MESSAGE = 'what does a brass funnel cost';
const OTHER = 'somebody.else@example.com';
const OWNERS = 'office@example.com';
const SALES = 'sales@example.com';

/** Everything that tells of a lead: notices, a reply, a question to confirm, a sequence, hand-offs, webhooks, and exported data. */
const CONFIG = {
  freshness: '0s',
  dataOut: { every: 'day' },
  mail: { from: 'hello@example.com' },
  forms: [
    {
      id: 'ebook',
      fields: [
        { name: 'email', type: 'email' },
        { name: 'name', type: 'text' },
        { name: 'message', type: 'textarea' },
        { name: 'newsletter', type: 'consent', text: 'Yes, mail me.', version: 'v7' },
      ],
      notify: [OWNERS],
      reply: { subject: 'Thank you, {name}', text: 'Dear {name}, you wrote: {message}' },
    },
    { id: 'letter', fields: [{ name: 'email', type: 'email' }], doubleOptIn: true, notify: [OWNERS] },
  ],
  funnels: [
    {
      id: 'trial',
      kind: 'marketing',
      stages: [
        { id: 'interest', on: [{ page: '/never' }] },
        { id: 'desire', on: [{ form: 'ebook' }] },
      ],
      handOff: { at: 'desire', to: 'sales', notify: [SALES] },
    },
    {
      id: 'sales',
      kind: 'sales',
      stages: [
        { id: 'talk', on: [{ event: 'Talked' }] },
        { id: 'action', on: [{ event: 'Order Completed' }] },
      ],
    },
  ],
};

const data = temporaryDirectory();
const elsewhere = temporaryDirectory();
const posted: string[] = [];
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    posted.push(body);
    response.writeHead(204).end();
  });
});
let host: HostProcess;
beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const file = join(elsewhere, 'imbuto.json');
  writeFileSync(file, JSON.stringify({ ...CONFIG, webhooks: [{ url, on: ['form', 'handOff', 'erased'] }] }));
  host = await startHostProcess(data, {
    env: { IMBUTO_CONFIG: file, [LOCAL_WEBHOOKS]: '1' },
    patience: 150_000,
  });
}, 160_000);
afterAll(async () => {
  await host?.stop('SIGKILL');
  receiver.close();
  removeDirectory(data);
  removeDirectory(elsewhere);
});

const quiet = (): void => {};

async function leads(
  verb: string,
  email: string,
  flag?: '--yes',
  say: (line: string) => void = quiet,
): Promise<number> {
  const args = [verb, email, ...(flag === undefined ? [] : [flag])];
  return commandLeads(args, { IMBUTO_DATA: data }, say, quiet);
}

/** The data's files that hold one of the texts, whatever its letter case in UTF-8; in UTF-16 as typed, in small and in capital letters. */
function filesWith(texts: readonly string[]): readonly string[] {
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => {
      const bytes = readFileSync(file);
      const folded = bytes.toString('latin1').toLowerCase();
      return texts.some(
        (one) =>
          folded.includes(one.toLowerCase()) ||
          [one, one.toLowerCase(), one.toUpperCase()].some((text) =>
            bytes.includes(Buffer.from(text, 'utf16le')),
          ),
      );
    });
}

/** As databases do by and by: what was deleted leaves the file. */
function compact(): void {
  for (const name of readdirSync(data, { recursive: true, encoding: 'utf8' })) {
    const file = join(data, name);
    if (!/\.(db|sqlite3?)$/.test(name)) continue;
    const database = new DatabaseSync(file);
    for (const statement of ['PRAGMA wal_checkpoint(TRUNCATE)', 'VACUUM', 'PRAGMA wal_checkpoint(TRUNCATE)'])
      database.exec(statement);
    database.close();
  }
}

/** The mails that are kept here, as files. */
function mails(): readonly { readonly to: readonly string[]; readonly text: string }[] {
  const names = readdirSync(join(data, 'mail')).filter((name) => name.endsWith('.json'));
  return names.map((name) => JSON.parse(readFileSync(join(data, 'mail', name), 'utf8')));
}

async function post(form: string, fields: Record<string, string>): Promise<void> {
  const body = new URLSearchParams(fields);
  await fetch(`${host.url}/f/${form}`, { method: 'POST', redirect: 'manual', body });
}

it('leaves no trace of the person', async () => {
  await post('letter', { email: EMAIL });
  for (const [email, name] of [
    [EMAIL, NAME],
    [OTHER, 'Somebody'],
  ] as const) {
    const _anonymousId = email === EMAIL ? BROWSER : 'b2';
    await post('ebook', { email, name, message: `${name} asks: ${MESSAGE}`, newsletter: 'on', _anonymousId });
  }
  await eventually(async () => expect(await leads('show', EMAIL)).toBe(0), 30_000);
  await eventually(async () => expect(await leads('show', OTHER)).toBe(0), 30_000);
  // Of each a reply, a notice of the form and one of the hand-off; and the question to confirm.
  await eventually(async () => expect(mails()).toHaveLength(7), 30_000);
  await eventually(async () => expect(posted).toHaveLength(4), 30_000);
  expect(filesWith([NAME]).filter((file) => file.includes('mail'))).toHaveLength(3);

  expect(await invokeHere(['write-data'], { IMBUTO_DATA: data }, quiet)).toBe(0);
  const said: string[] = [];
  expect(await leads('erase', EMAIL, '--yes', (line) => said.push(line))).toBe(0);
  expect(JSON.parse(said.join('\n'))).toMatchObject({
    removed: { records: 2, quarantined: 1, localMails: 4 },
    notReached: [
      { what: 'webhooks' },
      {
        what: 'mails',
        to: [
          { address: OWNERS, mails: 1 },
          { address: SALES, mails: 1 },
        ],
      },
      { what: 'mails-to-lead', mails: 2 },
      { what: 'exports', every: 'day' },
      { what: 'recovery-copies' },
    ],
  });
  expect(await leads('show', EMAIL)).toBe(1);

  const printed = host.output();
  await host.stop('SIGTERM');
  compact();
  expect(
    mails()
      .map(({ to }) => to[0])
      .sort(),
  ).toEqual([OTHER, OWNERS, SALES].sort());
  expect(filesWith([OTHER])).not.toEqual([]);
  expect(filesWith([EMAIL, NAME, BROWSER])).toEqual([]);
  for (const text of [EMAIL, NAME, BROWSER]) expect(printed.toLowerCase()).not.toContain(text.toLowerCase());
}, 240_000);
