// The ledger of what was not taken of requests. It is written once a request is answered, and never keeps one from its answer.
import { Calendar } from '../domain/calendar.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { AwsJson } from './aws-json.ts';
import { type Missed, missedUpdate, tallyMissed } from './missed-item.ts';
import { Rest } from './rest.ts';

export type MissedLedger = {
  /** @param now ms since the epoch */
  add(missed: readonly Missed[], now: number): Promise<void>;
};

/** @param timezone cuts the days by which it is counted; most sandboxes have nothing to count, and need no calendar to start */
export function missedLedger(
  call: AwsJson,
  table: string,
  timezone: string,
  telemetry: Pick<Telemetry, 'count'>,
): MissedLedger {
  let calendar: Calendar | undefined;
  const rest = new Rest();
  return {
    async add(missed, now) {
      if (missed.length === 0) return;
      if (rest.isOn(now)) {
        telemetry.count('MissedUncounted', missed.length);
        return;
      }
      calendar ??= new Calendar(timezone);
      const counts = tallyMissed(missed);
      try {
        await call('UpdateItem', missedUpdate(table, { day: calendar.dayOf(now), counts }, now));
      } catch {
        telemetry.count('MissedUncounted', missed.length);
        rest.begin(now);
      }
    },
  };
}
