// Funnels of random schedules: every order, window and condition, and a last stage that only a server fills.
import { Calendar } from '../../functions/domain/calendar.ts';
import type { FunnelConfig, Order, TriggerConfig } from '../../functions/domain/config/config.ts';
import { type Definition, defineAll } from '../../functions/domain/funnel/funnel.ts';
import type { Random } from '../simulation/random.ts';

const DAY = 86_400_000;
const ORDERS: readonly Order[] = ['any', 'reached', 'ordered', 'strict'];

/** One funnel, or two of which the first hands over to the second. */
export function funnelsOf(random: Random): readonly FunnelConfig[] {
  const sales = funnelOf(random, 'sales');
  if (!random.chance(0.2)) return [sales];
  return [
    { ...funnelOf(random, 'journey'), kind: 'marketing', handOff: { at: 'trial', to: 'sales' } },
    sales,
  ];
}

function funnelOf(random: Random, id: string): FunnelConfig {
  const order = random.pick(ORDERS);
  const demo: FunnelConfig['stages'] = random.chance(0.4)
    ? [{ id: 'demo', optional: true, on: [event('Demo'), { form: 'demo', times: 1 }] }]
    : [];
  const loyal: FunnelConfig['stages'] = random.chance(0.3)
    ? [{ id: 'loyal', on: [{ ...event('Order', 2), from: 'server' }] }]
    : [];
  return {
    id,
    kind: 'sales',
    order,
    windowMs: random.pick([1, 5, 30]) * DAY,
    by: ['channel', 'first.channel'],
    ...(random.chance(0.3) ? { lostOn: [lostOn(random)] } : {}),
    ...(random.chance(0.2) ? { start: 'first' as const } : {}),
    stages: [
      { id: 'seen', on: [{ page: '/pricing' }, event('Sign Up')] },
      ...demo,
      { id: 'trial', on: [trialOf(random)] },
      { id: 'bought', on: [{ ...event('Order'), from: 'server', ...where(random, 0.2) }] },
      ...loyal,
    ],
  };
}

function lostOn(random: Random): NonNullable<FunnelConfig['lostOn']>[number] {
  return { event: 'Cancelled', ...(random.chance(0.3) ? { from: 'server' } : {}), ...where(random, 0.2) };
}

function trialOf(random: Random): TriggerConfig {
  const server = random.chance(0.2) ? { from: 'server' as const } : {};
  return { ...event('Trial', random.between(1, 3)), ...server, ...where(random, 0.3) };
}

function event(name: string, times = 1): Extract<TriggerConfig, { readonly event: string }> {
  return { event: name, times };
}

function where(random: Random, chance: number): { readonly where?: Readonly<Record<string, string>> } {
  return random.chance(chance) ? { where: { plan: 'pro' } } : {};
}

export function definitionsOf(funnels: readonly FunnelConfig[]): readonly Definition[] {
  return defineAll(funnels, ({ id }) => id, new Calendar('UTC'));
}
