// A call of Segment's tracking API as the submission that it is.

import { readEmail } from '../domain/event/email.ts';
import type { LeadEvent, Submission } from '../domain/event/event.ts';
import { cleanLine } from '../domain/event/form-fields.ts';
import { readOrder } from '../domain/event/order.ts';
import { plainText } from '../domain/event/plain-text.ts';
import { readSaidId } from '../domain/event/said-id.ts';
import { pagePath } from '../domain/touch/page-path.ts';
import { readSegmentTouch } from '../domain/touch/touch.ts';
import { asRecord, type Call, type Json } from './calls.ts';
import { eventTime } from './clock.ts';
import { dedupeId } from './dedupe-id.ts';
import { keepScalars, scalarsOf } from './properties.ts';

export type Receipt = {
  /** Our clock, ms since the epoch. */
  readonly received: number;
  /** Sent with the secret key. */
  readonly trusted: boolean;
  readonly ownHosts: readonly string[];
  /** A dedupe id for a call without `messageId`. */
  readonly randomId: () => string;
};

export type CallReading =
  | { readonly kind: 'submission'; readonly submission: Submission }
  /** Good, but nothing that imbuto keeps. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'bad'; readonly why: string };

export function readCall({ type, said, sentAt }: Call, receipt: Receipt): CallReading {
  if (type === 'group') return { kind: 'ignored' };
  const { trusted, received } = receipt;
  const identity = readIdentity(said, type === 'alias');
  if (identity === undefined) return bad('it carries neither e-mail nor userId nor anonymousId');
  const messageId = readSaidId(said.messageId) ?? receipt.randomId();
  const what = readWhat(type, said, messageId, trusted);
  if ('why' in what) return what;
  const touch = type === 'alias' ? undefined : readSegmentTouch(touchContext(type, said), receipt.ownHosts);
  const variant = type === 'page' ? plainText(asRecord(said.properties).variant) : undefined;
  const timestamp = said.timestamp ?? said.originalTimestamp;
  const event: LeadEvent = {
    id: dedupeId(messageId, trusted),
    received,
    trusted,
    ...eventTime({ timestamp, sentAt, received, trusted }),
    ...what,
    ...(touch === undefined ? {} : { touch }),
    ...(variant === undefined ? {} : { variant }),
  };
  return { kind: 'submission', submission: { ...identity, event } };
}

type What = Pick<LeadEvent, 'kind' | 'name' | 'properties' | 'order'>;

function readWhat(type: Call['type'], said: Json, messageId: string, trusted: boolean): What | Bad {
  const properties = asRecord(said.properties);
  switch (type) {
    case 'track': {
      const name = typeof said.event === 'string' ? cleanLine(said.event) : '';
      if (name === '' || name.length > MAX_NAME)
        return bad('it needs `event`, a name of at most 200 characters');
      const order = readOrder({ name, properties: scalarsOf(properties), messageId });
      return {
        kind: 'event',
        name,
        ...kept(properties, KEPT_AS_ID),
        ...(order === undefined ? {} : { order }),
      };
    }
    case 'page': {
      const name = pageName(said);
      if (name === undefined)
        return bad('it needs the address of the page, `properties.url` or `properties.path`');
      return { kind: 'page', name, ...kept(named(said, properties), KEPT_OF_PAGE) };
    }
    case 'screen': {
      // As Segment's own destinations name it: there is no path that a page trigger could match.
      const name = ['Viewed', plainText(said.name), 'Screen'].filter((part) => part !== undefined).join(' ');
      return { kind: 'event', name, ...kept(named(said, properties), KEPT_AS_ID) };
    }
    case 'identify':
      return { kind: 'identify', name: '', ...kept(asRecord(said.traits), KEPT_AS_ID) };
    case 'alias': {
      const previousId = readSaidId(said.previousId);
      if (!trusted) return bad('alias is taken with the secret key only');
      if (previousId === undefined) return bad('it needs `previousId`');
      return { kind: 'identify', name: 'alias', properties: { previousId } };
    }
    case 'group':
      return bad('group is not kept');
    default:
      return type satisfies never;
  }
}

type Bad = Extract<CallReading, { kind: 'bad' }>;

function bad(why: string): Bad {
  return { kind: 'bad', why };
}

const MAX_NAME = 200;
/** The e-mail stands among the ids; the parts of an address in the event's name and touch. */
const KEPT_AS_ID: ReadonlySet<string> = new Set(['email']);
const KEPT_OF_PAGE: ReadonlySet<string> = new Set(['email', 'url', 'path', 'search', 'referrer']);

function kept(source: Json, without: ReadonlySet<string>): Pick<LeadEvent, 'properties'> {
  const properties = keepScalars(source, without);
  return properties === undefined ? {} : { properties };
}

/** Segment's libraries for servers send the name and category of a page beside its properties. */
function named({ name, category }: Json, properties: Json): Json {
  return {
    ...(name === undefined ? {} : { name }),
    ...(category === undefined ? {} : { category }),
    ...properties,
  };
}

/** Its path or, for a page that is said to have a name only, that. */
function pageName({ name, properties, context }: Json): string | undefined {
  const page = asRecord(asRecord(context).page);
  const { path, url } = asRecord(properties);
  const addresses = [path, url, page.path, page.url, name];
  return addresses.map(pagePath).find((each) => each !== undefined) ?? plainText(name);
}

/** Libraries for servers say the address of a page in its properties, those for browsers in the context as well. */
function touchContext(type: Call['type'], { properties, context }: Json): Json {
  const said = asRecord(context);
  if (type !== 'page') return said;
  const { url, path, search, referrer } = asRecord(properties);
  const inProperties = Object.entries({ url, path, search, referrer }).filter(
    ([, value]) => value !== undefined,
  );
  return { ...said, page: { ...asRecord(said.page), ...Object.fromEntries(inProperties) } };
}

type Identity = Pick<Submission, 'ids' | 'typed'>;

/** @param alias in an alias an e-mail address is an e-mail, also where it stands as the user id */
function readIdentity(said: Json, alias: boolean): Identity | undefined {
  const { traits, properties, context } = said;
  const places = [traits, asRecord(context).traits, properties].map((place) => asRecord(place).email);
  const email = [...places, alias ? said.userId : undefined]
    .map((value) => (typeof value === 'string' ? readEmail(value) : undefined))
    .find((each) => each !== undefined);
  const userId = readSaidId(said.userId);
  const user = alias && userId !== undefined && readEmail(userId) !== undefined ? undefined : userId;
  const anonymous = readSaidId(said.anonymousId);
  if (email === undefined && user === undefined && anonymous === undefined) return undefined;
  return {
    ids: {
      ...(email === undefined ? {} : { email: email.key }),
      ...(user === undefined ? {} : { user }),
      ...(anonymous === undefined ? {} : { anonymous }),
    },
    ...(email === undefined || email.typed === email.key ? {} : { typed: email.typed }),
  };
}
