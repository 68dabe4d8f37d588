// Where the configuration is read from, and what is said when it cannot be.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidConfig } from '../../functions/domain/config/invalid-config.ts';
import { loadConfig, UnreadableConfig } from '../../lib/configuration.ts';
import { smallConfig } from '../support/configs.ts';

const small = JSON.stringify(smallConfig().config);
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imbuto-config-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function load(name: string, text?: string) {
  if (text !== undefined) await writeFile(join(directory, name), text);
  return loadConfig({ IMBUTO_CONFIG: name }, directory);
}

const run = promisify(execFile);

/** Loads in a Node.js of its own: the test runner would read the TypeScript in its place. */
async function loadAlone(name: string, text?: string): Promise<string> {
  if (text !== undefined) await writeFile(join(directory, name), text);
  const module = JSON.stringify(new URL('../../lib/configuration.ts', import.meta.url).href);
  const code = `const { loadConfig } = await import(${module});
    await loadConfig(process.env).then((config) => console.log(JSON.stringify(config)), (error) => console.log(error.name, error.message));`;
  const env = { PATH: process.env.PATH, IMBUTO_CONFIG: name };
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
    cwd: directory,
    env,
  });
  return stdout.trim();
}

describe('the file that is read', () => {
  it('is funnels.config.ts where none is named', async () => {
    await writeFile(join(directory, 'funnels.config.ts'), `const a: number = 1;\nexport default ${small};\n`);
    expect(JSON.parse(await loadAlone(''))).toMatchObject({ funnels: [{ id: 'trial' }] });
  });

  it('is the one that IMBUTO_CONFIG names, as JSON too, a byte order mark aside', async () => {
    expect(await load('small.json', `\uFEFF${small}`)).toEqual(
      expect.objectContaining({ timezone: 'UTC', freshnessSeconds: 5 }),
    );
  });

  it('may be named by an absolute path', async () => {
    await writeFile(join(directory, 'absolute.json'), small);
    expect(await loadConfig({ IMBUTO_CONFIG: join(directory, 'absolute.json') }, '/')).toMatchObject({
      forms: [{ id: 'ebook' }],
    });
  });
});

describe('what cannot be read is refused, the file’s name in front', () => {
  it('when there is no such file, with the fix', async () => {
    await expect(load('gone.ts')).rejects.toThrow(
      new UnreadableConfig(
        `gone.ts: there is no such file (looked for ${join(directory, 'gone.ts')}); create it, or name yours in IMBUTO_CONFIG`,
      ),
    );
  });

  it('when it is of another kind', async () => {
    await expect(load('config.yaml', 'a: 1')).rejects.toThrow(
      /^config\.yaml: a configuration is a \.ts or a \.json file/,
    );
  });

  it('when it is a directory', async () => {
    await mkdir(join(directory, 'folder.json'));
    await expect(load('folder.json')).rejects.toThrow(/^folder\.json: cannot be read: EISDIR/);
  });

  it.each([
    ['', 1, 1, 'a value was expected'],
    ['{\n  "a": 1,\n  "b": tru\n}', 3, 8, 'keys and text stand in double quotes'],
    ['{\n  "a": 1,\n}', 3, 1, 'a key in double quotes was expected'],
    ["{ 'a': 1 }", 1, 3, 'keys and text stand in double quotes'],
    ['{ a: 1 }', 1, 3, 'keys and text stand in double quotes'],
    ['{ "a" 1 }', 1, 7, 'a colon was expected'],
    ['{"a": [1 2]}', 1, 10, 'a comma was expected'],
    ['{"a": [1, ]}', 1, 11, 'a value was expected'],
    ['{"a": {"b": 1', 1, 14, 'a comma or } was expected'],
    ['{"a": "x\ny"}', 1, 7, 'this text has no closing quotation mark'],
    ['{"a": "C:\\x"}', 1, 7, 'this is no escape sequence'],
    ['{"a": 01}', 1, 8, 'a comma was expected'],
    ['{} {}', 1, 4, 'the end of the file was expected'],
    ['{"a": 1} // b', 1, 10, 'JSON has no comments'],
  ])('when it is no JSON: %j at line %d, column %d', async (text, line, column, expected) => {
    const refused = load('broken.json', text);
    await expect(refused).rejects.toBeInstanceOf(UnreadableConfig);
    await expect(refused).rejects.toThrow(
      `broken.json: not valid JSON: line ${line}, column ${column}: ${expected}`,
    );
  });

  it('when it is no TypeScript', async () => {
    expect(await loadAlone('syntax.ts', 'export default {\n  a: 1,\n  b: ,\n};\n')).toMatch(
      /^UnreadableConfig syntax\.ts: line 3: /,
    );
  });

  it('when it throws, or imports what is not there', async () => {
    expect(await loadAlone('throws.ts', 'throw new Error("on purpose");')).toBe(
      'UnreadableConfig throws.ts: on purpose',
    );
    expect(await loadAlone('imports.ts', 'import "./nowhere.ts";')).toMatch(
      /^UnreadableConfig imports\.ts: Cannot find module/,
    );
  });

  it('when it exports nothing', async () => {
    expect(await loadAlone('named.ts', `export const config = ${small};`)).toBe(
      'UnreadableConfig named.ts: has no default export; write: export default defineConfig({ ... })',
    );
  });

  it('when its content is wrong, with every fault', async () => {
    const refused = load('wrong.json', '{"funnels": [], "locale": "de"}');
    await expect(refused).rejects.toBeInstanceOf(InvalidConfig);
    await expect(refused).rejects.toThrow(/^wrong\.json cannot be used: 2 things to fix\n\n {2}funnels\n/);
  });
});
