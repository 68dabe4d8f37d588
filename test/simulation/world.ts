// A world: the people of one schedule, what they do, and which requests carry it.
import type { IdKind, LeadEvent, LeadId, Submission } from '../../functions/domain/event/event.ts';
import type { Touch } from '../../functions/domain/touch/touch.ts';
import { DEPLOYMENTS, type Deployment, EVENTS, FORMS, PAGES } from './funnels.ts';
import type { Random } from './random.ts';

/** Submissions of one request, without the moment of acceptance; `poison` is a body that no build can read. */
export type Request =
  | { readonly submissions: readonly Submission[]; readonly times: number }
  | { readonly poison: string };

export type World = {
  readonly theme: Theme;
  readonly deployment: Deployment;
  /** By client: what it sends, one after another. */
  readonly clients: readonly (readonly Request[])[];
  /** Ids whose leads are erased while all this goes on. */
  readonly erasures: readonly LeadId[];
  /** What happens to counters meanwhile, in this order, and how time passes between. */
  readonly upkeep: readonly Upkeep[];
  /** Between two requests a client waits up to so many ms. */
  readonly paceMs: number;
};

/** A leap of the clock over the end of an hour or day, or by some minutes or hours; the job that compacts; a reader. */
export type Upkeep = 'next hour' | 'next day' | 'minutes' | 'hours' | 'compact' | 'read';

const DAY = 86_400_000;
/** 2026-03-02T09:00:00Z, a Monday: the first event; the clock starts three weeks later. */
const MONDAY = Date.UTC(2026, 2, 2, 9);
export const START = MONDAY + 21 * DAY;

const TOUCHES: readonly Touch[] = [
  { channel: 'Paid Search', source: 'google', medium: 'cpc', campaign: 'spring' },
  { channel: 'Email', source: 'news', medium: 'email' },
  { channel: 'Referral', source: 'example.org' },
];

const POISON: readonly string[] = [
  'not JSON',
  '{"v":99,"submissions":[]}',
  '{"v":1,"submissions":[{"ids":{},"event":{}}]}',
  '{"v":1,"submissions":[{"ids":{"email":"a@example.com"},"event":{"id":"p:1","time":"noon"}}]}',
];

type Person = { readonly ids: Readonly<Record<IdKind, readonly string[]>> };

function peopleOf(random: Random, theme: Theme): readonly Person[] {
  if (theme === 'member') return [{ ids: { email: ['a@example.com'], user: [], anonymous: ['x'] } }];
  if (theme === 'household') {
    const anonymous = ['x'];
    return [
      { ids: { email: ['a@example.com'], user: ['u1'], anonymous } },
      { ids: { email: ['b@example.com'], user: ['u0'], anonymous } },
    ];
  }
  if (theme === 'crowd' || theme === 'hours') {
    return ['a', 'b', 'c', 'd', 'e'].map((name) => ({
      ids: { email: [`${name}@example.com`], user: [], anonymous: [`browser of ${name}`] },
    }));
  }
  const browsers = ['x', 'y', 'z'].slice(0, random.between(1, 3));
  return ['a', 'b', 'c', 'd'].slice(0, theme === 'flood' ? 4 : random.between(1, 4)).map((name, n) => ({
    ids: {
      email: random.chance(0.25) ? [`${name}@example.com`, `${name}2@example.com`] : [`${name}@example.com`],
      user: random.chance(0.2) ? ['u1', `v${n}`] : [`u${n}`],
      anonymous: random.shuffled(browsers).slice(0, random.between(1, 2)),
    },
  }));
}

/**
 * What a world is about. `mixed`: anything. `crowd`: strangers who come while a funnel is edited, each of whom is seen once
 * or twice, so that nobody later fixes what a recount has missed. `member`: one person whose browser is heard of again and
 * again, so that records of one lead are read while they are written. `household`: two people who share a browser and say
 * so in turns, so that ids pass from one to the other below leads that are being read. `flood`: more submissions than workers
 * have time for, over a table that is slow, throttled and contested, where no function crashes. `hours`: strangers over some
 * days, while counters are compacted and read, by workers whose clocks differ.
 */
export const THEMES = ['mixed', 'crowd', 'member', 'household', 'flood', 'hours'] as const;
export type Theme = (typeof THEMES)[number];

type Sizes = { readonly submissions: number; readonly ofRequest: () => number; readonly times: () => number };

function sizesOf(random: Random, theme: Theme): Sizes {
  if (theme === 'mixed') {
    return {
      submissions: random.chance(0.8) ? random.between(3, 10) : random.between(10, 25),
      ofRequest: () => (random.chance(0.5) ? 1 : random.between(2, 4)),
      times: () => (random.chance(0.15) ? 2 : 1),
    };
  }
  if (theme === 'household') {
    return { submissions: random.between(4, 8), ofRequest: () => 1, times: () => random.between(1, 2) };
  }
  if (theme === 'flood') {
    return { submissions: random.between(15, 30), ofRequest: () => random.between(1, 6), times: () => 1 };
  }
  if (theme === 'hours') {
    return { submissions: random.between(10, 20), ofRequest: () => random.between(1, 4), times: () => 1 };
  }
  if (theme === 'crowd') return { submissions: random.between(3, 6), ofRequest: () => 1, times: () => 1 };
  return { submissions: random.between(2, 4), ofRequest: () => 1, times: () => random.between(1, 6) };
}

export function worldOf(random: Random, wanted?: Theme): World {
  const drawn = random.pick<Theme>([
    ...(['mixed', 'mixed', 'mixed', 'crowd', 'member', 'household', 'flood', 'hours'] as const),
  ]);
  const theme = wanted ?? drawn;
  const people = peopleOf(random, theme);
  const { submissions, ofRequest, times } = sizesOf(random, theme);
  const said: Submission[] = [];
  for (let n = 0; n < submissions; n++) said.push(submissionOf(random, theme, people, n, said));
  const requests: Request[] = [];
  for (let at = 0; at < said.length; ) {
    const size = ofRequest();
    requests.push({ submissions: said.slice(at, at + size), times: times() });
    at += size;
  }
  if (random.chance(0.25)) requests.push({ poison: random.pick(POISON) });
  const clients: Request[][] = Array.from({ length: random.between(1, 3) }, () => []);
  for (const request of random.shuffled(requests)) random.pick(clients).push(request);
  return {
    theme,
    deployment: random.pick(
      theme === 'mixed' ? DEPLOYMENTS : DEPLOYMENTS.filter(({ change }) => change === CHANGES[theme]),
    ),
    clients,
    paceMs: paceOf(random, theme),
    upkeep: upkeepOf(random, theme),
    erasures:
      (theme === 'mixed' || theme === 'household') && random.chance(0.5)
        ? Array.from({ length: random.between(1, 2) }, () => idOf(random, random.pick(people)))
        : [],
  };
}

/** Over hours, so that some come after what came before was summed. */
const PACES_MS: Partial<Readonly<Record<Theme, readonly number[]>>> = {
  mixed: [0, 0, 200, 2_000, 15_000],
  hours: [60_000, 60_000, 4 * 3_600_000, 12 * 3_600_000],
};

const CHANGES = {
  crowd: 'definition',
  member: 'none',
  household: 'none',
  flood: 'none',
  hours: 'none',
} as const;

function paceOf(random: Random, theme: Theme): number {
  const paces = PACES_MS[theme];
  return paces === undefined ? 0 : random.pick(paces);
}

function upkeepOf(random: Random, theme: Theme): readonly Upkeep[] {
  const most = theme === 'hours' ? 6 : theme === 'mixed' && random.chance(0.4) ? 2 : 0;
  return Array.from({ length: most === 0 ? 0 : random.between(1, most) }, (): readonly Upkeep[] => [
    random.pick(['next day', 'next day', 'next hour', 'minutes', 'hours']),
    ...random.shuffled<Upkeep>(['compact', 'read', random.pick(['compact', 'read'])]),
    // By then what was summed is deleted.
    ...(random.chance(0.7) ? (['minutes', 'compact', 'read'] as const) : []),
  ]).flat();
}

function idOf(random: Random, person: Person): LeadId {
  const kind = random.pick<IdKind>(['email', 'email', 'user', 'anonymous']);
  const keys = person.ids[kind];
  return keys.length > 0
    ? { kind, key: random.pick(keys) }
    : { kind: 'email', key: random.pick(person.ids.email) };
}

function submissionOf(
  random: Random,
  theme: Theme,
  people: readonly Person[],
  n: number,
  before: readonly Submission[],
): Submission {
  const person = theme === 'crowd' ? (people[n % people.length] ?? random.pick(people)) : random.pick(people);
  const isTrusted = random.chance(0.3);
  const ids: Partial<Record<IdKind, string>> = {};
  // A browser says once whose it is, and is heard of by itself from then on.
  const saysWho = theme === 'member' ? (n === 0 ? 1 : 0.1) : 0.4;
  if (random.chance(saysWho)) ids.email = random.pick(person.ids.email);
  if (person.ids.user.length > 0 && random.chance(0.3)) ids.user = random.pick(person.ids.user);
  if (random.chance(theme === 'member' ? 1 : 0.6)) ids.anonymous = random.pick(person.ids.anonymous);
  if (ids.email === undefined && ids.user === undefined && ids.anonymous === undefined) {
    ids.anonymous = random.pick(person.ids.anonymous);
  }
  const event = eventOf(random, theme, n, isTrusted, before);
  const typed = ids.email !== undefined && random.chance(0.2) ? { typed: ids.email.toUpperCase() } : {};
  if (!isTrusted || !random.chance(0.25)) return { ids, ...typed, event };
  const other = idOf(random, random.pick(people));
  return { ids, ...typed, alias: [other], event: { ...event, kind: 'identify', name: 'alias' } };
}

function eventOf(
  random: Random,
  theme: Theme,
  n: number,
  trusted: boolean,
  before: readonly Submission[],
): LeadEvent {
  // Few instants, so that equal times are common; late and backdated ones come by the order of sending.
  const quarters = theme === 'hours' ? 6 : 60;
  const time = MONDAY + Math.floor(random.below(quarters) / random.pick([1, 1, 4])) * (DAY / 4);
  const scope = trusted ? 's' : 'p';
  const earlier = before.length > 0 && random.chance(0.15) ? random.pick(before).event : undefined;
  const base = {
    // A copy of an earlier event, be it word for word or not.
    id: earlier !== undefined && earlier.trusted === trusted ? earlier.id : `${scope}:${n}`,
    time: earlier !== undefined && random.chance(0.5) ? earlier.time : time,
    received: 0,
    trusted,
    ...(random.chance(0.4) ? { touch: random.pick(TOUCHES) } : {}),
  };
  const kind = random.below(100);
  if (kind < 35) return { ...base, kind: 'page', name: random.pick(PAGES) };
  if (kind < 50)
    return { ...base, kind: 'form', name: random.pick(FORMS), properties: { plan: random.pick(['s', 'm']) } };
  if (kind < 58) return { ...base, kind: 'identify', name: '' };
  const order = {
    id: `o${random.below(4)}`,
    value: { currency: 'EUR', minor: 1_000 + random.below(4) * 250 },
  };
  if (kind < 78) return { ...base, kind: 'event', name: 'Order', order };
  if (kind < 84) return { ...base, kind: 'event', name: 'Order Refunded', order: { ...order, refund: true } };
  return { ...base, kind: 'event', name: random.pick(EVENTS) };
}
