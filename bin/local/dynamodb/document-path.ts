// Document paths: what lies at them, and items cut down to them.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Attributes, attributeOf, type Item, setAttribute } from './attribute-value.ts';
import type { Path } from './expression-reader.ts';

export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let value = attributeOf(item, path[0]);
  for (let at = 1; value !== undefined && at < path.length; at++) value = inner(value, path[at] ?? '');
  return value;
}

export function inner(value: AttributeValue, part: string | number): AttributeValue | undefined {
  if (typeof part === 'number') return value.L?.[part];
  return value.M && attributeOf(value.M, part);
}

/** Where one is within the other, or both are the same. */
export function overlapping(paths: readonly Path[]): readonly [Path, Path] | undefined {
  if (paths.length < 2) return undefined;
  const firsts = new Map<string, Path[]>();
  for (const path of paths) {
    const others = firsts.get(path[0]);
    if (others === undefined) firsts.set(path[0], [path]);
    else {
      const met = others.find((other) => isPrefix(other, path) || isPrefix(path, other));
      if (met) return [met, path];
      others.push(path);
    }
  }
  return undefined;
}

function isPrefix(short: Path, long: Path): boolean {
  return short.every((part, at) => part === long[at]);
}

export function pathText(path: Path): string {
  return `[${path.map((part) => (typeof part === 'number' ? `[${part}]` : part)).join(', ')}]`;
}

/** A branch is wanted whole (`true`), or by what of it is wanted. */
type Wanted = Map<string | number, Wanted | true>;

/** The item cut down to what lies at the paths; elements of lists in their order, those between left out. */
export function projected(item: Item, paths: readonly Path[]): Attributes {
  const wanted: Wanted = new Map();
  for (const path of paths) want(wanted, path);
  const result: Attributes = {};
  for (const [name, what] of wanted) {
    const value = attributeOf(item, String(name));
    const cut = value && cutDown(value, what);
    if (cut) setAttribute(result, String(name), cut);
  }
  return result;
}

function want(wanted: Wanted, [part, ...rest]: readonly (string | number)[]): void {
  if (part === undefined) return;
  const found = wanted.get(part);
  if (found === true) return;
  if (rest.length === 0) {
    wanted.set(part, true);
    return;
  }
  const branch: Wanted = found ?? new Map();
  wanted.set(part, branch);
  want(branch, rest);
}

function cutDown(value: AttributeValue, wanted: Wanted | true): AttributeValue | undefined {
  if (wanted === true) return value;
  if (value.L) {
    const { L } = value;
    const indexes = [...wanted.keys()].filter((part) => typeof part === 'number').sort((a, b) => a - b);
    const kept = indexes.flatMap((index) => cutPart(L[index], wanted.get(index)) ?? []);
    return kept.length > 0 ? { L: kept } : undefined;
  }
  if (value.M) {
    const { M } = value;
    const kept: Attributes = {};
    for (const [part, what] of wanted) {
      const cut = typeof part === 'string' ? cutPart(attributeOf(M, part), what) : undefined;
      if (cut) setAttribute(kept, String(part), cut);
    }
    return Object.keys(kept).length > 0 ? { M: kept } : undefined;
  }
  return undefined;
}

function cutPart(
  value: AttributeValue | undefined,
  wanted: Wanted | true | undefined,
): AttributeValue | undefined {
  return value && wanted && cutDown(value, wanted);
}
