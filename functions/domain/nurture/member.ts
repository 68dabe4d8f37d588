// A lead in a sequence: how it came in, what is behind it, and when its next step is due.

export const ENDINGS = [
  /** No step is left. */
  'done',
  /** What the sequence waits for has happened. */
  'until',
  /** Its address gets no mail any more. */
  'stopped',
  /** Two leads of one sequence became one, which goes on as the other. */
  'merged',
  /** The configuration has no such sequence any more. */
  'removed',
  /** Its step was not sent for so long that it would come as a surprise. */
  'overdue',
] as const;
export type Ending = (typeof ENDINGS)[number];

/** Times are ms since the epoch. */
export type Member = {
  /** Left without the sequence, to compare with: decided when it entered, and never again. */
  readonly isHeldOut: boolean;
  /** When it entered. */
  readonly entered: number;
  /** From when on steps are counted. */
  readonly base: number;
  /** The delay of the last step that is behind it, in ms; 0 at first. */
  readonly through: number;
  /** 24 bits of the hash of the words of each step that is behind it, sent or not. */
  readonly behind: readonly number[];
  /** So many steps were mailed. */
  readonly mailed: number;
  /** Absent where nothing waits. */
  readonly due?: number;
  readonly ended?: { readonly why: Ending; readonly at: number };
};
