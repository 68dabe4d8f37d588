// Which submissions are applied apart from each other, as their leads are too large to be read at once.
import type { Submission } from '../../domain/event/event.ts';
import { type IdKey, idKey, idsOf } from '../../domain/lead/identity.ts';
import { primaryOf } from '../../domain/lead/identity-graph.ts';
import type { Head } from './codec/head.ts';
import { pageKeys } from './lead-layout.ts';

/** The submissions belong to leads that are too large to be read and held at once; each part is to be applied by itself. */
export class TooMuchAtOnce extends Error {
  override readonly name = 'TooMuchAtOnce';
  readonly parts: readonly (readonly Submission[])[];

  constructor(parts: readonly (readonly Submission[])[]) {
    super('the leads are too large to be read at once');
    this.parts = parts;
  }
}

/** Pages that are read beside those of the largest lead: some 2 MB, of 40,000 small events. */
const PAGES_AT_ONCE = 600;

/**
 * The parts in which submissions are to be applied; one where all can be. Those of one lead stay together, as the lead would else be
 * read for each part again. Where they all are of one lead, and tie many others to it, they are cut in two.
 */
export function partsOf(
  heads: ReadonlyMap<IdKey, Head>,
  submissions: readonly Submission[],
  most = PAGES_AT_ONCE,
): readonly (readonly Submission[])[] {
  const records = new Map([...heads].map(([key, { record }]) => [key, record]));
  const pages = new Map<IdKey, number>();
  for (const { record, places } of heads.values()) {
    const lead = idKey(primaryOf(records, record.id));
    pages.set(lead, (pages.get(lead) ?? 0) + pageKeys(places).length);
  }
  if (submissions.length < 2 || besideLargest([...pages.values()]) <= most) return [submissions];
  const leads = new Map<IdKey, Submission[]>();
  for (const submission of submissions) {
    const lead = idKey(primaryOf(records, idsOf(submission)[0]));
    const own = leads.get(lead);
    if (own === undefined) leads.set(lead, [submission]);
    else own.push(submission);
  }
  const parts: { readonly submissions: Submission[]; pages: number }[] = [];
  for (const [lead, own] of leads) {
    const size = pages.get(lead) ?? 0;
    const last = parts.at(-1);
    if (last === undefined || last.pages + size > most) parts.push({ submissions: [...own], pages: size });
    else {
      last.submissions.push(...own);
      last.pages += size;
    }
  }
  if (parts.length > 1) return parts.map((part) => part.submissions);
  const middle = submissions.length >> 1;
  return [submissions.slice(0, middle), submissions.slice(middle)];
}

function besideLargest(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0) - Math.max(0, ...sizes);
}
