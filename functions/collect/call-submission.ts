// A call of Segment's tracking API as the submission that it is.

import type { LeadEvent, Submission } from '../domain/event/event.ts';
import { cleanLine } from '../domain/event/form-fields.ts';
import { readOrder } from '../domain/event/order.ts';
import { plainText } from '../domain/event/plain-text.ts';
import { readSaidId } from '../domain/event/said-id.ts';
import { pagePathOf } from '../domain/touch/page-path.ts';
import { readSegmentTouch, type TouchRules } from '../domain/touch/touch.ts';
import { asRecord, type Call, type Json } from './calls.ts';
import { eventTime } from './clock.ts';
import { dedupeId } from './dedupe-id.ts';
import { readIdentity } from './identity.ts';
import { keepScalars, scalarsOf } from './properties.ts';

export type Receipt = {
  /** Our clock, ms since the epoch. */
  readonly received: number;
  /** Sent with the secret key. */
  readonly trusted: boolean;
  readonly ownHosts: readonly string[];
  /** What the configuration says of touches. */
  readonly rules?: TouchRules;
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
  const who = readIdentity({ type, said }, trusted);
  if (who.kind === 'bad') return who;
  const messageId = readSaidId(said.messageId) ?? receipt.randomId();
  const what = readWhat(type, said, messageId);
  if ('why' in what) return what;
  const touch =
    type === 'alias'
      ? undefined
      : readSegmentTouch(touchContext(type, said), receipt.ownHosts, receipt.rules);
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
  return { kind: 'submission', submission: { ...who.identity, event } };
}

type What = Pick<LeadEvent, 'kind' | 'name' | 'properties' | 'order'>;

function readWhat(type: Call['type'], said: Json, messageId: string): What | Bad {
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
    case 'alias':
      // Its former id stands among the ids, as all ids do, and in no property.
      return { kind: 'identify', name: 'alias' };
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
  return pagePathOf(addresses) ?? plainText(name);
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
