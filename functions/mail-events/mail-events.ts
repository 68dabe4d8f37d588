// What SES tells of mails to leads: who complained or cannot be reached gets no more.
import { readEmail } from '../domain/event/email.ts';
import { type Stop, stop } from '../domain/mail/allowance.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { isRecord } from '../store/item-format.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { changeAddress } from '../store/mail/addresses.ts';

export type MailEventsDeps = {
  readonly table: LeadTable;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly telemetry: Pick<Telemetry, 'count'>;
};

/** Told twice, it changes nothing the second time. */
export async function takeMailEvent(
  { table, now, telemetry }: MailEventsDeps,
  event: unknown,
): Promise<void> {
  const read = readMailEvent(event);
  for (const address of read?.addresses ?? []) {
    const key = readEmail(address)?.key;
    if (key === undefined || read === undefined) continue;
    const at = now();
    const hash = table.hashOf({ kind: 'email', key });
    await changeAddress(table, hash, at, (known) =>
      known.stopped?.why === read.why ? known : stop(known, read.why, at),
    );
    telemetry.count(read.why === 'bounced' ? 'MailBounced' : 'MailComplained');
  }
}

type Read = { readonly why: Stop; readonly addresses: readonly string[] };

/**
 * Of bounces the permanent ones: a full mailbox is none.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
function readMailEvent(event: unknown): Read | undefined {
  const detail = isRecord(event) && isRecord(event.detail) ? event.detail : {};
  const { eventType, bounce, complaint } = detail;
  if (eventType === 'Bounce' && isRecord(bounce) && bounce.bounceType === 'Permanent')
    return { why: 'bounced', addresses: addressesOf(bounce.bouncedRecipients) };
  if (eventType === 'Complaint' && isRecord(complaint))
    return { why: 'complained', addresses: addressesOf(complaint.complainedRecipients) };
  return undefined;
}

function addressesOf(recipients: unknown): readonly string[] {
  return (Array.isArray(recipients) ? recipients : []).flatMap((one: unknown) =>
    isRecord(one) && typeof one.emailAddress === 'string' ? [bare(one.emailAddress)] : [],
  );
}

/** `Anna <anna@example.com>`, as some servers say it. */
function bare(address: string): string {
  return /<([^<>]+)>\s*$/.exec(address)?.[1] ?? address;
}
