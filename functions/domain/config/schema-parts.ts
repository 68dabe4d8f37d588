// The bricks of the schema. Each says once what would be right: errors and the JSON Schema both quote it.
import * as v from 'valibot';
import { didYouMean } from './nearest.ts';

export function line(right: string, pattern: RegExp) {
  return v.pipe(v.string(right), v.regex(pattern, right), v.description(right));
}

/** One line with no blank at either end. */
export function words(right: string, most: number) {
  return v.pipe(
    v.string(right),
    v.regex(/^\S(?:.*\S)?$/, right),
    v.maxLength(most, right),
    // Such characters are taken out of what visitors send, so that a text with one is never met again.
    v.check((text) => !/[\p{Cc}\p{Cs}]/u.test(text), right),
    v.description(right),
  );
}

/** Lines of words with no blank at either end. */
function prose(right: string, most: number) {
  return v.pipe(
    v.string(right),
    v.regex(/^\S(?:[\s\S]*\S)?$/, right),
    v.maxLength(most, right),
    v.description(right),
  );
}

export function whole(right: string, least: number, most: number) {
  return v.pipe(
    v.number(right),
    v.integer(right),
    v.minValue(least, right),
    v.maxValue(most, right),
    v.description(right),
  );
}

export function amount(right: string) {
  return v.pipe(v.number(right), v.finite(right), v.description(right));
}

export function flag(right: string) {
  return v.pipe(v.boolean(right), v.description(right));
}

export function choice<const Options extends readonly string[]>(right: string, options: Options) {
  return v.pipe(
    v.picklist(options, ({ input }) => `${right}${didYouMean(input, options)}`),
    v.description(right),
  );
}

export function list<Item extends v.GenericSchema>(right: string, item: Item, least: number, most: number) {
  return v.pipe(
    v.array(item, right),
    v.minLength(least, right),
    v.maxLength(most, right),
    v.description(right),
  );
}

/** An identifier that stands in URLs and keys. */
export function id(what: string) {
  return line(
    `${what}: lower-case letters, digits and hyphens, first a letter or digit, at most 40 in all`,
    /^[a-z0-9][a-z0-9-]{0,39}$/,
  );
}

/** Told from other faults by its `expected`. */
export const UNKNOWN_KEY = 'never';

/**
 * An object of exactly these keys.
 * @param elsewhere the fix for a key that is known, but not here
 */
export function shape<const Entries extends v.ObjectEntries>(
  right: string,
  entries: Entries,
  elsewhere: Readonly<Record<string, string>> = {},
) {
  const known = Object.keys(entries);
  const mendUnknown = (key: string): string => {
    const hint = Object.hasOwn(elsewhere, key) ? elsewhere[key] : undefined;
    return hint ?? `one of ${known.join(', ')}${didYouMean(key, known)}`;
  };
  return v.pipe(
    v.strictObject(entries, ({ expected, path }) => {
      const key = String(path?.[0].key);
      if (path === undefined) return right;
      if (expected === UNKNOWN_KEY) return mendUnknown(key);
      const entry = entries[key];
      return `add it: ${(entry && v.getDescription(entry as v.GenericSchema)) ?? right}`;
    }),
    // valibot names the first unknown key only; here are the others.
    v.rawCheck(({ dataset, addIssue }) => {
      const first = dataset.issues?.find(
        ({ type, expected, path }) =>
          type === 'strict_object' && expected === UNKNOWN_KEY && path?.length === 1,
      )?.path?.[0];
      if (first?.type !== 'object') return;
      const { input } = first;
      for (const key of Object.keys(input)) {
        if (key === first.key || Object.hasOwn(entries, key)) continue;
        addIssue({
          message: mendUnknown(key),
          input: key,
          expected: UNKNOWN_KEY,
          path: [{ type: 'object', origin: 'key', input, key, value: input[key] }],
        });
      }
    }),
    v.description(right),
  );
}

/** A text: one for all languages, or one for each. */
export function localized(right: string, most: number) {
  const one = prose(right, most);
  const each = v.pipe(
    shape(right, { en: v.optional(one), it: v.optional(one), ru: v.optional(one) }),
    v.check((texts) => Object.values(texts).some((text) => text !== undefined), right),
    v.metadata({ minProperties: 1 }),
  );
  const either = v.union([one, each], right);
  const schema = v.lazy((input) => {
    if (typeof input === 'string') return one;
    return typeof input === 'object' && input !== null ? each : either;
  });
  return { schema, either };
}

export const Label = localized(
  `a text of 1 to 200 characters, or one for each language: { en: '...', it: '...', ru: '...' }`,
  200,
);
export const Prose = localized(
  `a text of 1 to 2000 characters, or one for each language: { en: '...', it: '...', ru: '...' }`,
  2000,
);
export const Agreement = localized(
  `what is agreed to, 1 to 2000 characters, or one for each language: { en: '...', it: '...', ru: '...' }`,
  2000,
);

export const Email = v.pipe(
  v.string('an e-mail address, like owner@example.com'),
  v.email('an e-mail address, like owner@example.com'),
  v.maxLength(254, 'an e-mail address of at most 254 characters'),
  v.description('an e-mail address, like owner@example.com'),
);
