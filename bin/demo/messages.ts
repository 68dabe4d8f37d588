// The steps of journeys as the requests that a site's browser, its forms and its server would make.
import type { Config, FieldConfig } from '../../functions/domain/config/config.ts';
import { OF_PAST } from '../../functions/domain/tell/past.ts';
import type { Journey, Step } from './journey.ts';
import { createRandom } from './random.ts';

export type Key = 'public' | 'secret';
export type Message = { readonly key: Key; readonly body: object };
export type FormPost = {
  readonly form: string;
  readonly idempotencyKey: string;
  readonly origin: string | undefined;
  readonly fields: Readonly<Record<string, string>>;
};

const SITE = 'https://shop.example.com';
const DAY = 86_400_000;
/** What a browser says is moved up to two weeks before now: the older past is told by the server. A day is kept clear. */
const BROWSER_PAST = 13 * DAY;

export type Requests = { readonly messages: readonly Message[]; readonly forms: readonly FormPost[] };

export function requestsOf(journeys: readonly Journey[], config: Config, now: number): Requests {
  const messages: Message[] = [];
  const forms: FormPost[] = [];
  for (const journey of journeys) {
    let known = false;
    for (const step of journey.steps) {
      if (step.kind === 'form') {
        const post = formPost(step, journey, config);
        if (post === undefined) continue;
        known = true;
        if (step.at >= now) forms.push(post);
        else messages.push(pastForm(step, journey, post));
        continue;
      }
      messages.push(message(step, journey, now));
      // Whoever did more than look has said who they are.
      if (step.kind === 'event' && !known) {
        known = true;
        messages.push(identify(step, journey, now));
      }
    }
  }
  return { messages, forms };
}

function keyFor(step: Step, now: number): Key {
  return (step.kind === 'event' && step.fromServer) || now - step.at > BROWSER_PAST ? 'secret' : 'public';
}

function message(
  step: Exclude<Step, { kind: 'form' }>,
  { anonymousId, person }: Journey,
  now: number,
): Message {
  const timestamp = new Date(step.at).toISOString();
  const key = keyFor(step, now);
  const sender = { messageId: idOf(step, key), timestamp, anonymousId };
  if (step.kind === 'page') {
    const { search, referrer } = step.arrival;
    const page = { path: step.path, url: `${SITE}${step.path}${search}`, search, referrer };
    return { key, body: { ...sender, type: 'page', properties: page, context: { page } } };
  }
  const context = { traits: { email: person.email } };
  return { key, body: { ...sender, type: 'track', event: step.name, properties: step.properties, context } };
}

function identify(step: Step, { anonymousId, person }: Journey, now: number): Message {
  const timestamp = new Date(step.at).toISOString();
  const key = keyFor(step, now);
  const messageId = `${idOf(step, key)}-identify`;
  return { key, body: { messageId, timestamp, anonymousId, type: 'identify', traits: person } };
}

/** A form of before now is told by the server, as only the server can tell of the past. */
function pastForm(
  step: Step & { readonly kind: 'form' },
  { anonymousId }: Journey,
  { form, fields }: FormPost,
): Message {
  const { search, referrer } = step.arrival;
  const { _anonymousId, _page, _referrer, ...answers } = fields;
  const page = { path: step.path, url: `${SITE}${step.path}${search}`, search, referrer };
  const timestamp = new Date(step.at).toISOString();
  const messageId = idOf(step, 'secret');
  const body = { messageId, timestamp, anonymousId, type: 'form', form, fields: answers, context: { page } };
  return { key: 'secret', body };
}

/** Of what the server tells nobody gets a mail. */
function idOf({ id }: Step, key: Key): string {
  return key === 'secret' ? `${OF_PAST}${id}` : id;
}

function formPost(
  step: Step & { kind: 'form' },
  { anonymousId, person }: Journey,
  config: Config,
): FormPost | undefined {
  const form = config.forms.find(({ id }) => id === step.form);
  if (!form) return undefined;
  const fields = Object.fromEntries(
    form.fields.flatMap((field) => {
      const value = fill(field, person, step.id);
      return value === undefined ? [] : [[field.name, value]];
    }),
  );
  const { search, referrer } = step.arrival;
  const hidden = { _anonymousId: anonymousId, _page: `${SITE}${step.path}${search}`, _referrer: referrer };
  return {
    form: form.id,
    idempotencyKey: step.id,
    origin: form.origins?.[0],
    fields: { ...fields, ...hidden },
  };
}

function fill(field: FieldConfig, person: Journey['person'], seed: string): string | undefined {
  const random = createRandom(seed, field.name);
  switch (field.type) {
    case 'email':
      return person.email;
    case 'text':
      return person.name.slice(0, field.maxLength);
    case 'textarea':
      return 'How would this work for a team of five?'.slice(0, field.maxLength);
    case 'tel':
      return `+39 02 ${random.between(1_000_000, 9_999_999)}`;
    case 'number':
      return String(
        random.between(Math.ceil(field.min ?? 1), Math.floor(field.max ?? (field.min ?? 1) + 99)),
      );
    case 'url':
      return 'https://example.com'.slice(0, field.maxLength);
    case 'date':
      return '2026-12-31';
    case 'radio':
    case 'checkboxes':
    case 'select': {
      const [first, ...rest] = field.options;
      return first && random.pick([first, ...rest]).value;
    }
    case 'checkbox':
    case 'consent':
      return field.required || random.chance(0.6) ? 'true' : undefined;
    case 'hidden':
      return undefined;
    default:
      return field satisfies never;
  }
}
