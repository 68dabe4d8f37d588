// Says when accepted submissions are set aside, with the command that sends them back.
import type { Speech } from './speech.ts';

const LOOK_MS = 5_000;

/** @param count how many messages the dead-letter queue holds */
export function watchSetAside(count: () => Promise<number>, speech: Speech): () => void {
  let known = 0;
  const look = async (): Promise<void> => {
    const now = await count().catch(() => known);
    if (now > known) {
      const many = now === 1 ? '1 accepted message is' : `${now} accepted messages are`;
      speech.warn(
        'imbuto',
        `${many} set aside: in no figure until sent back by "npm run redrive". Why: see "message failed" above, and docs/overload.md.`,
      );
    }
    known = now;
  };
  void look();
  const timer = setInterval(() => void look(), LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
