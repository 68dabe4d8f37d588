// Rows gathered by local day and compressed as they come, until they are written as one file a day.
import { gzipSync } from 'node:zlib';

/** Rows of a day are compressed once they are so long; a file is the compressed parts one after another, which gzip reads as one. */
const PART_CHARS = 64 * 1024;

type DayFile = { rows: string[]; chars: number; readonly parts: Buffer[] };

export class DayFiles {
  readonly #days = new Map<string, DayFile>();
  #bytes = 0;

  add(day: string, row: object): void {
    const line = `${JSON.stringify(row)}\n`;
    const file = this.#days.get(day) ?? { rows: [], chars: 0, parts: [] };
    this.#days.set(day, file);
    file.rows.push(line);
    file.chars += line.length;
    this.#bytes += line.length;
    if (file.chars >= PART_CHARS) this.#compress(file);
  }

  /** About what is held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The file of each day; none is held any more. */
  take(): readonly (readonly [day: string, contents: Buffer])[] {
    const files = [...this.#days].map(([day, file]) => {
      if (file.rows.length > 0) this.#compress(file);
      return [day, Buffer.concat(file.parts)] as const;
    });
    this.#days.clear();
    this.#bytes = 0;
    return files;
  }

  #compress(file: DayFile): void {
    const part = gzipSync(file.rows.join(''));
    file.parts.push(part);
    this.#bytes += part.length - file.chars;
    file.rows = [];
    file.chars = 0;
  }
}
