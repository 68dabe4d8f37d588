// Laws of the configuration's door: junk is refused with faults, and JSON says the same as TypeScript.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ConfigInput } from '../../functions/domain/config/define-config.ts';
import { InvalidConfig } from '../../functions/domain/config/invalid-config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { BREAKDOWNS } from '../../functions/domain/config/schema-funnel.ts';
import starter from '../../funnels.config.ts';

const id = fc
  .stringMatching(/^[a-z0-9][a-z0-9-]{0,9}$/)
  .filter((text) => text !== 'constructor' && text !== 'compare');
const words = fc
  .string({ minLength: 1, maxLength: 30 })
  .filter((text) => /^\S(.*\S)?$/.test(text) && !/\p{Cc}/u.test(text));
const text = fc.oneof(words, fc.record({ en: words, it: words, ru: words }, { requiredKeys: ['it'] }));
const scalar = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
);

const field = fc.oneof(
  fc.record(
    {
      type: fc.constantFrom('text', 'tel', 'textarea', 'hidden', 'url'),
      label: text,
      maxLength: fc.integer({ min: 1, max: 100 }),
    },
    { requiredKeys: ['type'] },
  ),
  fc.record(
    { type: fc.constant('number'), min: fc.integer(), required: fc.boolean() },
    { requiredKeys: ['type'] },
  ),
  fc.record({ type: fc.constant('select'), options: fc.uniqueArray(words, { minLength: 1, maxLength: 4 }) }),
  fc.record({
    type: fc.constantFrom('radio', 'checkboxes'),
    options: fc.uniqueArray(words, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ type: fc.constant('date'), required: fc.boolean() }),
  fc.record({ type: fc.constant('consent'), text, version: words }),
  fc.record({ type: fc.constant('checkbox'), required: fc.boolean() }),
);

const form = fc
  .tuple(
    fc.array(field, { maxLength: 3 }),
    fc.record(
      {
        title: text,
        thanks: fc.constantFrom('/', '/grazie', 'https://example.com/x'),
        origins: fc.subarray(['https://example.com', 'http://localhost:80']),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([fields, rest]) => ({
    ...rest,
    fields: [
      { name: 'email', type: 'email' },
      ...fields.map((each, index) => ({ ...each, name: `f${index}` })),
    ],
  }));

const trigger = (forms: readonly string[]) => {
  const where = fc
    .dictionary(words, scalar, { maxKeys: 2 })
    // Names that the configuration refuses.
    .filter((keys) => !['__proto__', 'prototype', 'constructor'].some((name) => Object.hasOwn(keys, name)));
  const times = fc.integer({ min: 1, max: 100 });
  const from = fc.constant('server');
  return fc.oneof(
    fc.record({ page: fc.constantFrom('/', '/a/*', '/caffe\u0300'), where }, { requiredKeys: ['page'] }),
    fc.record({ event: words, times, where, from }, { requiredKeys: ['event'] }),
    ...(forms.length > 0
      ? [fc.record({ form: fc.constantFrom(...forms), times }, { requiredKeys: ['form'] })]
      : []),
  );
};

const funnel = (forms: readonly string[]) =>
  fc.record(
    {
      kind: fc.constantFrom('sales', 'marketing'),
      label: text,
      order: fc.constantFrom('reached', 'any', 'ordered', 'strict'),
      window: fc.constantFrom('1h', '30d', '8w', '2y'),
      by: fc.subarray([...BREAKDOWNS]),
      stages: fc.uniqueArray(
        fc.record({ id, on: fc.array(trigger(forms), { minLength: 1, maxLength: 3 }) }),
        {
          minLength: 2,
          maxLength: 4,
          selector: (stage) => stage.id,
        },
      ),
    },
    { requiredKeys: ['kind', 'stages'] },
  );

const keyed = <Value extends object>(ids: readonly string[], values: fc.Arbitrary<Value>) =>
  fc.tuple(...ids.map(() => values)).map((all) => all.map((value, index) => ({ ...value, id: ids[index] })));

const config = fc
  .tuple(fc.uniqueArray(id, { maxLength: 3 }), fc.uniqueArray(id, { minLength: 1, maxLength: 3 }))
  .chain(([forms, funnels]) =>
    fc.record(
      {
        timezone: fc.constantFrom('UTC', 'Europe/Rome', 'asia/tokyo'),
        locale: fc.constantFrom('en', 'it', 'ru'),
        freshness: fc.constantFrom('0s', '300s', '1m'),
        forms: keyed(forms, form),
        funnels: keyed(funnels, funnel(forms)),
        reports: fc.array(
          fc.record({
            every: fc.constantFrom('day', 'week'),
            funnels: fc.subarray([...funnels], { minLength: 1 }),
          }),
        ),
        retention: fc.constantFrom('3y', '800d'),
        mail: fc.constant({ from: 'hello@example.com' }),
      },
      { requiredKeys: ['forms', 'funnels'] },
    ),
  );

/** Everything that JavaScript has: a configuration in TypeScript may hold any of it. */
const junk = fc.oneof(
  fc.jsonValue(),
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
  }),
);

const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function refusalOf(input: unknown): InvalidConfig | undefined {
  try {
    parseConfig(input);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidConfig) return error;
    throw error;
  }
}

it('a valid configuration says the same as JSON, and what comes of it is JSON too', () => {
  fc.assert(
    fc.property(config, (input) => {
      const parsed = parseConfig(input);
      expect(parseConfig(copy(input))).toEqual(parsed);
      expect(copy(parsed)).toEqual(parsed);
    }),
    { numRuns: 300 },
  );
});

it('any other JSON is refused with faults, and with nothing else', () => {
  fc.assert(
    fc.property(junk, (input) => {
      expect(refusalOf(input)?.faults.length).toBeGreaterThan(0);
    }),
    { numRuns: 1000 },
  );
});

/** Every place in a value, as the keys that lead there. */
function placesIn(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [
    [],
    ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner).map((rest) => [key, ...rest])),
  ];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const inner = (value as Record<string, unknown>)[key];
  if (Array.isArray(value)) return value.with(Number(key), replaced(inner, rest, by));
  return { ...(value as object), [key]: replaced(inner, rest, by) };
}

it('junk anywhere in a good configuration is taken or refused with faults, and with nothing else', () => {
  const places = placesIn(starter satisfies ConfigInput);
  fc.assert(
    fc.property(fc.constantFrom(...places), junk, (place, value) => {
      const refusal = refusalOf(replaced(starter, place, value));
      if (refusal) expect(refusal.message).toContain(refusal.faults[0]?.path);
    }),
    { numRuns: 2000 },
  );
});

it('a key that nobody knows is refused wherever it stands', () => {
  const input = copy(starter);
  const objects = placesIn(input).filter((place) => {
    const value = place.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], input);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  });
  expect(objects.length).toBeGreaterThan(50);
  for (const place of objects) {
    const refusal = refusalOf(replaced(input, [...place, 'unheardOf'], 1));
    expect(refusal?.faults.map(({ path }) => path)).toEqual([expect.stringMatching(/(^|\.)unheardOf$/)]);
  }
});
