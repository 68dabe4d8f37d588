// A message: one thing that is told of a lead, known by what it is of, so that it is the same at each try.
import type { LeadEvent, LeadId } from '../event/event.ts';
import { fieldsKey } from '../lead/copies.ts';
import { tagOf } from '../lead/views.ts';

export const MESSAGE_KINDS = ['form', 'stage', 'handOff', 'order', 'erased'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** What webhooks can be told: of leads, and of figures. */
export const WEBHOOK_KINDS = [...MESSAGE_KINDS, 'alert'] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

/** What is told of an event of a lead. It holds no personal data: the sender reads the lead. */
export type Message = {
  readonly kind: Exclude<MessageKind, 'erased'>;
  /** The id under which the event was sent; events never move to another. */
  readonly record: LeadId;
  /** The event of the form or order, or the one that filled the stage. */
  readonly event: LeadEvent;
  /** Of a stage or a hand-off: the funnel. */
  readonly funnel?: string;
  /** Of a form: what is told is that it was corrected. */
  readonly isCorrection?: true;
  /** Of a stage: the stage. Of a hand-off: the funnel that takes over. */
  readonly to?: string;
};

/**
 * Equal exactly where two messages are the same. A correction is known by 24 bits of what it says, so that a copy with the same
 * fields is none of its own, and nobody can tell the fields from an id.
 */
export function messageKey({ kind, record, event, isCorrection, funnel = '', to = '' }: Message): string {
  const said = isCorrection ? ` corrected ${tagOf(fieldsKey(event.properties))}` : '';
  // One order, whichever leads have told it: the same message.
  if (kind === 'order' && event.order?.refund !== true)
    return JSON.stringify([kind, '', '', 'order', event.order?.id ?? '', '']);
  const of = `event ${event.id}${said}`;
  return JSON.stringify([kind, funnel, to, record.kind, record.key, of]);
}
