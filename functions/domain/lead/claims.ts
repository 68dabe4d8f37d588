// Claims: the ids that were said to belong to an id, as the record of that id keeps them.
import type { LeadId } from '../event/event.ts';
import { compareText, idKey, type Rank, SORTS, type Sort } from './identity.ts';

/** The statement that `id` belongs to the record that keeps the claim; of one id there is one for each sort. */
export type Claim = { readonly id: LeadId; readonly sort: Sort; readonly time: number };

/**
 * So many claims an id keeps. Anybody with the public key can state that a browser belongs to an e-mail, and a lead is read
 * whole whenever it changes. Ids beyond this are leads of their own.
 */
export const CLAIMS = 40;

/**
 * The claims with one more. The result depends on the set of claims alone, not on their order. Of public claims on user ids
 * only the earliest is kept, beside trusted claims: the public key alone cannot join customers that a server tells apart.
 */
export function withClaim(claims: readonly Claim[], said: Claim, most = CLAIMS): readonly Claim[] {
  const known = claims.find((claim) => isRival(claim, said));
  if (known !== undefined && compareClaims(known, said) <= 0) return claims;
  const kept = keptOf([...claims.filter((claim) => claim !== known), said], most);
  return kept.includes(said) ? kept : claims;
}

/** Whether the claims hold a link: the claim by which it was said is among them. */
export function holdsLink(claims: readonly Claim[], { of, sort }: Rank): boolean {
  return claims.some(
    (claim) =>
      idKey(claim.id) === idKey(of) && (claim.sort === sort || (isPublicUser(claim) && sort !== 'secret')),
  );
}

/**
 * Trusted claims go first. Of each public sort the earliest quarter of the ceiling is kept, so that none can fill the
 * room of another, neither before it nor afterwards; what room is left is for the earliest of all. Claims by an order
 * take what is left then, a quarter at most: they take no room from others.
 */
function keptOf(claims: readonly Claim[], most: number): readonly Claim[] {
  const all = claims.toSorted(compareClaims);
  const [byOrder, sorted] = [all.filter(isByOrder), all.filter((claim) => !isByOrder(claim))];
  const quarter = Math.floor(most / 4);
  const kept = new Set<Claim>();
  const keep = (some: readonly Claim[]): void => {
    for (const claim of some) if (kept.size < most) kept.add(claim);
  };
  keep(sorted.filter(({ sort }) => sort === 'secret'));
  keep(sorted.filter(isPublicUser));
  for (const sort of SORTS) {
    const own = sorted.filter((claim) => claim.sort === sort && !isPublicUser(claim));
    if (sort !== 'secret') keep(own.slice(0, quarter));
  }
  keep(sorted);
  keep(byOrder.slice(0, quarter));
  return all.filter((claim) => kept.has(claim));
}

function isByOrder({ sort }: Claim): boolean {
  return sort === 'order';
}

/** Whether only the earlier one of two claims is kept. */
function isRival(a: Claim, b: Claim): boolean {
  return (isPublicUser(a) && isPublicUser(b)) || (a.sort === b.sort && idKey(a.id) === idKey(b.id));
}

function isPublicUser({ id, sort }: Claim): boolean {
  return id.kind === 'user' && sort !== 'secret';
}

function compareClaims(a: Claim, b: Claim): number {
  return (
    a.time - b.time || compareText(idKey(a.id), idKey(b.id)) || SORTS.indexOf(a.sort) - SORTS.indexOf(b.sort)
  );
}
