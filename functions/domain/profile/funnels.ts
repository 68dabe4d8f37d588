// How far a lead came in each funnel: its attempts under the definition that is shown.
import { type Attempt, attemptReader, outcomeOf } from '../funnel/attempts.ts';
import type { Definition } from '../funnel/funnel.ts';
import type { HandOffAnswer } from '../hand-off/answer.ts';
import type { Lead } from '../lead/lead.ts';
import { addMoney, type Totals } from '../money.ts';
import { instant } from './instant.ts';
import type { Answered, ProfileAttempt, ProfileFunnel } from './profile.ts';

export type LabelledFunnel = {
  readonly definition: Definition;
  readonly label: string;
  /** One for each stage of the definition. */
  readonly stageLabels: readonly string[];
};

/** A lead that comes for years has many; what each is made of stands in the timeline. */
const MOST_ATTEMPTS = 50;

export function funnelsOf(
  lead: Lead,
  funnels: readonly LabelledFunnel[],
  now: number,
): readonly ProfileFunnel[] {
  const read = attemptReader(lead);
  return funnels.map((shown) => {
    const { definition, label } = shown;
    const { attempts, late } = read(definition);
    return {
      funnel: definition.funnel.id,
      label,
      kind: definition.funnel.kind,
      definition: definition.key,
      attempts: attempts
        .slice(-MOST_ATTEMPTS)
        .reverse()
        .map((attempt) => profileAttempt(attempt, shown, now)),
      earlier: Math.max(0, attempts.length - MOST_ATTEMPTS),
      late: late.length,
    };
  });
}

function profileAttempt(
  attempt: Attempt,
  { definition: { funnel }, stageLabels }: LabelledFunnel,
  now: number,
): ProfileAttempt {
  const { entry, endsAt, touch, form, stages, handedAt, answer, received } = attempt;
  return {
    enteredAt: instant(entry.time),
    endsAt: instant(endsAt),
    outcome: outcomeOf(attempt, now),
    ...(touch === undefined ? {} : { touch }),
    ...(form === undefined ? {} : { form: form.name }),
    stages: funnel.stages.map(({ id }, index) => {
      const { counted = false, returning = false, event } = stages[index] ?? {};
      return {
        id,
        label: stageLabels[index] ?? id,
        counted,
        returning,
        ...(event === undefined ? {} : { at: instant(event.time), by: event.name }),
      };
    }),
    revenue: revenueOf(attempt),
    ...(handedAt === undefined || funnel.handOff === undefined
      ? {}
      : { handedOver: { to: funnel.handOff.to, at: instant(handedAt), ...answered(answer) } }),
    received: received.map(({ from, event, answer: own }) => ({
      from,
      at: instant(event.time),
      ...answered(own),
    })),
  };
}

function answered(answer: HandOffAnswer | undefined): Answered {
  if (answer === undefined) return { answer: 'waiting' };
  const answeredAt = instant(answer.at);
  if (answer.kind === 'accepted') return { answer: answer.kind, answeredAt };
  const { kind, reason, note } = answer;
  return { answer: kind, answeredAt, reason, ...(note === undefined ? {} : { note }) };
}

function revenueOf({ orders }: Attempt): Totals {
  return orders.reduce<Totals>(
    (totals, { value }) => (value === undefined ? totals : addMoney(totals, value)),
    {},
  );
}
