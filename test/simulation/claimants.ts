// A stranger about a lead: more browsers than an id or a whole lead has room for, at once and over some days, and long forms.
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import type { Random } from './random.ts';

const EMAIL = 'a@example.com';
const USERS = ['u1', 'u2', 'u3'] as const;
/** So many browsers a stranger names for an id at once: more than an id has room for by what was said first. */
const BURST = 45;
const DAYS = 4;
const LONG_FORMS = 14;

/**
 * A server ties user ids to one e-mail. A stranger names browsers for them by public key, and customers come from theirs
 * day by day. Beside who is who, orders are told, and forms are sent.
 * @param time of all that happens
 */
export function claimants(random: Random, time: number): readonly (readonly Submission[])[] {
  const users = USERS.slice(0, random.between(1, 3));
  const ties = users.flatMap((user, n): readonly Submission[] => [
    { ids: { email: EMAIL, user }, event: called(`s:tie ${n}`, time, true) },
    { ids: { user, anonymous: `server's ${n}` }, event: called(`s:browser ${n}`, time, true) },
  ]);
  const bursts = users.flatMap((user) => (random.chance(0.8) ? [burstOf(user, time)] : []));
  const visits = users.flatMap((user, n) =>
    Array.from({ length: DAYS }, (_, day): readonly Submission[] => {
      const anonymous = `browser of ${user}`;
      const id = `${user} ${day}`;
      const value = { currency: 'EUR', minor: 1_000 + n };
      const order = { ...called(`p:order ${id}`, time + day, false), kind: 'event' as const, name: 'Order' };
      return [
        { ids: { user, anonymous }, event: called(`p:visit ${id}`, time + day, false) },
        { ids: { anonymous }, event: { ...order, order: { id: `o ${id}`, value } } },
      ];
    }),
  );
  const forms = random.chance(0.5) ? [formsOf(time)] : [];
  return [...random.shuffled([...bursts.flat(), ...forms, ties]), ...visits];
}

/** A short one with a consent, among long ones. */
function formsOf(time: number): readonly Submission[] {
  return Array.from({ length: LONG_FORMS }, (_, n): Submission => {
    const isHers = n === LONG_FORMS / 2;
    const properties = isHers ? { plan: 's', newsletter: true } : { message: `${n}`.padEnd(1_500, 'x') };
    const event: LeadEvent = {
      ...called(`f:ebook:${n}`, time + n, false),
      kind: 'form',
      name: 'ebook',
      properties,
    };
    return { ids: { email: EMAIL }, event };
  });
}

/** In parts, as one request by public key may name few people. */
function burstOf(user: string, time: number): readonly (readonly Submission[])[] {
  const all = Array.from(
    { length: BURST },
    (_, n): Submission => ({
      ids: { user, anonymous: `false ${n} of ${user}` },
      event: called(`p:false ${user} ${n}`, time, false),
    }),
  );
  return [0, 1, 2].map((part) => all.slice((part * BURST) / 3, ((part + 1) * BURST) / 3));
}

function called(id: string, time: number, trusted: boolean): LeadEvent {
  return { id, time, received: 0, kind: 'identify', name: '', trusted };
}
