// After an erasure nothing of the person is left in any file of the running imbuto, nor in anything it printed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandLeads } from '../../bin/leads/command.ts';
import { eventually } from '../support/eventually.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';

const EMAIL = 'Canary.Zq81@Example.com';
const NAME = 'Zephyrine Quillfeather';
const BROWSER = 'browser-of-canary-zq81';
const OTHER = 'somebody.else@example.com';

const data = temporaryDirectory();
let host: HostProcess;
beforeAll(async () => {
  host = await startHostProcess(data);
});
afterAll(async () => {
  await host?.stop('SIGKILL');
  removeDirectory(data);
});

async function leads(...args: readonly string[]): Promise<number> {
  const quiet = (): void => {};
  return commandLeads(args, { IMBUTO_DATA: data }, quiet, quiet);
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

it('leaves no trace of the person', async () => {
  for (const [email, name] of [
    [EMAIL, NAME],
    [OTHER, 'Somebody'],
  ] as const) {
    await fetch(`${host.url}/f/ebook?utm_source=newsletter&utm_medium=email`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        email,
        name,
        newsletter: 'on',
        _anonymousId: `${email === EMAIL ? BROWSER : 'b2'}`,
      }),
    });
  }
  await eventually(async () => expect(await leads('show', EMAIL)).toBe(0), 30_000);
  await eventually(async () => expect(await leads('show', OTHER)).toBe(0), 30_000);
  expect(await leads('erase', EMAIL, '--yes')).toBe(0);
  expect(await leads('show', EMAIL)).toBe(1);

  const printed = host.output();
  await host.stop('SIGTERM');
  compact();
  expect(filesWith([OTHER])).not.toEqual([]);
  expect(filesWith([EMAIL, NAME, BROWSER])).toEqual([]);
  for (const text of [EMAIL, NAME, BROWSER]) expect(printed.toLowerCase()).not.toContain(text.toLowerCase());
}, 120_000);
