// The trace of a schedule: every step in words, and what was sent as the digest of its content.
import { createHash } from 'node:crypto';

export class Trace {
  readonly lines: string[] = [];
  readonly #isOn: boolean;
  readonly #now: () => number;

  /** @param now ms since the schedule began */
  constructor(isOn: boolean, now: () => number) {
    this.#isOn = isOn;
    this.#now = now;
  }

  say(line: () => string, content?: () => unknown): void {
    if (!this.#isOn) return;
    const digest = content === undefined ? '' : ` ${digestOf(JSON.stringify(content(), asText))}`;
    this.lines.push(`${this.lines.length} ${this.#now()} ms ${line()}${digest}`);
  }
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function asText(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
