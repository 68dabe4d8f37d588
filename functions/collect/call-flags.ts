// The flags of a call: what of it could not be read.
import type { LeadEvent } from '../domain/event/event.ts';
import { saidOrderId, unreadValue } from '../domain/event/order.ts';
import { isSaidOfNobody } from '../domain/event/said-id.ts';
import { type Flags, flagsOf } from '../domain/quality/flags.ts';
import type { FlagReason } from '../domain/quality/reason.ts';
import { keySource } from '../domain/quality/source.ts';
import type { Call } from './calls.ts';
import { asRecord } from './json.ts';

export type CallReadings = {
  /** The key that it was sent with. */
  readonly key: string;
  /** Of its time. */
  readonly flag: FlagReason | undefined;
  /** Letters of its touch had to be guessed. */
  readonly isGuessed: boolean;
  /** Its share link could not be read. */
  readonly isShareUnread: boolean;
  readonly order: LeadEvent['order'] | undefined;
};

export function callFlags(
  call: Call,
  { key, flag, isGuessed, isShareUnread, order }: CallReadings,
): Flags | undefined {
  const { said, context } = call;
  const ids = [said.userId, said.anonymousId, said.previousId];
  const withoutId = order !== undefined && saidOrderId(asRecord(said.properties)) === undefined;
  return flagsOf(
    [
      unreadOf(call),
      flag,
      ids.some(isSaidOfNobody) ? 'id-placeholder' : undefined,
      isGuessed ? 'letters-guessed' : undefined,
      isShareUnread ? 'referral-unreadable' : undefined,
      withoutId ? 'order-without-id' : undefined,
    ],
    keySource(key, asRecord(context.library).name),
  );
}

function unreadOf({ type, said }: Call): FlagReason | undefined {
  if (type !== 'track' || typeof said.event !== 'string') return undefined;
  const unread = unreadValue({ name: said.event, properties: asRecord(said.properties), messageId: '' });
  return unread && `${unread}-unreadable`;
}
