// What must hold between the parts of a funnel, and between funnels, forms and retention.
import { duplicates, reserved } from './duplicates.ts';
import { retentionDays, windowLabel, windowMs } from './duration.ts';
import type { Fault } from './invalid-config.ts';
import { preview } from './invalid-config.ts';
import { didYouMean } from './nearest.ts';
import { normalWindowMs } from './normalise.ts';
import type { Place } from './place.ts';
import { isPresent, items, member, members, wordAt } from './place.ts';
import { whereFaults } from './rules-where.ts';

const DAY_MS = 86_400_000;

export function funnelFaults(root: Place): readonly Fault[] {
  const funnels = items(member(root, 'funnels'));
  const ids = funnels.map((funnel) => member(funnel, 'id'));
  const forms = items(member(root, 'forms'));
  return [
    ...duplicates(ids, 'an id of its own for each funnel'),
    ...reserved(ids, ['compare', 'quality', 'costs']),
    ...funnels.flatMap((funnel) => [
      ...duplicates(items(member(funnel, 'by')), 'each breakdown once'),
      ...stagesFaults(funnel, forms, funnels),
      ...handOffFaults(funnel, funnels),
      ...startFaults(funnel),
      ...items(member(funnel, 'lostOn')).flatMap((one) => triggerFaults(one, forms)),
    ]),
    ...circleFaults(funnels),
    ...retentionFaults(member(root, 'retention'), funnels),
  ];
}

/** The ids that things have, as far as they have any. */
export function namesOf(things: readonly Place[]): readonly string[] {
  return things.map((thing) => wordAt(member(thing, 'id'))).filter((id) => id !== undefined);
}

/** A fault where a place names something that is not there. */
export function unknownFaults(place: Place, known: readonly string[], what: string): readonly Fault[] {
  const word = wordAt(place);
  if (word === undefined || known.includes(word)) return [];
  const list =
    known.length === 0 ? 'there is none' : [...new Set(known)].map((id) => JSON.stringify(id)).join(', ');
  return [
    { path: place.path, found: preview(word), fix: `the id of ${what}: ${list}${didYouMean(word, known)}` },
  ];
}

function stagesFaults(funnel: Place, forms: readonly Place[], funnels: readonly Place[]): readonly Fault[] {
  const stages = items(member(funnel, 'stages'));
  const ids = stages.map((stage) => member(stage, 'id'));
  const receives = funnels.some(
    (other) => giverTo(other) !== undefined && giverTo(other) === wordAt(member(funnel, 'id')),
  );
  return [
    ...duplicates(ids, 'an id of its own for each stage of a funnel'),
    ...reserved(ids),
    ...optionalFaults(stages),
    ...stages.flatMap((stage, index) => {
      const on = member(stage, 'on');
      const triggers = items(on);
      const fillable = (index === 0 && receives) || !Array.isArray(on.value) || triggers.length > 0;
      const fix = `at least one trigger, like { page: '/pricing' }, { form: 'demo' } or { event: 'Order Completed' }`;
      return [
        ...(fillable ? [] : [{ path: on.path, found: 'an empty list', fix }]),
        ...triggers.flatMap((trigger) => triggerFaults(trigger, forms)),
      ];
    }),
  ];
}

/** The first stage begins a try and the last one is its goal: neither can be left out. */
function optionalFaults(stages: readonly Place[]): readonly Fault[] {
  const ends =
    stages.length < 2
      ? []
      : ([
          ['first', stages[0]],
          ['last', stages.at(-1)],
        ] as const);
  return ends.flatMap(([which, stage]) => {
    const optional = stage && member(stage, 'optional');
    if (optional?.value !== true) return [];
    const fix = `leave it out: the ${which} stage is always required, as tries begin at the first and the last is their goal`;
    return [{ path: optional.path, found: 'true', fix }];
  });
}

/** The keys that the schema passes over, which would count events that were to be left out. */
const PASSED_OVER = ['__proto__', 'prototype', 'constructor'];

function triggerFaults(trigger: Place, forms: readonly Place[]): readonly Fault[] {
  const where = member(trigger, 'where');
  const named = member(trigger, 'form');
  const form = forms.find((each) => wordAt(member(each, 'id')) === wordAt(named));
  const faults = [...unknownFaults(named, namesOf(forms), 'a form of this configuration')];
  if (Array.isArray(where.value)) {
    faults.push({ path: where.path, found: preview(where.value), fix: 'like { plan: "pro" }' });
  }
  for (const [key, place] of members(where)) {
    if (!PASSED_OVER.includes(key)) continue;
    faults.push({ path: place.path, found: `the key ${preview(key)}`, fix: 'a property of another name' });
  }
  if (form === undefined || wordAt(named) === undefined) return faults;
  const told = new Set(faults.map(({ path }) => path));
  return [...faults, ...whereFaults(where, form).filter(({ path }) => !told.has(path))];
}

function giverTo(funnel: Place): string | undefined {
  return wordAt(member(member(funnel, 'handOff'), 'to'));
}

/** In these orders attempts begin at the first stage, whatever is said. */
function startFaults(funnel: Place): readonly Fault[] {
  const start = member(funnel, 'start');
  const order = wordAt(member(funnel, 'order'));
  if (wordAt(start) !== 'any' || (order !== 'ordered' && order !== 'strict')) return [];
  const fix = `leave it out, or take the order 'reached' or 'any': in order '${order}' attempts begin at the first stage only`;
  return [{ path: start.path, found: preview(start.value), fix }];
}

function handOffFaults(funnel: Place, funnels: readonly Place[]): readonly Fault[] {
  const handOff = member(funnel, 'handOff');
  const stages = namesOf(items(member(funnel, 'stages')));
  return [
    ...unknownFaults(member(handOff, 'at'), stages, 'a stage of this funnel'),
    ...unknownFaults(member(handOff, 'to'), namesOf(funnels), 'a funnel of this configuration'),
  ];
}

/** Each funnel hands to one other at most, so that each circle is found by walking on from any of its members. */
function circleFaults(funnels: readonly Place[]): readonly Fault[] {
  const next = new Map<string, string>();
  const place = new Map<string, string>();
  for (const funnel of funnels) {
    const id = wordAt(member(funnel, 'id'));
    const to = giverTo(funnel);
    if (id === undefined || to === undefined || next.has(id)) continue;
    next.set(id, to);
    place.set(id, member(member(funnel, 'handOff'), 'to').path);
  }
  const walked = new Set<string>();
  const faults: Fault[] = [];
  for (const start of next.keys()) {
    const path: string[] = [];
    let at: string | undefined = start;
    while (at !== undefined && !walked.has(at)) {
      walked.add(at);
      path.push(at);
      at = next.get(at);
    }
    if (at === undefined || !path.includes(at)) continue;
    const circle = [...path.slice(path.indexOf(at)), at];
    faults.push({
      path: place.get(at) ?? '',
      found: `a circle: ${circle.join(' > ')}`,
      fix: 'take one of these hand-offs away: a lead would go round for ever',
    });
  }
  return faults;
}

function retentionFaults(retention: Place, funnels: readonly Place[]): readonly Fault[] {
  const days = retentionDays(wordAt(retention) ?? '');
  if (days === undefined) return [];
  const windows = funnels.map((funnel) => {
    const window = member(funnel, 'window');
    const said = isPresent(window) ? windowMs(wordAt(window) ?? '') : undefined;
    return said ?? (isPresent(window) ? 0 : normalWindowMs(wordAt(member(funnel, 'kind'))));
  });
  const longest = Math.max(0, ...windows);
  if (days * DAY_MS >= longest) return [];
  const fix = `at least the longest window, which is ${windowLabel(longest)}: who is erased can go no further`;
  return [{ path: retention.path, found: preview(retention.value), fix }];
}
