// The tree of records that one lead is: its root, its members, and whether what was read of it fits together.
import type { LeadId } from '../event/event.ts';
import { type IdKey, idKey } from './identity.ts';
import type { LeadRecord, Records } from './record.ts';

/** The root of the tree in which a record stands; records on the way that are not at hand end the way. */
export function rootOf(records: Records, id: LeadId): LeadId {
  let link = records.get(idKey(id))?.link;
  if (link === undefined) return id;
  const seen = new Set<IdKey>([idKey(id)]);
  for (let at = link.to; ; at = link.to) {
    link = records.get(idKey(at))?.link;
    if (link === undefined || seen.has(idKey(at))) return at;
    seen.add(idKey(at));
  }
}

/** All ids of the tree under a root, the root first. */
export function treeOf(records: Records, root: LeadId): readonly LeadId[] {
  const tree: LeadId[] = [];
  addTree(tree, records, root);
  return tree;
}

function addTree(tree: LeadId[], records: Records, root: LeadId): void {
  tree.push(root);
  for (const member of records.get(idKey(root))?.members ?? []) addTree(tree, records, member);
}

/**
 * The ids whose records must be read, beside those at hand, to have whole leads. Empty when all is there.
 * @param side the records by which ids belong together
 */
export function missingOf(
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
    for (const one of treeOf(side, rootOf(side, id))) want(one);
  }
  return [...wanted.values()];
}

/**
 * True when the records stood beside one another: links and members mirror each other, and every record is of the version
 * that its root names. Records are read one after another, and a root that is newer than what was read below
 * it would let an old tally be written: its version alone does not tell.
 */
export function isConsistent(records: Records): boolean {
  for (const { id, link, members, versions } of records.values()) {
    if (link !== undefined && !hasMember(records.get(idKey(link.to)), id)) return false;
    for (const member of members) {
      const owner = records.get(idKey(member))?.link?.to;
      if (owner === undefined || idKey(owner) !== idKey(id)) return false;
    }
    if (link === undefined && !isSameList(versionsBelow(records, id), versions)) return false;
  }
  return true;
}

/** The versions of all records below a root, in the order of `treeOf`. */
export function versionsBelow(records: Records, root: LeadId): readonly number[] {
  return treeOf(records, root)
    .slice(1)
    .map((id) => records.get(idKey(id))?.version ?? 0);
}

function isSameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

function hasMember(owner: LeadRecord | undefined, id: LeadId): boolean {
  return owner?.members.some((member) => idKey(member) === idKey(id)) ?? false;
}
