// By what an attempt is broken down: how its lead came, and by which form.
import type { Breakdown, TouchField } from '../../functions/domain/config/config.ts';
import type { Touch } from '../../functions/domain/touch/touch.ts';
import type { Lead, TimedTouch } from './exported-leads.ts';
import type { TrustedAttempt } from './server-first.ts';

const NINETY_DAYS = 90 * 86_400_000;

/** @returns the value of the breakdown */
export function breakdownOf(by: Breakdown, lead: Lead, attempt: TrustedAttempt): string {
  const isFirst = by.startsWith('first.');
  const field = isFirst ? by.slice('first.'.length) : by;
  if (field === 'referral') return lead.events.some(({ id }) => /^i:came:/.test(id)) ? 'brought' : '(none)';
  if (field === 'form' || field === 'variant') {
    const among = isFirst ? lead.events : attempt.events.map(({ event }) => event);
    const form = among.find(({ kind }) => kind === 'form');
    return (field === 'form' ? form?.name : form?.variant) || '(none)';
  }
  const touch = isFirst ? firstTouch(lead) : touchOf(lead, attempt);
  return touch?.[field as TouchField] || (field === 'channel' ? 'Direct' : '(none)');
}

function firstTouch({ touches }: Lead): Touch | undefined {
  return (touches.find(({ trusted }) => trusted) ?? touches[0])?.touch;
}

/** What the server said decides; where it said nothing, the entry. */
function touchOf({ touches }: Lead, { entry, trusted }: TrustedAttempt): Touch | undefined {
  const [first] = trusted;
  const ofServer =
    first === undefined
      ? undefined
      : (first.touch ??
        latest(
          touches.filter((one) => one.trusted),
          first.time,
        ) ??
        trusted.find(({ touch }) => touch !== undefined)?.touch);
  return ofServer ?? entry.event.touch ?? latest(touches, entry.event.time);
}

function latest(touches: readonly TimedTouch[], until: number): Touch | undefined {
  return touches.findLast(({ time }) => time <= until && time >= until - NINETY_DAYS)?.touch;
}
