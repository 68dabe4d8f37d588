// Identity: which id belongs to which, as a function of the set of all links, whatever the order of their arrival.
import { ID_KINDS, type LeadEvent, type LeadId, type Submission } from '../event/event.ts';

/** The rank of a link: secret key before public key, then the earliest, then by event id and by id. */
export type Rank = {
  readonly trusted: boolean;
  /** As in `saidAt`. */
  readonly time: number;
  /** The id of the event that stated it. */
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

/** 16 bits of FNV-1a: among a few hundred addresses some two share them. */
function tieOf(key: string): number {
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

/** The statement that `id` belongs to the record that keeps the claim. */
export type Claim = { readonly id: LeadId; readonly trusted: boolean; readonly time: number };

/**
 * So many ids may belong to one id: those of highest rank. Anybody with the public key can state that a browser belongs to an
 * e-mail, and a lead is read whole whenever it changes. Ids beyond this are leads of their own.
 */
export const CLAIMS = 40;

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

function compareRanks(a: Rank, b: Rank): number {
  return (
    Number(b.trusted) - Number(a.trusted) ||
    a.time - b.time ||
    compareText(a.id, b.id) ||
    compareText(idKey(a.of), idKey(b.of)) ||
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
  const order = compareRanks(a, b) || ('to' in a && 'to' in b ? compareText(idKey(a.to), idKey(b.to)) : 0);
  return order <= 0 ? a : b;
}

/**
 * The claims with one more. The result depends on the set of claims alone, not on their order. Of public claims on user ids
 * only the earliest is kept, beside trusted claims: the public key alone cannot join customers that a server tells apart.
 */
export function withClaim(claims: readonly Claim[], said: Claim, most = CLAIMS): readonly Claim[] {
  const known = claims.find((claim) => isRival(claim, said));
  if (known !== undefined && compareClaims(known, said) <= 0) return claims;
  const sorted = [...claims.filter((claim) => claim !== known), said].sort(compareClaims);
  const kept = sorted.slice(0, most);
  return kept.includes(said) ? kept : claims;
}

/** Whether only the one of higher rank of two claims is kept. */
function isRival(a: Claim, b: Claim): boolean {
  if (a.id.kind === 'user' && b.id.kind === 'user' && a.trusted !== b.trusted) return false;
  return idKey(a.id) === idKey(b.id) || (isPublicUser(a) && isPublicUser(b));
}

function isPublicUser({ id, trusted }: Claim): boolean {
  return id.kind === 'user' && !trusted;
}

function compareClaims(a: Claim, b: Claim): number {
  return Number(b.trusted) - Number(a.trusted) || a.time - b.time || compareText(idKey(a.id), idKey(b.id));
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
