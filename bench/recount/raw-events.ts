// The same question asked of raw events: a table of SQLite with an index made for it.
import { statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Submission } from '../../functions/domain/event/event.ts';

/** Local day of entry, and how many leads are in each stage. */
export type Day = { readonly day: string; readonly stages: readonly number[] };

/**
 * Leads by the day of their first event in the funnel and by the deepest stage that any event of theirs matches. That is
 * order `reached` for leads whose events lie within one window of their first: it knows nothing of windows, of another
 * try, of breakdowns, times and revenue.
 */
const QUESTION = `
  SELECT date(entered / 1000, 'unixepoch') AS day,
    count(*) AS stage0, sum(deepest >= 1) AS stage1, sum(deepest >= 2) AS stage2, sum(deepest >= 3) AS stage3
  FROM (
    SELECT lead, min(time) AS entered, max(CASE
      WHEN kind = 'event' THEN 3 WHEN name = 'demo' THEN 2 WHEN name = 'ebook' THEN 1 ELSE 0 END) AS deepest
    FROM events
    WHERE (kind = 'page' AND name = '/pricing') OR (kind = 'form' AND name IN ('ebook', 'demo'))
      OR (kind = 'event' AND name = 'Order Completed' AND trusted = 1)
    GROUP BY lead)
  GROUP BY day ORDER BY day`;

export class RawEvents {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  #leads = 0;
  events = 0;

  constructor(file: string) {
    this.#file = file;
    this.#database = new DatabaseSync(file);
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    this.#database.exec(
      'CREATE TABLE events (lead INTEGER, time INTEGER, kind TEXT, name TEXT, trusted INTEGER, more TEXT)',
    );
    this.#insert = this.#database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)');
  }

  /** Events of leads, a lead each. */
  add(leads: readonly (readonly Submission[])[]): void {
    this.#database.exec('BEGIN');
    for (const submissions of leads) {
      this.#leads++;
      for (const { event } of submissions) {
        const { time, kind, name, trusted, ...more } = event;
        this.#insert.run(this.#leads, time, kind, name, trusted ? 1 : 0, JSON.stringify(more));
        this.events++;
      }
    }
    this.#database.exec('COMMIT');
  }

  /** All that the question needs is in the index, in the order in which it needs it. */
  index(): void {
    this.#database.exec('CREATE INDEX by_lead ON events (lead, time, kind, name, trusted)');
  }

  ask(): readonly Day[] {
    return this.#database
      .prepare(QUESTION)
      .all()
      .map(({ day, stage0, stage1, stage2, stage3 }) => ({
        day: String(day),
        stages: [stage0, stage1, stage2, stage3].map(Number),
      }));
  }

  bytes(): number {
    return statSync(this.#file).size;
  }

  close(): void {
    this.#database.close();
  }
}
