// The directory that keeps everything of one local imbuto, and the lock that lets one host have it at a time.
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { isProcess, type ProcessMark } from './process-mark.ts';

/** What the holder of a directory says of itself, for people, for scripts and for the next holder. */
export type Holder = {
  readonly host: ProcessMark;
  readonly since: string;
  readonly url: string | null;
  /** Where functions can be invoked by hand; see the control endpoint. */
  readonly control: string | null;
  /** The functions that the schedules invoke, in the order of their times of day. */
  readonly scheduled: readonly string[];
  /** Where leads and submissions lie, for what looks at them beside the functions. */
  readonly stores: Stores | null;
  /** The emulators' processes: a next holder waits until they are gone. */
  readonly children: readonly ProcessMark[];
};

export type Stores = {
  readonly dynamodb: string;
  readonly table: string;
  /** What is shut, and how much forms and keys took. */
  readonly door: string;
  readonly queues: string;
  /** The bucket of exports, at the address of the queues; empty where none are written. */
  readonly data: string;
  readonly submissions: string;
  /** URL of the dead-letter queue of `submissions`. */
  readonly deadLetters: string;
  /** What is to be told, and what was not taken of it; empty where nothing is told. */
  readonly outbound: string;
  readonly outboundDeadLetters: string;
};

/** Kept over restarts: what makes this stack itself, and the secrets that it generated. */
export type Kept = {
  readonly stackGuid: string;
  readonly secrets: Readonly<Record<string, string>>;
};

export type DataDirectory = {
  readonly path: string;
  readonly database: string;
  readonly queues: string;
  readonly mail: string;
  readonly assembly: string;
  readonly kept: Kept;
  /** Whether nothing was kept here before. */
  readonly isNew: boolean;
  /** The value of a secret: the same at every start, made by `make` at the first. */
  secret(logicalId: string, make: () => string): string;
  announce(holder: Partial<Holder>): void;
  writeLocalJson(content: object): void;
  release(): void;
};

export class DataDirectoryHeld extends Error {
  override readonly name = 'DataDirectoryHeld';
}

export class DataDirectoryUnusable extends Error {
  override readonly name = 'DataDirectoryUnusable';
}

/**
 * Takes the directory for this process, until it ends.
 * @param fresh empties it first, of imbuto's own files only.
 * @throws DataDirectoryHeld naming the process that has it.
 */
export async function openDataDirectory(
  directory: string,
  { fresh, self }: { readonly fresh: boolean; readonly self: ProcessMark },
): Promise<DataDirectory> {
  const path = resolve(directory);
  const at = (name: string): string => join(path, name);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new DataDirectoryUnusable(
      `The data directory ${path} cannot be made: choose another with IMBUTO_DATA.`,
      { cause },
    );
  }
  const lock = takeLock(at('lock'), () => readJson<Holder>(at('host.json')), path);
  await outlive(readJson<Holder>(at('host.json'))?.children ?? []);
  if (fresh) {
    for (const name of [
      'dynamodb.sqlite',
      'dynamodb.sqlite-wal',
      'dynamodb.sqlite-shm',
      'queues',
      'mail',
      'kept.json',
      'local.json',
    ]) {
      rmSync(at(name), { recursive: true, force: true });
    }
  }
  rmSync(at('local.json'), { force: true });
  const before = readJson<Kept>(at('kept.json'));
  let kept: Kept = before ?? { stackGuid: randomUUID(), secrets: {} };
  writePrivately(at('kept.json'), kept);
  let holder: Holder = {
    host: self,
    since: new Date().toISOString(),
    url: null,
    control: null,
    scheduled: [],
    stores: null,
    children: [],
  };
  writePrivately(at('host.json'), holder);

  return {
    path,
    database: at('dynamodb.sqlite'),
    queues: at('queues'),
    mail: at('mail'),
    assembly: at('assembly'),
    isNew: before === undefined,
    get kept() {
      return kept;
    },
    secret(logicalId, make) {
      const known = kept.secrets[logicalId];
      if (known !== undefined) return known;
      const value = make();
      kept = { ...kept, secrets: { ...kept.secrets, [logicalId]: value } };
      writePrivately(at('kept.json'), kept);
      return value;
    },
    announce(news) {
      holder = { ...holder, ...news };
      writePrivately(at('host.json'), holder);
    },
    writeLocalJson: (content) => writePrivately(at('local.json'), content),
    release() {
      rmSync(at('host.json'), { force: true });
      lock.close();
    },
  };
}

/** The system frees this lock when the process ends, however it ends: there is no stale one to recover. */
function takeLock(file: string, holder: () => Holder | undefined, path: string): DatabaseSync {
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock.close();
    const { host, since, url } = holder() ?? {};
    const who = host ? `process ${host.pid}, started ${since}${url ? `, at ${url}` : ''}` : 'another process';
    throw new DataDirectoryHeld(
      `${path} is held by another imbuto (${who}). Stop that one, or choose another directory: IMBUTO_DATA=other npm start`,
      { cause },
    );
  }
}

/** Waits until a killed host's emulators are gone, and ends those that are not: two must not write one database. */
async function outlive(children: readonly ProcessMark[]): Promise<void> {
  for (const deadline = Date.now() + 2_000; children.some(isProcess); await sleep(20)) {
    if (Date.now() < deadline) continue;
    for (const child of children) if (isProcess(child)) process.kill(child.pid, 'SIGKILL');
  }
}

export function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whole or not at all, whenever the process is killed; readable by its owner only. */
function writePrivately(file: string, content: object): void {
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}
