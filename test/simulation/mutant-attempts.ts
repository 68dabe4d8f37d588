// Attempts as they would be if what the server says were not matched first: all else as it is.
import type { Attempt, LeadAttempts } from '../../functions/domain/funnel/attempts.ts';
import { touchReader } from '../../functions/domain/funnel/attribution.ts';
import { eventsSeenBy } from '../../functions/domain/funnel/every-view.ts';
import type { Definition, Matcher } from '../../functions/domain/funnel/funnel.ts';
import {
  type HandOff,
  handOffAnswer,
  handOffOf,
  handOffTime,
} from '../../functions/domain/funnel/hand-off.ts';
import { type Match, match } from '../../functions/domain/funnel/match.ts';
import { stageOf } from '../../functions/domain/funnel/match-trusted.ts';
import { ordersOf } from '../../functions/domain/funnel/revenue.ts';
import { answersIn } from '../../functions/domain/hand-off/answer.ts';
import type { Lead } from '../../functions/domain/lead/lead.ts';

export function attemptsInOnePass(lead: Lead): (version: Definition) => LeadAttempts {
  const orders = ordersOf(lead.events);
  return (version) => {
    const given = handedTo(version, lead);
    const { attempts, late } = matchOf(version, lead, given);
    const touchAt = touchReader(lead.touches);
    const reached = new Set<number>();
    const valued = (value: ReturnType<typeof orders.get>) => (value === undefined ? {} : { value });
    return {
      attempts: attempts.map((matched): Attempt => {
        const { enteredAt, endsAt, fills, counted, loss } = matched;
        const { event: entry } = matched.entry;
        const touch = touchAt(
          entry,
          matched.events.flatMap(({ event, hits }) =>
            event.trusted && hits.triggers.length > 0 ? [event] : [],
          ),
        );
        const events = matched.events.map(({ event }) => event);
        const form = events.find(({ kind }) => kind === 'form');
        const handedAt = handOffTime(version, matched);
        const answer = handOffAnswer(version, matched, answersIn(lead.events));
        const stages = counted.map((isCounted, stage) => {
          const filled = fills[stage];
          const returning = isCounted && reached.has(stage);
          return { counted: isCounted, returning, ...(filled === undefined ? {} : { event: filled.event }) };
        });
        for (const [stage, isCounted] of counted.entries()) if (isCounted) reached.add(stage);
        const received = new Map<string, HandOff>();
        for (const handOff of given)
          if (events.includes(handOff.event) && !received.has(handOff.from))
            received.set(handOff.from, handOff);
        return {
          entry,
          enteredAt,
          endsAt,
          events,
          stages,
          ...(loss === undefined ? {} : { loss }),
          ...(touch === undefined ? {} : { touch }),
          ...(form === undefined ? {} : { form }),
          orders: matched.events.flatMap((own) => {
            const stage = orders.has(own.event) ? stageOf(matched, own) : undefined;
            return stage === undefined ? [] : [{ event: own.event, stage, ...valued(orders.get(own.event)) }];
          }),
          ...(handedAt === undefined ? {} : { handedAt }),
          ...(answer === undefined ? {} : { answer }),
          received: [...received.values()],
        };
      }),
      late: late.map(({ event }) => ({ event, ...valued(orders.get(event)) })),
    };
  };
}

function matchOf(matcher: Matcher, lead: Lead, given: readonly HandOff[]): Match {
  const events = given.map(({ event }) => event);
  return match(matcher, eventsSeenBy(matcher, lead.events), events);
}

function handedTo(matcher: Matcher, lead: Lead): readonly HandOff[] {
  return matcher.sources.flatMap((source) =>
    matchOf(source, lead, handedTo(source, lead)).attempts.flatMap(
      (attempt) => handOffOf(source, attempt, answersIn(lead.events)) ?? [],
    ),
  );
}
