// The answers of a queue: entries of a batch one by one, and what a message tells about itself.
import { createHash } from 'node:crypto';
import type { Entry, HeldMessage } from './memory-sqs.ts';
import { checkBatch } from './sqs-rules.ts';

/** Each entry by itself: one that fails is told, and its neighbours are done. */
export function batchOf(entries: readonly Entry[], run: (entry: Entry) => object): object {
  checkBatch(entries);
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.name, Message: error.message });
    }
  }
  return { Successful, ...(Failed.length === 0 ? {} : { Failed }) };
}

export function systemAttributes(
  message: HeldMessage,
  names: readonly string[],
): { readonly Attributes?: Readonly<Record<string, string>> } {
  if (names.length === 0) return {};
  const all: Record<string, string> = {
    SenderId: 'AIDAEXAMPLE',
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  };
  const wanted = names.includes('All') ? Object.keys(all) : names.filter((name) => name in all);
  return { Attributes: Object.fromEntries(wanted.map((name) => [name, all[name] ?? ''])) };
}

const digests = new Map<string, string>();

/** Messages are delivered more often than they are made: their digests are kept a while. */
export function md5(body: string): string {
  const known = digests.get(body);
  if (known !== undefined) return known;
  if (digests.size > 1_000) digests.clear();
  const digest = createHash('md5').update(body).digest('hex');
  digests.set(body, digest);
  return digest;
}
