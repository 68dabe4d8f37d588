// Where a submission lies in quarantine, and for how long.
import { createHash } from 'node:crypto';
import type { LeadEvent } from '../../domain/event/event.ts';
import { QUARANTINE_DAYS } from '../../domain/spam/quarantine-days.ts';

export const KEPT_MS = QUARANTINE_DAYS * 86_400_000;
const TIME_DIGITS = 9;

/** Sorts by time of arrival, and is the same for the same submission: it names it without telling whose it is. */
export function placeOf({ id, received }: Pick<LeadEvent, 'id' | 'received'>): string {
  return `${timeKey(received)}-${createHash('sha256').update(id).digest('base64url').slice(0, 22)}`;
}

export function isPlace(text: string): boolean {
  return /^[0-9a-z]{9}-[\w-]{22}$/.test(text);
}

/** The first place of what is still kept. */
export function firstPlace(now: number): string {
  return timeKey(now - KEPT_MS);
}

/** Behind all places. */
export const LAST_PLACE = '~';

/** When an item ends, in seconds since the epoch. */
export function expiryOf(received: number): number {
  return Math.ceil((received + KEPT_MS) / 1000);
}

/** The hour of UTC, as counters are kept by. */
export function hourOf(time: number): string {
  return new Date(time).toISOString().slice(0, 13);
}

function timeKey(time: number): string {
  return Math.max(0, time).toString(36).padStart(TIME_DIGITS, '0');
}
