// One schedule: a server's customers, their orders, and what a stranger sends about them; and what must be of it.
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { Random } from '../simulation/random.ts';
import { type Figures, figuresOf, leadsOf } from './figures.ts';
import { definitionsOf, funnelsOf } from './funnels.ts';
import { customersOf, type Span, saidByServer } from './server.ts';
import { saidByStranger } from './stranger.ts';

/** 2026-03-31T09:00:00Z. */
const SPAN: Span = { now: Date.UTC(2026, 2, 31, 9), days: 60 };

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
  const server = saidByServer(random, customers, SPAN);
  return { funnels, server, stranger: saidByStranger(random, customers, server, { span: SPAN, prefix: '' }) };
}

export function randomOf(seed: number, n: number): Random {
  return new Random(seed * 1_000_003 + n);
}

/** What public events have taken from what the server said; empty where they took nothing. */
export function takenBy({ funnels, server, stranger }: Schedule, random: Random): readonly string[] {
  const definitions = definitionsOf(funnels);
  const alone = figuresOf(leadsOf([server]), definitions);
  const all = random.shuffled([...server, ...stranger]);
  const cut = random.below(all.length + 1);
  const together = figuresOf(leadsOf([all.slice(0, cut), all.slice(cut)]), definitions);
  return funnels.flatMap((funnel, at) => {
    const [before, after] = [alone[at], together[at]];
    if (before === undefined || after === undefined) return [];
    return differences(funnel, before, after).map((one) => `${funnel.id} (${funnel.order}): ${one}`);
  });
}

function differences({ stages }: FunnelConfig, alone: Figures, together: Figures): readonly string[] {
  const taken: string[] = [];
  const isAnyLate = [...alone.orders.values()].some(({ isLate }) => isLate);
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
    // By an earlier entry a late order may come into an attempt, and an attempt may count in stages between.
    const mayGrow = isAnyLate || stage < stages.length - 1;
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
