// What the pages beside a report are made of, and what they say of themselves.
import { windowLabel } from '../config/duration.ts';
import type { Report } from './report.ts';
import type { ReportInput } from './report-build.ts';

export type PartInput = Omit<ReportInput, 'sources' | 'since' | 'by' | 'skip' | 'revision'>;

export type PartHead = ReturnType<typeof definitionHead> &
  ReturnType<typeof momentHead> &
  Pick<Report, 'from' | 'to'>;

/** The funnel, and the definition under which it is counted. */
export function definitionHead({
  funnel,
  definition,
  recount,
  partial,
  erased,
}: PartInput): Pick<
  Report,
  'funnel' | 'kind' | 'order' | 'window' | 'definition' | 'recount' | 'partial' | 'erased'
> {
  return {
    ...{ funnel: funnel.id, kind: funnel.kind, order: funnel.order, window: windowLabel(funnel.windowMs) },
    ...{ definition, recount },
    ...(partial ? { partial: true } : {}),
    ...(erased > 0 ? { erased } : {}),
  };
}

/** When the cells were read, and what was in none of them yet. */
export function momentHead({
  timezone,
  now,
  pending,
  setAside,
}: PartInput): Pick<Report, 'timezone' | 'asOf' | 'pending' | 'setAside'> {
  return { timezone, asOf: new Date(now).toISOString(), pending, setAside };
}

export function partHead(input: PartInput): PartHead {
  return { ...definitionHead(input), from: input.from, to: input.to, ...momentHead(input) };
}
