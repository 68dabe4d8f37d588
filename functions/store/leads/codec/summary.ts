// The summary of a contact as attributes of its head: the keys of the index of contacts, and JSON that filters can search.
import type { FunnelSummary, LeadSummary } from '../../../domain/summary/lead-summary.ts';
import { type Item, isRecord, UnreadableItem } from '../../item-format.ts';
import { CONTACTS } from '../../keys.ts';
import { unpack } from './packed.ts';

/** Deepest stage of all attempts, state of the latest, and beyond these what cannot be told from them. */
type PackedFunnel = readonly [
  deepest: number,
  state: FunnelSummary['state'],
  gaps?: readonly number[],
  stage?: number,
];

type PackedSummary = Omit<LeadSummary, 'since' | 'funnels'> & {
  readonly funnels?: Readonly<Record<string, PackedFunnel>>;
};

export function packSummary({ since, funnels, ...rest }: LeadSummary): Item {
  const packed: PackedSummary = {
    ...rest,
    ...(funnels.size === 0
      ? {}
      : { funnels: Object.fromEntries([...funnels].map(([key, funnel]) => [key, packFunnel(funnel)])) }),
  };
  return {
    list: { S: CONTACTS },
    since: { S: new Date(since).toISOString() },
    summary: { S: JSON.stringify(packed) },
  };
}

function packFunnel({ reached, stage, state }: FunnelSummary): PackedFunnel {
  const deepest = reached.at(-1) ?? -1;
  const gaps = Array.from({ length: deepest }, (_, index) => index).filter(
    (index) => !reached.includes(index),
  );
  if (stage !== deepest) return [deepest, state, gaps, stage];
  return gaps.length === 0 ? [deepest, state] : [deepest, state, gaps];
}

/** Undefined where the item is not of a contact. */
export function unpackSummary({ list, since, summary }: Item): LeadSummary | undefined {
  if (list === undefined) return undefined;
  const time = Date.parse(since?.S ?? '');
  const { funnels = {}, ...rest } = unpack<PackedSummary>(summary);
  if (!Number.isFinite(time) || typeof rest.day !== 'string' || !isRecord(funnels))
    throw new UnreadableItem('its summary is of another shape');
  return {
    ...rest,
    since: time,
    funnels: new Map(Object.entries(funnels).map(([key, funnel]) => [key, unpackFunnel(funnel)])),
  };
}

function unpackFunnel([deepest, state, gaps = [], stage = deepest]: PackedFunnel): FunnelSummary {
  const all = Array.from({ length: deepest + 1 }, (_, index) => index);
  return { reached: all.filter((index) => !gaps.includes(index)), stage, state };
}

/** A text that the JSON of a summary holds exactly where this field has this value: quotes inside of values are escaped. */
export function fieldFragment(field: 'form' | 'channel' | 'campaign', value: string): string {
  return `${JSON.stringify(field)}:${JSON.stringify(value)}`;
}

/** A text that the JSON of a summary holds exactly where the funnel was entered, and by its deepest stage and state if given. */
export function funnelFragment(key: string, deepest?: number, state?: 'won' | 'lost'): string {
  const rest =
    deepest === undefined ? '' : `${deepest},${state === undefined ? '' : `${JSON.stringify(state)}`}`;
  return `${JSON.stringify(key)}:[${rest}`;
}
