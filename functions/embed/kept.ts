// What stands in a visitor's browser, and how it is read back: whatever another script may have put there.
import type { Arrival, Arrivals } from './touches.ts';
import type { Event } from './waiting.ts';

export type Kept = Arrivals & {
  readonly id?: string | undefined;
  /** What the visitor said; absent: nothing. */
  readonly consent?: boolean | undefined;
  /** By the address of a form, the token that brings the same variant of it again. */
  readonly shown?: Readonly<Record<string, string>> | undefined;
  /** Events that could not be sent, oldest first. */
  readonly waiting?: readonly Event[];
};

/** An empty one for whatever is not ours. */
export function readKept(text: string | null): Kept {
  try {
    const { id, consent, first, last, shown, waiting } = JSON.parse(text ?? '');
    return {
      id: typeof id === 'string' ? id : undefined,
      consent: typeof consent === 'boolean' ? consent : undefined,
      first: arrivalOf(first),
      last: arrivalOf(last),
      shown,
      waiting: Array.isArray(waiting) ? waiting : [],
    };
  } catch {
    return {};
  }
}

function arrivalOf(value: Arrival | undefined): Arrival | undefined {
  return typeof value?.at === 'number' && typeof value.page === 'string' ? value : undefined;
}
