// The summary of a contact as its head holds it: beside the events, whose texts it mostly repeats, so that it compresses to little.
import type { FunnelSummary, LeadSummary } from '../../../domain/summary/lead-summary.ts';
import { UnreadableItem } from '../../item-format.ts';

/** Deepest stage of all attempts, state of the latest, and beyond these what cannot be told from them, and since when sales has not answered. */
type PackedFunnel = readonly [
  deepest: number,
  state: FunnelSummary['state'],
  gaps?: readonly number[],
  stage?: number,
  waiting?: number,
];

/** The day as days since 1970; texts that are not known as 0. */
export type PackedSummary = readonly [
  since: number,
  day: number,
  name: string | 0,
  form: string | 0,
  channel: string | 0,
  campaign: string | 0,
  funnels?: Readonly<Record<string, PackedFunnel>>,
];

const DAY_MS = 86_400_000;

export function packSummary(summary: LeadSummary): PackedSummary {
  const { since, day, name = 0, form = 0, channel = 0, campaign = 0, funnels } = summary;
  const days = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  const rest = Object.fromEntries([...funnels].map(([key, funnel]) => [key, packFunnel(funnel)]));
  const known = [since, days, name, form, channel, campaign] as const;
  return funnels.size === 0 ? known : [...known, rest];
}

function packFunnel({ reached, stage, state, waiting }: FunnelSummary): PackedFunnel {
  const deepest = reached.at(-1) ?? -1;
  const gaps = Array.from({ length: deepest }, (_, index) => index).filter(
    (index) => !reached.includes(index),
  );
  if (waiting !== undefined) return [deepest, state, gaps, stage, waiting];
  if (stage !== deepest) return [deepest, state, gaps, stage];
  return gaps.length === 0 ? [deepest, state] : [deepest, state, gaps];
}

/** @throws UnreadableItem */
export function unpackSummary(packed: PackedSummary): LeadSummary {
  const [since, days, name, form, channel, campaign, funnels = {}] = packed;
  if (!Number.isSafeInteger(since) || !Number.isSafeInteger(days))
    throw new UnreadableItem('its summary is of another shape');
  return {
    since,
    day: new Date(days * DAY_MS).toISOString().slice(0, 10),
    ...(name === 0 ? {} : { name }),
    ...(form === 0 ? {} : { form }),
    ...(channel === 0 ? {} : { channel }),
    ...(campaign === 0 ? {} : { campaign }),
    funnels: new Map(Object.entries(funnels).map(([key, funnel]) => [key, unpackFunnel(funnel)])),
  };
}

function unpackFunnel([deepest, state, gaps = [], stage = deepest, waiting]: PackedFunnel): FunnelSummary {
  const all = Array.from({ length: deepest + 1 }, (_, index) => index);
  const reached = all.filter((index) => !gaps.includes(index));
  return { reached, stage, state, ...(waiting === undefined ? {} : { waiting }) };
}
