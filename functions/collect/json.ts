// What a sender says, parsed and not yet looked at.

export type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An empty record for whatever is none. */
export function asRecord(value: unknown): Json {
  return isRecord(value) ? value : {};
}
