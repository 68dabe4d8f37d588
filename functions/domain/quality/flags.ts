// The flags of an event: what of it could not be read or was changed, and where it came from.
import { type FlagReason, isFlagReason, letterOf, reasonOfLetter } from './reason.ts';
import type { Source } from './source.ts';

export type Flags = {
  /** Each once; one at least. */
  readonly reasons: readonly FlagReason[];
  readonly source: Source;
};

/** Undefined where there is nothing to flag. */
export function flagsOf(reasons: readonly (FlagReason | undefined)[], source: Source): Flags | undefined {
  const known = [...new Set(reasons)].filter((reason) => reason !== undefined);
  return known.length === 0 ? undefined : { reasons: known, source };
}

/** As stored: a letter for each reason, then the source. */
export function packFlags({ reasons, source }: Flags): string {
  return `${reasons.map(letterOf).join('')} ${source}`;
}

/** Undefined where a letter is unknown to this code. */
export function unpackFlags(packed: string): Flags | undefined {
  const end = packed.indexOf(' ');
  const reasons = [...packed.slice(0, Math.max(0, end))].map(reasonOfLetter);
  if (end < 0 || !reasons.every((reason) => reason !== undefined)) return undefined;
  return { reasons, source: packed.slice(end + 1) };
}

export function isFlags(value: unknown): value is Flags {
  if (typeof value !== 'object' || value === null) return false;
  const { reasons, source } = value as Record<string, unknown>;
  return Array.isArray(reasons) && reasons.every(isFlagReason) && typeof source === 'string';
}
