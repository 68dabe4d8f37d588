// Tables in one SQLite file: what is committed is on disk, and is read from there by key and by range.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { SqliteTable, type TableRow } from './sqlite-table.ts';
import type { Storage, Table } from './storage.ts';
import type { TableSchema } from './table-schema.ts';

export type DurableStorage = Storage & {
  /** Whether something was written that is not yet on disk. */
  readonly isOpen: boolean;
  /** @throws StorageFailed, after which nothing of it is to be used */
  commit(): void;
  close(): void;
};

/** The file is of another program, or of another version of this one. */
export class ForeignDatabase extends Error {
  override readonly name = 'ForeignDatabase';
}

/** The file cannot be read or written: the disk is full, or broken. */
export class StorageFailed extends Error {
  override readonly name = 'StorageFailed';
}

/** "imbu", by which SQLite files say whose they are. */
const APPLICATION = 0x696d6275;
/** Of the tables below. */
const FORMAT = 1;
const LAYOUT = `
  CREATE TABLE tables (
    id INTEGER PRIMARY KEY, schema TEXT NOT NULL,
    created INTEGER NOT NULL, items INTEGER NOT NULL, bytes INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE items (
    tbl INTEGER NOT NULL, hash INTEGER NOT NULL, pk TEXT NOT NULL, sk TEXT NOT NULL,
    size INTEGER NOT NULL, item TEXT NOT NULL, PRIMARY KEY (tbl, hash, pk, sk)
  ) STRICT;
  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${FORMAT};`;

/**
 * Holds the file until it is closed: another process cannot open it.
 * @throws ForeignDatabase, StorageFailed
 */
export function openSqliteStorage(file: string): DurableStorage {
  return trying(file, () => {
    const db = new DatabaseSync(file);
    try {
      db.exec('PRAGMA locking_mode = EXCLUSIVE');
      const isNew = !db.prepare('SELECT 1 FROM sqlite_schema').get();
      if (!isNew && !isOurs(db)) {
        throw new ForeignDatabase(
          `${file} was not written by this version of imbuto: start with "npm start -- --fresh", which forgets what is kept, or give another directory by IMBUTO_DATA`,
        );
      }
      // Each commit waits for the disk. With WAL that is one flush, whatever was written.
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536');
      if (isNew) db.exec(`BEGIN; ${LAYOUT} COMMIT`);
      return new SqliteStorage(db, file);
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

function isOurs(db: DatabaseSync): boolean {
  const [application, format] = ['application_id', 'user_version'].map(
    (name) => db.prepare(`PRAGMA ${name}`).get()?.[name],
  );
  return application === APPLICATION && format === FORMAT;
}

function trying<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (!(cause instanceof Error) || !('errcode' in cause)) throw cause;
    throw new StorageFailed(`${file} cannot be read or written: ${cause.message}`, { cause });
  }
}

class SqliteStorage implements DurableStorage {
  readonly tables = new Map<string, SqliteTable>();
  readonly #db: DatabaseSync;
  readonly #file: string;
  readonly #count: StatementSync;
  readonly #changed = new Set<SqliteTable>();
  isOpen = false;

  constructor(db: DatabaseSync, file: string) {
    this.#db = db;
    this.#file = file;
    this.#count = db.prepare('UPDATE tables SET items = ?, bytes = ? WHERE id = ?');
    for (const row of db.prepare('SELECT * FROM tables').all()) this.#add(row as TableRow);
  }

  create(schema: TableSchema, created: Date): Table {
    return this.write(undefined, () => {
      const row = this.#db
        .prepare('INSERT INTO tables (schema, created, items, bytes) VALUES (?, ?, 0, 0) RETURNING *')
        .get(JSON.stringify(schema), created.getTime());
      return this.#add(row as TableRow);
    });
  }

  #add(row: TableRow): SqliteTable {
    const table = new SqliteTable(this, this.#db, row);
    this.tables.set(table.schema.name, table);
    return table;
  }

  /** Opens a transaction, unless one is open: the next commit ends it. */
  write<T>(table: SqliteTable | undefined, action: () => T): T {
    return this.trying(() => {
      if (!this.isOpen) {
        this.#db.exec('BEGIN IMMEDIATE');
        this.isOpen = true;
      }
      if (table) this.#changed.add(table);
      return action();
    });
  }

  commit(): void {
    if (!this.isOpen) return;
    this.trying(() => {
      for (const { id, items, bytes } of this.#changed) this.#count.run(items, bytes, id);
      this.#db.exec('COMMIT');
    });
    this.#changed.clear();
    this.isOpen = false;
  }

  close(): void {
    this.commit();
    this.#db.close();
  }

  trying<T>(action: () => T): T {
    return trying(this.#file, action);
  }
}
