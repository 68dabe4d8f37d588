// The payload of a webhook: what a receiver is told, with the lead as it is when it is sent.
import type { Side } from '../alerts/sequential-test.ts';
import type { Ending } from '../alerts/watch.ts';
import type { Scalar } from '../config/config.ts';
import type { Touch } from '../touch/touch.ts';
import type { Message } from './message.ts';

/** Who a message is of. */
export type ToldLead = {
  /** The primary record's public id; it changes when leads become one. */
  readonly id: string;
  /** The id of the record under which this was sent: it never changes. */
  readonly record: string;
  /** As typed; null where it is not known. */
  readonly email: string | null;
  /** Its page; the owner must log in. */
  readonly url: string;
};

type Told =
  | {
      readonly form: string;
      readonly fields: Readonly<Record<string, Scalar>>;
      /** Of a correction: the fields with which it was sent first. */
      readonly first?: Readonly<Record<string, Scalar>>;
    }
  | { readonly funnel: string; readonly stage: string; readonly by: string }
  | {
      readonly funnel: string;
      readonly to: string;
      /** Where sales accepts the lead or gives it back. */
      readonly answerUrl?: string;
    }
  | {
      readonly order: string;
      readonly event: string;
      readonly trusted: boolean;
      /** Minor units and currency; null where it is not known. */
      readonly value: { readonly currency: string; readonly minor: number } | null;
    }
  | { readonly erased: readonly string[] }
  | {
      /** Of one incident its begin and its end have the same. */
      readonly incident: string;
      readonly alert: string;
      readonly watch: string;
      readonly funnel: string;
      readonly stage?: string;
      readonly withinDays?: number;
      readonly by?: string;
      readonly value?: string;
      readonly side: Side;
      /** Local days. */
      readonly since: string;
      readonly began: string;
      readonly ended?: string;
      readonly why?: Ending;
      /** Since `since`; `of`: of a conversion, of how many. */
      readonly count: number;
      readonly of?: number;
      readonly expected: number;
      readonly url: string;
    };

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export type Payload = {
  readonly type:
    | 'form.submitted'
    | 'form.corrected'
    | 'stage.reached'
    | 'lead.handedOver'
    | 'order.completed'
    | 'order.refunded'
    | 'lead.erased'
    | 'alert.began'
    | 'alert.ended';
  /** When it happened, ISO 8601, UTC. */
  readonly timestamp: string;
  readonly data: Told & { readonly lead?: ToldLead; readonly touch?: Touch };
};

export function payloadOf(message: Message, lead: ToldLead, answerUrl?: string): Payload {
  const { kind, event, isCorrection = false, funnel = '', to = '' } = message;
  const { touch, order, properties = {}, firstProperties: first = {} } = event;
  const made = (type: Payload['type'], told: Told): Payload => ({
    type,
    timestamp: new Date(isCorrection ? event.received : event.time).toISOString(),
    data: { lead, ...told, ...(touch === undefined ? {} : { touch }) },
  });
  switch (kind) {
    case 'form':
      return isCorrection
        ? made('form.corrected', { form: event.name, fields: properties, first })
        : made('form.submitted', { form: event.name, fields: properties });
    case 'stage':
      return made('stage.reached', { funnel, stage: to, by: event.name });
    case 'handOff':
      return made('lead.handedOver', { funnel, to, ...(answerUrl === undefined ? {} : { answerUrl }) });
    case 'order':
      return made(order?.refund ? 'order.refunded' : 'order.completed', {
        order: order?.id ?? event.id,
        event: event.name,
        trusted: event.trusted,
        value: order?.value ?? null,
      });
    default:
      return kind satisfies never;
  }
}

/** No personal data: the ids that were told before, so that a receiver finds what it has. */
export function erasurePayload(time: number, erased: readonly string[]): Payload {
  return { type: 'lead.erased', timestamp: new Date(time).toISOString(), data: { erased } };
}
