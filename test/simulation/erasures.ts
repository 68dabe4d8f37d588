// Erasures as they took effect, and what may have erasedAt with a lead although its mark does not reject it.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { LeadEvent, LeadId, Submission } from '../../functions/domain/event/event.ts';
import { leadKey } from '../../functions/store/keys.ts';
import { recordIn } from './books.ts';
import { hashOf } from './lead-hash.ts';
import { idsIn, type Name, nameOf, plainText, type Truth, truthOf } from './oracle.ts';

/** A mark rejects what was received until `erasedAt`; the transaction that left it was committed a little later. */
export type Mark = { readonly erasedAt: number; readonly committed: number };

/** When each mark took effect: with the first transaction that wrote it. */
export class Commits {
  readonly #at = new Map<string, number>();

  take(items: readonly TransactWriteItem[], now: number): void {
    for (const { Put } of items) {
      const { pk } = Put?.Item ?? {};
      const { erasedAt } = recordIn(Put?.Item ?? {}) ?? {};
      const mark = `${pk?.S} ${erasedAt}`;
      if (erasedAt !== undefined && !this.#at.has(mark)) this.#at.set(mark, now);
    }
  }

  markOf(id: LeadId, erasedAt: number): Mark {
    return { erasedAt, committed: this.#at.get(`${leadKey(hashOf(id))} ${erasedAt}`) ?? erasedAt };
  }
}

/** What copies of one submission say of the ids that one transaction erased; of each all is in the truth, or nothing. */
type Doubt = { readonly committed: number; readonly copies: LeadEvent[] };
type Lost = Pick<Doubt, 'committed'> & { readonly event: LeadEvent };

/** More readings are not tried. */
const READINGS = 64;

/**
 * The truth, and its other readings. What was received after a mark's moment and before its transaction was committed may
 * have been found to change nothing, as the lead was still there; then it went with the lead. Delivered again later, it
 * begins anew. Where that is in doubt of too many, there is one reading: all of it is in.
 */
export function* truthsOf(
  accepted: readonly Submission[],
  marks: ReadonlyMap<Name, Mark>,
): Generator<Truth, void> {
  const erasedAt = new Map([...marks].map(([name, mark]) => [name, mark.erasedAt]));
  yield truthOf(accepted, erasedAt);
  for (const lost of readingsOf(doubtsOf(accepted, marks)).slice(1)) {
    yield truthOf(accepted, erasedAt, (name, event) =>
      lost.some((one) => one.event === event && one.committed === marks.get(name)?.committed),
    );
  }
}

/** What is lost in each; nothing in the first. */
function readingsOf(doubts: readonly Doubt[]): readonly (readonly Lost[])[] {
  const count = doubts.reduce((product, { copies }) => product * (copies.length + 1), 1);
  if (count > READINGS) return [[]];
  return doubts.reduce<readonly (readonly Lost[])[]>(
    (readings, { committed, copies }) =>
      // Without its later copies a submission says what it says with them: so many of the first are lost.
      Array.from({ length: copies.length + 1 }, (_, n) =>
        copies.slice(0, n).map((event) => ({ event, committed })),
      ).flatMap((first) => readings.map((lost) => [...lost, ...first])),
    [[]],
  );
}

function doubtsOf(accepted: readonly Submission[], marks: ReadonlyMap<Name, Mark>): readonly Doubt[] {
  const doubts = new Map<string, Doubt>();
  for (const submission of accepted.toSorted((a, b) => a.event.received - b.event.received)) {
    const { event } = submission;
    const commits = idsIn(submission).flatMap((id) => {
      const mark = marks.get(nameOf(id));
      const isBetween =
        mark !== undefined && mark.erasedAt < event.received && event.received <= mark.committed;
      return isBetween ? [mark.committed] : [];
    });
    for (const committed of new Set(commits)) {
      const said = `${committed} ${plainText({ ...submission, event: { ...event, received: 0 } })}`;
      const doubt = doubts.get(said) ?? { committed, copies: [] };
      doubt.copies.push(event);
      doubts.set(said, doubt);
    }
  }
  return [...doubts.values()];
}
