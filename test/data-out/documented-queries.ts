// The queries of docs/data-out.md, by their headings, over an export that lies in a folder.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

const DOCS = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'data-out.md'), 'utf8');

/** The SQL below a heading of the section of a reader. */
function documentedQuery(reader: 'With DuckDB' | 'With Athena', heading: string): string {
  const section = DOCS.split(/^## /m).find((part) => part.startsWith(`${reader}\n`)) ?? '';
  const part = section.split(/^### /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const [, sql] = /^```sql\n([\s\S]*?)^```$/m.exec(part) ?? [];
  if (sql === undefined) throw new Error(`docs/data-out.md has no SQL under "${heading}" of "${reader}"`);
  return sql;
}

/** A time as the files have it. */
function text(time: string): string {
  return `strftime(timezone('UTC', ${time}), '%Y-%m-%dT%H:%M:%S.%gZ')`;
}

/** The columns of a table as the statements for Athena make it. */
export function athenaColumns(table: string): readonly string[] {
  const sql = documentedQuery('With Athena', 'Tables');
  const [, columns = ''] = new RegExp(`TABLE ${table} \\(([^)]*)\\)`).exec(sql) ?? [];
  return columns.split(',').map((column) => column.trim().split(' ')[0] ?? '');
}

export type Row = Readonly<Record<string, unknown>>;

export class Queries {
  readonly #connection: DuckDBConnection;

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** @param folder into which the export was copied */
  static async over(folder: string): Promise<Queries> {
    // Nothing is loaded that does not come with the package.
    const settings = {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      // Other files of tests run beside this one.
      threads: '1',
    };
    const instance = await DuckDBInstance.create(':memory:', settings);
    const queries = new Queries(await instance.connect());
    await queries.run(documentedQuery('With DuckDB', 'Set up').replaceAll("'data/", `'${folder}/`));
    return queries;
  }

  async choose(funnel: string, first: string, last: string): Promise<void> {
    const sql = documentedQuery('With DuckDB', 'Which funnel, and which days of entry');
    const chosen = sql
      .replace("'trial'", `'${funnel}'`)
      .replace("'2026-11-01'", `'${first}'`)
      .replace("'2026-11-30'", `'${last}'`);
    if (!chosen.includes(`'${funnel}'`) || !chosen.includes(first) || !chosen.includes(last))
      throw new Error('docs/data-out.md chooses a funnel and days in another way');
    await this.run(chosen);
  }

  /** What the query under a heading gives. */
  async ask(heading: string): Promise<readonly Row[]> {
    return this.run(documentedQuery('With DuckDB', heading));
  }

  /** The columns that a table has for DuckDB, by their names, but for the day. */
  async columnsOf(table: string): Promise<readonly string[]> {
    const rows = await this.run(`DESCRIBE ${table}`);
    return rows.map(({ column_name }) => String(column_name)).filter((name) => name !== 'day');
  }

  /** Makes what is there for DuckDB what the queries of Athena expect, of the funnel and the days that are chosen. */
  async asInAthena(funnel: string, first: string, last: string): Promise<void> {
    await this.run(`CREATE OR REPLACE VIEW imbuto_cells AS SELECT * REPLACE (
        strftime(day, '%Y-%m-%d') AS day, ${text('window_ends')} AS window_ends) FROM cells;
      CREATE OR REPLACE VIEW imbuto_current AS SELECT * REPLACE (${text('as_of')} AS as_of) FROM current_export;
      CREATE OR REPLACE VIEW imbuto_stages AS FROM stages;`);
    const sql = documentedQuery('With Athena', 'Which funnel, and which days of entry');
    await this.run(
      sql
        .replace("'trial'", `'${funnel}'`)
        .replace("'2026-11-01'", `'${first}'`)
        .replace("'2026-11-30'", `'${last}'`),
    );
  }

  async askAsInAthena(heading: string, funnel: string): Promise<readonly Row[]> {
    return this.run(documentedQuery('With Athena', heading).replaceAll("'trial'", `'${funnel}'`));
  }

  async run(sql: string): Promise<readonly Row[]> {
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getRowObjectsJson();
  }

  close(): void {
    this.#connection.closeSync();
  }
}
