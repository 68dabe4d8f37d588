// Counts how often the variants of a form are shown, before the answer is given: what was not counted is shown as no variant.
import { Calendar } from '../domain/calendar.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { AwsJson } from './aws-json.ts';
import { Rest } from './rest.ts';
import { type Shown, shownInAnswer, shownUpdate } from './shown-item.ts';

export type ShownLedger = {
  /** @returns whether it was counted. @param now ms since the epoch */
  count(form: string, variant: string, now: number): Promise<boolean>;
};

/** Of a variant so many are counted a day: however often a form is asked for, counting costs no more. */
export const MOST_A_DAY = 100_000;

/** @param timezone cuts the days by which it is counted */
export function shownLedger(
  call: AwsJson,
  table: string,
  timezone: string,
  telemetry: Pick<Telemetry, 'count'>,
): ShownLedger {
  let calendar: Calendar | undefined;
  const rest = new Rest();
  /** The days of which enough is counted, by form and variant. */
  const full = new Map<string, string>();
  return {
    async count(form, variant, now) {
      calendar ??= new Calendar(timezone);
      const shown: Shown = { form, variant, day: calendar.dayOf(now) };
      const name = `${form}:${variant}`;
      if (rest.isOn(now) || full.get(name) === shown.day) return false;
      try {
        const times = shownInAnswer(await call('UpdateItem', shownUpdate(table, shown)), shown);
        if (times >= MOST_A_DAY) full.set(name, shown.day);
        return times <= MOST_A_DAY;
      } catch {
        telemetry.count('ShownUncounted');
        rest.begin(now);
        return false;
      }
    },
  };
}
