// The messages of a lead: what there is to tell of it, as it is under the active definitions.
import type { LeadEvent, LeadId } from '../event/event.ts';
import type { Attempt } from '../funnel/attempts.ts';
import { viewIdsOf } from '../funnel/every-view.ts';
import type { Definition } from '../funnel/funnel.ts';
import { leadState } from '../funnel/lead-state.ts';
import { ordersOf } from '../funnel/revenue.ts';
import { idKey } from '../lead/identity.ts';
import type { Records } from '../lead/record.ts';
import type { ActiveSequence } from '../nurture/enterings.ts';
import { type Message, messageKey } from './message.ts';
import { isOfPast } from './past.ts';

/** What is to be told at all. */
export type Telling = {
  /** The active definitions of the funnels of which something is told. */
  readonly definitions: readonly Definition[];
  /** Whether forms and orders are told. */
  readonly events: boolean;
  /** Those that leads can enter; absent: none. */
  readonly sequences?: readonly ActiveSequence[];
  /** Whether leads share links, so that some bring others. */
  readonly referrals?: true;
};

/** By key. @param primary a primary id of `records` */
export function messagesOf(
  records: Records,
  primary: LeadId,
  { definitions, events }: Telling,
): ReadonlyMap<string, Message> {
  const { tree, lead, attemptsOf } = leadState(records, primary);
  const recordOf = new Map<LeadEvent, LeadId>();
  const recordOfView = new Map<string, LeadId>();
  for (const { id, history } of tree)
    for (const event of history.events) {
      recordOf.set(event, id);
      for (const view of viewIdsOf(event)) recordOfView.set(view, id);
    }
  const messages = new Map<string, Message>();
  const add = (message: Omit<Message, 'record'>): void => {
    if (isOfPast(message.event)) return;
    const record = recordOf.get(message.event) ?? recordOfView.get(message.event.id);
    // What another funnel hands over is no event of the lead's own: the hand-off is told of the funnel that gives.
    if (record === undefined) return;
    messages.set(messageKey({ ...message, record }), { ...message, record });
  };
  if (events) {
    for (const event of lead.events) {
      if (event.kind === 'form') add({ kind: 'form', event });
      if (event.firstProperties !== undefined) add({ kind: 'form', event, isCorrection: true });
    }
    for (const event of ordersOf(lead.events).keys()) add({ kind: 'order', event });
    for (const event of lead.events) if (event.order?.refund === true) add({ kind: 'order', event });
  }
  for (const definition of definitions) {
    const { id: funnel, stages, handOff } = definition.funnel;
    for (const attempt of attemptsOf(definition).attempts) {
      for (const [index, { counted, event }] of attempt.stages.entries()) {
        const to = stages[index]?.id;
        if (counted && event !== undefined && to !== undefined) add({ kind: 'stage', event, funnel, to });
      }
      const event = handingEvent(attempt);
      if (handOff !== undefined && event !== undefined)
        add({ kind: 'handOff', event, funnel, to: handOff.to });
    }
  }
  return messages;
}

/** The event with which the stage was reached at which the attempt is handed over. */
function handingEvent({ handedAt, stages }: Attempt): LeadEvent | undefined {
  if (handedAt === undefined) return undefined;
  return stages.find(({ event }) => event?.time === handedAt)?.event;
}

/** What is true after a change and was not before. Leads between which ids move are looked at together. */
export function newMessages(
  before: Records,
  after: Records,
  primaries: Iterable<LeadId>,
  telling: Telling,
): readonly Message[] {
  const ids = [...primaries];
  const all = (records: Records): Map<string, Message> =>
    new Map(
      ids
        .filter((id) => records.get(idKey(id)) !== undefined && records.get(idKey(id))?.link === undefined)
        .flatMap((id) => [...messagesOf(records, id, telling)]),
    );
  const known = all(before);
  return [...all(after)].flatMap(([key, message]) => (known.has(key) ? [] : [message]));
}
