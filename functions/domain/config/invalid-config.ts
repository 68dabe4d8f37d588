// What is wrong with a configuration: every fault with its place, what was found there and how to fix it.

export type Fault = {
  /** As one would write it in code, e.g. `funnels[0].stages[2].on[0].form`; the whole configuration is `(root)`. */
  readonly path: string;
  readonly found: string;
  readonly fix: string;
};

/** Thrown for a configuration that cannot be used; holds all of its faults. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig';
  readonly faults: readonly Fault[];

  /** @param file where the configuration was read, named in front of the message */
  constructor(faults: readonly Fault[], file = 'the configuration') {
    super(describe(faults, file));
    this.faults = faults;
  }
}

function describe(faults: readonly Fault[], file: string): string {
  const count = faults.length === 1 ? '1 thing' : `${faults.length} things`;
  const lines = faults.map(({ path, found, fix }) => `  ${path}\n    found: ${found}\n    fix:   ${fix}`);
  return `${file} cannot be used: ${count} to fix\n\n${lines.join('\n\n')}\n`;
}

const LONGEST = 60;

/** A value in a few words: enough to find it again, never the whole of it. */
export function preview(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') {
    return value.length <= LONGEST
      ? JSON.stringify(value)
      : `${JSON.stringify(value.slice(0, LONGEST))}... (${value.length} characters)`;
  }
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value !== 'object') return `a ${typeof value}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return 'an empty object';
  const named = keys.slice(0, 5).map((key) => (key.length <= LONGEST ? key : `${key.slice(0, LONGEST)}...`));
  return `an object with ${named.join(', ')}${keys.length > 5 ? ', ...' : ''}`;
}
