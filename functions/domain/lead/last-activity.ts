// When a lead did something last, as far as it is kept.
import type { LeadRecord } from './record.ts';

/**
 * Of one of its records or of all: ms since the epoch, -Infinity where nothing is kept of any time. Links count too: of
 * a lead that was only ever identified nothing else is known. A claim by an order does not: anyone who knows the order can tell of it, and
 * what its browser did is in a record of its own.
 */
export function lastActivity(records: readonly LeadRecord[]): number {
  let latest = -Infinity;
  for (const { history, claims, link, beyond } of records) {
    for (const { time } of history.events) latest = Math.max(latest, time);
    for (const { time } of history.touches) latest = Math.max(latest, time);
    for (const { time, sort } of claims) if (sort !== 'order') latest = Math.max(latest, time);
    for (const rank of [link, beyond]) if (rank !== undefined) latest = Math.max(latest, rank.time);
  }
  return latest;
}

/** When something of a lead was accepted last, as far as it is kept: ms since the epoch, -Infinity where nothing is kept. */
export function lastReceived(records: readonly LeadRecord[]): number {
  let latest = -Infinity;
  for (const { history } of records)
    for (const { received } of history.events) latest = Math.max(latest, received);
  return latest;
}
