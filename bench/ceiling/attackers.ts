// Leads that somebody makes as large as the ceilings let them, by what the public key may send, and by the secret one.
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import { randomOf } from '../units/random.ts';

export type Attack = {
  readonly name: string;
  /** Each element is one message. */
  readonly messages: readonly (readonly Submission[])[];
  /** The message that ties ids together which were leads of their own before. */
  readonly tie?: readonly Submission[];
  /** One more event; each number gives another one. */
  readonly oneMore: (n: number) => Submission;
};

const DAY = 86_400_000;
const END = Date.UTC(2026, 2, 2);
const EMAIL = 'anna@example.com';
const EVENTS_A_MESSAGE = 500;
const NAMES = [
  'Feature Used',
  'Trial Started',
  'Webinar Registered',
  'Referral Sent',
  'Order Completed',
] as const;
const FORMS = ['ebook', 'demo'] as const;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The browser from which later events come. */
const LATER = { anonymous: 'browser-7' };

const random = randomOf(7);

export function attacks(): readonly Attack[] {
  return [
    browsersOfOneEmail(40, 10_000),
    idsOfOneEmail(100, 100),
    idsOfOneEmail(30, 40, true),
    oneBrowser(10_000),
    everySort(1_100),
    everyId(300),
  ];
}

/** Tiny events in many browsers, then an `identify` call in each that names one e-mail. */
function browsersOfOneEmail(browsers: number, events: number): Attack {
  const ids = Array.from({ length: browsers }, (_, n) => ({ anonymous: `browser-${n}` }));
  return {
    name: `${browsers} browsers of ${events.toLocaleString('en')} tiny events, tied to one e-mail`,
    messages: ids.flatMap((own) => inMessages(events, (n) => ({ ids: own, event: named(n, events) }))),
    tie: ids.map((own, n) => ({ ids: { ...own, email: EMAIL }, event: identify(n) })),
    oneMore: (n) => ({ ids: { anonymous: 'browser-7' }, event: late(n) }),
  };
}

function idsOfOneEmail(users: number, browsers: number, trusted = false): Attack {
  const own = (user: number) => ({ user: `user-${user}` });
  return {
    name: `one e-mail with ${users} user ids of ${browsers} browsers each${trusted ? ', by secret key' : ''}`,
    messages: inMessages(users * (browsers + 1), (n) => {
      const user = Math.floor(n / (browsers + 1));
      const browser = n % (browsers + 1);
      const other = browser === 0 ? { email: EMAIL } : { anonymous: `browser-${user}-${browser}` };
      return { ids: { ...own(user), ...other }, event: { ...identify(n), trusted } };
    }),
    oneMore: (n) => ({ ids: own(0), event: late(n) }),
  };
}

function oneBrowser(events: number): Attack {
  const ids = { anonymous: 'browser' };
  return {
    name: `one browser of ${events.toLocaleString('en')} events of 2 KiB`,
    messages: inMessages(events, (n) => ({ ids, event: { ...named(n, events), ...noise(2_000) } })),
    oneMore: (n) => ({ ids, event: { ...late(n), ...noise(2_000) } }),
  };
}

/** All that is kept of one id: orders, other trusted events, forms, public events, views, touches, each of the largest size. */
function everySort(each: number): Attack {
  const ids = { email: EMAIL };
  const makers: readonly ((n: number) => LeadEvent)[] = [
    (n) => order(n, each),
    (n) => ({ ...named(n, each), trusted: true, ...noise(2_000) }),
    (n) => ({ ...named(n, each), kind: 'form', name: random.pick(FORMS), ...noise(8_000) }),
    (n) => ({ ...named(n, each), ...noise(2_000) }),
    (n) => view(n, each),
  ];
  return {
    name: `one e-mail with ${each.toLocaleString('en')} large events of every sort`,
    messages: makers.flatMap((make) => inMessages(each, (n) => ({ ids, event: make(n) }))),
    oneMore: (n) => ({ ids, event: { ...late(n), ...noise(2_000) } }),
  };
}

/**
 * As many ids as the public key can tie to one e-mail, each with all of the public sorts that is kept of it.
 * @param others how many events of each sort those browsers have from which no event comes later
 */
export function everyId(each: number, others = each): Attack {
  const own = { user: 'user' };
  const browsers = Array.from({ length: 79 }, (_, n) => ({ anonymous: `browser-${n}` }));
  const isAtEnd = (n: number): boolean => n < 8 || n >= each - 8;
  const makers: readonly ((n: number) => LeadEvent)[] = [
    (n) => ({
      ...named(n, each),
      kind: 'form',
      name: random.pick(FORMS),
      ...noise(isAtEnd(n) ? 8_000 : 20),
    }),
    (n) => ({ ...named(n, each), name: word(100), ...noise(isAtEnd(n) ? 2_000 : 20) }),
    (n) => ({ ...view(n, each), ...noise(n < each - 40 ? 0 : 2_000) }),
    (n) => ({ ...identify(n), ...noise(n < each - 10 ? 0 : 2_000) }),
  ];
  return {
    name: `one e-mail, a user id and ${browsers.length} browsers, each at the ceilings of what the public key sends`,
    messages: [
      ...browsers.flatMap((ids) =>
        makers.flatMap((make) =>
          inMessages(ids.anonymous === LATER.anonymous ? each : others, (n) => ({ ids, event: make(n) })),
        ),
      ),
      [{ ids: { ...own, email: EMAIL }, event: identify(0) }],
      ...browsers.map((ids, n) => [
        { ids: { ...ids, ...(n < 39 ? { email: EMAIL } : own) }, event: identify(n + 1) },
      ]),
    ],
    oneMore: (n) => ({ ids: LATER, event: { ...late(n), ...noise(2_000) } }),
  };
}

function inMessages(count: number, make: (n: number) => Submission): readonly (readonly Submission[])[] {
  return Array.from({ length: Math.ceil(count / EVENTS_A_MESSAGE) }, (_, message) =>
    Array.from({ length: Math.min(EVENTS_A_MESSAGE, count - message * EVENTS_A_MESSAGE) }, (_, at) =>
      make(message * EVENTS_A_MESSAGE + at),
    ),
  );
}

/** One of so many over 13 days: as far back as the public key may say. */
function named(n: number, of: number): LeadEvent {
  const time = END - 13 * DAY + Math.floor((13 * DAY * n) / of);
  return {
    id: `p:${random.uuid()}`,
    time,
    received: END,
    kind: 'event',
    name: random.pick(NAMES),
    trusted: false,
  };
}

function order(n: number, of: number): LeadEvent {
  const order = { id: `A-${n}`, value: { currency: 'EUR', minor: 4_900 } };
  return { ...named(n, of), name: 'Order Completed', trusted: true, order, ...noise(2_000) };
}

function view(n: number, of: number): LeadEvent {
  const long = n < 20 || n >= of - 60 ? 200 : 20;
  const [source, medium, campaign, term] = [word(long), word(long), word(long), word(long)];
  const [content, clickId, landingPage] = [word(long), word(long), word(long)];
  const touch = { channel: 'Referral', source, medium, campaign, term, content, clickId, landingPage };
  return { ...named(n, of), kind: 'page', name: `/${word(500)}`, touch };
}

function identify(n: number): LeadEvent {
  return { ...named(n, 10_100), kind: 'identify', name: '' };
}

function late(n: number): LeadEvent {
  return { ...named(1, 2), time: END + n * 1_000, name: random.pick(NAMES) };
}

function noise(characters: number): Pick<LeadEvent, 'properties'> {
  return { properties: { noise: word(characters) } };
}

/** It does not compress. */
function word(characters: number): string {
  return Array.from({ length: characters }, () => ALPHABET[random.below(ALPHABET.length)]).join('');
}
