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

/** Of every third submission that names an e-mail, by its place in the world: no randomness is used up. */
export function sequenceEntries({ ids, screening }: Submission, n: number): readonly Submission[] {
  const { email } = ids;
  if (email === undefined || screening !== undefined || n % 3 !== 0) return [];
  // Of copies of one id all have one time: above a ceiling they are one event only then.
  const kind = n % 12;
  const entry = {
    funnel: n % 2 === 0 ? 'sales' : 'journey',
    sequence: kind < 9 ? 'welcome' : 'winback',
    isHeldOut: kind % 2 === 1,
    goal: GOALS[n % GOALS.length] ?? { event: 'Order' },
    at: MONDAY + Math.floor(n % 12) * (DAY / 4),
  };
  return [sequenceEntered(entry, email)];
}
