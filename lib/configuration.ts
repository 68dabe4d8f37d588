// Finds, reads and checks the configuration file, for the local host and for synth alike.
import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from '../functions/domain/config/config.ts';
import type { ConfigInput } from '../functions/domain/config/define-config.ts';
import { InvalidConfig } from '../functions/domain/config/invalid-config.ts';
import { parseConfig } from '../functions/domain/config/parse-config.ts';
import { jsonFault } from './json-fault.ts';

const DEFAULT_FILE = 'funnels.config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Thrown for a configuration file that cannot be found or read; its message begins with the file's name. */
export class UnreadableConfig extends Error {
  override readonly name = 'UnreadableConfig';
}

/**
 * The configuration of `IMBUTO_CONFIG` (.ts or .json), else of `funnels.config.ts`.
 * @param directory what a relative path starts from
 * @throws UnreadableConfig, InvalidConfig; both name the file
 */
export async function loadConfig(env: Environment, directory?: string): Promise<Config> {
  return (await loadConfigFile(env, directory)).config;
}

/** The same, and as its author wrote it: what the construct takes. */
export async function loadConfigFile(
  env: Environment,
  directory: string = process.cwd(),
): Promise<{ readonly input: ConfigInput; readonly config: Config }> {
  const file = env.IMBUTO_CONFIG || DEFAULT_FILE;
  const input = await read(file, resolve(directory, file));
  try {
    // Parsed, so it has the shape.
    return { config: parseConfig(input), input: input as ConfigInput };
  } catch (error) {
    throw error instanceof InvalidConfig ? new InvalidConfig(error.faults, file) : error;
  }
}

/** The folder of that file, where what forms deliver is looked for. */
export function configurationFolder(env: Environment, directory: string = process.cwd()): string {
  return dirname(resolve(directory, env.IMBUTO_CONFIG || DEFAULT_FILE));
}

async function read(file: string, path: string): Promise<unknown> {
  const extension = extname(path);
  if (extension !== '.ts' && extension !== '.json') {
    throw new UnreadableConfig(
      `${file}: a configuration is a .ts or a .json file; name one in IMBUTO_CONFIG, or leave it unset for ${DEFAULT_FILE}`,
    );
  }
  const text = await readText(file, path);
  return extension === '.json' ? readJson(file, text) : importDefault(file, path);
}

async function readText(file: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT') {
      throw new UnreadableConfig(
        `${file}: there is no such file (looked for ${path}); create it, or name yours in IMBUTO_CONFIG`,
        { cause },
      );
    }
    throw new UnreadableConfig(`${file}: cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function readJson(file: string, text: string): unknown {
  const json = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(json);
  } catch (cause) {
    const fault = jsonFault(json);
    if (fault === undefined) throw new UnreadableConfig(`${file}: ${messageOf(cause)}`, { cause });
    const { line, column, problem } = fault;
    throw new UnreadableConfig(`${file}: not valid JSON: line ${line}, column ${column}: ${problem}`, {
      cause,
    });
  }
}

async function importDefault(file: string, path: string): Promise<unknown> {
  let module: Readonly<Record<string, unknown>>;
  try {
    module = await import(pathToFileURL(path).href);
  } catch (cause) {
    throw new UnreadableConfig(`${file}: ${lineOf(cause)}${messageOf(cause)}`, { cause });
  }
  if (module.default === undefined) {
    throw new UnreadableConfig(`${file}: has no default export; write: export default defineConfig({ ... })`);
  }
  return module.default;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The engine puts the line of a syntax error in front of the stack, not into the message. */
function lineOf(cause: unknown): string {
  const [first = ''] = cause instanceof Error ? (cause.stack ?? '').split('\n') : [];
  const line = /^(?:file:\/\/)?\/.*:(\d+)$/.exec(first)?.[1];
  return line === undefined ? '' : `line ${line}: `;
}
