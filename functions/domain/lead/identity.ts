// Identity: who is who, as a function of the set of links that were said, never of their arrival.
import { ID_KINDS, type LeadId, type Submission } from '../event/event.ts';

/** Somebody said that a weaker id is the same person as `to`. */
export type Link = {
  readonly to: LeadId;
  readonly trusted: boolean;
  /** When it was said, ms since the epoch. */
  readonly time: number;
  /** The event that said it. */
  readonly id: string;
};

/** An id as one string, for keys of maps. */
export type IdKey = `${LeadId['kind']}:${string}`;

export function idKey(id: LeadId): IdKey {
  return `${id.kind}:${id.key}`;
}

/** The ids that a submission carries, the strongest first; its event goes to the first. */
export function idsOf(submission: Submission): readonly [LeadId, ...LeadId[]] {
  const ids = ID_KINDS.flatMap((kind) => {
    const key = submission.ids[kind];
    return key === undefined || key === '' ? [] : [{ kind, key }];
  });
  const [bearer, ...weaker] = ids;
  if (bearer === undefined) throw new SubmissionWithoutId('a submission carries no id');
  return [bearer, ...weaker];
}

export class SubmissionWithoutId extends Error {
  override readonly name = 'SubmissionWithoutId';
}

/** Said by secret key before said by public key, then the earliest, then by id: the least link owns. */
function compareLinks(a: Link, b: Link): number {
  return (
    Number(b.trusted) - Number(a.trusted) ||
    a.time - b.time ||
    compareText(a.id, b.id) ||
    compareText(idKey(a.to), idKey(b.to))
  );
}

/** The link that decides to whom an id belongs. Commutative, associative and idempotent. */
export function owningLink(a: Link | undefined, b: Link | undefined): Link | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareLinks(a, b) <= 0 ? a : b;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
