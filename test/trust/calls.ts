// A schedule's submissions as what is sent: calls of the tracking API, and posts of forms.
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';

/** A request by public key may name few people. */
export const CALLS_A_REQUEST = 40;

/** The tags by which each channel of a schedule is known. */
const CAMPAIGNS: Readonly<Record<string, { readonly source: string; readonly medium: string }>> = {
  'Paid Search': { source: 'google', medium: 'cpc' },
  Email: { source: 'news', medium: 'email' },
  'Organic Social': { source: 'facebook', medium: 'social' },
  Affiliates: { source: 'partner', medium: 'affiliate' },
};

export function callOf({ ids, alias, event }: Submission): object {
  const { touch, time, id } = event;
  const campaign = CAMPAIGNS[touch?.channel ?? ''];
  return {
    messageId: id.slice(id.indexOf(':') + 1),
    timestamp: new Date(time).toISOString(),
    ...(ids.user === undefined ? {} : { userId: ids.user }),
    ...(ids.anonymous === undefined ? {} : { anonymousId: ids.anonymous }),
    context: {
      ...(ids.email === undefined ? {} : { traits: { email: ids.email } }),
      ...(campaign === undefined
        ? {}
        : { campaign: { ...campaign, name: touch?.campaign, term: touch?.term } }),
    },
    ...whatOf(event),
    ...(alias === undefined
      ? {}
      : { type: 'alias', userId: ids.user ?? ids.email, previousId: alias[0]?.key }),
  };
}

function whatOf({ kind, name, properties, order }: LeadEvent): object {
  if (kind === 'identify') return { type: 'identify' };
  if (kind === 'page') return { type: 'page', properties: { ...properties, path: name } };
  const { minor, currency } = order?.value ?? {};
  const amount = minor === undefined ? {} : { revenue: minor / 100, currency };
  return {
    type: 'track',
    event: name,
    properties: { ...properties, ...(order === undefined ? {} : { order_id: order.id, ...amount }) },
  };
}

export function fieldsOf({ ids, event }: Submission): Readonly<Record<string, string>> {
  const { source, medium } = CAMPAIGNS[event.touch?.channel ?? ''] ?? {};
  return {
    email: ids.email ?? '',
    name: 'Stranger',
    ...(ids.anonymous === undefined ? {} : { _anonymousId: ids.anonymous }),
    ...(source === undefined || medium === undefined ? {} : { utm_source: source, utm_medium: medium }),
  };
}
