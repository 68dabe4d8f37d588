// What must hold of the variants of a form.
import { duplicates, reserved } from './duplicates.ts';
import type { Fault } from './invalid-config.ts';
import { preview } from './invalid-config.ts';
import { didYouMean } from './nearest.ts';
import { isPresent, items, member, type Place, wordAt } from './place.ts';

export function variantFaults(root: Place): readonly Fault[] {
  return items(member(root, 'forms'))
    .filter((form) => isPresent(member(form, 'variants')))
    .flatMap((form) => {
      const variants = items(member(form, 'variants'));
      const ids = variants.map((variant) => member(variant, 'id'));
      const fields = items(member(form, 'fields'));
      return [
        ...duplicates(ids, 'an id of its own for each variant of a form'),
        ...reserved(ids),
        ...variants.flatMap((variant) => fieldsFaults(member(variant, 'fields'), fields)),
        ...nameFaults(fields),
        ...unusedFaults(root, form),
      ];
    });
}

function fieldsFaults(shown: Place, fields: readonly Place[]): readonly Fault[] {
  if (!Array.isArray(shown.value)) return [];
  const names = items(shown);
  const named = (type: (one: string | undefined) => boolean): readonly string[] =>
    fields.filter((field) => type(wordAt(member(field, 'type')))).flatMap((field) => nameOf(field) ?? []);
  const known = named((type) => type !== 'hidden');
  const hidden = named((type) => type === 'hidden');
  const unknown = names.flatMap((place): Fault[] => {
    const word = wordAt(place);
    if (word === undefined || known.includes(word)) return [];
    const fix = hidden.includes(word)
      ? 'leave it out: a hidden field is in every variant'
      : `the name of a field of this form: ${known.map((name) => JSON.stringify(name)).join(', ')}${didYouMean(word, known)}`;
    return [{ path: place.path, found: preview(word), fix }];
  });
  const [email] = named((type) => type === 'email');
  const lacks = email !== undefined && !names.some((place) => wordAt(place) === email);
  const fix = `add ${JSON.stringify(email)}: a lead is known by it`;
  return [
    ...duplicates(names, 'each field once'),
    ...unknown,
    ...(lacks ? [{ path: shown.path, found: 'no e-mail field', fix }] : []),
  ];
}

function nameOf(field: Place): string | undefined {
  return wordAt(member(field, 'name'));
}

/** Which variant was shown is signed; what a field says of it is anybody's. */
function nameFaults(fields: readonly Place[]): readonly Fault[] {
  const fix = 'another name, or no field: which variant was shown is known where a form has variants';
  return fields
    .filter((field) => nameOf(field) === 'variant')
    .map((field) => ({ path: member(field, 'name').path, found: '"variant"', fix }));
}

function unusedFaults(root: Place, form: Place): readonly Fault[] {
  const id = wordAt(member(form, 'id'));
  const triggers = items(member(root, 'funnels'))
    .flatMap((funnel) => items(member(funnel, 'stages')))
    .flatMap((stage) => items(member(stage, 'on')));
  if (id === undefined || triggers.some((trigger) => wordAt(member(trigger, 'form')) === id)) return [];
  const fix = `let the form fill a stage of a funnel, { form: ${JSON.stringify(id)} }: the report of that funnel says which variant is better`;
  return [{ path: member(form, 'variants').path, found: 'a form that is in no funnel', fix }];
}
