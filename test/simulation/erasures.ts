// Erasures as they took effect, and what may have erasedAt with a lead although its mark does not reject it.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { LeadEvent, LeadId, Submission } from '../../functions/domain/event/event.ts';
import { leadKey } from '../../functions/store/keys.ts';
import { expiryOfMark } from '../../functions/store/leads/leftovers.ts';
import { recordIn } from './books.ts';
import { hashOf } from './lead-hash.ts';
import { copyKey, idsIn, type Name, nameOf, plainText, type Truth, truthOf } from './oracle.ts';

/** A mark rejects what was received until `erasedAt`; the transaction that left it was committed a little later. */
export type Mark = {
  readonly erasedAt: number;
  /** With the first transaction that wrote it. */
  readonly committed: number;
  /**
   * Of a walk of the retention: until when all that was sent had arrived, ms since the epoch. Its mark is of the moment at which the
   * lead's latest event was received, long before.
   */
  readonly arrivedUntil?: number;
  /** Who left it. */
  readonly by: string;
};

/** The marks of erasures, also of those that the table has forgotten. */
export class Commits {
  readonly #marks = new Map<string, Mark[]>();
  readonly #told = new Set<string>();
  /** All that was sent until then has arrived. */
  arrivedUntil = 0;

  /** @param by the party that wrote the transaction */
  take(
    items: readonly TransactWriteItem[],
    now: number,
    by: { readonly kind: string; readonly name: string },
  ): void {
    for (const { Put } of items) {
      const { id, erasedAt } = recordIn(Put?.Item ?? {}) ?? {};
      if (erasedAt === undefined || id?.key !== '') continue;
      const pk = Put?.Item?.pk?.S ?? '';
      const marks = this.#marks.get(pk) ?? [];
      const isOfWalk = by.kind === 'retention';
      // Who deletes what is left of a record writes its mark once more. A lead that began again may be taken at the same moment.
      if (marks.some((mark) => mark.erasedAt === erasedAt && (!isOfWalk || mark.by === by.name))) continue;
      const walk = isOfWalk ? { arrivedUntil: this.arrivedUntil } : {};
      const mark = { erasedAt, committed: now, by: by.name, ...walk };
      this.#marks.set(pk, [...marks, mark]);
    }
  }

  /** Somebody was answered that a lead is erased. */
  tell(by: string): void {
    this.#told.add(by);
  }

  isTold({ by }: Mark): boolean {
    return this.#told.has(by);
  }

  /** All that was ever left of an id, the oldest first. */
  marksOf(id: LeadId): readonly Mark[] {
    return this.#marks.get(leadKey(hashOf(id))) ?? [];
  }
}

/** What copies of one submission say of the ids that one transaction erased; of each all is in the truth, or nothing. */
type Doubt = { readonly committed: number; readonly copies: LeadEvent[] };
type Lost = Pick<Doubt, 'committed'> & { readonly event: LeadEvent };

/** More readings are not tried. */
const READINGS = 65_536;

/** When it was sent: accepted, or released from quarantine. */
export type SentAt = (event: LeadEvent) => number;

/**
 * The truth, and its other readings. What was received after a mark's moment and before its transaction was committed may
 * have been found to change nothing, as the lead was still there; then it went with the lead. Delivered again later, it
 * begins anew. Where that is in doubt of too many, there is one reading: all of it is in.
 * A link to an erased id is known by a few bits of that id. Once the mark has expired these bits are all that is left: where the id is
 * named again, the link holds again; where nothing was said since, it still does not.
 */
export function* truthsOf(
  accepted: readonly Submission[],
  marks: ReadonlyMap<Name, readonly Mark[]>,
  sentAt: SentAt,
): Generator<Truth, void> {
  const erasedAt = new Map(
    [...marks].map(([name, all]) => [name, Math.max(...all.map((mark) => mark.erasedAt))]),
  );
  const hadArrived = (name: Name, event: LeadEvent): boolean =>
    marks.get(name)?.some(({ arrivedUntil = 0 }) => sentAt(event) <= arrivedUntil) === true;
  const forgotten = forgottenOf(accepted, marks, sentAt);
  for (const lost of readingsOf(doubtsOf(accepted, marks, sentAt))) {
    const isLost = (name: Name, event: LeadEvent): boolean =>
      hadArrived(name, event) ||
      lost.some(
        (one) =>
          one.event === event &&
          marks.get(name)?.some(({ committed }) => one.committed === committed) === true,
      );
    yield truthOf(accepted, erasedAt, isLost);
    if (forgotten.size > 0) yield truthOf(accepted, erasedAt, isLost, undefined, forgotten);
  }
}

/** The ids whose marks had expired when something was sent for the last time. */
function forgottenOf(
  accepted: readonly Submission[],
  marks: ReadonlyMap<Name, readonly Mark[]>,
  sentAt: SentAt,
): ReadonlySet<Name> {
  const last = accepted.reduce((latest, { event }) => Math.max(latest, sentAt(event)), 0);
  const isExpired = ({ committed }: Mark): boolean => 1000 * expiryOfMark(committed) < last;
  return new Set([...marks].flatMap(([name, all]) => (all.every(isExpired) ? [name] : [])));
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

function doubtsOf(
  accepted: readonly Submission[],
  marks: ReadonlyMap<Name, readonly Mark[]>,
  sentAt: SentAt,
): readonly Doubt[] {
  if (marks.size === 0) return [];
  const doubts = new Map<string, Doubt>();
  for (const submission of accepted.toSorted((a, b) => a.event.received - b.event.received)) {
    const { event } = submission;
    const [bearer] = idsIn(submission);
    const commits = idsIn(submission).flatMap((id) => {
      const between = (marks.get(nameOf(id)) ?? []).filter(({ erasedAt, committed, arrivedUntil }) => {
        const isBetween = erasedAt < event.received && event.received <= committed;
        if (!isBetween || arrivedUntil === undefined) return isBetween;
        // An event that was there would have moved the mark; a form also where it is a copy.
        const changedNothing = event.kind !== 'form' && hasCopyUntil(accepted, submission, erasedAt);
        return sentAt(event) > arrivedUntil && (id !== bearer || changedNothing);
      });
      return between.map(({ committed }) => committed);
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

/** Whether what a submission says is known of an event that came until then: with it, it changes nothing but who is who. */
function hasCopyUntil(accepted: readonly Submission[], submission: Submission, until: number): boolean {
  const [bearer] = idsIn(submission);
  const key = copyKey(submission.event);
  return accepted.some((one) => {
    const [other] = idsIn(one);
    const isSame = bearer !== undefined && other !== undefined && nameOf(bearer) === nameOf(other);
    return isSame && one.event.received <= until && copyKey(one.event) === key;
  });
}
