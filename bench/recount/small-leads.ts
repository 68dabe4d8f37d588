// Very many small leads, each of whom does all that they do within one window of the funnel.
import type { Submission } from '../../functions/domain/event/event.ts';
import { form, order, someone, view } from '../units/mix.ts';
import type { Random } from '../units/random.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BEGIN = Date.UTC(2026, 0, 1);
/** Leads enter on so many days. */
export const DAYS = 60;
const LIFE_MS = 29 * DAY;
const PATHS = ['/pricing', '/blog/funnels', '/blog/seo', '/about'] as const;

export const FROM = '2026-01-01';
export const TO = '2026-03-31';

/**
 * One to four views; half send a form, a third asks for a demo, some buy.
 * @param n tells this lead from all others: among so many, e-mails made by chance would meet
 */
export function smallLead(random: Random, n: number): readonly Submission[] {
  const who = { ...someone(random), email: `lead.${n}@example.com` };
  let time = BEGIN + random.below(DAYS * DAY);
  const end = time + LIFE_MS;
  const submissions = [view(random, who, time, random.pick(PATHS), true)];
  // Within the same visit, or days after it.
  const later = (): boolean => {
    time += random.next() < 0.6 ? 1 + random.below(HOUR) : random.below(8 * DAY);
    return time <= end;
  };
  for (let views = random.below(4); views > 0 && later(); views--) {
    submissions.push(view(random, who, time, random.pick(PATHS)));
  }
  if (random.next() < 0.5 && later()) submissions.push(form(random, who, time, 'ebook'));
  if (random.next() < 0.3 && later()) submissions.push(form(random, who, time, 'demo'));
  if (random.next() < 0.2 && later()) submissions.push(order(random, who, time));
  return submissions;
}
