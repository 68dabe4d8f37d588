// Makes the profile of a lead from its records.
import type { LeadId } from '../event/event.ts';
import { leadState } from '../funnel/lead-state.ts';
import type { Claim } from '../lead/claims.ts';
import { idKey } from '../lead/identity.ts';
import { primaryOf } from '../lead/identity-graph.ts';
import { emailOf, type LeadRecord, type Records } from '../lead/record.ts';
import { answersOf, consentsOf } from './answers.ts';
import { funnelsOf, type LabelledFunnel } from './funnels.ts';
import { instant } from './instant.ts';
import { profileOrders } from './orders.ts';
import type { Profile, ProfileId } from './profile.ts';
import { timelineOf } from './timeline.ts';

export type ProfileInput = {
  readonly records: Records;
  /** Any of the lead's. */
  readonly id: LeadId;
  readonly hashOf: (id: LeadId) => string;
  readonly funnels: readonly LabelledFunnel[];
  readonly timezone: string;
  /** ms since the epoch. */
  readonly now: number;
};

export function buildProfile({ records, id, hashOf, funnels, timezone, now }: ProfileInput): Profile {
  const primary = primaryOf(records, id);
  const { tree, lead } = leadState(records, primary);
  const timeline = timelineOf(tree, hashOf);
  const answers = answersOf(timeline);
  return {
    id: hashOf(primary),
    asOf: instant(now),
    timezone,
    email: emailOf(tree) ?? null,
    firstSeen: timeline.at(-1)?.at ?? null,
    lastSeen: timeline[0]?.at ?? null,
    ids: tree.map((record) => idOf(record, hashOf)),
    consents: consentsOf(answers),
    orders: profileOrders(lead.events),
    funnels: funnelsOf(lead, funnels, now),
    answers,
    timeline,
  };
}

function idOf({ id, typed, link, claims }: LeadRecord, hashOf: ProfileInput['hashOf']): ProfileId {
  return {
    ...id,
    record: hashOf(id),
    ...(typed === undefined ? {} : { typed: typed.value }),
    ...(link === undefined
      ? {}
      : {
          belongsTo: { record: hashOf(link.to), said: instant(link.time), trusted: link.sort === 'secret' },
        }),
    claims: claims.filter(isFirstOfItsId).map(({ id: claimed, time }) => ({
      ...claimed,
      said: instant(time),
      trusted: claims.some((claim) => claim.sort === 'secret' && idKey(claim.id) === idKey(claimed)),
    })),
  };
}

/** An id may be claimed by several sorts. */
function isFirstOfItsId({ id }: Claim, at: number, claims: readonly Claim[]): boolean {
  return claims.findIndex((claim) => idKey(claim.id) === idKey(id)) === at;
}
