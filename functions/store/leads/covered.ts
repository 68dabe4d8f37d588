// Which records need not be read beyond their heads, as the pages of their whole lead hold what the lead keeps of them.
import type { Submission } from '../../domain/event/event.ts';
import { linkedBy } from '../../domain/lead/apply-submissions.ts';
import { type IdKey, idKey, idsOf } from '../../domain/lead/identity.ts';
import { idsOfLead, primaryOf } from '../../domain/lead/identity-graph.ts';
import type { Head } from './codec/head.ts';

export type Covered = {
  /** By record: the primary record beside which its part lies. */
  readonly records: ReadonlyMap<IdKey, IdKey>;
  /** The primary records of which the pages of the whole lead are read. */
  readonly primaries: ReadonlySet<IdKey>;
};

export const NOTHING_COVERED: Covered = { records: new Map(), primaries: new Set() };

/**
 * A record to whose history something comes is read whole, as is every record of a lead that an id leaves: what is thinned away with
 * it there may count without it.
 */
export function coveredIn(heads: ReadonlyMap<IdKey, Head>, submissions: readonly Submission[]): Covered {
  const wholes = [...heads.values()].filter(
    ({ record, places }) => record.link === undefined && places.isWhole,
  );
  if (wholes.length === 0) return NOTHING_COVERED;
  const before = new Map([...heads].map(([key, { record }]) => [key, record]));
  // Whether pages hold what a server has told is not known yet, and by that ids can part, or come and leave others without room. So
  // both is looked at.
  const paged = new Set(
    [...heads].flatMap(([key, { places }]) => (places.eventPages.length > 0 ? [key] : [])),
  );
  const either = [paged, new Set<IdKey>()].map((known) => linkedBy(before, submissions, known));
  const owners = new Set(submissions.map((submission) => idKey(idsOf(submission)[0])));
  const records = new Map<IdKey, IdKey>();
  const primaries = new Set<IdKey>();
  for (const { record } of wholes) {
    const primary = idKey(record.id);
    const tree = idsOfLead(before, record.id);
    const isParted = either.some((after) => new Set(tree.map((id) => idKey(primaryOf(after, id)))).size > 1);
    if (isParted) continue;
    primaries.add(primary);
    for (const id of tree) if (!owners.has(idKey(id))) records.set(idKey(id), primary);
  }
  return { records, primaries };
}
