// What the `where` of a trigger on a form may ask for: what a submission of that form can hold, as `readFields` reads it.
import { readDate } from '../event/written-date.ts';
import type { Fault } from './invalid-config.ts';
import { preview } from './invalid-config.ts';
import { didYouMean } from './nearest.ts';
import type { Place } from './place.ts';
import { items, member, members, wordAt } from './place.ts';

/** So many names or values are listed in a fix. */
const MOST_LISTED = 12;

/** @param form the form that the trigger names; nothing is said of one whose fields cannot be told */
export function whereFaults(where: Place, form: Place): readonly Fault[] {
  const fields = items(member(form, 'fields'));
  if (fields.length === 0 || fields.some((field) => wordAt(member(field, 'name')) === undefined)) return [];
  const id = preview(wordAt(member(form, 'id')));
  return members(where).flatMap(([key, place]) => {
    const field = fields.find((each) => wordAt(member(each, 'name')) === key);
    if (field === undefined) {
      if (propertiesOf(fields).includes(key)) return [];
      const found = `the key ${preview(key)}, which is no field of the form ${id}`;
      return [{ path: place.path, found, fix: fixOf(key, fields) }];
    }
    if (typeOf(field) === 'email') {
      const found = `the key ${preview(key)}, the e-mail of the form ${id}, which is kept in no property`;
      return [{ path: place.path, found, fix: fixOf(key, fields) }];
    }
    if (takesSeveral(field)) {
      const found = `the key ${preview(key)}, a field that takes several answers, which are kept as one text`;
      return [{ path: place.path, found, fix: fixOf(key, fields) }];
    }
    const fix = isScalar(place.value) ? fixOfValue(field, String(place.value)) : undefined;
    return fix === undefined ? [] : [{ path: place.path, found: preview(place.value), fix }];
  });
}

function typeOf(field: Place): string | undefined {
  return wordAt(member(field, 'type'));
}

/** What a submission is kept with: its fields but the e-mail, and the version of each consent. */
function propertiesOf(fields: readonly Place[]): readonly string[] {
  return fields.flatMap((field) => {
    const name = wordAt(member(field, 'name'));
    if (name === undefined || typeOf(field) === 'email' || takesSeveral(field)) return [];
    return typeOf(field) === 'consent' ? [name, `${name}.version`] : [name];
  });
}

function takesSeveral(field: Place): boolean {
  return typeOf(field) === 'checkboxes' || member(field, 'multiple').value === true;
}

function fixOf(key: string, fields: readonly Place[]): string {
  const known = propertiesOf(fields);
  if (known.length === 0) return 'leave it out, or add the field to the form: it has none but the e-mail';
  return `a field of that form: ${listed(known)}${didYouMean(key, known)}`;
}

/** The fix of a value that the field is never kept with; undefined where it may be. */
function fixOfValue(field: Place, value: string): string | undefined {
  switch (typeOf(field)) {
    case 'select':
    case 'radio': {
      const options = optionsOf(field);
      if (options === undefined || options.includes(value)) return undefined;
      return `an option of that field: ${listed(options)}${didYouMean(value, options)}`;
    }
    case 'checkbox':
    case 'consent':
      if (member(field, 'required').value === true)
        return value === 'true' ? undefined : 'true: the form is not taken without it';
      return value === 'true' || value === 'false' ? undefined : 'true or false';
    case 'number':
      return Number.isFinite(Number(value)) && String(Number(value)) === value
        ? undefined
        : 'a number, like 5 or 2.5';
    case 'date':
      return readDate(value, 'it') === value ? undefined : `a date, like '2026-12-31'`;
    default:
      return value === '' ? 'some text: a field that is left empty is not kept' : undefined;
  }
}

/** Undefined where not all of them can be told. */
function optionsOf(field: Place): readonly string[] | undefined {
  const options = items(member(field, 'options')).map(
    (option) => wordAt(option) ?? wordAt(member(option, 'value')),
  );
  const known = options.filter((option) => option !== undefined);
  return known.length > 0 && known.length === options.length ? known : undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function listed(words: readonly string[]): string {
  const shown = words.slice(0, MOST_LISTED).map((word) => JSON.stringify(word));
  return [...shown, ...(words.length > MOST_LISTED ? ['...'] : [])].join(', ');
}
