// The items of breakdown values: one a form or key, field and day, with the hash of each value that was new.
import { attributesOf, VERSION } from './door-item.ts';

/** Of a form or key, a field and a day (UTC). */
export type Place = { readonly door: string; readonly field: string; readonly day: string };

export type KnownValues = {
  /** How many there were; a few may be counted twice. */
  readonly taken: number;
  readonly hashes: ReadonlySet<string>;
};

type Key = { readonly pk: { readonly S: string } };

/** Longer than any clock is wrong: a day that is over is not asked for. */
const KEPT_S = 3 * 86_400;
/** How attributes of hashes begin; no other one does. */
const HASH = '=';

export function valuesKey({ door, field, day }: Place): Key {
  return { pk: { S: `values#${door}#${field}#${day}` } };
}

/** Adds values that were not there, for `UpdateItem`. @param now ms since the epoch */
export function valuesUpdate(
  TableName: string,
  place: Place,
  hashes: readonly string[],
  now: number,
): object {
  return {
    TableName,
    Key: valuesKey(place),
    UpdateExpression: `SET f = :f, x = :x, ${hashes.map((_, at) => `#${at} = :one`).join(', ')} ADD n :n`,
    ExpressionAttributeNames: Object.fromEntries(hashes.map((hash, at) => [`#${at}`, HASH + hash])),
    ExpressionAttributeValues: {
      ':f': { N: VERSION },
      ':x': { N: String(Math.floor(now / 1_000) + KEPT_S) },
      ':one': { N: '1' },
      ':n': { N: String(hashes.length) },
    },
  };
}

/** Of the answer to a `GetItem`. @throws UnreadableDoor */
export function knownIn(answer: unknown): KnownValues {
  const attributes = attributesOf(answer, 'Item') ?? {};
  const hashes = Object.keys(attributes).flatMap((name) =>
    name.startsWith(HASH) ? [name.slice(HASH.length)] : [],
  );
  return { taken: Number(attributes.n?.N ?? 0), hashes: new Set(hashes) };
}
