// Claims: the ids that were said to belong to an id, as the record of that id keeps them.
import type { LeadId } from '../event/event.ts';
import { compareText, type IdKey, idKey, type Rank, SORTS, type Sort } from './identity.ts';
import { DAY_MS } from './views.ts';

/** The statement that `id` belongs to the record that keeps the claim. */
export type Claim = { readonly id: LeadId; readonly sort: Sort; readonly time: number };

/**
 * So many claims an id keeps by what was said first. Anybody with the public key can state that a browser belongs to an e-mail,
 * and a lead is read whole whenever it changes. Ids beyond this are leads of their own.
 */
export const CLAIMS = 40;

/** On so many of the latest days on which browsers were named by public key, the first so many of each day keep a claim as well. */
const DAYS = 7;
const OF_A_DAY = 2;

/**
 * The claims with one more. The result depends on the set of claims alone, not on their order. Of public claims on user ids
 * only the earliest is kept, beside trusted claims: the public key alone cannot join customers that a server tells apart.
 */
export function withClaim(claims: readonly Claim[], said: Claim, most = CLAIMS): readonly Claim[] {
  if (claims.some((claim) => compareClaims(claim, said) === 0)) return claims;
  const kept = keptOf([...claims, said], most);
  return kept.includes(said) ? kept : claims;
}

/** Whether the claims hold a link: the id has a claim of that weight. Public events, calls and forms hold links of each other. */
export function holdsLink(claims: readonly Claim[], { of, sort }: Rank): boolean {
  const isOther = sort === 'secret' || sort === 'order';
  return claims.some(
    (claim) => idKey(claim.id) === idKey(of) && (isOther ? claim.sort === sort : isPublic(claim)),
  );
}

/** The first claim of each id, in the order in which a whole lead has room for them: what costs a stranger most comes first. */
export function inOrder(claims: readonly Claim[]): readonly Claim[] {
  const of = (sort: Sort): readonly Claim[] => claims.filter((claim) => claim.sort === sort);
  const others = claims.filter((claim) => !isByOrder(claim));
  const first = new Map<IdKey, Claim>();
  for (const claim of [...of('secret'), ...of('form'), ...ofDays(claims), ...others, ...of('order')])
    if (!first.has(idKey(claim.id))) first.set(idKey(claim.id), claim);
  return [...first.values()];
}

/**
 * Trusted claims go first. Of each public sort the earliest quarter of the ceiling is kept, so that none can fill the
 * room of another, neither before it nor afterwards; what room is left is for the earliest of all. Beside these, claims by an
 * order have a quarter of their own, and so have browsers that are named on another day, which costs a stranger a call on each.
 */
function keptOf(claims: readonly Claim[], most: number): readonly Claim[] {
  const all = claims.toSorted(compareClaims);
  const sorted = firstOfEach(all.filter((claim) => !isByOrder(claim)));
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
  for (const claim of firstOfEach(all.filter(isByOrder)).slice(0, quarter)) kept.add(claim);
  for (const claim of ofDays(all)) kept.add(claim);
  return all.filter((claim) => kept.has(claim));
}

/** Of claims in order the first of those of which one is kept. */
function firstOfEach(claims: readonly Claim[]): readonly Claim[] {
  const first = new Map<string, Claim>();
  for (const claim of claims) {
    const key = isPublicUser(claim) ? 'user' : `${claim.sort} ${idKey(claim.id)}`;
    if (!first.has(key)) first.set(key, claim);
  }
  return [...first.values()];
}

/** Of each of the latest days the first browsers that were named by public key, forms before calls. @param claims in order */
function ofDays(claims: readonly Claim[]): readonly Claim[] {
  const days = new Map<number, Map<IdKey, Claim>>();
  const named = claims.filter((claim) => isPublic(claim) && claim.id.kind !== 'user');
  const isForm = ({ sort }: Claim): boolean => sort === 'form';
  for (const claim of [...named.filter(isForm), ...named.filter((one) => !isForm(one))]) {
    const day = Math.floor(claim.time / DAY_MS);
    const own = days.get(day) ?? new Map<IdKey, Claim>();
    if (own.size < OF_A_DAY && !own.has(idKey(claim.id))) own.set(idKey(claim.id), claim);
    days.set(day, own);
  }
  const latest = [...days.keys()].sort((a, b) => b - a).slice(0, DAYS);
  return latest.flatMap((day) => [...(days.get(day)?.values() ?? [])]);
}

function isPublic({ sort }: Claim): boolean {
  return sort !== 'secret' && sort !== 'order';
}

function isByOrder({ sort }: Claim): boolean {
  return sort === 'order';
}

function isPublicUser({ id, sort }: Claim): boolean {
  return id.kind === 'user' && sort !== 'secret';
}

function compareClaims(a: Claim, b: Claim): number {
  return (
    a.time - b.time || compareText(idKey(a.id), idKey(b.id)) || SORTS.indexOf(a.sort) - SORTS.indexOf(b.sort)
  );
}
