// The ledger of breakdown values: how many new ones strangers bring a day through one form or public key.
import { createHash } from 'node:crypto';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { AwsJson } from './aws-json.ts';
import { Rest } from './rest.ts';
import { type KnownValues, knownIn, valuesKey, valuesUpdate } from './values-item.ts';

export type ValueLedger = {
  /**
   * The values for which there is no room today; none where that cannot be told.
   * @param door a form or key, as `formName` and `keyName` make it
   * @param field of a touch, or the variant
   */
  beyond(door: string, field: string, values: ReadonlySet<string>, now: number): Promise<ReadonlySet<string>>;
};

/** New ones of a field, a form or key and a day (UTC); and of these in one request. */
export const VALUES_A_DAY = 1_000;
export const VALUES_A_REQUEST = 50;

const NOTHING: ReadonlySet<string> = new Set();

export function valueLedger(call: AwsJson, table: string, telemetry: Pick<Telemetry, 'count'>): ValueLedger {
  const rest = new Rest();
  /** By door and field: what this sandbox knows of a day. */
  const known = new Map<string, { readonly day: string; values: KnownValues }>();

  async function roomFor(place: Parameters<typeof valuesKey>[0], values: ReadonlySet<string>, now: number) {
    const name = `${place.door} ${place.field}`;
    const before = known.get(name);
    const ofDay =
      before?.day === place.day ? before : { day: place.day, values: { taken: 0, hashes: NOTHING } };
    known.set(name, ofDay);
    const unknown = () => [...values].filter((value) => !ofDay.values.hashes.has(hashOf(value)));
    if (unknown().length === 0 || ofDay.values.taken >= VALUES_A_DAY) return unknown();
    // Other sandboxes have taken some.
    ofDay.values = knownIn(await call('GetItem', { TableName: table, Key: valuesKey(place) }));
    const left = unknown();
    const fresh = left.slice(0, Math.min(VALUES_A_REQUEST, VALUES_A_DAY - ofDay.values.taken)).map(hashOf);
    if (fresh.length > 0) await call('UpdateItem', valuesUpdate(table, place, fresh, now));
    const { taken, hashes } = ofDay.values;
    ofDay.values = { taken: taken + fresh.length, hashes: new Set([...hashes, ...fresh]) };
    return left.slice(fresh.length);
  }

  return {
    async beyond(door, field, values, now) {
      if (rest.isOn(now)) return NOTHING;
      try {
        const day = new Date(now).toISOString().slice(0, 10);
        return new Set(await roomFor({ door, field, day }, values, now));
      } catch {
        telemetry.count('ValuesUncounted', values.size);
        rest.begin(now);
        return NOTHING;
      }
    },
  };
}

/** 48 bits: of a thousand values two are taken for one in a field in one of half a billion days. */
function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('base64url').slice(0, 8);
}
