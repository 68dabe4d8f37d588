// A place in a configuration that may be wrong anywhere: a value and the path to it, read without trust.

export type Place = { readonly path: string; readonly value: unknown };

export function rootOf(value: unknown): Place {
  return { path: '', value };
}

/** The place of a key; its value is undefined where there is no such key. */
export function member({ path, value }: Place, key: string): Place {
  const has = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return { path: joined(path, key), value: has ? (value as Record<string, unknown>)[key] : undefined };
}

/** The places of a list's items; none where the value is no list. */
export function items({ path, value }: Place): readonly Place[] {
  if (!Array.isArray(value)) return [];
  // Unlike map, this visits the holes that a comma too many leaves.
  return Array.from(value, (item: unknown, index) => ({ path: joined(path, index), value: item }));
}

/** The places of an object's own values, by key; none where the value is no object. */
export function members(place: Place): readonly (readonly [string, Place])[] {
  const { value } = place;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.keys(value).map((key) => [key, member(place, key)]);
}

export function wordAt({ value }: Place): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function isPresent({ value }: Place): boolean {
  return value !== undefined;
}

export function pathOf(keys: readonly unknown[]): string {
  const path = keys.reduce<string>((before, key) => joined(before, key), '');
  return path === '' ? '(root)' : path;
}

function joined(path: string, key: unknown): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  const name = String(key);
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}
