// What must hold of the owner's words in mails to leads: each placeholder names something that there is.
import { placeholdersIn } from '../mail/placeholders.ts';
import type { Fault } from './invalid-config.ts';
import { isPresent, items, member, members, type Place, wordAt } from './place.ts';

/** What every mail knows. */
const ALWAYS = ['form', 'link'] as const;
const PARTS = ['subject', 'text', 'html'] as const;

export function mailFaults(root: Place): readonly Fault[] {
  const share = shareIn(root);
  const forms = items(member(root, 'forms')).flatMap((form) => {
    const names = items(member(form, 'fields')).flatMap((field) => wordAt(member(field, 'name')) ?? []);
    return wordsFaults(member(form, 'reply'), [...ALWAYS, ...share, ...names]);
  });
  return [...forms, ...wordsFaults(member(member(root, 'mail'), 'confirm'), ALWAYS)];
}

/** The placeholder of the link that a lead can share, where there are such. */
export function shareIn(root: Place): readonly string[] {
  return isPresent(member(root, 'share')) ? ['share'] : [];
}

/** @param known the placeholders that there are */
export function wordsFaults(words: Place, known: readonly string[]): readonly Fault[] {
  return PARTS.flatMap((part) => {
    const place = member(words, part);
    const texts = typeof place.value === 'string' ? [place] : members(place).map(([, text]) => text);
    return texts.flatMap((text) => [
      ...unknownFaults(text, known),
      ...(part === 'subject' ? lineFaults(text) : []),
    ]);
  });
}

function unknownFaults(text: Place, known: readonly string[]): readonly Fault[] {
  return placeholdersIn(wordAt(text) ?? '')
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: text.path,
      found: `{${name}}`,
      fix: `one of ${known.map((one) => `{${one}}`).join(', ')}`,
    }));
}

function lineFaults(text: Place): readonly Fault[] {
  if (!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(wordAt(text) ?? '')) return [];
  return [{ path: text.path, found: 'more than one line', fix: 'one line: it is the subject of a mail' }];
}
