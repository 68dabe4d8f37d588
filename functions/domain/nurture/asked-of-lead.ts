// What a sequence asks of a lead: when it reached the stage, whether what ends it has happened, what it agreed to and answered.
import type { Scalar } from '../config/config.ts';
import type { LeadEvent } from '../event/event.ts';
import type { LeadAttempts } from '../funnel/attempts.ts';
import type { Definition } from '../funnel/funnel.ts';
import type { LeadState } from '../funnel/lead-state.ts';
import type { Lead } from '../lead/lead.ts';
import { isOfPast } from '../tell/past.ts';
import type { SequenceConfig } from './sequence.ts';

/** What filled the stage at which a sequence begins, of each attempt, in order of time; not what was brought along from the past. */
export function reachedBy(
  { when }: Pick<SequenceConfig, 'when'>,
  definition: Definition,
  { attemptsOf }: LeadState,
): readonly LeadEvent[] {
  const at = definition.funnel.stages.findIndex(({ id }) => id === when.stage);
  return attemptsOf(definition).attempts.flatMap(({ stages }) => {
    const { counted, event } = stages[at] ?? {};
    return counted === true && event !== undefined && !isOfPast(event) ? [event] : [];
  });
}

/** Whether what ends a sequence has happened, whenever it was and whenever it was told. */
export function hasHappened(
  { until }: Pick<SequenceConfig, 'until'>,
  definition: Definition,
  { lead, attemptsOf }: LeadState,
): boolean {
  const from = 'event' in until ? until : definition.funnel.stages.findIndex(({ id }) => id === until.stage);
  return happenedAt(from, definition, lead, attemptsOf(definition)) !== undefined;
}

/**
 * When what ends a sequence happened first, ms since the epoch: the event, or the stage or a later one, also by an event that is in
 * no attempt or in none of its order. Undefined where it has not.
 * @param until an event, or the index of a stage, negative of none
 */
export function happenedAt(
  until: { readonly event: string } | number,
  { hitsOf }: Definition,
  { events }: Pick<Lead, 'events'>,
  { attempts }: Pick<LeadAttempts, 'attempts'>,
): number | undefined {
  if (typeof until !== 'number')
    return earliest(events.filter(({ kind, name }) => kind === 'event' && name === until.event));
  if (until < 0) return undefined;
  const filled = attempts.flatMap(({ stages }) => stages.slice(until).flatMap(({ event }) => event ?? []));
  return earliest([
    ...filled,
    ...events.filter((event) => hitsOf(event).always.some((stage) => stage >= until)),
  ]);
}

function earliest(events: readonly LeadEvent[]): number | undefined {
  const [first, ...rest] = events.map(({ time }) => time);
  return first === undefined ? undefined : rest.reduce((a, b) => Math.min(a, b), first);
}

/** From when on a lead that reached the stage can be mailed: it is a contact then, and has confirmed what it is one by. */
export function baseOf(event: LeadEvent, { tree }: LeadState): number {
  const since = tree
    .filter(({ id }) => id.kind === 'email')
    .flatMap(({ history }) => history.events.map(knownAt));
  return Math.max(knownAt(event), since.length === 0 ? 0 : since.reduce((a, b) => Math.min(a, b)));
}

function knownAt({ time, confirmed }: LeadEvent): number {
  return Math.max(time, confirmed?.at ?? 0);
}

/** Whether it agreed, in whatever form it said so last. No field of a form has a full stop in its name. */
export function hasConsented(field: string, { lead }: LeadState): boolean {
  let last: { readonly at: number; readonly given: boolean } | undefined;
  for (const event of lead.events) {
    const { kind, properties = {}, firstProperties, time, received } = event;
    if (kind !== 'form' || !Object.hasOwn(properties, `${field}.version`)) continue;
    const at = firstProperties === undefined ? time : received;
    if (last === undefined || at >= last.at) last = { at, given: properties[field] === true };
  }
  return last?.given ?? false;
}

/** By field, what it answered last. */
export function answersIn({ lead }: LeadState): Readonly<Record<string, Scalar>> {
  return Object.assign({}, ...lead.events.map(({ kind, properties }) => (kind === 'form' ? properties : {})));
}
