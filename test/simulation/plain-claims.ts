// Which ids an id, and a whole lead, has room for, by all that was said: an implementation that shares no code with the one under test.
import type { LeadId } from '../../functions/domain/event/event.ts';
import { compareText, type Name, nameOf } from './oracle.ts';

/** Somebody said that `weak` is the person of `strong`. */
export type PlainClaim = {
  readonly weak: LeadId;
  readonly strong: Name;
  readonly said: 'secret' | 'form' | 'event' | 'identify' | 'order';
  readonly time: number;
};

const DAY = 86_400_000;
const SAID: readonly PlainClaim['said'][] = ['secret', 'form', 'event', 'identify', 'order'];

/** What is left of all that was said of the ids of one id. @param most how many of those said first */
export function roomOfId(all: readonly PlainClaim[], most: number): readonly PlainClaim[] {
  const quarter = Math.floor(most / 4);
  const sorted = all.toSorted(compareClaims);
  const once = distinct(sorted, ({ weak, said }) => `${said} ${nameOf(weak)}`);
  const saidOf = (said: PlainClaim['said']): readonly PlainClaim[] =>
    once.filter((claim) => claim.said === said && !isPublicUser(claim));
  const first = [
    ...saidOf('secret'),
    ...once.filter(isPublicUser).slice(0, 1),
    ...(['form', 'event', 'identify'] as const).flatMap((said) => saidOf(said).slice(0, quarter)),
    ...once.filter((claim) => claim.said !== 'order' && !isPublicUser(claim)),
  ];
  const kept = [
    ...distinct(first, textOf).slice(0, most),
    ...saidOf('order').slice(0, quarter),
    ...ofLatestDays(sorted),
  ];
  return distinct(kept, textOf).toSorted(compareClaims);
}

/** Two browsers of each of the last seven days on which any was named by public key; those of forms before others. */
function ofLatestDays(sorted: readonly PlainClaim[]): readonly PlainClaim[] {
  const named = sorted.filter((claim) => isPublic(claim) && claim.weak.kind === 'anonymous');
  const days = Map.groupBy(named, ({ time }) => Math.floor(time / DAY));
  const latest = [...days].toSorted(([a], [b]) => b - a).slice(0, 7);
  return latest.flatMap(([, own]) => {
    const formsFirst = own.toSorted((a, b) => Number(b.said === 'form') - Number(a.said === 'form'));
    return distinct(formsFirst, ({ weak }) => nameOf(weak)).slice(0, 2);
  });
}

/** Of what each id has room for, the ids of one kind for which their lead has. @param most how many */
export function roomOfLead(
  ids: ReadonlyMap<Name, readonly PlainClaim[]>,
  kind: LeadId['kind'],
  most: number,
): ReadonlySet<Name> {
  const places = [...ids].flatMap(([owner, claims]) => {
    const own = claims.filter(({ weak }) => weak.kind === kind);
    const saidOf = (said: PlainClaim['said']): readonly PlainClaim[] =>
      own.filter((claim) => claim.said === said);
    const inOrder = [
      ...saidOf('secret'),
      ...saidOf('form'),
      ...ofLatestDays(own),
      ...own.filter(isPublic),
      ...saidOf('order'),
    ];
    return distinct(inOrder, ({ weak }) => nameOf(weak)).map((claim, at) => ({ claim, at, owner }));
  });
  const rank = ({ said }: PlainClaim): number => (said === 'secret' ? 0 : said === 'order' ? 2 : 1);
  places.sort(
    (a, b) =>
      rank(a.claim) - rank(b.claim) ||
      a.at - b.at ||
      a.claim.time - b.claim.time ||
      compareText(nameOf(a.claim.weak), nameOf(b.claim.weak)) ||
      compareText(a.owner, b.owner),
  );
  const names = new Set(places.map(({ claim }) => nameOf(claim.weak)));
  return new Set([...names].slice(0, Math.max(0, most)));
}

/** Whether one of the claims is of the weight that a link needs. */
export function isClaimed(
  claims: readonly PlainClaim[],
  weak: Name,
  weight: 'secret' | 'public' | 'order',
): boolean {
  return claims.some(
    (claim) => nameOf(claim.weak) === weak && (isPublic(claim) ? 'public' : claim.said) === weight,
  );
}

function isPublic({ said }: PlainClaim): boolean {
  return said !== 'secret' && said !== 'order';
}

function isPublicUser({ weak, said }: PlainClaim): boolean {
  return weak.kind === 'user' && said !== 'secret';
}

function distinct(
  claims: readonly PlainClaim[],
  keyOf: (claim: PlainClaim) => string,
): readonly PlainClaim[] {
  const seen = new Set<string>();
  return claims.filter((claim) => !seen.has(keyOf(claim)) && seen.add(keyOf(claim)));
}

function textOf({ weak, said, time }: PlainClaim): string {
  return `${said} ${time} ${nameOf(weak)}`;
}

function compareClaims(a: PlainClaim, b: PlainClaim): number {
  return (
    a.time - b.time ||
    compareText(nameOf(a.weak), nameOf(b.weak)) ||
    SAID.indexOf(a.said) - SAID.indexOf(b.said)
  );
}
