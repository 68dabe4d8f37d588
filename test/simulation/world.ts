// A world: the people of one schedule, what they do, and which requests carry it.
import type { IdKind, LeadEvent, LeadId, Submission } from '../../functions/domain/event/event.ts';
import type { EventOrder } from '../../functions/domain/event/order.ts';
import type { Flags } from '../../functions/domain/quality/flags.ts';
import type { Touch } from '../../functions/domain/touch/touch.ts';
import { claimants } from './claimants.ts';
import { corrections } from './corrections.ts';
import { gapOf, later, retentionOf, verbose } from './eras.ts';
import { type Change, DEPLOYMENTS, type Deployment, EVENTS, FORMS, PAGES } from './funnels.ts';
import { ordersOfTwo } from './orders-of-two.ts';
import type { Random } from './random.ts';
import { sequenceEntries } from './sequence-entries.ts';
import { withShareLink } from './shared-links.ts';
import { withVariant } from './shown-variants.ts';
import { suspected } from './suspicion.ts';

/** Submissions of one request, without the moment of acceptance; `poison` is a body that no build can read. */
export type Request =
  | { readonly submissions: readonly Submission[]; readonly times: number }
  | { readonly poison: string };

export type World = {
  readonly theme: Theme;
  readonly deployment: Deployment;
  /** One after another; what is under way in one has come to its end when the next begins. */
  readonly eras: readonly Era[];
  /** Between two requests a client waits up to so many ms. */
  readonly paceMs: number;
  /** How long a lead is kept after its last event, in ms; absent: for good. */
  readonly retentionMs: number | undefined;
};

export type Era = {
  /** How long nothing happens before, in ms. */
  readonly gapMs: number;
  /** By client: what it sends, one after another. */
  readonly clients: readonly (readonly Request[])[];
  /** Ids whose leads are erased while all this goes on. */
  readonly erasures: readonly LeadId[];
  /** How often the owner looks into quarantine, and the walk of the retention is run. */
  readonly visits: number;
  readonly walks: number;
  /** So many days pass at once, amid all this. */
  readonly leapDays: number | undefined;
  /** What happens to counters meanwhile, in this order, and how time passes between. */
  readonly upkeep: readonly Upkeep[];
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

const CLAMPED: Flags = { reasons: ['time-clamped'], source: 'key:0f8b6c1e analytics-next' };
const MISREAD: Flags = { reasons: ['value-unreadable', 'id-placeholder'], source: 'secret' };

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
  // A customer of a server, and a stranger who sends with the public key what is said to be hers.
  if (theme === 'stranger') {
    return [
      { ids: { email: ['a@example.com'], user: ['u1'], anonymous: ['x'] } },
      {
        ids: {
          email: ['s@example.com', 't@example.com', 'a@example.com'],
          user: ['u1', 'v1'],
          anonymous: ['x', 'y'],
        },
      },
    ];
  }
  if (theme === 'crowd' || theme === 'hours' || theme === 'claims') {
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
 * have time for, over a table that is slow, throttled and contested, where no function crashes. `suspects`: forms are posted that look
 * like spam, and the owner releases or deletes some of them. `years`: people return after months or years, while a walk
 * erases those whose time is over. `stranger`: a customer of whom a server tells, and someone who knows her ids
 * and sends more about her with the public key than is kept. `hours`: strangers over some days, while counters are
 * compacted and read, by workers whose clocks differ. `claims`: more browsers are said to be of one lead than it has room for.
 */
export const THEMES = [
  'mixed',
  'crowd',
  'member',
  'household',
  'flood',
  'stranger',
  'suspects',
  'years',
  'hours',
  'claims',
] as const;
export type Theme = (typeof THEMES)[number];

/** Themes in which anything happens, with every fault. */
export function isMixed(theme: Theme): boolean {
  return theme === 'mixed' || theme === 'suspects' || theme === 'years';
}

type Sizes = { readonly submissions: number; readonly ofRequest: () => number; readonly times: () => number };

function sizesOf(random: Random, theme: Theme): Sizes {
  if (theme === 'suspects' || theme === 'years') {
    return {
      submissions: random.between(3, 10),
      ofRequest: () => (random.chance(0.6) ? 1 : random.between(2, 3)),
      times: () => (random.chance(0.25) ? 2 : 1),
    };
  }
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
  if (theme === 'stranger') {
    return {
      submissions: random.between(24, 36),
      ofRequest: () => random.between(2, 6),
      times: () => 1,
    };
  }
  if (theme === 'hours') {
    return { submissions: random.between(10, 20), ofRequest: () => random.between(1, 4), times: () => 1 };
  }
  if (theme === 'crowd') return { submissions: random.between(3, 6), ofRequest: () => 1, times: () => 1 };
  return { submissions: random.between(2, 4), ofRequest: () => 1, times: () => random.between(1, 6) };
}

export function worldOf(random: Random, wanted?: Theme): World {
  const drawn = random.pick(DRAWN);
  const theme = wanted ?? (drawn === 'stranger' && random.chance(0.3) ? 'claims' : drawn);
  const people = peopleOf(random, theme);
  const isSuspicious =
    theme === 'suspects' || ((theme === 'mixed' || theme === 'years') && random.chance(0.25));
  const retentionMs = theme === 'years' ? retentionOf(random) : undefined;
  const said: Submission[] = [];
  const eras: Era[] = [];
  const count = theme === 'years' ? random.between(2, 3) : theme === 'suspects' ? random.between(1, 2) : 1;
  for (let n = 0, sinceMs = 0; n < count; n++) {
    const gapMs = n === 0 ? 0 : gapOf(random, retentionMs);
    sinceMs += gapMs;
    const requests = requestsOf({ random, theme, people, isSuspicious, said, sinceMs });
    eras.push(eraOf({ random, theme, people, isSuspicious, requests, gapMs }));
  }
  const changes: readonly Change[] | undefined = CHANGES[theme];
  return {
    theme,
    deployment: random.pick(
      changes === undefined ? DEPLOYMENTS : DEPLOYMENTS.filter(({ change }) => changes.includes(change)),
    ),
    eras,
    paceMs: paceOf(random, theme),
    retentionMs,
  };
}

const DRAWN: readonly Theme[] = [
  'mixed',
  'mixed',
  'mixed',
  'crowd',
  'member',
  'household',
  'flood',
  'stranger',
  'suspects',
  'years',
  'hours',
];

type Cast = {
  readonly random: Random;
  readonly theme: Theme;
  readonly people: readonly Person[];
  readonly isSuspicious: boolean;
};

/** @param said what was said before; what is said now is added */
function requestsOf({
  random,
  theme,
  people,
  isSuspicious,
  said,
  sinceMs,
}: Cast & { readonly said: Submission[]; readonly sinceMs: number }): readonly Request[] {
  if (theme === 'claims') {
    const requests = claimants(random, MONDAY);
    said.push(...requests.flat());
    return requests.map((submissions) => ({ submissions, times: 1 }));
  }
  const { submissions, ofRequest, times } = sizesOf(random, theme);
  const first = said.length;
  const emails = people.flatMap(({ ids }) => ids.email);
  for (let n = first; n < first + submissions; n++) {
    const drawn = submissionOf(random, theme, people, n, said);
    let one = withVariant(theme === 'stranger' ? drawn : withShareLink(drawn, n, emails), n);
    if (isSuspicious) one = suspected(random, one, n, random.pick(people).ids.email);
    if (theme === 'years') one = later(random, verbose(random, one), sinceMs);
    const isPlain = theme !== 'stranger' && theme !== 'member';
    said.push(
      one,
      ...(isPlain ? [...corrections(one, n), ...sequenceEntries(one, n), ...ordersOfTwo(one, n)] : []),
    );
  }
  const requests: Request[] = [];
  for (let at = first; at < said.length; ) {
    const size = ofRequest();
    requests.push({ submissions: said.slice(at, at + size), times: times() });
    at += size;
  }
  if (random.chance(0.25)) requests.push({ poison: random.pick(POISON) });
  return requests;
}

function eraOf({
  random,
  theme,
  people,
  isSuspicious,
  requests,
  gapMs,
}: Cast & { readonly requests: readonly Request[]; readonly gapMs: number }): Era {
  const clients: Request[][] = Array.from({ length: random.between(1, 3) }, () => []);
  // A stranger comes first, and a customer day by day.
  if (theme === 'claims') clients.splice(0, clients.length, [...requests]);
  else for (const request of random.shuffled(requests)) random.pick(clients).push(request);
  const isLong = theme === 'suspects' || theme === 'years';
  return {
    gapMs,
    clients,
    upkeep: upkeepOf(random, theme),
    erasures:
      (isMixed(theme) || theme === 'household') && random.chance(0.5)
        ? Array.from({ length: random.between(1, 2) }, () => idOf(random, random.pick(people)))
        : [],
    visits: isSuspicious ? random.between(1, 4) : 0,
    walks: theme === 'years' ? random.between(1, 3) : 0,
    leapDays: isLong && random.chance(0.4) ? random.between(1, 9) : undefined,
  };
}

/** What deploys change; absent: anything. What was accepted long ago cannot be sent again, as a change of the code's tallies would ask. */
const CHANGES: Readonly<Partial<Record<Theme, readonly Change[]>>> = {
  crowd: ['definition', 'matcher'],
  member: ['none'],
  household: ['none'],
  flood: ['none'],
  stranger: ['none'],
  suspects: ['none', 'definition', 'and back', 'matcher'],
  years: ['none', 'definition', 'and back', 'matcher'],
  hours: ['none'],
  claims: ['none'],
};

/** In `hours` some come after what came before was summed. */
const PACES_MS = {
  mixed: [0, 0, 200, 2_000, 15_000],
  hours: [60_000, 60_000, 4 * 3_600_000, 12 * 3_600_000],
} as const;

function paceOf(random: Random, theme: Theme): number {
  if (theme === 'hours') return random.pick(PACES_MS.hours);
  if (theme === 'claims') return DAY;
  return isMixed(theme) ? random.pick(PACES_MS.mixed) : 0;
}

function upkeepOf(random: Random, theme: Theme): readonly Upkeep[] {
  const most = theme === 'hours' ? 10 : isMixed(theme) && random.chance(0.4) ? 2 : 0;
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
  if (theme === 'stranger') return ofStranger(random, people, n, before);
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

/** Of the customer by her server, or by a stranger: calls that name whoever, and more of them than are kept. */
function ofStranger(
  random: Random,
  [customer, stranger]: readonly Person[],
  n: number,
  before: readonly Submission[],
): Submission {
  const isTrusted = random.chance(0.3);
  const { ids: own } = (isTrusted ? customer : stranger) ?? { ids: { email: [], user: [], anonymous: [] } };
  const drawn = eventOf(random, 'stranger', n, isTrusted, before);
  // Above a ceiling, copies are one event where they have one time: see `fold`.
  const first = before.find(({ event }) => event.id === drawn.id)?.event;
  const made = { ...drawn, time: first?.time ?? drawn.time };
  if (!random.chance(isTrusted ? 0.2 : 0.55)) {
    const ids = { user: 'u1', ...(random.chance(0.5) ? { email: random.pick(own.email) } : {}) };
    return { ids, event: made };
  }
  const named = { email: random.pick(own.email), anonymous: random.pick(own.anonymous) };
  const ids = isTrusted || random.chance(0.75) ? { user: 'u1' } : named;
  const { order: _, touch: __, properties: ___, ...event } = made;
  return { ids, event: { ...event, id: `${isTrusted ? 's' : 'p'}:call ${n}`, kind: 'identify', name: '' } };
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
    ...(n % 4 === 1 ? { flags: n % 8 === 1 ? CLAMPED : MISREAD } : {}),
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
  if (kind < 84)
    return { ...base, kind: 'event', name: 'Order Refunded', order: changeOf(random, order, 'refund') };
  if (kind < 88)
    return { ...base, kind: 'event', name: 'Order Updated', order: changeOf(random, order, 'update') };
  if (kind < 93 && trusted) {
    const at = before.length > 0 ? random.pick(before).event.time : base.time;
    const properties = {
      funnel: random.pick(['journey', 'journey', 'line']),
      handedOver: at,
      reason: 'not-now',
    };
    return {
      ...base,
      kind: 'event',
      name: random.pick(['Hand-off Accepted', 'Hand-off Returned']),
      properties,
    };
  }
  return { ...base, kind: 'event', name: random.pick(EVENTS) };
}

/** In the order's currency, in another, without one, without a value, or with one that cannot be read. */
function changeOf(
  random: Random,
  { id, value }: Pick<EventOrder, 'id' | 'value'>,
  sort: 'refund' | 'update',
): EventOrder {
  const change: EventOrder = { id, [sort]: true };
  const says = random.below(10);
  if (says < 5 && value !== undefined) return { ...change, value };
  if (says === 5) return { ...change, value: { currency: 'USD', minor: 500 } };
  if (says === 6) return { ...change, unread: 'value' };
  return says < 9 || sort === 'update' ? { ...change, amount: '2.50' } : change;
}
