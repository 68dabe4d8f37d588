// The steps of journeys as the requests that a site's browser, its forms and its server would make.
import type { Config, FieldConfig, FormConfig } from '../../functions/domain/config/config.ts';
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

type FormStep = Extract<Step, { readonly kind: 'form' }>;
type Answers = FormPost['fields'];

export type Requests = { readonly messages: readonly Message[]; readonly forms: readonly FormPost[] };

export function requestsOf(journeys: readonly Journey[], config: Config, now: number): Requests {
  const messages: Message[] = [];
  const forms: FormPost[] = [];
  for (const journey of journeys) {
    let known = false;
    for (const step of journey.steps) {
      if (step.kind === 'form') {
        const form = config.forms.find(({ id }) => id === step.form);
        if (form === undefined) continue;
        known = true;
        const answers = answersTo(form, step, journey);
        if (step.at >= now) forms.push(formPost(step, journey, form, answers));
        else messages.push(pastForm(step, journey, form.id, answers));
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
    const page = pageOf(step);
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
function pastForm(step: FormStep, { anonymousId }: Journey, form: string, fields: Answers): Message {
  const timestamp = new Date(step.at).toISOString();
  const messageId = idOf(step, 'secret');
  const context = { page: pageOf(step) };
  return { key: 'secret', body: { messageId, timestamp, anonymousId, type: 'form', form, fields, context } };
}

function pageOf({ path, arrival: { search, referrer } }: Extract<Step, { readonly path: string }>) {
  return { path, url: `${SITE}${path}${search}`, search, referrer };
}

/** What the server tells is of the past: no mail is sent for it. */
function idOf({ id }: Step, key: Key): string {
  return key === 'secret' ? `${OF_PAST}${id}` : id;
}

function formPost(step: FormStep, { anonymousId }: Journey, form: FormConfig, answers: Answers): FormPost {
  const { url, referrer } = pageOf(step);
  return {
    form: form.id,
    idempotencyKey: step.id,
    origin: form.origins?.[0],
    fields: { ...answers, _anonymousId: anonymousId, _page: url, _referrer: referrer },
  };
}

function answersTo(form: FormConfig, step: Step, { person }: Journey): Answers {
  return Object.fromEntries(
    form.fields.flatMap((field) => {
      const value = fill(field, person, step.id);
      return value === undefined ? [] : [[field.name, value]];
    }),
  );
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
