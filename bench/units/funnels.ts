// The starter's two funnels, kept here so that figures stay comparable when the starter changes.
import type { Breakdown, Config } from '../../functions/domain/config/config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';

/** @param handOff whether who decides in the marketing funnel enters the sales funnel, as in the starter */
export function twoFunnels(by: readonly Breakdown[], handOff = false): Config {
  const form = (id: string) => ({
    id,
    title: id,
    fields: [{ name: 'email', type: 'email' as const, required: true }],
  });
  return parseConfig({
    timezone: 'Europe/Rome',
    forms: [form('ebook'), form('demo')],
    funnels: [
      {
        id: 'trial',
        kind: 'sales',
        order: 'reached',
        window: '30d',
        by,
        stages: [
          { id: 'awareness', on: [{ page: '/pricing' }, { page: '/blog/*' }] },
          { id: 'interest', on: [{ form: 'ebook' }, { event: 'Webinar Registered' }] },
          { id: 'decision', on: [{ form: 'demo' }, { event: 'Trial Started' }] },
          { id: 'action', on: [{ event: 'Order Completed', from: 'server' }] },
        ],
      },
      {
        id: 'relationship',
        kind: 'marketing',
        order: 'any',
        window: '365d',
        by,
        stages: [
          { id: 'awareness', on: [{ page: '/*' }] },
          { id: 'interest', on: [{ form: 'ebook' }, { event: 'Webinar Registered' }] },
          { id: 'decision', on: [{ form: 'demo' }, { event: 'Trial Started' }] },
          { id: 'action', on: [{ event: 'Order Completed', from: 'server' }] },
          { id: 'loyalty', on: [{ event: 'Order Completed', from: 'server', times: 2 }] },
          { id: 'advocacy', on: [{ event: 'Referral Sent' }] },
        ],
        ...(handOff ? { handOff: { at: 'decision', to: 'trial' } } : {}),
      },
    ],
  });
}
