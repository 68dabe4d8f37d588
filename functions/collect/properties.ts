// Which properties of an event are kept: scalars, two kibibytes of them.
import type { Scalar } from '../domain/config/config.ts';

const MAX_BYTES = 2048;
const MAX_NAME = 100;

export type Properties = Readonly<Record<string, Scalar>>;

/**
 * Scalars by name, in the order of their names. Where they are more than 2 KiB of JSON the smallest are kept, so
 * that one long text does not push out what a funnel looks at. Undefined where nothing is left.
 * @param isLeftOut whether a name is kept elsewhere, or not at all
 */
export function keepScalars(
  source: Readonly<Record<string, unknown>>,
  isLeftOut: (name: string) => boolean,
): Properties | undefined {
  const entries = Object.entries(source)
    .flatMap(([name, value]): readonly [string, Scalar][] => {
      const scalar = readScalar(value);
      const kept =
        scalar !== undefined && name.length <= MAX_NAME && name !== '__proto__' && !isLeftOut(name);
      return kept ? [[name.toWellFormed(), scalar]] : [];
    })
    .map((entry) => ({ entry, bytes: Buffer.byteLength(JSON.stringify(entry)) }));
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const kept = total <= MAX_BYTES ? entries : smallest(entries);
  if (kept.length === 0) return undefined;
  return Object.fromEntries(kept.map(({ entry }) => entry).sort(([a], [b]) => compare(a, b)));
}

type Sized = { readonly entry: readonly [string, Scalar]; readonly bytes: number };

function smallest(entries: readonly Sized[]): readonly Sized[] {
  let total = 0;
  return entries
    .toSorted((a, b) => a.bytes - b.bytes || compare(a.entry[0], b.entry[0]))
    .filter(({ bytes }) => {
      total += bytes;
      return total <= MAX_BYTES;
    });
}

function readScalar(value: unknown): Scalar | undefined {
  if (typeof value === 'string') return value.toWellFormed();
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
    ? value
    : undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
