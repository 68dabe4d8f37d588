// Events, funnels and submissions as tests need them.
import { Calendar } from '../../functions/domain/calendar.ts';
import type { FunnelConfig, TriggerConfig } from '../../functions/domain/config/config.ts';
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import { type Definition, define, defineAll } from '../../functions/domain/funnel/funnel.ts';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
/** 2026-03-02T09:00:00Z, a Monday. */
export const MONDAY = Date.UTC(2026, 2, 2, 9);

export function event(name: string, time: number, more: Partial<LeadEvent> = {}): LeadEvent {
  const kind = name.startsWith('/') ? 'page' : 'event';
  return { id: `${name}@${time}`, time, received: time, kind, name, trusted: false, ...more };
}

export function submission(ids: Submission['ids'], fact: LeadEvent): Submission {
  return { ids, event: fact };
}

/** Stages named after their only trigger: a path for pages, a name for events. */
/** A stage whose name ends with `?` is optional. */
export function funnel(stages: readonly string[], more: Partial<FunnelConfig> = {}): FunnelConfig {
  return {
    id: 'trial',
    kind: 'sales',
    order: 'reached',
    windowMs: 30 * DAY,
    by: [],
    stages: stages.map((name) => ({
      id: name.replace(/\W/g, ''),
      ...(name.endsWith('?') ? { optional: true } : {}),
      on: name.replace(/\?$/, '').split('|').map(trigger),
    })),
    ...more,
  };
}

/** `/path`, `Event`, `Event*2` for the second occurrence. */
function trigger(text: string): TriggerConfig {
  if (text.startsWith('/')) return { page: text };
  const [name = '', times = '1'] = text.split('*');
  return { event: name, times: Number(times) };
}

/** A funnel to which nothing is handed over. */
export function definition(one: FunnelConfig, key = one.id, timezone = 'UTC'): Definition {
  return define(one, key, new Calendar(timezone));
}

/** Funnels that hand over among themselves, each under its id. */
export function definitions(funnels: readonly FunnelConfig[], timezone = 'UTC'): readonly Definition[] {
  return defineAll(funnels, ({ id }) => id, new Calendar(timezone));
}
