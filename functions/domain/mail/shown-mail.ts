// A mail to a lead, as its owner is told of it: what it was for, when, and what became of it.
import { instant } from '../profile/instant.ts';
import type { Refusal, Stop } from './allowance.ts';
import type { MailPurpose } from './purpose.ts';

/** What a mail is of: the form that it answers, with the file that it brings, or the step of a sequence by its delay, `2d`. */
export type MailOf =
  | { readonly form: string; readonly file?: string }
  | { readonly sequence: string; readonly step: string };

/** What is kept of a mail, or of those that an address did not get for one reason. */
export type KnownMail = {
  readonly purpose: MailPurpose;
  readonly of: MailOf;
  /** When it was claimed, ms since the epoch; of several, the last. */
  readonly at: number;
  readonly state: 'claimed' | 'sent' | 'undecided' | 'released' | Refusal;
  /** Of those that were not sent for one reason: how many. */
  readonly times?: number;
};

/** Longer than a function that sends lives: what was claimed longer ago has never said what became of it. */
export const HELD_MS = 60_000;

export const OUTCOMES = [
  'sent',
  /** It may have gone, and is not sent again. */
  'undecided',
  /** It is being sent this minute. */
  'sending',
  /** It was not taken, and is tried again. */
  'refused',
  /** The address is not to get it. */
  'suppressed',
] as const;
export type MailOutcome = (typeof OUTCOMES)[number];

/** Times are ISO 8601 in UTC. */
export type ShownMail = {
  readonly purpose: MailPurpose | 'delivers';
  readonly form?: string;
  readonly file?: string;
  readonly sequence?: string;
  readonly step?: string;
  /** The record of the address, by its public id. */
  readonly record: string;
  readonly at: string;
  readonly outcome: MailOutcome;
  /** Of what is suppressed: why, and how many there were. */
  readonly because?: Refusal;
  readonly times?: number;
};

/** Why an address gets no mail at all, and since when. */
export type ShownStop = { readonly record: string; readonly why: Stop; readonly at: string };

export function shownMail(record: string, known: KnownMail, now: number): ShownMail {
  const { purpose, of, at, state, times } = known;
  const brings = 'form' in of && of.file !== undefined;
  return {
    purpose: brings ? 'delivers' : purpose,
    ...of,
    record,
    at: instant(at),
    ...outcomeOf(state, at, now),
    ...(times === undefined ? {} : { times }),
  };
}

function outcomeOf(
  state: KnownMail['state'],
  at: number,
  now: number,
): Pick<ShownMail, 'outcome' | 'because'> {
  switch (state) {
    case 'sent':
    case 'undecided':
      return { outcome: state };
    case 'claimed':
      return { outcome: at > now - HELD_MS ? 'sending' : 'undecided' };
    case 'released':
      return { outcome: 'refused' };
    default:
      return { outcome: 'suppressed', because: state };
  }
}
