// What comes later in a world: after months or years somebody returns, and leads whose time is over are erased.
import type { Submission } from '../../functions/domain/event/event.ts';
import type { Random } from './random.ts';

/** How long leads are kept after their last event: not below the longest window of a funnel. */
const RETENTION_DAYS = [20, 45, 365, 2_190] as const;
const DAY = 86_400_000;

export function retentionOf(random: Random): number {
  return random.pick(RETENTION_DAYS) * DAY;
}

/** How long nothing happens before what comes next: as a rule somebody's time is over then. */
export function gapOf(random: Random, retentionMs: number | undefined): number {
  if (retentionMs === undefined) return random.between(10, 40) * DAY;
  const drawn = random.next();
  if (drawn < 0.6) return retentionMs + random.between(1, 40) * DAY;
  return drawn < 0.8 ? retentionMs - random.between(1, 15) * DAY : random.between(1, 3) * 365 * DAY;
}

/** Sent so much later: what happened then, or what a server tells of the time before. */
export function later(random: Random, submission: Submission, ms: number): Submission {
  const { event } = submission;
  if (event.trusted && random.chance(0.4)) return submission;
  return { ...submission, event: { ...event, time: event.time + ms } };
}

/** Texts that do not compress, so that a lead outgrows its head. */
export function verbose(random: Random, submission: Submission): Submission {
  const { event } = submission;
  if (event.kind === 'page' || !random.chance(0.5)) return submission;
  const text = Array.from({ length: 80 }, () => random.bits().toString(36)).join('');
  return { ...submission, event: { ...event, properties: { ...event.properties, text } } };
}
