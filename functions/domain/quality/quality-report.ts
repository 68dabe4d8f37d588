// Data quality of some days: by reason, source and day. Pure.

import type { CellIndex } from '../funnel/cell-columns.ts';
import { startingWith } from '../funnel/sums.ts';
import type { Report } from '../report/report.ts';
import {
  isLeadReason,
  isRequestReason,
  LEAD_REASONS,
  type LeadReason,
  type QualityReason,
  REQUEST_REASONS,
} from './reason.ts';
import { partsOf, type Source, type SourceParts } from './source.ts';

export type QualityDay = { readonly date: string; readonly n: number };

export type QualitySource = SourceParts & {
  readonly n: number;
  /** In order; days without any are left out. */
  readonly days: readonly QualityDay[];
};

export type QualityEntry = {
  readonly reason: QualityReason;
  /** `leads`: exact, on the day of the event. `requests`: counted once when a request was answered, on that day. */
  readonly countedBy: 'leads' | 'requests';
  readonly n: number;
  /** The one with most first. */
  readonly sources: readonly QualitySource[];
};

export type QualityReport = Pick<
  Report,
  'from' | 'to' | 'timezone' | 'asOf' | 'pending' | 'setAside' | 'recount' | 'partial' | 'erased'
> & {
  /** Those with most first. */
  readonly reasons: readonly QualityEntry[];
};

export type Counted = {
  readonly cells: CellIndex;
  /** By local day, then by `<reason>:<source>`. */
  readonly missed: ReadonlyMap<string, ReadonlyMap<string, number>>;
};

export function qualityEntries({ cells, missed }: Counted, days: readonly string[]): readonly QualityEntry[] {
  const counts = new Map<QualityReason, Map<Source, QualityDay[]>>();
  const add = (reason: QualityReason, source: Source, date: string, n: number): void => {
    const sources = counts.get(reason) ?? new Map<Source, QualityDay[]>();
    counts.set(reason, sources);
    const own = sources.get(source) ?? [];
    sources.set(source, own);
    own.push({ date, n });
  };
  for (const day of days) {
    for (const [metric, n] of startingWith(cells.get(day)?.get(''), METRIC)) {
      const [reason, source] = namedBy(metric.slice(METRIC.length));
      if (isLeadReason(reason)) add(reason, source, day, n);
    }
    for (const [name, n] of missed.get(day) ?? []) {
      const [reason, source] = namedBy(name);
      if (isRequestReason(reason)) add(reason, source, day, n);
    }
  }
  return [...LEAD_REASONS, ...REQUEST_REASONS]
    .flatMap((reason): QualityEntry[] => {
      const sources = [...(counts.get(reason) ?? [])]
        .map(([source, own]) => ({ ...partsOf(source), n: total(own), days: own }))
        .sort((a, b) => b.n - a.n);
      if (sources.length === 0) return [];
      const countedBy = isRequestReason(reason) ? 'requests' : 'leads';
      return [{ reason, countedBy, n: total(sources), sources }];
    })
    .sort((a, b) => b.n - a.n);
}

const METRIC = 'zq:';

/** The parts of `<reason>:<source>`; a source may hold colons. */
function namedBy(name: string): readonly [string, Source] {
  const colon = name.indexOf(':');
  return colon < 0 ? [name, ''] : [name.slice(0, colon), name.slice(colon + 1)];
}

function total(all: readonly { readonly n: number }[]): number {
  return all.reduce((sum, { n }) => sum + n, 0);
}

/** Of the events that touch a funnel's figures, on these days of their own: by reason. */
export function funnelQuality(
  cells: CellIndex,
  days: readonly string[],
): Readonly<Partial<Record<LeadReason, number>>> {
  const counts: Partial<Record<LeadReason, number>> = {};
  for (const day of days) {
    for (const [metric, n] of startingWith(cells.get(day)?.get(''), METRIC)) {
      const reason = metric.slice(METRIC.length);
      if (isLeadReason(reason)) counts[reason] = (counts[reason] ?? 0) + n;
    }
  }
  return Object.fromEntries(
    LEAD_REASONS.flatMap((reason) => {
      const n = counts[reason];
      return n === undefined ? [] : [[reason, n]];
    }),
  );
}
