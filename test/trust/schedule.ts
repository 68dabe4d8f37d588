// One schedule: a server's customers, their orders, and what a stranger sends about them; and what must be of it.
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import type { Lead } from '../../functions/domain/lead/lead.ts';
import { Random } from '../simulation/random.ts';
import { type Figures, figuresOf, leadsOf } from './figures.ts';
import { definitionsOf, funnelsOf } from './funnels.ts';
import { customersOf, type Span, saidByServer } from './server.ts';
import { saidByStranger } from './stranger.ts';

/** 2026-03-31T09:00:00Z. */
const NOW = Date.UTC(2026, 2, 31, 9);

export type Schedule = {
  readonly funnels: readonly FunnelConfig[];
  readonly server: readonly Submission[];
  readonly stranger: readonly Submission[];
};

/** Schedule n of a seed; the same again each time. */
export function scheduleOf(seed: number, n: number): Schedule {
  const random = randomOf(seed, n);
  const funnels = funnelsOf(random);
  const customers = customersOf(random, '');
  const span: Span = { now: NOW, days: random.pick([4, 20, 60]) };
  const server = saidByServer(random, customers, span);
  return { funnels, server, stranger: saidByStranger(random, customers, server, { span, prefix: '' }) };
}

export function randomOf(seed: number, n: number): Random {
  return new Random(seed * 1_000_003 + n);
}

/** What public events have taken from what the server said; empty where they took nothing. */
export function takenBy({ funnels, server, stranger }: Schedule, random: Random): readonly string[] {
  const definitions = definitionsOf(funnels);
  const leadsAlone = leadsOf([server]);
  const alone = figuresOf(leadsAlone, definitions);
  const all = random.shuffled([...server, ...stranger]);
  const cut = random.below(all.length + 1);
  const leads = leadsOf([all.slice(0, cut), all.slice(cut)]);
  const together = figuresOf(leads, definitions);
  const taken = funnels.flatMap((funnel, at) => {
    const [before, after] = [alone[at], together[at]];
    if (before === undefined || after === undefined) return [];
    return differences(funnel, before, after).map((one) => `${funnel.id} (${funnel.order}): ${one}`);
  });
  return [...taken, ...otherBuyers(leadsAlone, leads)];
}

/** Whether orders are of one buyer exactly where they were. */
function otherBuyers(alone: readonly Lead[], together: readonly Lead[]): readonly string[] {
  const [before, after] = [buyersOf(alone), buyersOf(together)];
  const [now, then] = [new Map<number, number>(), new Map<number, number>()];
  return [...before].flatMap(([order, buyer]) => {
    const other = after.get(order);
    if (other === undefined) return [`order ${order} is of nobody`];
    if (now.get(buyer) === undefined && then.get(other) === undefined) {
      now.set(buyer, other);
      then.set(other, buyer);
    }
    return now.get(buyer) === other && then.get(other) === buyer
      ? []
      : [`order ${order} is of another buyer`];
  });
}

/** By the id of each order of the server: the number of the lead that has it. */
function buyersOf(leads: readonly Lead[]): ReadonlyMap<string, number> {
  return new Map(
    leads.flatMap(({ events }, n) =>
      events.flatMap(({ id, trusted, name }) => (trusted && name === 'Order' ? [[id, n] as const] : [])),
    ),
  );
}

function differences({ stages }: FunnelConfig, alone: Figures, together: Figures): readonly string[] {
  const taken: string[] = [];
  const isAnyElsewhere = alone.isAnyUnplaced || [...alone.orders.values()].some(({ isLate }) => isLate);
  for (const [id, order] of alone.orders) {
    const now = together.orders.get(id);
    if (now === undefined) taken.push(`order ${id} counts nowhere any more`);
    else if (now.minor !== order.minor) taken.push(`order ${id} is worth ${now.minor}, not ${order.minor}`);
    else if (!order.isLate && now.stage !== order.stage)
      taken.push(`order ${id} counts at stage ${now.stage ?? 'none'}, not ${order.stage}`);
    if (now === undefined || order.isLate) continue;
    for (const field of ['channel', 'firstChannel'] as const)
      if (order[field] !== undefined && now[field] !== order[field])
        taken.push(`order ${id} has ${now[field]}, not ${order[field]}`);
  }
  if (together.revenue < alone.revenue)
    taken.push(`revenue with late orders is ${together.revenue}, not ${alone.revenue}`);
  for (const [stage, { id, on }] of stages.entries()) {
    if (!on.every((trigger) => trigger.from === 'server')) continue;
    const [has, had] = [together.reached.get(stage) ?? 0, alone.reached.get(stage) ?? 0];
    // By an earlier entry a late order may come into an attempt, and an attempt may count in stages between, and its orders with them.
    const mayGrow = isAnyElsewhere || stage < stages.length - 1;
    if (has < had || (has > had && !mayGrow)) taken.push(`${has} attempts are in ${id}, not ${had}`);
  }
  return taken;
}

/** The same schedule with as little of the stranger's as still takes something. */
export function smallest(schedule: Schedule, seed: number, n: number): Schedule {
  let { stranger } = schedule;
  for (let size = Math.ceil(stranger.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < stranger.length; ) {
      const less = [...stranger.slice(0, at), ...stranger.slice(at + size)];
      if (takenBy({ ...schedule, stranger: less }, randomOf(seed, n)).length > 0) stranger = less;
      else at += size;
    }
  }
  return { ...schedule, stranger };
}
