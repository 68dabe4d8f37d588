// What must hold between the parts of a form, and between forms.
import { foldedName, sentName } from '../event/sent.ts';
import { duplicates, reserved } from './duplicates.ts';
import type { Fault } from './invalid-config.ts';
import { preview } from './invalid-config.ts';
import type { Place } from './place.ts';
import { isPresent, items, member, wordAt } from './place.ts';
import { spamFaults } from './rules-spam.ts';
import { LENGTHS } from './schema-form.ts';

/** So that whatever a visitor may type, percent-encoded, stays within the 256 KiB of a request. */
const MOST_CHARACTERS = 20_000;

export function formFaults(root: Place): readonly Fault[] {
  const forms = items(member(root, 'forms'));
  const ids = forms.map((form) => member(form, 'id'));
  return [
    ...duplicates(ids, 'an id of its own for each form'),
    ...reserved(ids),
    ...spamFaults(forms),
    ...forms.flatMap((form) => [
      ...fieldsFaults(member(form, 'fields')),
      ...mailFaults(root, member(form, 'doubleOptIn')),
    ]),
  ];
}

function mailFaults(root: Place, doubleOptIn: Place): readonly Fault[] {
  if (doubleOptIn.value !== true || isPresent(member(root, 'mail'))) return [];
  const fix = `add mail: { from: 'hello@example.com' }, who sends the link; or leave doubleOptIn out`;
  return [{ path: doubleOptIn.path, found: 'true, and no mail.from', fix }];
}

function fieldsFaults(fields: Place): readonly Fault[] {
  const all = items(fields);
  const names = all.map((field) => member(field, 'name'));
  return [
    ...duplicates([...names, ...all.flatMap(aliasesOf)].map(asSent), 'a name of its own for each field'),
    ...reserved(names),
    ...all.flatMap(aliasesOf).flatMap(aliasFaults),
    ...emailFaults(fields, all),
    ...sizeFaults(fields, all),
    ...all.flatMap(fieldFaults),
  ];
}

function aliasesOf(field: Place): readonly Place[] {
  return items(member(field, 'aliases'));
}

/** As it is found in what is sent: `topics[]` is `topics`, and letter case makes no difference. */
function asSent({ path, value }: Place): Place {
  return { path, value: typeof value === 'string' ? foldedName(sentName(value)) : value };
}

function aliasFaults({ path, value }: Place): readonly Fault[] {
  if (typeof value !== 'string' || !value.startsWith('_')) return [];
  const fix = 'a name without a _ in front: these are reserved';
  return [{ path, found: preview(value), fix }];
}

function emailFaults(fields: Place, all: readonly Place[]): readonly Fault[] {
  const emails = all.filter((field) => wordAt(member(field, 'type')) === 'email');
  const [first, ...others] = emails;
  if (first === undefined) {
    // A list that is empty, or holds a type that is not known, is told of by the schema.
    const typed = all.length > 0 && all.every((field) => isPresent(member(field, 'type')));
    const fix = `add { name: 'email', type: 'email', required: true }: a lead is known by it`;
    return typed ? [{ path: fields.path, found: 'no field of type email', fix }] : [];
  }
  const more = others.map((field) => ({
    path: member(field, 'type').path,
    found: '"email" once more',
    fix: `one e-mail field a form: make this one type 'text', or take it away`,
  }));
  const required = member(first, 'required');
  if (required.value !== false) return more;
  const fix = 'true, or leave it out: the e-mail is always required';
  return [...more, { path: required.path, found: 'false', fix }];
}

function sizeFaults(fields: Place, all: readonly Place[]): readonly Fault[] {
  const total = all.reduce((sum, field) => sum + mostCharacters(field), 0);
  if (total <= MOST_CHARACTERS) return [];
  const fix = `lower some maxLength: at most ${MOST_CHARACTERS} characters for all fields of a form together`;
  return [{ path: fields.path, found: `up to ${total} characters`, fix }];
}

function mostCharacters(field: Place): number {
  const type = wordAt(member(field, 'type')) ?? '';
  const takesAll = type === 'checkboxes' || member(field, 'multiple').value === true;
  if (takesAll) return valuesOf(field).reduce((sum, value) => sum + (wordAt(value)?.length ?? 0) + 1, 0);
  if (!Object.hasOwn(LENGTHS, type)) return 0;
  const { value } = member(field, 'maxLength');
  const { usual, most } = LENGTHS[type as keyof typeof LENGTHS];
  // A length beyond its own limit is told of by the schema.
  return typeof value === 'number' && value >= 0 ? Math.min(value, most) : usual;
}

/** Of the options. */
function valuesOf(field: Place): readonly Place[] {
  return items(member(field, 'options')).map((option) =>
    typeof option.value === 'string' ? option : member(option, 'value'),
  );
}

function fieldFaults(field: Place): readonly Fault[] {
  const min = member(field, 'min').value;
  const max = member(field, 'max');
  const required = member(field, 'required');
  const faults: Fault[] = [...duplicates(valuesOf(field), 'a value of its own for each option')];
  if (typeof min === 'number' && typeof max.value === 'number' && min > max.value) {
    faults.push({ path: max.path, found: preview(max.value), fix: `at least min, which is ${min}` });
  }
  if (wordAt(member(field, 'type')) === 'hidden' && required.value === true) {
    const fix = 'leave it out: a visitor cannot fill in a hidden field';
    faults.push({ path: required.path, found: 'true', fix });
  }
  return faults;
}
