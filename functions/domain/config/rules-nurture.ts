// What must hold between sequences, funnels, forms and mail.
import { lengthOf, stepDelay } from '../nurture/delay.ts';
import { duplicates, reserved } from './duplicates.ts';
import { type Fault, preview } from './invalid-config.ts';
import { isPresent, items, member, type Place, wordAt } from './place.ts';
import { namesOf, unknownFaults } from './rules-funnels.ts';
import { shareIn, wordsFaults } from './rules-mail.ts';

export function nurtureFaults(root: Place): readonly Fault[] {
  const sequences = items(member(root, 'nurture'));
  if (sequences.length === 0) return [];
  const ids = sequences.map((sequence) => member(sequence, 'id'));
  const fields = items(member(root, 'forms')).flatMap((form) => items(member(form, 'fields')));
  const named = (type: (word: string | undefined) => boolean): readonly string[] => [
    ...new Set(
      fields
        .filter((field) => type(wordAt(member(field, 'type'))))
        .flatMap((field) => wordAt(member(field, 'name')) ?? []),
    ),
  ];
  const consents = named((type) => type === 'consent');
  const answers = named((type) => type !== 'consent');
  return [
    ...(isPresent(member(root, 'mail'))
      ? []
      : [
          {
            path: 'nurture',
            found: 'sequences of mails, and no mail.from',
            fix: `add mail: { from: 'hello@example.com' }, who sends them; or leave nurture out`,
          },
        ]),
    ...duplicates(ids, 'an id of its own for each sequence'),
    ...reserved(ids),
    ...sequences.flatMap((sequence) => [
      ...placeFaults(root, sequence),
      ...consentFaults(member(sequence, 'consent'), consents),
      ...stepFaults(items(member(sequence, 'steps')), [...answers, ...shareIn(root)]),
    ]),
  ];
}

/** The stage at which it begins, and the one at which it ends. */
function placeFaults(root: Place, sequence: Place): readonly Fault[] {
  const funnels = items(member(root, 'funnels'));
  const when = member(sequence, 'when');
  const funnelId = member(when, 'funnel');
  const stageId = member(when, 'stage');
  const funnel = funnels.find((one) => wordAt(member(one, 'id')) === wordAt(funnelId));
  if (funnel === undefined) {
    const known = namesOf(funnels);
    return unknownFaults(funnelId, known, 'a funnel of this configuration');
  }
  const stages = namesOf(items(member(funnel, 'stages')));
  const at = stages.indexOf(wordAt(stageId) ?? '');
  if (at < 0) return unknownFaults(stageId, stages, 'a stage of that funnel');
  const until = member(member(sequence, 'until'), 'stage');
  const word = wordAt(until);
  if (word === undefined || stages.indexOf(word) > at) return [];
  const later = stages.slice(at + 1);
  const fix =
    later.length === 0
      ? `{ event: '...' }: no stage comes after ${preview(wordAt(stageId))}`
      : `a stage after ${preview(wordAt(stageId))}: ${later.join(', ')}`;
  return [{ path: until.path, found: preview(word), fix }];
}

function consentFaults(consent: Place, known: readonly string[]): readonly Fault[] {
  const word = wordAt(consent);
  if (word === undefined || known.includes(word)) return [];
  const fix =
    known.length === 0
      ? `add { name: ${preview(word)}, type: 'consent', text: '...', version: '1' } to a form: no lead is mailed without its consent`
      : `the name of a consent field of a form: ${known.join(', ')}`;
  return [{ path: consent.path, found: preview(word), fix }];
}

/** A step is known by its time and by its words: no two of a sequence may share either. */
function stepFaults(steps: readonly Place[], answers: readonly string[]): readonly Fault[] {
  const faults: Fault[] = [];
  const words = new Map<string, string>();
  let before = 0;
  for (const step of steps) {
    const after = member(step, 'after');
    const delay = stepDelay(wordAt(after) ?? '');
    if (delay !== undefined) {
      const length = lengthOf(delay);
      if (length <= before) {
        const fix = 'longer than the step before: steps are in the order in which they are sent';
        faults.push({ path: after.path, found: preview(after.value), fix });
      }
      before = Math.max(before, length);
    }
    const mail = member(step, 'mail');
    faults.push(...wordsFaults(mail, answers));
    if (!isPresent(mail)) continue;
    const said = JSON.stringify(['subject', 'text', 'html'].map((part) => member(mail, part).value));
    const first = words.get(said);
    if (first === undefined) words.set(said, mail.path);
    else
      faults.push({
        path: mail.path,
        found: 'the same words once more',
        fix: `words of its own for each step; ${first} has these already`,
      });
  }
  return faults;
}
