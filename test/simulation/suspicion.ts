// Suspicious form posts of a world: what capture says of them on their way to quarantine.
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import { SPAM_REASONS } from '../../functions/domain/spam/reason.ts';
import { FORMS } from './funnels.ts';
import type { Random } from './random.ts';

const SENDERS = ['one address', 'another address'] as const;
const CAPTURED = SPAM_REASONS.filter((reason) => reason !== 'too-many');

/** The submission as it is, or a form post in its place, of which capture may have found something out. */
export function suspected(
  random: Random,
  submission: Submission,
  n: number,
  emails: readonly string[],
): Submission {
  if (random.chance(0.4)) return submission;
  const { alias: _, ids, event } = submission;
  const { user: ___, ...known } = ids;
  const { order: __, ...rest } = event;
  const form: LeadEvent = {
    ...rest,
    // Of its own: a form has no copies but those that a client sends again.
    id: `p:form ${n}`,
    trusted: false,
    kind: 'form',
    name: random.pick(FORMS),
    properties: { plan: random.pick(['s', 'm']) },
  };
  const post = { ids: { ...known, email: random.pick(emails) }, event: form };
  const drawn = random.below(10);
  if (drawn < 6) return { ...post, screening: { reasons: [random.pick(CAPTURED)] } };
  return drawn < 9 ? { ...post, screening: { reasons: [], sender: random.pick(SENDERS) } } : post;
}
