// Reads expressions token by token, and notes the placeholders that they use.
import { unsupported, validationError } from './dynamodb-error.ts';
import { RESERVED_WORDS } from './reserved-words.ts';

export type ExpressionKind =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression';

/** What an expression was read to; to be kept, for it depends on nothing else. */
export type Read<Tree> = {
  readonly kind: ExpressionKind;
  readonly tree: Tree;
  /** The placeholders it uses: `#…` and `:…`, each once. */
  readonly names: readonly string[];
  readonly values: readonly string[];
};

const TOKEN = /\s*(?:([#:][A-Za-z0-9_]+|[A-Za-z][A-Za-z0-9_]*|\d+|<>|<=|>=|[=<>+\-(),.[\]])|(\S))/y;
const BYTES = 4096;
const CACHED = 20_000;

export class ExpressionReader {
  readonly kind: ExpressionKind;
  readonly names = new Set<string>();
  readonly values = new Set<string>();
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(kind: ExpressionKind, text: string) {
    this.kind = kind;
    if (text.trim() === '') throw this.wrong('The expression can not be empty;');
    if (Buffer.byteLength(text) > BYTES) {
      throw this.wrong(
        `Expression size has exceeded the maximum allowed size; expression size: ${Buffer.byteLength(text)}`,
      );
    }
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
      if (match[2] !== undefined) throw this.wrong(`Syntax error; token: "${match[2]}"`);
      if (match[1] !== undefined) tokens.push(match[1]);
    }
    this.#tokens = tokens;
  }

  wrong(what: string) {
    return validationError(`Invalid ${this.kind}: ${what}`);
  }

  get next(): string {
    return this.#tokens[this.#at] ?? '<EOF>';
  }

  get afterNext(): string {
    return this.#tokens[this.#at + 1] ?? '<EOF>';
  }

  get done(): boolean {
    return this.#at === this.#tokens.length;
  }

  /** Takes the next token if it is this one; words in any case. */
  take(token: string): boolean {
    if (this.next !== token && this.next.toUpperCase() !== token) return false;
    this.#at++;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) throw this.syntaxError();
  }

  syntaxError() {
    return this.wrong(`Syntax error; token: "${this.next}", near: "${this.#near()}"`);
  }

  #near(): string {
    return this.#tokens.slice(Math.max(0, this.#at - 1), this.#at + 2).join(' ');
  }

  any(): string {
    const token = this.next;
    this.#at++;
    return token;
  }

  /** An attribute's name, or a `#placeholder` of one. */
  name(): string {
    if (!/^[#A-Za-z]/.test(this.next)) throw this.syntaxError();
    const name = this.any();
    if (name.startsWith('#')) this.names.add(name);
    else if (RESERVED_WORDS.has(name.toUpperCase())) {
      throw this.wrong(`Attribute name is a reserved keyword; reserved keyword: ${name}`);
    }
    if (this.next === '.' || this.next === '[') throw unsupported(`paths into attributes (${this.kind})`);
    return name;
  }

  /** A `:placeholder` of a value. */
  value(): string {
    if (!this.next.startsWith(':')) throw this.syntaxError();
    this.values.add(this.next);
    return this.any();
  }
}

/** A function that reads expressions of one kind, each text once. */
export function cachedReader<Tree>(
  kind: ExpressionKind,
  parse: (reader: ExpressionReader) => Tree,
): (text: string) => Read<Tree> {
  const known = new Map<string, Read<Tree>>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const reader = new ExpressionReader(kind, text);
    const tree = parse(reader);
    if (!reader.done) throw reader.syntaxError();
    const read = { kind, tree, names: [...reader.names], values: [...reader.values] };
    if (known.size >= CACHED) known.clear();
    known.set(text, read);
    return read;
  };
}
