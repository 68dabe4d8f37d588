// How far an import has come, kept beside the file, so that one that was stopped goes on where it was.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { Plan } from './plan.ts';

const kept = v.strictObject({ v: v.literal(1), of: v.string(), rows: v.pipe(v.number(), v.integer()) });

export class Progress {
  readonly #path: string;
  readonly #of: string;
  rows = 0;

  private constructor(path: string, of: string, rows: number) {
    this.#path = path;
    this.#of = of;
    this.rows = rows;
  }

  /** @param url where it is imported: the same file into another imbuto begins at its first row */
  static async of({ file, rows, calendar, dates }: Plan, url: string): Promise<Progress> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
    hash.update(JSON.stringify([rows, calendar.timezone, dates, url]));
    const of = hash.digest('base64url');
    const path = `${file}.progress`;
    const text = await readFile(path, 'utf8').catch(() => '');
    const read = v.safeParse(kept, jsonOf(text));
    return new Progress(path, of, read.success && read.output.of === of ? read.output.rows : 0);
  }

  async keep(rows: number): Promise<void> {
    this.rows = rows;
    await writeFile(this.#path, JSON.stringify({ v: 1, of: this.#of, rows }), { mode: 0o600 });
  }

  async done(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
