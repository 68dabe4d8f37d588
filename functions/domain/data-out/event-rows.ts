// What a lead did, as rows of a table that holds nothing of a person: no address, no name, no answer, no id of a browser. Pure.
import { TOUCH_FIELDS, type TouchField } from '../config/config.ts';
import type { LeadEvent } from '../event/event.ts';
import { holdsEmail } from '../event/plain-text.ts';
import { type Lead, leadOf } from '../lead/lead.ts';
import type { LeadRecord } from '../lead/record.ts';
import { viewsOf } from '../lead/views.ts';

const COLUMN_OF = {
  channel: 'channel',
  source: 'source',
  medium: 'medium',
  campaign: 'campaign',
  term: 'term',
  content: 'content',
  landingPage: 'landing_page',
  referrer: 'referrer',
} as const satisfies Record<TouchField, string>;

type TouchColumns = { readonly [Field in TouchField as (typeof COLUMN_OF)[Field]]?: string };

/** What is absent was not told. */
export type EventRow = TouchColumns & {
  /** The lead's public id, as it stands in the addresses of its pages. */
  readonly lead: string;
  /** Whether its e-mail is known. */
  readonly contact: boolean;
  /** In UTC. */
  readonly happened_at: string;
  readonly kind: 'page' | 'form' | 'event';
  /** The path of a page, the id of a form, the name of an event. */
  readonly name: string;
  /** Sent with the secret key. */
  readonly trusted: boolean;
  readonly variant?: string;
  /** The hash of an order's id, the same for all that tells of one order. */
  readonly order_key?: string;
  readonly order_kind?: 'order' | 'refund' | 'update';
  /** In minor units: what the order is worth, is worth from then on, or what was given back. */
  readonly amount?: number;
  readonly currency?: string;
};

export type Hidden = {
  readonly hashOf: (id: LeadRecord['id'] | { readonly kind: 'order'; readonly key: string }) => string;
};

/**
 * What is kept of a lead's events, each with its time in ms. Of the views of a page on a day only the first has its touch. What calls
 * of `identify` said is left out, as all of it is of the person.
 * @param tree all records of the lead, the primary first
 */
export function eventRows(
  tree: readonly LeadRecord[],
  { hashOf }: Hidden,
): readonly { readonly time: number; readonly row: EventRow }[] {
  const [primary] = tree;
  if (primary === undefined) return [];
  const lead: Lead = leadOf(tree.map(({ history }) => history));
  const who = { lead: hashOf(primary.id), contact: primary.id.kind === 'email' };
  return lead.events.flatMap((event) => {
    const { kind, name, trusted, variant } = event;
    if (kind === 'identify') return [];
    const common = {
      kind,
      name: holdsEmail(name) ? '(email)' : name,
      trusted,
      ...(variant === undefined ? {} : { variant }),
    };
    const own = { ...touchColumns(event), ...orderColumns(event, hashOf) };
    return viewsOf(event).map(({ time }, at) => ({
      time,
      row: { ...who, happened_at: new Date(time).toISOString(), ...common, ...(at === 0 ? own : {}) },
    }));
  });
}

function touchColumns({ touch = {} }: LeadEvent): TouchColumns {
  return Object.fromEntries(
    TOUCH_FIELDS.flatMap((field) => (touch[field] === undefined ? [] : [[COLUMN_OF[field], touch[field]]])),
  );
}

function orderColumns(
  { order }: LeadEvent,
  hashOf: Hidden['hashOf'],
): Pick<EventRow, 'order_key' | 'order_kind' | 'amount' | 'currency'> {
  if (order === undefined) return {};
  const { id, value, refund, update } = order;
  return {
    order_key: hashOf({ kind: 'order', key: id }),
    order_kind: refund ? 'refund' : update ? 'update' : 'order',
    ...(value === undefined ? {} : { amount: value.minor, currency: value.currency }),
  };
}
