// Who a call speaks of: the ids that it carries and, in an alias, the former id of the same person.
import { type Email, readEmail } from '../domain/event/email.ts';
import type { LeadId, Submission } from '../domain/event/event.ts';
import { readSaidId } from '../domain/event/said-id.ts';
import type { RequestReason } from '../domain/quality/reason.ts';
import type { Call } from './calls.ts';
import { asRecord, type Json } from './json.ts';

export type Identity = Pick<Submission, 'ids' | 'typed' | 'alias'>;

export type IdentityReading =
  | { readonly kind: 'known'; readonly identity: Identity }
  | { readonly kind: 'bad'; readonly why: string; readonly reason: RequestReason };

/** @param trusted sent with the secret key */
export function readIdentity(
  { type, said, context }: Pick<Call, 'type' | 'said' | 'context'>,
  trusted: boolean,
): IdentityReading {
  const email = readCarriedEmail(said, context);
  return type === 'alias' ? readAlias(said, email, trusted) : readIds(said, email);
}

function readIds(said: Json, email: Email | undefined): IdentityReading {
  const user = readSaidId(said.userId);
  const anonymous = readSaidId(said.anonymousId);
  return email === undefined && user === undefined && anonymous === undefined
    ? bad('it carries neither e-mail nor userId nor anonymousId', 'call-without-id')
    : known(email, user, anonymous);
}

/**
 * Only the secret key can make two known people one. The public key may say by an alias what it may say by an
 * `identify`: that this user had that anonymous id, as Segment's library for browsers does at a registration.
 */
function readAlias(said: Json, carried: Email | undefined, trusted: boolean): IdentityReading {
  const userId = readSaidId(said.userId);
  // An e-mail address is an e-mail here, also where it stands as the user id.
  const addressed = userId === undefined ? undefined : readEmail(userId);
  const email = carried ?? addressed;
  const user = addressed === undefined ? userId : undefined;
  if (email === undefined && user === undefined) return bad('it needs `userId`', 'alias-refused');
  const key = readSaidId(said.previousId);
  if (key === undefined) return bad('it needs `previousId`', 'alias-refused');
  const former = readEmail(key);
  if (trusted) return known(email, user, readSaidId(said.anonymousId), aliasesOf(key, former));
  return former === undefined
    ? known(email, user, key)
    : bad('an alias of an e-mail address is taken with the secret key only', 'alias-refused');
}

/** Segment's `previousId` may be a user id or an anonymous one, and does not say which. */
function aliasesOf(key: string, email: Email | undefined): readonly LeadId[] {
  if (email !== undefined) return [{ kind: 'email', key: email.key }];
  return [
    { kind: 'user', key },
    { kind: 'anonymous', key },
  ];
}

function readCarriedEmail({ traits, properties }: Json, context: Json): Email | undefined {
  for (const place of [traits, context.traits, properties]) {
    for (const value of emailsIn(asRecord(place))) {
      const email = typeof value === 'string' ? readEmail(value) : undefined;
      if (email !== undefined) return email;
    }
  }
  return undefined;
}

/** Whether a property is named `email`, in whatever letter case. */
export function isEmailName(name: string): boolean {
  return name.length === 'email'.length && name.toLowerCase() === 'email';
}

/** `email` itself goes before `EMAIL` and `Email`; of those the order in which they were said does not matter. */
function emailsIn(place: Json): readonly unknown[] {
  const names = Object.keys(place).filter(isEmailName);
  return names.toSorted((a, b) => (a > b ? -1 : 1)).map((name) => place[name]);
}

function known(
  email: Email | undefined,
  user: string | undefined,
  anonymous: string | undefined,
  alias?: readonly LeadId[],
): IdentityReading {
  const ids = {
    ...(email === undefined ? {} : { email: email.key }),
    ...(user === undefined ? {} : { user }),
    ...(anonymous === undefined ? {} : { anonymous }),
  };
  const typed = email === undefined || email.typed === email.key ? {} : { typed: email.typed };
  return { kind: 'known', identity: { ids, ...typed, ...(alias === undefined ? {} : { alias }) } };
}

function bad(why: string, reason: RequestReason): IdentityReading {
  return { kind: 'bad', why, reason };
}
