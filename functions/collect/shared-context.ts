// The context beside a batch, which all of its events share: read and measured once, however many they are.
import { isEmailName } from './identity.ts';
import { asRecord, isRecord, type Json } from './json.ts';

export type SharedContext = {
  /** With what an event's own context says; of both only what is looked at. */
  mergedWith(own: Json): Json;
  /** How much longer it makes the JSON of an event with this context of its own. */
  bytesAdded(own: unknown): number;
};

const LOOKED_AT = ['campaign', 'locale', 'page', 'traits', 'userAgent'] as const;

export function shareContext(context: Json): SharedContext {
  const shared: Json = {
    ...context,
    traits: emailsAlone(context.traits),
    campaign: Object.fromEntries(Object.entries(asRecord(context.campaign)).slice(0, MAX_CAMPAIGN)),
  };
  const sizes = new Map(Object.entries(context).map(([name, value]) => [name, sizeOf(name, value)]));
  const whole = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return {
    mergedWith: (own) =>
      Object.fromEntries(
        LOOKED_AT.map((name) => [name, Object.hasOwn(own, name) ? own[name] : shared[name]] as const),
      ),
    bytesAdded: (own) => {
      if (whole === 0) return 0;
      if (!isRecord(own)) return whole + NAME_BYTES;
      // What cannot be measured stays so, whatever an event says itself: infinity less infinity is no number.
      if (!Number.isFinite(whole)) return whole;
      return Object.keys(own).reduce((rest, name) => rest - (sizes.get(name) ?? 0), whole);
    },
  };
}

/** No campaign has more parts than that, and each event looks at all of them. */
const MAX_CAMPAIGN = 50;
const NAME_BYTES = '"context":{}'.length;

/** Nothing else of them is looked at, and each event would look through all of them. */
function emailsAlone(traits: unknown): Json {
  return Object.fromEntries(Object.entries(asRecord(traits)).filter(([name]) => isEmailName(name)));
}

/** With a colon and a comma. */
function sizeOf(name: string, value: unknown): number {
  const size = sizeWithin({ [name]: value }, Number.POSITIVE_INFINITY);
  return size === undefined ? Number.POSITIVE_INFINITY : size - '{}'.length + ','.length;
}

/**
 * How long a value is as JSON; undefined where it is longer than so many bytes, or nested too deep to be written.
 */
export function sizeWithin(value: Json, most: number): number | undefined {
  if (most < 0) return undefined;
  try {
    const size = Buffer.byteLength(JSON.stringify(value));
    return size <= most ? size : undefined;
  } catch {
    return undefined;
  }
}
