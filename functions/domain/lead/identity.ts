// Identity: which id belongs to which, as a function of the set of all links, whatever the order of their arrival.
import { ID_KINDS, type LeadEvent, type LeadId, type OrderTie, type Submission } from '../event/event.ts';

/** By what an id is said to belong to another, the weightiest first: the secret key, a form, an event, an `identify` call, an order that both tell of. */
export const SORTS = ['secret', 'form', 'event', 'identify', 'order'] as const;
export type Sort = (typeof SORTS)[number];

/** Events and calls cost their sender nothing. A form has a quota of its own, and is screened. An order says nothing of ids by itself. */
const WEIGHTS: Readonly<Record<Sort, number>> = { secret: 0, form: 1, event: 2, identify: 2, order: 3 };

export function sortOf({ trusted, kind }: LeadEvent): Sort {
  if (trusted) return 'secret';
  return kind === 'page' ? 'event' : kind;
}

/** The rank of a link: secret key, form (of a browser), other public events, order; then the earliest, then by event id and by id. */
export type Rank = {
  readonly sort: Sort;
  /** As in `saidAt`. */
  readonly time: number;
  /** The id of the event that stated it; of an order see `tieRank`. */
  readonly id: string;
  /** The id of which it was stated: the id that has the link, or one that an alias united with it. */
  readonly of: LeadId;
  /** A few bits of the owner's id, too few to identify it: copies of one event can name two owners. */
  readonly tie: number;
};

/** The statement that an id is the same person as `to`. */
export type Link = Rank & { readonly to: LeadId };

export function linkTo(to: LeadId, said: Omit<Rank, 'tie'>): Link {
  return { ...said, tie: tieOf(idKey(to)), to };
}

/** Of times, so that they are in order as text. */
const DIGITS = 9;

/**
 * The rank of a tie by an order: when the browser was first, and for its `id` when the customer was. So of what was said of one order by more and
 * by less of what was told of it, the former outweighs the latter; that others were first outweighs both.
 */
export function tieRank({ browserAt, customer }: OrderTie, of: LeadId): Rank {
  const id = customer === undefined ? '' : customer.at.toString(36).padStart(DIGITS, '0');
  return { sort: 'order', time: browserAt, id, of, tie: customer?.tie ?? 0 };
}

/** 16 bits of FNV-1a: among a few hundred addresses some two share them. */
export function tieOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 16)) & 0xffff;
}

/**
 * When what an event says of ids counts as said, ms since the epoch: with the public key when it was first received, so that nobody can be
 * before what is known by dating back; with the secret key when it happened.
 */
export function saidAt({ trusted, time, received }: LeadEvent): number {
  return trusted ? time : received;
}

/** An id as one string, for keys of maps. */
export type IdKey = `${LeadId['kind']}:${string}`;

/** An id is looked up a dozen times while a submission is applied, and building the key is most of the cost. */
const keys = new WeakMap<LeadId, IdKey>();

export function idKey(id: LeadId): IdKey {
  let key = keys.get(id);
  if (key === undefined) {
    key = `${id.kind}:${id.key}`;
    keys.set(id, key);
  }
  return key;
}

type Ids = readonly [LeadId, ...LeadId[]];

/** The ids of a submission are the same objects at each call, so that their keys are built once. */
const carried = new WeakMap<Submission, Ids>();

/** The ids that a submission carries, the strongest first; its event goes to the first. */
export function idsOf(submission: Submission): Ids {
  let ids = carried.get(submission);
  if (ids === undefined) {
    ids = readIds(submission);
    carried.set(submission, ids);
  }
  return ids;
}

function readIds(submission: Submission): Ids {
  const ids: LeadId[] = [];
  for (const kind of ID_KINDS) {
    const key = submission.ids[kind];
    if (key !== undefined && key !== '') ids.push({ kind, key });
  }
  const [owner, ...weaker] = ids;
  if (owner === undefined) throw new SubmissionWithoutId('a submission carries no id');
  return [owner, ...weaker];
}

export class SubmissionWithoutId extends Error {
  override readonly name = 'SubmissionWithoutId';
}

/** Every id that a submission names: those it carries, and those of its alias. */
export function idsIn(submission: Submission): readonly LeadId[] {
  const ids = idsOf(submission);
  return submission.alias === undefined ? ids : [...ids, ...submission.alias];
}

/** Two ids as the weaker and the stronger one; undefined where both are of one kind. */
export function byStrength(
  a: LeadId,
  b: LeadId,
): { readonly weaker: LeadId; readonly stronger: LeadId } | undefined {
  if (a.kind === b.kind) return undefined;
  const aIsStronger = ID_KINDS.indexOf(a.kind) < ID_KINDS.indexOf(b.kind);
  return aIsStronger ? { weaker: b, stronger: a } : { weaker: a, stronger: b };
}

/** An e-mail keeps one public claim on user ids, of whatever sort: so for these all public sorts weigh the same. */
function weightOf({ sort, of }: Rank): number {
  return sort === 'secret' || of.kind !== 'user' ? WEIGHTS[sort] : WEIGHTS.event;
}

function compareRanks(a: Rank, b: Rank): number {
  return (
    weightOf(a) - weightOf(b) ||
    a.time - b.time ||
    compareText(a.id, b.id) ||
    compareText(idKey(a.of), idKey(b.of)) ||
    SORTS.indexOf(a.sort) - SORTS.indexOf(b.sort) ||
    a.tie - b.tie
  );
}

/**
 * The link that decides which owner an id has: the first by rank. Commutative, associative and idempotent. Of a link beyond its
 * owner's claims only the rank is kept; where copies of one event name two owners, `tie` alone tells such ranks apart.
 */
export function owningLink<T extends Rank | Link, U extends Rank | Link>(
  a: T | undefined,
  b: U | undefined,
): T | U | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  // Of copies of one statement, the one that names the owner still holds where another came before the owner was erased.
  const order =
    compareRanks(a, b) ||
    ('to' in a && 'to' in b ? compareText(idKey(a.to), idKey(b.to)) : Number('to' in b) - Number('to' in a));
  return order <= 0 ? a : b;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
