// The identity graph: which records are one lead, which must be read to have all of it, and whether they fit together.
import type { LeadId } from '../event/event.ts';
import { type IdKey, idKey } from './identity.ts';
import type { LeadRecord, Records } from './record.ts';

/** The primary id of the lead to which an id belongs; a record that is not at hand ends the search. */
export function primaryOf(records: Records, id: LeadId): LeadId {
  let link = records.get(idKey(id))?.link;
  if (link === undefined) return id;
  const seen = new Set<IdKey>([idKey(id)]);
  for (let at = link.to; ; at = link.to) {
    link = records.get(idKey(at))?.link;
    if (link === undefined || seen.has(idKey(at))) return at;
    seen.add(idKey(at));
  }
}

/** All ids of a lead, the primary id first. */
export function idsOfLead(records: Records, primary: LeadId): readonly LeadId[] {
  const ids: LeadId[] = [];
  addIds(ids, records, primary);
  return ids;
}

function addIds(ids: LeadId[], records: Records, primary: LeadId): void {
  ids.push(primary);
  for (const linked of records.get(idKey(primary))?.linkedIds ?? []) addIds(ids, records, linked);
}

/**
 * The ids whose records must be read, beside those at hand, to have whole leads. Empty when all is there.
 * @param side the records by which ids belong together
 */
export function missingIds(
  records: Records,
  ids: readonly LeadId[],
  side: Records = records,
): readonly LeadId[] {
  const wanted = new Map<IdKey, LeadId>();
  const want = (id: LeadId): void => {
    const key = idKey(id);
    if (!records.has(key)) wanted.set(key, id);
  };
  for (const id of ids) {
    want(id);
    for (const one of idsOfLead(side, primaryOf(side, id))) want(one);
  }
  return [...wanted.values()];
}

/**
 * Whether records were read as they stood at one moment: links and linked ids mirror each other, and every record is of the version
 * that its primary record names. Records are read one after another. A primary record that is newer than what was read below it
 * would let an old tally be written, as its own version is right.
 */
export function isConsistent(records: Records): boolean {
  for (const { id, link, linkedIds, linkedVersions: versions } of records.values()) {
    if (link !== undefined && !hasLinked(records.get(idKey(link.to)), id)) return false;
    for (const linked of linkedIds) {
      const owner = records.get(idKey(linked))?.link?.to;
      if (owner === undefined || idKey(owner) !== idKey(id)) return false;
    }
    if (link === undefined && !isSameList(linkedVersionsOf(records, id), versions)) return false;
  }
  return true;
}

/** The ids of records that are of another version than their primary record names; all below one whose list does not fit what is there. */
export function unlikeNamed(records: Records): readonly LeadId[] {
  return [...records.values()].flatMap(({ id, link, linkedVersions: named }) => {
    if (link !== undefined) return [];
    const below = idsOfLead(records, id).slice(1);
    const isList = below.length === named.length;
    return below.filter((one, at) => !isList || records.get(idKey(one))?.version !== named[at]);
  });
}

/** The versions of all records linked below a primary record, in the order of `idsOfLead`. */
export function linkedVersionsOf(records: Records, primary: LeadId): readonly number[] {
  return idsOfLead(records, primary)
    .slice(1)
    .map((id) => records.get(idKey(id))?.version ?? 0);
}

function isSameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

function hasLinked(owner: LeadRecord | undefined, id: LeadId): boolean {
  return owner?.linkedIds.some((linked) => idKey(linked) === idKey(id)) ?? false;
}
