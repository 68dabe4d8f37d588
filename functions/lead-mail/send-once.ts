// Sends one mail to a lead, at most once: claimed before, marked after, and what became of it listed where that is not known.
import type { Refusal } from '../domain/mail/allowance.ts';
import type { MailPurpose } from '../domain/mail/purpose.ts';
import type { MailOf } from '../domain/mail/shown-mail.ts';
import type { Mail, SendMail } from '../runtime/mail.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { isErased } from '../store/leads/read-leads.ts';
import { claimMail, type MailClaim, markSent, noteUndecided, releaseMail } from '../store/mail/claims.ts';
import { noteSuppressed } from '../store/mail/known-mails.ts';

export type SendOnceDeps = {
  readonly table: LeadTable;
  readonly send: SendMail;
  readonly perDay: number;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly telemetry: Pick<Telemetry, 'count'>;
};

export type LeadMail = {
  /** The same at each try. */
  readonly id: string;
  readonly purpose: MailPurpose;
  readonly of: MailOf;
  /** The public id of the e-mail's record. */
  readonly hash: string;
  /** When what it answers was accepted, ms since the epoch. */
  readonly received: number;
  readonly mail: Mail;
  /** Asked once it is claimed: whether it should still go, by what the lead has done until then. Absent: it should. */
  readonly isStillDue?: () => Promise<boolean>;
};

/** Another try may be sending it: this one comes again later. */
export class MailHeld extends Error {
  override readonly name = 'MailHeld';
}

/** `undecided`: it may have gone, and is not sent again. */
export type SentOnce = 'sent' | 'sent-before' | 'undecided' | 'dropped';

/** @throws MailHeld, or why SES refused it: it is tried again */
export async function sendOnce(deps: SendOnceDeps, mail: LeadMail): Promise<SentOnce> {
  const became = await tryOnce(deps, mail);
  return became === 'sent' || became === 'sent-before' || became === 'undecided' ? became : 'dropped';
}

/** `undecided-before`: an earlier try listed it. `erased`: its lead was. `not-due`: its lead has done something since it was read. */
export type Became = Exclude<SentOnce, 'dropped'> | 'undecided-before' | 'erased' | 'not-due' | Refusal;

/** The same, and says why it was dropped. @throws as `sendOnce` */
export async function tryOnce(
  deps: SendOnceDeps,
  { id, purpose, of, hash, received, mail, isStillDue }: LeadMail,
): Promise<Became> {
  const { table, perDay, telemetry } = deps;
  const claim: MailClaim = { id, purpose, of, hash, perDay, now: deps.now() };
  const claiming = await claimMail(table, claim);
  switch (claiming) {
    case 'claimed':
      // Read after the claim: what is not seen here was done after it.
      if (isStillDue !== undefined && !(await isStillDue())) {
        await releaseMail(table, claim);
        return 'not-due';
      }
      return await sendClaimed(deps, claim, mail, received);
    case 'held':
      throw new MailHeld('it was claimed a moment ago');
    case 'left':
      return await undecided(deps, claim);
    case 'sent':
      return 'sent-before';
    case 'undecided':
      return 'undecided-before';
    default:
      telemetry.count(NOT_MAILED[claiming]);
      if (!(await isErased(table, hash, received))) await noteSuppressed(table, claim, claiming);
      return claiming;
  }
}

const NOT_MAILED = {
  stopped: 'LeadMailStopped',
  'day-full': 'LeadMailOverLimit',
  'asked-lately': 'ConfirmationAskedLately',
  'asked-enough': 'ConfirmationAskedEnough',
} as const;

async function sendClaimed(
  deps: SendOnceDeps,
  claim: MailClaim,
  mail: Mail,
  received: number,
): Promise<Became> {
  const { table, telemetry } = deps;
  // Read after the claim: an erasure that is not seen here finds the claim, and deletes it.
  if (await isErased(table, claim.hash, received)) {
    await releaseMail(table, claim);
    return 'erased';
  }
  const sending = await deps.send({ ...mail, lead: claim.hash });
  switch (sending.outcome) {
    case 'sent':
      await markSent(table, claim);
      telemetry.count('LeadMailed');
      return 'sent';
    case 'refused':
      await releaseMail(table, claim);
      throw sending.error;
    case 'unknown':
      return await undecided(deps, claim);
    default:
      return sending satisfies never;
  }
}

async function undecided({ table, telemetry }: SendOnceDeps, claim: MailClaim): Promise<'undecided'> {
  await noteUndecided(table, claim);
  telemetry.count('MailUndecided');
  return 'undecided';
}
