// How many mails an address gets, whatever asks for them: decided from what it got before, so that it is exact.

/** Why an address gets no mail any more. */
export const STOPS = ['unsubscribed', 'bounced', 'complained'] as const;
export type Stop = (typeof STOPS)[number];

/** What is known of an address, by a keyed hash alone. Times are ms since the epoch. */
export type Allowance = {
  readonly stopped?: { readonly why: Stop; readonly at: number };
  /** Of the last 24 hours, at least. */
  readonly sent: readonly number[];
  /** When it was asked to confirm, since it last did. */
  readonly asked: readonly number[];
};

export const NO_MAIL_YET: Allowance = { sent: [], asked: [] };

export type MailAsk = {
  /** Asks to confirm an opt-in. */
  readonly asks: boolean;
  /** So many mails in 24 hours. */
  readonly perDay: number;
  readonly now: number;
};

export const REFUSALS = ['stopped', 'day-full', 'asked-lately', 'asked-enough'] as const;
export type Refusal = (typeof REFUSALS)[number];

const DAY_MS = 86_400_000;
export const ASKED_IN_ALL = 3;

/** @returns what is known of the address with this mail, or why it does not get it */
export function allow(known: Allowance, { asks, perDay, now }: MailAsk): Allowance | Refusal {
  if (known.stopped !== undefined) return 'stopped';
  const since = now - DAY_MS;
  if (asks) {
    if (known.asked.some((at) => at > since)) return 'asked-lately';
    if (known.asked.length >= ASKED_IN_ALL) return 'asked-enough';
  }
  const lately = known.sent.filter((at) => at > since);
  if (lately.length >= perDay) return 'day-full';
  return { sent: [...lately, now], asked: asks ? [...known.asked, now] : known.asked };
}

/** What is known without a mail that has certainly not gone. */
export function takeBack(known: Allowance, { asks, now }: Pick<MailAsk, 'asks' | 'now'>): Allowance {
  return {
    ...known,
    sent: withoutOne(known.sent, now),
    asked: asks ? withoutOne(known.asked, now) : known.asked,
  };
}

/** A complaint and a bounce are final: they stay, whatever else is said. */
export function stop(known: Allowance, why: Stop, at: number): Allowance {
  const isFinal = known.stopped !== undefined && known.stopped.why !== 'unsubscribed';
  return isFinal ? known : { ...known, stopped: { why, at } };
}

/** Only who unsubscribed can come back. */
export function resume(known: Allowance): Allowance {
  if (known.stopped?.why !== 'unsubscribed') return known;
  const { stopped: _, ...rest } = known;
  return rest;
}

/** Who has confirmed may be asked three times again; once in 24 hours, as ever. */
export function confirmed(known: Allowance): Allowance {
  return { ...known, asked: known.asked.slice(-1) };
}

function withoutOne(times: readonly number[], time: number): readonly number[] {
  const at = times.lastIndexOf(time);
  return at < 0 ? times : times.toSpliced(at, 1);
}
