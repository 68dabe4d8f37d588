// The notices in a host's mailbox: those of one submission each, and what the digests say of the rest.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptMail } from '../../bin/local/mailbox/kept-mail.ts';

export type Inbox = {
  /** By the submission: how often it was mailed by itself. */
  readonly byItself: ReadonlyMap<string, number>;
  readonly digests: number;
  /** How many submissions the digests tell of: each names all of its hour so far. */
  readonly inDigests: number;
};

export type MailReader = () => Inbox;

/** Reads each file once. @param recipient who is notified */
export function mailReader(directory: string, recipient: string): MailReader {
  const seen = new Set<string>();
  const byItself = new Map<string, number>();
  const largest = new Map<string, number>();
  let digests = 0;
  return () => {
    for (const name of files(directory)) {
      if (seen.has(name)) continue;
      seen.add(name);
      const mail = JSON.parse(readFileSync(join(directory, name), 'utf8')) as KeptMail;
      if (!mail.to.includes(recipient)) continue;
      const submission = /submission \d+/.exec(mail.text)?.[0];
      if (submission !== undefined) {
        byItself.set(submission, (byItself.get(submission) ?? 0) + 1);
        continue;
      }
      const [, count, hour] = /(\d+) more[^\n]*?(\d{4}-\d{2}-\d{2} \d{2}:00)/.exec(mail.text) ?? [];
      if (count === undefined || hour === undefined)
        throw new Error('a mail is neither a notice nor a digest');
      digests += 1;
      largest.set(hour, Math.max(largest.get(hour) ?? 0, Number(count)));
    }
    return { byItself, digests, inDigests: [...largest.values()].reduce((sum, each) => sum + each, 0) };
  };
}

function files(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter((name) => name.endsWith('.json'));
  } catch {
    // Nothing has been mailed yet.
    return [];
  }
}
