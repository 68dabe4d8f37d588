// Which events are of which stages of a funnel.
import type { FunnelConfig, LostOnConfig, TriggerConfig } from '../../functions/domain/config/config.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import type { Handed } from './answered.ts';
import { compare } from './exported-leads.ts';

/** A hand-off, which the receiving funnel has as an event of its first stage. */
export type HandOff = { readonly from: string; readonly after: number; readonly handed: Handed };

/** An event of a funnel. */
export type Own = {
  readonly event: LeadEvent;
  /** The triggers that it matches, by stage. */
  readonly triggers: readonly { readonly stage: number; readonly trigger: TriggerConfig }[];
  readonly handOff?: HandOff;
};

export function isHit(trigger: TriggerConfig | LostOnConfig, event: LeadEvent): boolean {
  const isNamed =
    'page' in trigger
      ? event.kind === 'page' && isPath(trigger.page, event.name)
      : 'form' in trigger
        ? event.kind === 'form' && event.name === trigger.form
        : event.kind === 'event' && event.name === trigger.event;
  return (
    isNamed &&
    (trigger.from === undefined || event.trusted) &&
    Object.entries(trigger.where ?? {}).every(([name, value]) => {
      const said = event.properties?.[name];
      return said !== undefined && String(said) === String(value);
    })
  );
}

/** A star is any run of characters; a final slash makes no difference, so that `/blog/*` holds `/blog` too. */
function isPath(pattern: string, path: string): boolean {
  const wanted = pattern.length > 1 ? pattern.replace(/\/$/, '') : pattern;
  const escaped = wanted.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(`^${escaped.join('.*')}$`, 's');
  const isFolder = /^[^*]*\/\*$/.test(wanted);
  const plain = path.length > 1 ? path.replace(/\/$/, '') : path;
  if (!wanted.includes('*')) return plain === wanted;
  return expression.test(path) || (isFolder && expression.test(`${path}/`));
}

export function triggersOf({ stages }: FunnelConfig, event: LeadEvent): Own['triggers'] {
  return stages.flatMap(({ on }, stage) =>
    on.filter((trigger) => isHit(trigger, event)).map((trigger) => ({ stage, trigger })),
  );
}

export function stagesOf({ triggers, handOff }: Own): readonly number[] {
  return handOff === undefined ? [...new Set(triggers.map(({ stage }) => stage))] : [0];
}

/** The funnel's events and what was handed over to it, in order of time, stage and id. */
export function ownEvents(
  funnel: FunnelConfig,
  events: readonly LeadEvent[],
  handed: readonly Own[],
): readonly Own[] {
  const own = events
    .map((event): Own => ({ event, triggers: triggersOf(funnel, event) }))
    .filter(({ triggers }) => triggers.length > 0);
  return [...own, ...handed].sort(
    (a, b) =>
      a.event.time - b.event.time ||
      (stagesOf(a)[0] ?? 0) - (stagesOf(b)[0] ?? 0) ||
      compare(a.event.id, b.event.id),
  );
}

/** Which of `lostOn` an event is; -1 where it is none. */
export function lossOf({ lostOn = [] }: FunnelConfig, event: LeadEvent): number {
  return lostOn.findIndex((trigger) => isHit(trigger, event));
}
