// Leads of a world that enter sequences: what imbuto tells of them by itself, in one group or the other, and of goals that change.
import type { Submission } from '../../functions/domain/event/event.ts';
import { sequenceEntered } from '../../functions/domain/mail/own-events.ts';
import { type Goal, stageCode } from '../../functions/domain/nurture/goal.ts';
import { DAY, MONDAY } from '../support/leads.ts';

/** What some of the funnels have as a stage. */
const GOALS: readonly Goal[] = [
  { stage: stageCode({ on: [{ event: 'Order', times: 1 }] }) },
  { event: 'Order' },
  { stage: stageCode({ on: [{ page: '/pricing' }] }) },
  { stage: stageCode({ on: [{ event: 'Order', times: 2 }] }) },
  { stage: stageCode({ on: [{ form: 'ebook', times: 1 }] }) },
];

/** Of some submissions that name an e-mail, by their place in the world: no randomness is used up. */
export function sequenceEntries({ ids, screening }: Submission, n: number): readonly Submission[] {
  const { email } = ids;
  if (email === undefined || screening !== undefined || n % 4 !== 2) return [];
  const [two, three, four, five] = [2, 3, 4, 5].map((most) => Math.floor(n / 4) % most);
  const entry = {
    funnel: two === 0 ? 'sales' : 'journey',
    sequence: three === 2 ? 'winback' : 'welcome',
    isHeldOut: (four ?? 0) >= 2,
    goal: GOALS[five ?? 0] ?? { event: 'Order' },
    // Settled by what stands in the id: copies of one id have one time.
    at: MONDAY + ((two ?? 0) + (five ?? 0)) * (DAY / 4),
  };
  return [sequenceEntered(entry, email)];
}
