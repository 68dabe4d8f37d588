// Says when messages are set aside, with the command that sends them back.
import type { Speech } from './speech.ts';

const LOOK_MS = 5_000;

type Words = (messages: number) => string;

export const SET_ASIDE: Readonly<Record<'submissions' | 'outbound', Words>> = {
  submissions: (n) =>
    `${n === 1 ? '1 accepted message is' : `${n} accepted messages are`} set aside: in no figure until sent back by "npm run redrive". Why: see "message failed" above, and docs/overload.md.`,
  outbound: (n) =>
    `${n === 1 ? '1 webhook, notice or mail is' : `${n} webhooks, notices and mails are`} set aside, as no receiver took them for a day: fix the receiver, then "npm run redrive". Why: see "not told yet" above, and docs/webhooks.md.`,
};

/** @param count how many messages the dead-letter queue holds */
export function watchSetAside(count: () => Promise<number>, words: Words, speech: Speech): () => void {
  let known = 0;
  const look = async (): Promise<void> => {
    const now = await count().catch(() => known);
    if (now > known) speech.warn('imbuto', words(now));
    known = now;
  };
  void look();
  const timer = setInterval(() => void look(), LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
