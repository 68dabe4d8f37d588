// A call of Segment's tracking API as the submission that it is.

import type { Locale } from '../domain/config/config.ts';
import type { LeadEvent, Submission } from '../domain/event/event.ts';
import { cleanLine } from '../domain/event/form-fields.ts';
import { readOrder } from '../domain/event/order.ts';
import { plainText } from '../domain/event/plain-text.ts';
import { readMessageId } from '../domain/event/said-id.ts';
import type { RequestReason } from '../domain/quality/reason.ts';
import { hasLostLetters, holdsLostLetters } from '../domain/text/lost-letters.ts';
import { pagePath, pagePathOf } from '../domain/touch/page-path.ts';
import { type ExplainedTouch, explainSegmentTouch, type TouchRules } from '../domain/touch/touch.ts';
import { chooseLanguage } from '../runtime/language.ts';
import { callFlags } from './call-flags.ts';
import type { Call } from './calls.ts';
import { eventTime } from './clock.ts';
import { dedupeId } from './dedupe-id.ts';
import { type Identity, isEmailName, readIdentity } from './identity.ts';
import { asRecord, type Json } from './json.ts';
import { type KnownForms, readPastForm } from './past-form.ts';
import { keepScalars } from './properties.ts';

export type Receipt = {
  /** Our clock, ms since the epoch. */
  readonly received: number;
  /** The key that it was sent with, as `source.ts` names it. */
  readonly key: string;
  /** Sent with the secret key. */
  readonly trusted: boolean;
  readonly ownHosts: readonly string[];
  /** What the configuration says of touches and of forms. */
  readonly rules?: TouchRules & Partial<Pick<KnownForms, 'forms'>>;
  /** Of the browser that sends; absent: that of the configuration. */
  readonly language?: Locale;
  /** A dedupe id for a call without `messageId`. */
  readonly randomId: () => string;
};

export type CallReading =
  | { readonly kind: 'submission'; readonly submission: Submission }
  /** Good, but nothing that imbuto keeps. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'bad'; readonly why: string; readonly reason: RequestReason };

export function readCall(call: Call, receipt: Receipt): CallReading {
  const { type, said, sentAt } = call;
  if (type === 'group') return { kind: 'ignored' };
  const { trusted, received } = receipt;
  const messageId = readMessageId(said.messageId) ?? receipt.randomId();
  const read = type === 'form' ? readForm(said, receipt) : readOther(call, trusted, messageId);
  if ('why' in read) return read;
  const { who, what } = read;
  const { touch, isGuessed = false, isShareUnread = false } = type === 'alias' ? {} : touchOf(call, receipt);
  const variant = type === 'page' ? plainText(asRecord(said.properties).variant) : undefined;
  const timestamp = said.timestamp ?? said.originalTimestamp;
  const { time, flag } = eventTime({ timestamp, sentAt, received, trusted });
  const flags = callFlags(call, { key: receipt.key, flag, isGuessed, isShareUnread, order: what.order });
  const event: LeadEvent = {
    id: dedupeId(messageId, trusted),
    received,
    trusted,
    time,
    ...what,
    ...(touch === undefined ? {} : { touch }),
    ...(variant === undefined ? {} : { variant }),
    ...(flags === undefined ? {} : { flags }),
  };
  const submission = { ...who, event };
  return holdsLostLetters(submission) ? LETTERS_LOST : { kind: 'submission', submission };
}

/** Letters of links are read by the page's language, else by the one of its browser. */
function touchOf(
  call: Call,
  { ownHosts, rules = {}, language = rules.locale }: Receipt,
): Partial<ExplainedTouch> {
  const { locale } = call.context;
  const written = language && chooseLanguage(typeof locale === 'string' ? locale : '', [], language);
  return explainSegmentTouch(touchContext(call), ownHosts, { ...rules, ...(written && { locale: written }) });
}

type Reading = { readonly who: Identity; readonly what: What };

/** A browser's forms go to their own addresses, where what they send is checked. */
function readForm(said: Json, { trusted, rules = {} }: Receipt): Reading | Bad {
  if (!trusted) return bad('a form of the past is taken with the secret key only', 'past-form-refused');
  const reading = readPastForm(said, { forms: rules.forms ?? [], locale: rules.locale ?? 'en' });
  return reading;
}

function readOther(call: Call, trusted: boolean, messageId: string): Reading | Bad {
  const who = readIdentity(call, trusted);
  if (who.kind === 'bad') return who;
  const what = readWhat(call, messageId);
  return 'why' in what ? what : { who: who.identity, what };
}

type What = Pick<LeadEvent, 'kind' | 'name' | 'properties' | 'order' | 'variant'>;

function readWhat({ type, said, context }: Call, messageId: string): What | Bad {
  const properties = asRecord(said.properties);
  switch (type) {
    case 'track': {
      const name = typeof said.event === 'string' ? cleanLine(said.event) : '';
      if (name === '' || name.length > MAX_NAME)
        return bad('it needs `event`, a name of at most 200 characters', 'call-without-name');
      const order = readOrder({ name, properties, messageId });
      return {
        kind: 'event',
        name,
        ...kept(properties),
        ...(order === undefined ? {} : { order }),
      };
    }
    case 'page': {
      const name = pageName(said, context);
      if (name === undefined)
        return bad(
          'it needs the address of the page, `properties.url` or `properties.path`',
          'call-without-page',
        );
      return { kind: 'page', name, ...kept(withReadableTitle(named(said, properties)), PARTS_OF_PAGE) };
    }
    case 'screen': {
      // As Segment's own destinations name it: there is no path that a page trigger could match.
      const name = ['Viewed', plainText(said.name), 'Screen'].filter((part) => part !== undefined).join(' ');
      return { kind: 'event', name, ...kept(named(said, properties)) };
    }
    case 'identify':
      return { kind: 'identify', name: '', ...kept(asRecord(said.traits)) };
    case 'alias':
      // Its former id stands among the ids, as all ids do, and in no property.
      return { kind: 'identify', name: 'alias' };
    case 'group':
    case 'form':
      return bad(`${type} is not kept`, 'call-unknown-type');
    default:
      return type satisfies never;
  }
}

const LETTERS_LOST = bad(
  'it holds U+FFFD or half a character, so letters are lost: send JSON as UTF-8 and cut no text within a character',
  'call-letters-lost',
);

type Bad = Extract<CallReading, { kind: 'bad' }>;

function bad(why: string, reason: RequestReason): Bad {
  return { kind: 'bad', why, reason };
}

const MAX_NAME = 200;
const PARTS_OF_ADDRESS = ['url', 'path', 'search', 'referrer'] as const;
/** The parts of a page's address stand in the event's name and touch. */
const PARTS_OF_PAGE: ReadonlySet<string> = new Set(PARTS_OF_ADDRESS);

/** The e-mail stands among the ids. */
function kept(source: Json, without: ReadonlySet<string> = new Set()): Pick<LeadEvent, 'properties'> {
  const properties = keepScalars(source, (name) => isEmailName(name) || without.has(name));
  return properties === undefined ? {} : { properties };
}

/** A library adds the title by itself: a page that spoils its own letters is a page that was seen nevertheless. */
function withReadableTitle({ title, ...properties }: Json): Json {
  return typeof title === 'string' && hasLostLetters(title) ? properties : { title, ...properties };
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
function pageName({ name, properties }: Json, context: Json): string | undefined {
  const { path, url } = asRecord(properties);
  const said = [pagePath(path), pagePath(url), ...pathsInContext(asRecord(context.page)), pagePath(name)];
  return pagePathOf(said) ?? plainText(name);
}

/** The page of a shared context is one object for all events of a batch: a long address in it is read once. */
const contextPaths = new WeakMap<Json, readonly (string | undefined)[]>();

function pathsInContext(page: Json): readonly (string | undefined)[] {
  let paths = contextPaths.get(page);
  if (paths === undefined) {
    paths = [pagePath(page.path), pagePath(page.url)];
    contextPaths.set(page, paths);
  }
  return paths;
}

/** Libraries for servers say the address of a page in its properties, those for browsers in the context as well. */
function touchContext({ type, said, context }: Call): Json {
  const { campaign } = context;
  const { url, path, search, referrer } = asRecord(context.page);
  const inContext = { url, path, search, referrer };
  if (type !== 'page') return { campaign, page: inContext };
  const properties = asRecord(said.properties);
  const page = PARTS_OF_ADDRESS.map((name) => [name, properties[name] ?? inContext[name]] as const);
  return { campaign, page: Object.fromEntries(page) };
}
