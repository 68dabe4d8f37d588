// A made-up shop whose owner looks at its pages: a month of visitors with long names, orders, losses, a hand-off and spam.
import type { Config } from '../../functions/domain/config/config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import type { Touch } from '../../functions/domain/touch/touch.ts';
import { Random } from '../simulation/random.ts';
import { DAY, event, HOUR } from '../support/leads.ts';

export const NOW = Date.UTC(2026, 10, 22, 12);
/** The campaign whose buyers the owner asks for. */
export const CAMPAIGN = 'autumn';

export const SHOP: Config = parseConfig({
  timezone: 'Europe/Rome',
  forms: [
    { id: 'ebook', title: 'The book', fields: [{ name: 'email', type: 'email' }] },
    {
      id: 'demo',
      title: { en: 'Ask for a demo', it: 'Richiedi una dimostrazione', ru: 'Запросить демонстрацию' },
      fields: [{ name: 'email', type: 'email' }],
    },
  ],
  funnels: [
    {
      id: 'trial',
      label: {
        en: 'From visitor to customer',
        it: 'Da visitatore a cliente',
        ru: 'От посетителя к покупателю',
      },
      kind: 'sales',
      window: '14d',
      by: ['channel', 'campaign'],
      lostOn: [{ event: 'Deal Lost' }],
      stages: [
        { id: 'awareness', on: [{ page: '/pricing' }] },
        { id: 'interest', on: [{ form: 'ebook' }] },
        { id: 'decision', on: [{ form: 'demo' }] },
        { id: 'action', on: [{ event: 'Order Completed' }] },
      ],
    },
    {
      id: 'relationship',
      label: { en: 'Readers', it: 'Lettori', ru: 'Читатели рассылки и блога' },
      kind: 'marketing',
      window: '14d',
      by: ['first.channel'],
      stages: [
        { id: 'awareness', on: [{ page: '/blog/**' }] },
        { id: 'interest', on: [{ form: 'ebook' }] },
        { id: 'loyalty', optional: true, on: [{ event: 'Referral Sent' }] },
        { id: 'action', on: [{ event: 'Order Completed' }] },
      ],
      handOff: { at: 'interest', to: 'trial' },
    },
  ],
});

const TOUCHES: readonly Touch[] = [
  { channel: 'Email', source: 'newsletter', medium: 'email', campaign: CAMPAIGN },
  { channel: 'Paid Search', source: 'google', medium: 'cpc', campaign: 'brand' },
  {
    channel: 'Organic Social',
    source: 'linkedin.com',
    campaign: 'a-campaign-with-a-name-that-does-not-end-at-all-2026',
  },
  { channel: 'Organic Search', source: 'google' },
];
const NAMES = [
  'Anna Rossi',
  'Константин Константинопольский-Задунайский',
  'Maria Antonietta Ferrari della Torre e Castelnuovo',
  'Tom',
] as const;
const LONG = `${'wolfeschlegelsteinhausenbergerdorff'.repeat(2)}@a-company-with-a-very-long-name.example.com`;

export function visitorsOfShop(people = 120): readonly (readonly Submission[])[] {
  const random = new Random(11);
  return Array.from({ length: people }, (_, n) => [...visitor(random, n), ...(n < 3 ? [spam(n)] : [])]);
}

function visitor(random: Random, n: number): readonly Submission[] {
  const anonymous = `browser ${n}`;
  const email = n === 0 ? LONG : `visitor.${n}@example.com`;
  const touch = random.pick(TOUCHES);
  const said: Submission[] = [];
  let time = NOW - 1 * DAY - random.below(26 * DAY);
  const add = (name: string, more: Partial<LeadEvent> = {}, ids: Submission['ids'] = { anonymous }): void => {
    if (time < NOW) said.push({ ids, event: event(name, time, { id: `${n} ${said.length}`, ...more }) });
    time += random.below(3 * DAY);
  };
  add(random.pick(['/pricing', '/blog/first-customers']), { touch });
  add('/pricing');
  if (n > 0 && random.chance(0.35)) return said;
  const known = { email, anonymous };
  const properties = {
    name: NAMES[n % NAMES.length] ?? '',
    message: 'We are twelve people and sell lamps.',
    newsletter: true,
  };
  add('ebook', { kind: 'form', properties }, known);
  if (n > 0 && random.chance(0.4)) return said;
  add('demo', { kind: 'form', properties: { ...properties, phone: '+39 02 1234567' } }, known);
  if (n > 0 && random.chance(0.3)) {
    if (random.chance(0.5)) add('Deal Lost', { trusted: true }, known);
    return said;
  }
  const order = { id: `o-${n}`, value: { currency: 'EUR', minor: 123_400 } };
  add('Order Completed', { trusted: true, order }, known);
  if (random.chance(0.3))
    add('Order Refunded', { trusted: true, order: { id: order.id, refund: true } }, known);
  if (random.chance(0.3)) add('Referral Sent', {}, known);
  return said;
}

function spam(n: number): Submission {
  const properties = {
    name: 'CHEAP LAMPS',
    message: `Buy at https://${'lamps-'.repeat(12)}${n}.example.com now`,
  };
  const time = NOW - HOUR * (n + 1);
  return {
    ids: { email: `sender.${n}@spam.example.com` },
    event: event('demo', time, { id: `spam ${n}`, kind: 'form', properties }),
    screening: { reasons: ['trap', 'word'] },
  };
}
