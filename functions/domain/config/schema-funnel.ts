// The schema of a funnel: stages, triggers and hand-off.
import * as v from 'valibot';
import type { Breakdown } from './config.ts';
import { TOUCH_FIELDS } from './config.ts';
import { windowMs } from './duration.ts';
import { choice, Email, id, Label, line, list, shape, whole, words } from './schema-parts.ts';

const PARTS = [...TOUCH_FIELDS, 'form', 'variant'] as const;
export const BREAKDOWNS: readonly Breakdown[] = [
  ...PARTS,
  ...PARTS.map((part) => `first.${part}` as const),
  'referral',
];

const VALUE = 'a text of at most 500 characters, a number, true or false';
const Scalar = v.union(
  [v.pipe(v.string(), v.maxLength(500)), v.pipe(v.number(), v.finite()), v.boolean()],
  VALUE,
);

const where = {
  where: v.optional(
    v.pipe(
      v.record(words('the name of a property, 1 to 100 characters', 100), Scalar, 'like { plan: "pro" }'),
      v.maxEntries(10, 'at most 10 properties'),
      v.description('properties of the event that must be equal, like { plan: "pro" }; at most 10'),
    ),
  ),
};
const every = {
  ...where,
  from: v.optional(choice(`'server': only events sent with the secret key count`, ['server'])),
};
const times = v.optional(
  whole('which occurrence since entry fills the stage, a whole number from 1 to 100; default 1', 1, 100),
);

const ONE = 'a trigger has one of page, form and event: write two triggers instead';
const PAGE = `the path of a page as one reads it, like '/pricing', '/caffè', '/blog/*' (* is any run of characters) or '/app#/plans' (a route that a script shows): starts with '/', no query, at most 200 characters`;

/** Pages are told apart by their decoded paths: one that is written percent-encoded would never be met. */
function readable(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

const PageTrigger = shape(
  'a trigger on a page: { page, where, from }',
  {
    page: v.pipe(
      line(PAGE, /^(?=.{1,200}$)(?!.*\s$)\/[^?#]*(?:#!?\/[^?#]*)?$/),
      v.check(
        (path) => readable(path) === path,
        ({ input }) => `${PAGE}; did you mean ${JSON.stringify(readable(input))}?`,
      ),
    ),
    ...every,
  },
  { form: ONE, event: ONE, times: 'leave it out: times counts events and forms, not pages' },
);
const FormTrigger = shape(
  'a trigger on a form: { form, times, where }',
  { form: id('the id of a form of this configuration'), times, ...where },
  {
    page: ONE,
    event: ONE,
    from: 'leave it out: forms are sent without the secret key, so nothing would count',
  },
);
const EventTrigger = shape(
  'a trigger on a named event: { event, times, where, from }',
  {
    event: words(
      `the name of an event, like 'Order Completed': 1 to 200 characters, no blank at either end`,
      200,
    ),
    times,
    ...every,
  },
  { page: ONE, form: ONE },
);
const LostOn = shape(
  'what ends a try as lost: { event, where, from }',
  {
    event: words(`the name of an event, like 'Deal Lost': 1 to 200 characters, no blank at either end`, 200),
    ...every,
  },
  {
    times: 'leave it out: the first occurrence ends the try',
    page: 'an event instead',
    form: 'an event instead',
  },
);
export const Trigger = v.union(
  [PageTrigger, FormTrigger, EventTrigger],
  `a trigger: { page: '/pricing' }, { form: 'demo' } or { event: 'Order Completed' }`,
);

/** The trigger that is meant, so that its faults and not those of all three are told. */
function triggerOf(input: unknown) {
  if (typeof input !== 'object' || input === null) return Trigger;
  if ('page' in input) return PageTrigger;
  if ('form' in input) return FormTrigger;
  return 'event' in input ? EventTrigger : Trigger;
}

const Stage = shape('a stage: { id, label, optional, on }', {
  id: id('the name of the stage'),
  label: v.optional(Label.schema),
  optional: v.optional(v.boolean('true: counted, never required; default false')),
  on: list('what fills the stage, 1 to 20 triggers', v.lazy(triggerOf), 0, 20),
});

const WINDOW = `how long one try may take, from '1m' to '3650d', in m (minutes), h, d, w or y; default '30d' (sales), '365d' (marketing)`;

export const Funnel = shape(
  'a funnel: { id, label, kind, order, window, start, by, stages, lostOn, handOff }',
  {
    id: id('the name in its address, /reports/{id}'),
    label: v.optional(Label.schema),
    kind: choice(`'sales' or 'marketing': it decides the usual order and window`, ['sales', 'marketing']),
    order: v.optional(
      choice(
        `when a try counts in a stage: 'reached' (usual for sales), 'any' (usual for marketing), 'ordered' or 'strict'`,
        ['reached', 'any', 'ordered', 'strict'],
      ),
    ),
    window: v.optional(
      v.pipe(
        line(WINDOW, /^[1-9][0-9]{0,6}[mhdwy]$/),
        v.check((text) => windowMs(text) !== undefined, WINDOW),
      ),
    ),
    start: v.optional(
      choice(
        `where a try may start: 'any' (default: the first stage, or the lead's first event in this funnel, whatever its stage) or 'first' (the first stage only)`,
        ['any', 'first'],
      ),
    ),
    by: v.optional(
      list(
        `what reports can be broken down by, like ['channel', 'first.channel']`,
        choice(
          `one of ${PARTS.join(', ')}, or one of these after 'first.', like 'first.channel'`,
          BREAKDOWNS,
        ),
        0,
        BREAKDOWNS.length,
      ),
      [],
    ),
    stages: list('the stages in order, 2 to 12', Stage, 2, 12),
    lostOn: v.optional(
      list(`what ends a try as lost, like [{ event: 'Deal Lost' }]; at most 20`, LostOn, 0, 20),
    ),
    handOff: v.optional(
      shape(`{ at: a stage of this funnel, to: the funnel that takes over, notify: who is told by mail }`, {
        at: id('the id of a stage of this funnel'),
        to: id('the id of the funnel that takes over'),
        notify: v.optional(
          list('who is told of each hand-off by mail, at most 10; needs mail.from', Email, 0, 10),
        ),
      }),
    ),
  },
);
