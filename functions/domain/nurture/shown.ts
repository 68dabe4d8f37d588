// A lead in a sequence, as its owner is told of it.
import { instant } from '../profile/instant.ts';
import type { Ending, Member } from './member.ts';

/** Times are ISO 8601 in UTC. */
export type ShownMember = {
  readonly id: string;
  /** Decided when it entered, and never again. */
  readonly group: 'sequence' | 'heldOut';
  readonly entered: string;
  /** So many steps were mailed. */
  readonly mailed: number;
  /** When the next step is due; null where nothing waits. */
  readonly next: string | null;
  readonly ended: { readonly why: Ending; readonly at: string } | null;
};

export function shownMember(id: string, { isHeldOut, entered, mailed, due, ended }: Member): ShownMember {
  return {
    id,
    group: isHeldOut ? 'heldOut' : 'sequence',
    entered: instant(entered),
    mailed,
    next: due === undefined ? null : instant(due),
    ended: ended === undefined ? null : { why: ended.why, at: instant(ended.at) },
  };
}
