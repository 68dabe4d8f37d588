// The same question asked of raw data: a row of SQLite for each stage that a lead came to, in the order of the question.
import { DatabaseSync } from 'node:sqlite';

const QUESTION = `SELECT day, stage, count(*) AS leads FROM reached WHERE day BETWEEN ? AND ? GROUP BY day, stage`;
const FILL = `WITH RECURSIVE lead(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM lead WHERE n < ?)
  INSERT INTO reached SELECT ?, ?, n FROM lead`;

export class RawStages {
  readonly #database: DatabaseSync;
  rows = 0;

  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000');
    // The table is its index: all that the question needs, in the order in which it needs it.
    this.#database.exec(
      'CREATE TABLE reached (day TEXT, stage INTEGER, lead INTEGER, PRIMARY KEY (day, stage, lead)) WITHOUT ROWID',
    );
  }

  add(day: string, reached: readonly number[]): void {
    const fill = this.#database.prepare(FILL);
    for (const [stage, leads] of reached.entries()) {
      fill.run(leads, day, stage);
      this.rows += leads;
    }
  }

  /** By stage. */
  ask(from: string, to: string): readonly number[] {
    const reached: number[] = [];
    for (const { stage, leads } of this.#database.prepare(QUESTION).all(from, to))
      reached[Number(stage)] = (reached[Number(stage)] ?? 0) + Number(leads);
    return reached;
  }

  close(): void {
    this.#database.close();
  }
}
