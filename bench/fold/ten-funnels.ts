// Ten funnels over one site: every order, occurrences, globs, properties and hand-offs.
import type { Config } from '../../functions/domain/config/config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';

const BUYS = { event: 'Order Completed', from: 'server' } as const;
const SITE = [
  { id: 'awareness', on: [{ page: '/pricing/*' }, { page: '/blog/*' }] },
  { id: 'interest', on: [{ form: 'ebook' }, { event: 'Webinar Registered' }] },
  { id: 'decision', on: [{ form: 'demo' }, { event: 'Trial Started' }] },
  { id: 'action', on: [BUYS] },
];
const JOURNEY = [
  { id: 'awareness', on: [{ page: '/*' }] },
  ...SITE.slice(1),
  { id: 'loyalty', on: [{ ...BUYS, times: 2 }] },
  { id: 'advocacy', on: [{ event: 'Referral Sent' }] },
];
const PRODUCT = [
  {
    id: 'awareness',
    on: [{ page: '/docs/*/*1' }, { event: 'Feature Used', where: { feature: 'import' } }],
  },
  { id: 'interest', on: [{ event: 'Feature Used', times: 3 }] },
  {
    id: 'decision',
    on: [{ event: 'Trial Started' }, { event: 'Feature Used', where: { feature: 'report' } }],
  },
  { id: 'action', on: [BUYS, { event: 'Feature Used', times: 10 }] },
];

/** Two funnels of each order, and two that the first hand over to. */
export function tenFunnels(): Config {
  const form = (id: string) => ({
    id,
    title: id,
    fields: [{ name: 'email', type: 'email', required: true }],
  });
  const funnel = (
    id: string,
    order: string,
    window: string,
    stages: readonly object[],
    more: object = {},
  ) => ({
    id,
    kind: 'sales',
    order,
    window,
    by: ['channel', 'first.channel'],
    stages,
    ...more,
  });
  return parseConfig({
    timezone: 'Europe/Rome',
    forms: [form('ebook'), form('demo')],
    funnels: [
      funnel('reached-site', 'reached', '30d', SITE),
      funnel('reached-product', 'reached', '7d', PRODUCT, { by: ['channel', 'campaign', 'form'] }),
      funnel('any-journey', 'any', '365d', JOURNEY, { handOff: { at: 'decision', to: 'taken-over' } }),
      funnel('any-product', 'any', '30d', PRODUCT),
      funnel('ordered-site', 'ordered', '30d', SITE),
      funnel('ordered-journey', 'ordered', '365d', JOURNEY, { handOff: { at: 'action', to: 'taken-on' } }),
      funnel('strict-site', 'strict', '30d', SITE),
      funnel('strict-product', 'strict', '90d', PRODUCT),
      funnel('taken-over', 'reached', '30d', SITE),
      funnel('taken-on', 'any', '90d', SITE),
    ],
  });
}
