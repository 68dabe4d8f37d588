// Golden fixtures: what is stored, as files that say of a changed format that it has changed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DIRECTORY = join(import.meta.dirname, '../golden');

/** A command that code under test has sent, without the name of its table. */
export type Sent = { readonly operation: string; readonly input: unknown };

/** A client that keeps what it is sent, and answers with what `answer` says. */
export function recorder(answer: (sent: Sent) => object = () => ({})) {
  const sent: Sent[] = [];
  const send = async (command: {
    readonly input: object;
    readonly constructor: { readonly name: string };
  }) => {
    const one = { operation: command.constructor.name.slice(0, -'Command'.length), input: command.input };
    sent.push(one);
    return answer(one);
  };
  return { sent, send: send as never };
}

/**
 * The fixture of a name. `UPDATE_GOLDEN=1` writes it where there is none; an existing one is never overwritten: delete the
 * file to replace it, and say in the commit why the format may change.
 */
export function golden<Stored>(name: string, stored: Stored): Stored {
  const file = join(DIRECTORY, `${name.replace(/[^a-z0-9]+/g, '-')}.json`);
  if (!existsSync(file) && process.env.UPDATE_GOLDEN === '1' && !process.env.CI) {
    writeFileSync(file, `${JSON.stringify(stored, withBase64, 2)}\n`);
  }
  return JSON.parse(readFileSync(file, 'utf8'), withBytes) as Stored;
}

/** The input of a command in a fixture. */
export function inputOf<Input>(sent: readonly Sent[], index = 0): Input {
  const one = sent[index];
  if (one === undefined) throw new Error(`the fixture has no command ${index}`);
  return one.input as Input;
}

/** As the fixture would hold it: equal to the fixture where the format is the same. */
export function asStored<Stored>(stored: Stored): Stored {
  return JSON.parse(JSON.stringify(stored, withBase64), withBytes) as Stored;
}

/** Bytes as `{"base64": "…"}`. */
function withBase64(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const own = this[key];
  return own instanceof Uint8Array ? { base64: Buffer.from(own).toString('base64') } : value;
}

function withBytes(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { base64 } = value as { readonly base64?: unknown };
  return typeof base64 === 'string' ? new Uint8Array(Buffer.from(base64, 'base64')) : value;
}
