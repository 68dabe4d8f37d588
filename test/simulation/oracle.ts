// What must be: leads as a plain function of the set of accepted submissions, by an implementation that shares no code with
// the one under test.
import type { IdKind, LeadEvent, LeadId, Submission } from '../../functions/domain/event/event.ts';
import type { Touch } from '../../functions/domain/touch/touch.ts';
import { booksOf, countedEvents, withBook, withOwnBook, withoutBook } from './plain-books.ts';
import { isClaimed, type PlainClaim, roomOfId, roomOfLead } from './plain-claims.ts';
import { formsInFull } from './plain-forms.ts';
import { ofItself } from './plain-referrals.ts';
import { tiesOf } from './plain-ties.ts';

export type Name = string;
export type TimedTouch = { readonly time: number; readonly touch: Touch; readonly trusted?: true };

/** What is known of one id. */
export type PlainId = {
  readonly id: LeadId;
  /** The id at the top of its lead. */
  root: Name;
  readonly events: readonly LeadEvent[];
  readonly touches: readonly TimedTouch[];
};

export type PlainLead = {
  readonly ids: ReadonlySet<Name>;
  readonly events: readonly LeadEvent[];
  readonly touches: readonly TimedTouch[];
};

export type Truth = {
  readonly ids: ReadonlyMap<Name, PlainId>;
  /** By the name of the id at the top. */
  readonly leads: ReadonlyMap<Name, PlainLead>;
};

const KINDS: readonly IdKind[] = ['email', 'user', 'anonymous'];
const DAY = 86_400_000;

export function nameOf({ kind, key }: LeadId): Name {
  return `${kind}:${key}`;
}

/** The ids that a submission carries, the strongest first. */
function idsOf(submission: Submission): readonly LeadId[] {
  return KINDS.flatMap((kind) => {
    const key = submission.ids[kind];
    return key ? [{ kind, key }] : [];
  });
}

/** Every id of which a submission says something. */
export function idsIn(submission: Submission): readonly LeadId[] {
  return [...idsOf(submission), ...(submission.alias ?? [])];
}

const CLAIMS = 40;

type Said = {
  readonly weak: Name;
  readonly strong: Name;
  readonly weight: 'secret' | 'public' | 'order';
  readonly rank: readonly (number | string)[];
};

/** What a form says of a browser outweighs what other public events say of it. */
function weightOf({ trusted, kind }: LeadEvent, weak: LeadId): number {
  if (trusted) return 0;
  return kind === 'form' && weak.kind !== 'user' ? 1 : 2;
}

/** Of copies of one event that are of different kinds. */
function sortOf({ trusted, kind }: LeadEvent): number {
  return trusted ? 0 : kind === 'form' ? 1 : kind === 'identify' ? 3 : 2;
}

/**
 * @param gone until when what was received for an id is erased, ms since the epoch
 * @param isLost whether an event, and what was said with it, is gone for an id although it was received later
 * @param most how many ids an id has room for by what was said first; a lead for twice as many in all
 * @param forgotten ids of which it is not known any more that they were erased: a link to one holds where it was claimed again since
 */
export function truthOf(
  accepted: readonly Submission[],
  gone: ReadonlyMap<Name, number>,
  isLost: (name: Name, event: LeadEvent) => boolean = () => false,
  most = CLAIMS,
  forgotten: ReadonlySet<Name> = new Set(),
): Truth {
  const isGone = (name: Name, event: LeadEvent): boolean =>
    event.received <= (gone.get(name) ?? -1) || isLost(name, event);
  const known = new Map<Name, LeadId>();
  const borne = new Map<Name, LeadEvent[]>();
  const unions: (readonly [Name, Name])[] = [];
  const said: Said[] = [];
  const claims: PlainClaim[] = [];
  /** Ids of which a server has told, by an event, a link or an alias. */
  const told = new Set<Name>();
  const goneOwners = new Set<Said>();
  for (const submission of accepted) {
    const { event, alias = [] } = submission;
    const carried = idsOf(submission);
    for (const id of idsIn(submission)) known.set(nameOf(id), id);
    const [bearer, ...others] = carried;
    if (bearer === undefined) continue;
    if (!isGone(nameOf(bearer), event)) {
      borne.set(nameOf(bearer), [...(borne.get(nameOf(bearer)) ?? []), event]);
      // What imbuto tells by itself is no word of the server's.
      if (event.trusted && !event.id.startsWith('s:imbuto:')) told.add(nameOf(bearer));
    }
    for (const other of [...others, ...alias]) {
      if (other.kind === bearer.kind) {
        if (isGone(nameOf(bearer), event) || isGone(nameOf(other), event)) continue;
        unions.push([nameOf(bearer), nameOf(other)]);
        if (nameOf(bearer) !== nameOf(other)) told.add(nameOf(bearer)).add(nameOf(other));
        continue;
      }
      const isWeaker = KINDS.indexOf(other.kind) > KINDS.indexOf(bearer.kind);
      const [weak, strong] = isWeaker ? [other, bearer] : [bearer, other];
      // With the public key nobody is believed when it was said, only when it came.
      const time = event.trusted ? event.time : event.received;
      const isOwnerGone = isGone(nameOf(strong), event);
      if (!isOwnerGone) {
        claims.push({ weak, strong: nameOf(strong), said: saidBy(event), time });
        if (event.trusted) told.add(nameOf(strong));
      }
      if (isGone(nameOf(weak), event)) continue;
      const link: Said = {
        weak: nameOf(weak),
        strong: nameOf(strong),
        weight: event.trusted ? 'secret' : 'public',
        // One event's copies may say it of two ids that are united, and to two owners.
        rank: [
          weightOf(event, weak),
          time,
          event.id,
          nameOf(weak),
          sortOf(event),
          tieOf(nameOf(strong)),
          nameOf(strong),
        ],
      };
      said.push(link);
      if (isOwnerGone && !forgotten.has(link.strong)) goneOwners.add(link);
    }
  }
  const books = booksOf(accepted);
  for (const tie of tiesOf(books, isGone)) {
    const { weak, strong, isHeld, rank } = tie;
    const link: Said = { weak, strong, weight: 'order', rank };
    said.push(link);
    if (!isHeld) goneOwners.add(link);
    else claims.push({ weak: idNamed(known, weak), strong, said: 'order', time: Number(rank[1]) });
  }
  const unitedOf = united([...known.keys()], unions);
  const owners = new Map<Name, Said>();
  for (const one of said) {
    const name = unitedOf(one.weak);
    const rival = owners.get(name);
    const order = rival === undefined ? -1 : compareRanks(one.rank, rival.rank);
    // A copy that came before its owner was erased takes nothing from one that came after.
    if (order < 0 || (order === 0 && rival !== undefined && goneOwners.has(rival))) owners.set(name, one);
  }
  const rooms = new Map(
    [...Map.groupBy(claims, ({ strong }) => strong)].map(([name, own]) => [name, roomOfId(own, most)]),
  );
  const owned = new Map<Name, Said>();
  for (const [name, owner] of owners) {
    const isRefused =
      goneOwners.has(owner) || !isClaimed(rooms.get(owner.strong) ?? [], owner.weak, owner.weight);
    const joinsTwo =
      owner.weight !== 'secret' && isUser(name) && told.has(owner.weak) && told.has(owner.strong);
    if (!isRefused && !joinsTwo) owned.set(name, owner);
  }
  const rootOf = rootsWithRoom([...known.keys()], unitedOf, owned, rooms, 2 * most);
  const ids = new Map<Name, PlainId>();
  const leads = new Map<Name, { ids: Set<Name>; events: LeadEvent[]; touches: TimedTouch[] }>();
  for (const [name, id] of known) {
    const all = borne.get(name) ?? [];
    const events = keptOf(all).map((event) => withBook(event, name, books));
    const plain = { id, root: rootOf(name), events, touches: touchesOf(all) };
    ids.set(name, plain);
    const lead = leads.get(plain.root) ?? { ids: new Set(), events: [], touches: [] };
    lead.ids.add(name);
    lead.events.push(...plain.events);
    lead.touches.push(...plain.touches);
    leads.set(plain.root, lead);
  }
  return {
    ids,
    leads: new Map(
      [...leads].map(([root, lead]) => {
        const counted = countedOf(lead.events);
        const own = ofItself(counted);
        const events = counted.filter(({ id }) => !own.has(id));
        return [root, { ids: lead.ids, events, touches: leadTouches(lead.touches, events) }];
      }),
    ),
  };
}

/** By which ids each is a lead: those that a lead has no room for stand apart. */
function rootsWithRoom(
  names: readonly Name[],
  unitedOf: (name: Name) => Name,
  owned: ReadonlyMap<Name, Said>,
  rooms: ReadonlyMap<Name, readonly PlainClaim[]>,
  most: number,
): (name: Name) => Name {
  const groups = Map.groupBy(names, unitedOf);
  const claimsOf = (some: readonly Name[]): ReadonlyMap<Name, readonly PlainClaim[]> =>
    new Map(some.map((name) => [name, rooms.get(name) ?? []]));
  const parents = new Map<Name, Name>();
  const belowOf = (top: Name, kind: IdKind): readonly Name[] =>
    [...owned].flatMap(([name, { strong }]) =>
      unitedOf(strong) === top && name.startsWith(`${kind}:`) ? [name] : [],
    );
  /** The browsers of some groups of ids, as far as there is room for them. */
  const settle = (tops: readonly Name[], room: number): void => {
    const all = tops.flatMap((top) => groups.get(top) ?? []);
    const held = roomOfLead(claimsOf(all), 'anonymous', room);
    for (const top of tops)
      for (const browser of belowOf(top, 'anonymous'))
        if (held.has(owned.get(browser)?.weak ?? '')) parents.set(browser, top);
  };
  const settled = new Set<Name>();
  for (const [email, own] of groups) {
    if (!email.startsWith('email:')) continue;
    const room = most - own.length + 1;
    const held = roomOfLead(claimsOf(own), 'user', room);
    const users = belowOf(email, 'user').filter((user) => held.has(owned.get(user)?.weak ?? ''));
    for (const user of users) {
      parents.set(user, email);
      settled.add(user);
    }
    const others = users.reduce((sum, user) => sum + (groups.get(user)?.length ?? 1) - 1, 0);
    settle([email, ...users], room - held.size - others);
  }
  for (const [user, own] of groups)
    if (isUser(user) && !settled.has(user)) settle([user], most - own.length + 1);
  const rootOf = (name: Name): Name => {
    const parent = parents.get(unitedOf(name));
    return parent === undefined ? unitedOf(name) : rootOf(parent);
  };
  return rootOf;
}

function idNamed(known: ReadonlyMap<Name, LeadId>, name: Name): LeadId {
  const id = known.get(name);
  if (id === undefined) throw new Error(`nothing was said of ${name}`);
  return id;
}

function saidBy({ trusted, kind }: LeadEvent): PlainClaim['said'] {
  return trusted ? 'secret' : kind === 'page' ? 'event' : kind;
}

function isUser(name: Name): boolean {
  return name.startsWith('user:');
}

/** The least name of all that are said to be one, however long the chain. */
function united(names: readonly Name[], unions: readonly (readonly [Name, Name])[]): (name: Name) => Name {
  if (unions.length === 0) return (name) => name;
  const least = new Map(names.map((name) => [name, name]));
  const at = (name: Name): Name => least.get(name) ?? name;
  for (let hasChanged = true; hasChanged; ) {
    hasChanged = false;
    for (const [a, b] of unions) {
      const low = at(a) < at(b) ? at(a) : at(b);
      if (at(a) !== low || at(b) !== low) hasChanged = true;
      least.set(a, low);
      least.set(b, low);
    }
  }
  return at;
}

/** 16 bits of FNV-1a, folded: what of an owner decides between copies of one event that name two. */
export function tieOf(name: Name): number {
  let hash = 0x811c9dc5;
  for (const unit of name) hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  return (hash ^ (hash >>> 16)) & 0xffff;
}

function compareRanks(a: Said['rank'], b: Said['rank']): number {
  for (const [index, one] of a.entries()) {
    const other = b[index] ?? '';
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/** Worlds are small, but for calls of `identify`: of each key the latest so many are kept, of an id and of a lead. */
const CALLS = 10;

/** Of the copies of each event the least, of a form with what was said last: views by day and path, all else by id, calls of identify apart from the rest. */
function keptOf(events: readonly LeadEvent[]): readonly LeadEvent[] {
  const kept = leastBy(corrected(events), copyKey);
  const calls = [true, false].flatMap((isTrusted) =>
    kept.filter(({ kind, trusted }) => kind === 'identify' && trusted === isTrusted).slice(-CALLS),
  );
  return viewsInFull(formsInFull(kept.filter((event) => event.kind !== 'identify' || calls.includes(event))));
}

/** So many of the latest views keep a touch and properties that are longer than most. */
const LATEST = { trusted: 20, public: 6 };
const LONG = 60;

function viewsInFull(events: readonly LeadEvent[]): readonly LeadEvent[] {
  const latest = new Set<LeadEvent>();
  for (const isTrusted of [true, false]) {
    const views = events.filter(({ kind, trusted }) => kind === 'page' && trusted === isTrusted);
    views.sort((a, b) => Math.floor(b.time / DAY) - Math.floor(a.time / DAY) || compareText(b.name, a.name));
    for (const view of views.slice(0, isTrusted ? LATEST.trusted : LATEST.public)) latest.add(view);
  }
  return events.map((event) => {
    const { touch, properties, ...rest } = event;
    const parts = [...Object.entries(touch ?? {}), ...Object.entries(properties ?? {})];
    const length = parts.reduce(
      (sum, [name, value]) => sum + name.length + (typeof value === 'string' ? value.length : 8),
      0,
    );
    return event.kind !== 'page' || length <= LONG || latest.has(event) ? event : rest;
  });
}

/** The same of events of which one is kept. */
export function copyKey(event: LeadEvent): string {
  return event.kind === 'page' ? viewOf(event) : `${event.kind} ${event.id}`;
}

/** The ceiling of one id holds for a whole lead too; a call that is a copy of another event is in it, and then is one with it. */
function leadEvents(events: readonly LeadEvent[]): readonly LeadEvent[] {
  return leastBy(keptOf(events), (event) => (event.kind === 'page' ? viewOf(event) : event.id));
}

/** Without tellings of orders that are counted in another lead. */
function countedOf(events: readonly LeadEvent[]): readonly LeadEvent[] {
  return countedEvents(events, leadEvents(events));
}

function viewOf({ time, name, trusted }: LeadEvent): string {
  return `/ ${trusted ? 'server' : 'browser'} ${Math.floor(time / DAY)} ${name}`;
}

function leastBy(events: readonly LeadEvent[], keyOf: (event: LeadEvent) => string): readonly LeadEvent[] {
  const least = new Map<string, LeadEvent>();
  for (const event of events) {
    const rival = least.get(keyOf(event));
    if (rival === undefined || compareEvents(event, rival) < 0) least.set(keyOf(event), event);
  }
  const all = Map.groupBy(events, keyOf);
  return [...least]
    .map(([key, first]) => {
      const copies = all.get(key) ?? [];
      return first.kind === 'page' ? withViews(first, copies) : withOwnBook(first, copies);
    })
    .sort(compareEvents);
}

/** The first view of a day with the times of all others, each told from its copies by 24 bits of its id. */
function withViews(first: LeadEvent, all: readonly LeadEvent[]): LeadEvent {
  const times = new Map<number, number>();
  for (const { id, time, again = [] } of all)
    for (const view of [{ time, tag: tagOf(id) }, ...again])
      times.set(view.tag, Math.min(view.time, times.get(view.tag) ?? view.time));
  times.delete(tagOf(first.id));
  const again = [...times].map(([tag, time]) => ({ time, tag }));
  const { again: _, ...view } = first;
  if (again.length === 0) return view;
  return { ...view, again: again.sort((a, b) => a.time - b.time || a.tag - b.tag) };
}

function tagOf(id: string): number {
  let hash = 2_166_136_261;
  for (const unit of id) hash = Math.imul(hash ^ unit.charCodeAt(0), 16_777_619) >>> 0;
  return (hash % 2 ** 24) ^ Math.floor(hash / 2 ** 24);
}

/** Every form once: what was sent first, with the fields that were said last. */
function corrected(events: readonly LeadEvent[]): readonly LeadEvent[] {
  const forms = events.filter(({ kind }) => kind === 'form');
  const others = events.filter(({ kind }) => kind !== 'form');
  return [...Map.groupBy(forms, ({ id }) => id).values()].map(correctedForm).concat(others);
}

function correctedForm(copies: readonly LeadEvent[]): LeadEvent {
  const fieldsOf = (one: LeadEvent): LeadEvent['properties'] => one.firstProperties ?? one.properties ?? {};
  const textOf = (one: LeadEvent): readonly string[] => [
    plainText({ ...one, received: 0, properties: undefined, firstProperties: undefined, touch: undefined }),
    fieldsText(fieldsOf(one)),
    one.touch === undefined ? '' : plainText(one.touch),
  ];
  const [first] = copies.toSorted((a, b) => a.time - b.time || compareLists(textOf(a), textOf(b)));
  const last = copies
    .toSorted((a, b) => a.received - b.received || compareText(saidText(a), saidText(b)))
    .at(-1);
  if (first === undefined || last === undefined) throw new Error('a form without copies');
  const { properties: _, firstProperties: __, ...rest } = first;
  const isSame = plainText(fieldsOf(first)) === plainText(last.properties ?? {});
  return {
    ...rest,
    received: last.received,
    ...(last.properties && { properties: last.properties }),
    ...(isSame ? {} : { firstProperties: fieldsOf(first) ?? {} }),
  };
}

/** Of what was sent first, what has no fields comes before what has any. */
function fieldsText(fields: LeadEvent['properties'] = {}): string {
  return Object.keys(fields).length === 0 ? '' : plainText(fields);
}

/** Of what was sent last, what has no fields comes after what has any. */
function saidText({ properties }: LeadEvent): string {
  return properties === undefined ? '~' : plainText(properties);
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((text, index) => text !== b[index]);
  return at < 0 ? 0 : compareText(a[at] ?? '', b[at] ?? '');
}

/** Of the views' touches the first of each a day, those that a server told apart. */
function touchesOf(events: readonly LeadEvent[]): readonly TimedTouch[] {
  const first = new Map<string, TimedTouch>();
  for (const event of events) {
    const [told] = touchOf(event);
    if (event.kind !== 'page' || told === undefined) continue;
    const key = `${event.trusted} ${Math.floor(event.time / DAY)} ${plainText(told.touch)}`;
    const known = first.get(key);
    if (known === undefined || told.time < known.time) first.set(key, told);
  }
  return [...first.values()];
}

function touchOf({ time, touch, trusted }: LeadEvent): readonly TimedTouch[] {
  if (touch === undefined) return [];
  return [trusted ? { time, touch, trusted } : { time, touch }];
}

/** Those of views, each once, and those of the lead's events: a copy that does not count says nothing of how the lead came. */
function leadTouches(touches: readonly TimedTouch[], events: readonly LeadEvent[]): readonly TimedTouch[] {
  const once = new Map(touches.map((touch) => [plainText(touch), touch]));
  const all = [...once.values(), ...events.flatMap(touchOf)];
  return all.sort(
    (a, b) =>
      a.time - b.time ||
      compareText(touchText(a.touch), touchText(b.touch)) ||
      (b.trusted ? 1 : 0) - (a.trusted ? 1 : 0),
  );
}

const TOUCH_ORDER = [
  'channel',
  'source',
  'medium',
  'campaign',
  'term',
  'content',
  'landingPage',
  'referrer',
  'clickId',
  'referredBy',
] as const;

/** Touches of one instant stand in order of their fields. */
function touchText(touch: Touch): string {
  return TOUCH_ORDER.map((field) => (touch[field] === undefined ? '' : `=${touch[field]}`)).join('\n');
}

/** By time, then id, then content, then acceptance, then properties and touch, of which none come first. */
function compareEvents(a: LeadEvent, b: LeadEvent): number {
  if (a === b) return 0;
  const bare = {
    received: 0,
    ...{ properties: undefined, firstProperties: undefined, touch: undefined, again: undefined },
  };
  const text = (parts: object | undefined): string => (parts === undefined ? '' : plainText(parts));
  return (
    a.time - b.time ||
    compareText(a.id, b.id) ||
    compareText(plainText({ ...withoutBook(a), ...bare }), plainText({ ...withoutBook(b), ...bare })) ||
    a.received - b.received ||
    compareText(text(a.properties), text(b.properties)) ||
    compareText(text(a.touch), text(b.touch))
  );
}

export function plainText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  if (Array.isArray(value)) return `[${value.map(plainText).join()}]`;
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => compareText(a, b));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${plainText(inner)}`).join()}}`;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
