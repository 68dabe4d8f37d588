// A person's name among the answers of a form or the traits of an identify call.
import type { Scalar } from '../config/config.ts';

/** Names of fields as they are usually called in English, Italian and Russian: lower case, without spaces, dashes and underscores. */
const WHOLE: readonly string[] = [
  'name',
  'fullname',
  'yourname',
  'nomecompleto',
  'nomeecognome',
  'имя',
  'фио',
];
const GIVEN: readonly string[] = ['firstname', 'givenname', 'nome'];
const FAMILY: readonly string[] = ['lastname', 'surname', 'familyname', 'cognome', 'фамилия'];
/** A list has room for so many characters. */
const LONGEST = 80;

/** Undefined where none is given. */
export function nameIn(properties: Readonly<Record<string, Scalar>> | undefined): string | undefined {
  if (properties === undefined) return undefined;
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value !== 'string' || value.trim() === '') continue;
    fields.set(name.toLowerCase().replace(/[\s_-]/g, ''), value.trim());
  }
  const find = (names: readonly string[]): string | undefined =>
    names.map((name) => fields.get(name)).find((value) => value !== undefined);
  const family = find(FAMILY);
  const given = find(GIVEN) ?? (family === undefined ? undefined : find(['name', 'имя']));
  const parts = [given, family].flatMap((part) => part ?? []);
  const name =
    (family === undefined ? find(WHOLE) : undefined) ?? (parts.length > 0 ? parts.join(' ') : undefined);
  return name === undefined ? undefined : [...name].slice(0, LONGEST).join('');
}
