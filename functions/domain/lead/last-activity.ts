// When a lead did something last, as far as it is kept.
import type { LeadRecord } from './record.ts';

/**
 * Of one of its records or of all: ms since the epoch, -Infinity where nothing is kept of any time. Links count too: of
 * a lead that was only ever identified nothing else is known.
 */
export function lastActivity(records: readonly LeadRecord[]): number {
  let latest = -Infinity;
  for (const { history, claims, link, beyond } of records) {
    for (const { time } of history.events) latest = Math.max(latest, time);
    for (const { time } of history.touches) latest = Math.max(latest, time);
    for (const { time } of claims) latest = Math.max(latest, time);
    for (const rank of [link, beyond]) if (rank !== undefined) latest = Math.max(latest, rank.time);
  }
  return latest;
}
