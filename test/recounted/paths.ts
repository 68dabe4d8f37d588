// The paths through a funnel, by walking along every attempt.
import type { PathsReport } from '../../functions/domain/report/paths.ts';
import type { CountedAttempt } from './counted-lead.ts';
import type { Recounted } from './period.ts';

type Paths = Pick<PathsReport, 'entered' | 'flows'> & {
  readonly stages: readonly Omit<PathsReport['stages'][number], 'label'>[];
};

export function pathsOf({ funnel, leads, days, now }: Recounted, from: string, to: string): Paths {
  const ways = leads
    .flatMap(({ attempts }) => attempts.filter(({ day }) => day >= from && day <= to))
    .map((attempt) => ({ attempt, way: wayOf(attempt) }));
  const last = funnel.stages.length - 1;
  const reasons = [...new Set((funnel.lostOn ?? []).map(({ event }) => event))];
  const hasTime = ({ day }: CountedAttempt): boolean => now <= days.endOf(day) + funnel.windowMs;
  const isWon = ({ stages }: CountedAttempt): boolean => stages[last]?.isCounted === true;
  return {
    entered: ways.length,
    stages: funnel.stages.map(({ id, optional = false }, k) => {
      const ended = ways.filter(({ way }) => way.at(-1) === k).map(({ attempt }) => attempt);
      const others = ended.filter((one) => !isWon(one) && one.lostOn === undefined);
      const counted = ways.filter(({ attempt }) => attempt.stages[k]?.isCounted === true);
      return {
        ...{ id, optional, leads: counted.length },
        returning: counted.filter(({ attempt }) => attempt.stages[k]?.isReturning).length,
        happened: ways.filter(({ way }) => way.includes(k)).length,
        entered: ways.filter(({ way }) => way[0] === k).length,
        won: ended.filter(isWon).length,
        lostOn: reasons.map((reason) => ({
          reason,
          leads: ended.filter((one) => !isWon(one) && one.lostOn === reason).length,
        })),
        ended: others.filter((one) => !hasTime(one)).length,
        open: others.filter(hasTime).length,
      };
    }),
    flows: funnel.stages.flatMap((one, from) =>
      funnel.stages.flatMap((other, to) => {
        const went = ways.filter(({ way }) => way.some((stage, at) => stage === from && way[at + 1] === to));
        return went.length === 0 ? [] : [{ from: one.id, to: other.id, leads: went.length }];
      }),
    ),
  };
}

/** Where events of one instant fill several stages, the earlier stage comes first, and that of the entry before all. */
function wayOf({ enteredAt, stages }: CountedAttempt): readonly number[] {
  const filled = stages.flatMap(({ filledAt }, stage) =>
    filledAt === undefined ? [] : [{ stage, order: stage === enteredAt ? -1 : filledAt }],
  );
  return filled.sort((a, b) => a.order - b.order || a.stage - b.stage).map(({ stage }) => stage);
}
