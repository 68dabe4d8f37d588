// Attribution: to which value of each breakdown an attempt belongs, fixed by its entry.

import type { Breakdown, TouchField } from '../config/config.ts';
import type { LeadEvent } from '../event/event.ts';
import type { Lead, TimedTouch } from '../lead/lead.ts';
import { isBrought } from '../referral/referral-events.ts';
import type { Touch } from '../touch/touch.ts';
import type { Attempt } from './attempts.ts';
import type { Slice } from './cells.ts';

/** A touch is remembered for 90 days. */
const LOOKBACK_MS = 90 * 86_400_000;
const DIRECT = 'Direct';
const NONE = '(none)';
/** Of the breakdown by referral: that another lead brought this one. */
export const BROUGHT = 'brought';

/** Reads the slices, one for each breakdown, in which an attempt is counted beside the total. */
export function sliceReader(by: readonly Breakdown[], lead: Lead): (attempt: Attempt) => readonly Slice[] {
  const ofLead = lead.events.find(({ kind }) => kind === 'form');
  const referral = by.includes('referral') && isBrought(lead.events) ? BROUGHT : NONE;
  const firstTouch = lead.touches.find(({ trusted }) => trusted) ?? lead.touches[0];
  return ({ touch, form }) =>
    by.map((field): Slice => {
      switch (field) {
        case 'form':
        case 'variant':
          return `${field}=${ofForm(field, form)}`;
        case 'referral':
          return `${field}=${referral}`;
        case 'first.form':
          return `${field}=${ofForm('form', ofLead)}`;
        case 'first.variant':
          return `${field}=${ofForm('variant', ofLead)}`;
        default:
          return field.startsWith('first.')
            ? `${field}=${ofTouch(field.slice('first.'.length) as TouchField, firstTouch?.touch)}`
            : `${field}=${ofTouch(field as TouchField, touch)}`;
      }
    });
}

/** Reads the touch of an attempt by its entry and those of its events that were sent with the secret key. */
export type TouchAt = (entry: LeadEvent, trusted: readonly LeadEvent[]) => Touch | undefined;

/**
 * What the server said weighs more than what anybody can say: the touch of the first event that it sent, else its latest
 * before that, else its first in the attempt. Where it said none, that of the entry, else the latest before the entry.
 * Attempts are asked for in order of time.
 */
export function touchReader(touches: readonly TimedTouch[]): TouchAt {
  const trustedAt = latestReader(touches.filter(({ trusted }) => trusted));
  const at = latestReader(touches);
  return (entry, trusted) => {
    const [first] = trusted;
    const said = first && (first.touch ?? trustedAt(first.time) ?? trusted.find(({ touch }) => touch)?.touch);
    return said ?? entry.touch ?? at(entry.time);
  };
}

/** The latest touch at or before a time that is not too long ago; times are asked for in ascending order. */
function latestReader(touches: readonly TimedTouch[]): (time: number) => Touch | undefined {
  let next = 0;
  return (time) => {
    while ((touches[next]?.time ?? Number.POSITIVE_INFINITY) <= time) next++;
    const latest = touches[next - 1];
    return latest !== undefined && latest.time >= time - LOOKBACK_MS ? latest.touch : undefined;
  };
}

function ofTouch(field: TouchField, touch: Touch | undefined): string {
  return touch?.[field] ?? (field === 'channel' ? DIRECT : NONE);
}

function ofForm(part: 'form' | 'variant', form: LeadEvent | undefined): string {
  return (part === 'form' ? form?.name : form?.variant) ?? NONE;
}
