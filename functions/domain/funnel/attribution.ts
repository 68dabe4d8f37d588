// Attribution: to which value of each breakdown an attempt belongs, fixed by its entry.

import type { Breakdown, TouchField } from '../config/config.ts';
import type { LeadEvent } from '../event/event.ts';
import type { Lead } from '../lead/lead.ts';
import type { Touch } from '../touch/touch.ts';
import type { Slice } from './cells.ts';
import type { Attempt } from './match.ts';

/** A touch is remembered for 90 days. */
const LOOKBACK_MS = 90 * 86_400_000;
const DIRECT = 'Direct';
const NONE = '(none)';

/** The slices, one for each breakdown, in which an attempt is counted beside the total. */
export function slicesOf(by: readonly Breakdown[], lead: Lead, attempt: Attempt): readonly Slice[] {
  if (by.length === 0) return [];
  const entry = attempt.entry.event.touch ?? latestBefore(lead, attempt.entry.event.time);
  const first = lead.touches[0]?.touch;
  return by.map((field): Slice => {
    switch (field) {
      case 'form':
      case 'variant':
        return `${field}=${ofForm(
          field,
          attempt.events.map(({ event }) => event),
        )}`;
      case 'first.form':
      case 'first.variant':
        return `${field}=${ofForm(field === 'first.form' ? 'form' : 'variant', lead.events)}`;
      default:
        return field.startsWith('first.')
          ? `${field}=${ofTouch(field.slice('first.'.length) as TouchField, first)}`
          : `${field}=${ofTouch(field as TouchField, entry)}`;
    }
  });
}

function latestBefore(lead: Lead, time: number): Touch | undefined {
  const latest = lead.touches.findLast((timed) => timed.time <= time);
  return latest !== undefined && latest.time >= time - LOOKBACK_MS ? latest.touch : undefined;
}

function ofTouch(field: TouchField, touch: Touch | undefined): string {
  return touch?.[field] ?? (field === 'channel' ? DIRECT : NONE);
}

function ofForm(field: 'form' | 'variant', events: readonly LeadEvent[]): string {
  const form = events.find(({ kind }) => kind === 'form');
  return (field === 'form' ? form?.name : form?.variant) ?? NONE;
}
