// The notes of referrals that workers have put into the outbound queue, and what becomes of them.
import { decodeOutbound } from '../../functions/queue/outbound-message.ts';
import type { Note } from '../../functions/store/outbox/outbox.ts';
import type { Party } from './scheduler.ts';

export class ReferralNotes {
  readonly waiting = new Set<Note>();
  /** By who is at it. */
  readonly telling = new Map<Party, Note>();
  /** Every note that was ever told, by its id. */
  readonly #all = new Map<string, Note>();

  /** @param body of a message of the outbound queue */
  take(body: string): void {
    const message = decodeOutbound(body);
    if (!('note' in message) || message.note.kind !== 'referral') return;
    this.waiting.add(message.note);
    this.#all.set(message.note.id, message.note);
  }

  /** Who was ended, or failed, on the way has left its note in the queue. */
  returnLeft(): void {
    for (const [party, note] of this.telling) {
      if (!party.isOver) continue;
      this.telling.delete(party);
      this.waiting.add(note);
    }
  }

  /** @returns whether there are any */
  tellAllAgain(): boolean {
    for (const note of this.#all.values()) this.waiting.add(note);
    return this.#all.size > 0;
  }

  /** How many each has brought that was ever told of, by the public id of who shared the link. */
  brought(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { to = '' } of this.#all.values()) counts.set(to, (counts.get(to) ?? 0) + 1);
    return counts;
  }
}
