// What one lead counts in each funnel: its attempts, what is late, and its orders.
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { firstAnswer, type Handed } from './answered.ts';
import type { Attempt } from './attempts.ts';
import { breakdownOf } from './breakdown.ts';
import { type Lead, seenBy } from './exported-leads.ts';
import type { Days } from './local-days.ts';
import { type Orders, ordersOf } from './order-worth.ts';
import { type ServerFirst, serverFirst, stageOfOrder } from './server-first.ts';
import { type HandOff, lossOf, type Own, triggersOf } from './triggers.ts';

export type CountedStage = {
  readonly isCounted: boolean;
  readonly isReturning: boolean;
  /** When an event filled it. */
  readonly filledAt?: number;
  /** True where that was the entry. */
  readonly isEntry: boolean;
};

export type CountedAttempt = {
  readonly day: string;
  readonly time: number;
  readonly enteredAt: number;
  readonly isContact: boolean;
  readonly stages: readonly CountedStage[];
  /** The name of the event that ended it as lost. */
  readonly lostOn?: string;
  readonly orders: readonly { readonly stage: number; readonly currency?: string; readonly minor: number }[];
  readonly handedAfter?: number;
  readonly handed?: Handed;
  readonly received: readonly HandOff[];
  /** By breakdown. */
  readonly values: Readonly<Record<string, string>>;
};

type Money = { readonly day: string; readonly currency?: string; readonly minor: number };

export type CountedLead = {
  readonly attempts: readonly CountedAttempt[];
  /** The day of the first late event. */
  readonly lateOn?: string;
  readonly late: readonly Money[];
  readonly booked: readonly (Money & { readonly back: number })[];
  readonly quality: readonly { readonly day: string; readonly reason: string }[];
};

export function countLead(
  lead: Lead,
  funnel: FunnelConfig,
  funnels: readonly FunnelConfig[],
  days: Days,
): CountedLead {
  const { attempts, late } = match(lead, funnel, funnels);
  const read = ordersOf(lead);
  const leftOf = (event: LeadEvent) => read.orders.find((order) => order.event === event);
  const reached = new Set<number>();
  return {
    attempts: [...attempts]
      .sort((a, b) => a.entry.event.time - b.entry.event.time)
      .map((attempt): CountedAttempt => {
        const { entry, fills, counted, lostBy } = attempt;
        const stages = counted.map((isCounted, stage): CountedStage => {
          const fill = fills[stage]?.event;
          return {
            isCounted,
            isReturning: isCounted && reached.has(stage),
            isEntry: fill === entry.event,
            ...(fill === undefined ? {} : { filledAt: fill.time }),
          };
        });
        for (const [stage, isCounted] of counted.entries()) if (isCounted) reached.add(stage);
        const handed = handOffTime(funnel, attempt);
        const reason = lostBy === undefined ? undefined : funnel.lostOn?.[lostBy]?.event;
        return {
          day: days.of(entry.event.time),
          time: entry.event.time,
          enteredAt: attempt.enteredAt,
          isContact: lead.isContact,
          stages,
          ...(reason === undefined ? {} : { lostOn: reason }),
          orders: attempt.events.flatMap((own) => {
            const order = leftOf(own.event);
            const stage = stageOfOrder(attempt, own);
            return order === undefined || stage === undefined ? [] : [{ stage, minor: 0, ...order.left }];
          }),
          ...(handed === undefined
            ? {}
            : {
                handedAfter: handed - entry.event.time,
                handed: {
                  time: handed,
                  answer: firstAnswer(lead.events, funnel.id, entry.event.time, attempt.endsAt),
                },
              }),
          received: firstOfEach(attempt.events),
          values: Object.fromEntries(funnel.by.map((by) => [by, breakdownOf(by, lead, attempt)])),
        };
      }),
    ...lateOf(late, days),
    late: late.flatMap(({ event }) => {
      const left = leftOf(event)?.left;
      return left === undefined ? [] : [{ day: days.of(event.time), ...left }];
    }),
    booked: read.orders
      .filter(({ event }) => triggersOf(funnel, event).length > 0)
      .map(({ event, gross, left }) => ({
        day: days.of(event.time),
        minor: 0,
        ...gross,
        back: (gross?.minor ?? 0) - (left?.minor ?? 0),
      })),
    quality: qualityOf([...lead.events, ...lead.others], funnel, read, days),
  };
}

function match(lead: Lead, funnel: FunnelConfig, funnels: readonly FunnelConfig[]): ServerFirst {
  const givers = funnels.filter(({ handOff }) => handOff?.to === funnel.id);
  const given = givers.map((giver) => ({ giver, ...match(lead, giver, funnels) }));
  return serverFirst(funnel, seenBy(funnel.order, lead.events), {
    all: given.flatMap(({ giver, attempts }) => attempts.flatMap((one) => handOffOf(lead, giver, one))),
    alone: given.flatMap(({ giver, alone }) => alone.attempts.flatMap((one) => handOffOf(lead, giver, one))),
  });
}

function handOffOf(lead: Lead, giver: FunnelConfig, attempt: Attempt): readonly Own[] {
  const time = handOffTime(giver, attempt);
  if (time === undefined) return [];
  const { id, time: entered } = attempt.entry.event;
  const event: LeadEvent = {
    ...{ id: `handoff:${giver.id}:${id}`, time, received: time },
    ...{ kind: 'event', name: '', trusted: true },
  };
  const answer = firstAnswer(lead.events, giver.id, entered, attempt.endsAt);
  const handOff = { from: giver.id, after: time - entered, handed: { time, answer } };
  return [{ event, triggers: [], handOff }];
}

/** When the giving stage was reached: in `reached` at the earliest event of it or of a later one, unless it is optional. */
function handOffTime(
  { handOff, stages, order }: FunnelConfig,
  { counted, fills }: Attempt,
): number | undefined {
  const stage = stages.findIndex(({ id }) => id === handOff?.at);
  if (counted[stage] !== true) return undefined;
  const isImplied = order === 'reached' && stages[stage]?.optional !== true;
  const reaching = isImplied ? fills.slice(stage) : [fills[stage]];
  return Math.min(...reaching.flatMap((own) => (own === undefined ? [] : [own.event.time])));
}

/** Of each giving funnel the earliest hand-off. */
function firstOfEach(events: readonly Own[]): readonly HandOff[] {
  const handed = events.flatMap(({ handOff }) => (handOff === undefined ? [] : [handOff]));
  return handed.filter(({ from }, at) => handed.findIndex((one) => one.from === from) === at);
}

function lateOf(late: readonly Own[], days: Days): { readonly lateOn?: string } {
  if (late.length === 0) return {};
  return { lateOn: days.of(Math.min(...late.map(({ event }) => event.time))) };
}

/** Of events of the funnel, and of refunds and updates of its orders. */
function qualityOf(
  events: readonly LeadEvent[],
  funnel: FunnelConfig,
  { changed, ignored }: Orders,
  days: Days,
): CountedLead['quality'] {
  const isOwn = (event: LeadEvent | undefined): boolean =>
    event !== undefined && (triggersOf(funnel, event).length > 0 || lossOf(funnel, event) >= 0);
  return events
    .filter((event) => isOwn(event) || isOwn(changed.get(event)))
    .flatMap((event) => {
      const reasons: string[] = [...(event.flags?.reasons ?? [])];
      const reason = ignored.get(event);
      if (reason !== undefined) reasons.push(reason);
      const { id: _, ...said } = event.order ?? { id: '', other: true };
      if (Object.keys(said).length === 0) reasons.push('order-without-value');
      return reasons.map((one) => ({ day: days.of(event.time), reason: one }));
    });
}
