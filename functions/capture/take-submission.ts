// Takes a form that was sent: checked, made a submission, and held by the queue before anybody is thanked.
import { createHash } from 'node:crypto';
import type { FormConfig, Locale } from '../domain/config/config.ts';
import type { Email } from '../domain/event/email.ts';
import type { Submission } from '../domain/event/event.ts';
import { cleanLine, type FieldError, readFields } from '../domain/event/form-fields.ts';
import { plainText } from '../domain/event/plain-text.ts';
import { readSaidId } from '../domain/event/said-id.ts';
import { lastText, type Sent } from '../domain/event/sent.ts';
import type { Touch } from '../domain/touch/touch.ts';
import { type Door, type Entry, formEntrance } from '../door/door.ts';
import { HONEYPOT } from '../pages/visitor/form.ts';
import type { SubmissionQueue } from '../queue/sender.ts';

export type TakeDeps = {
  readonly queue: Pick<SubmissionQueue, 'send'>;
  readonly door: Pick<Door, 'enter'>;
  /** A fresh id, not to be guessed. */
  readonly randomId: () => string;
};

export type SentForm = {
  readonly form: FormConfig;
  readonly sent: Sent;
  /** In which numbers and dates are written. */
  readonly language: Locale;
  /** The `Idempotency-Key` header. */
  readonly idempotencyKey: string | undefined;
  readonly touch: Touch | undefined;
  /** True when it came from a known robot. */
  readonly robot: boolean;
  readonly received: number;
};

export type TakeOutcome =
  | { readonly kind: 'taken'; readonly id: string }
  /** A robot, or the honeypot was filled in: answered as if it were taken, held by nobody. */
  | { readonly kind: 'trapped'; readonly id: string }
  /** The form takes no more: for good, or for now. */
  | Exclude<Entry, { readonly kind: 'open' }>
  | { readonly kind: 'invalid'; readonly errors: ReadonlyMap<string, FieldError> };

/** @throws QueueUnavailable */
export async function takeSubmission(deps: TakeDeps, said: SentForm): Promise<TakeOutcome> {
  const { form, sent } = said;
  const trapped = (sent.get(HONEYPOT) ?? []).some((value) => value !== '');
  if (trapped || said.robot) return { kind: 'trapped', id: submissionId(form, deps.randomId()) };
  const reading = readFields(form.fields, sent, said.language);
  if (reading.kind === 'invalid') return reading;
  const entry = await deps.door.enter(formEntrance(form), 1, said.received);
  if (entry.kind !== 'open') return entry;
  const key = [said.idempotencyKey, lastText(sent, '_id')]
    .map((each) => cleanLine(each ?? ''))
    .find((each) => each !== '');
  const id = submissionId(form, key === undefined ? deps.randomId() : scopedToEmail(reading.email, key));
  await deps.queue.send([formSubmission(said, id, reading.email, reading.properties)]);
  return { kind: 'taken', id };
}

function formSubmission(
  { form, sent, touch, received }: SentForm,
  id: string,
  email: Email,
  properties: NonNullable<Submission['event']['properties']>,
): Submission {
  const anonymous = readSaidId(lastText(sent, '_anonymousId'));
  const variant = plainText(properties.variant);
  return {
    ids: { email: email.key, ...(anonymous === undefined ? {} : { anonymous }) },
    ...(email.typed === email.key ? {} : { typed: email.typed }),
    event: {
      id,
      time: received,
      received,
      kind: 'form',
      name: form.id,
      trusted: false,
      ...(touch === undefined ? {} : { touch }),
      ...(Object.keys(properties).length === 0 ? {} : { properties }),
      ...(variant === undefined ? {} : { variant }),
    },
  };
}

/** The event's dedupe id, scoped to the form. */
function submissionId(form: FormConfig, id: string): string {
  return `f:${form.id}:${id}`;
}

/** Another e-mail under the same key is another submission. Hashed: a key may be anything, the e-mail included. */
function scopedToEmail({ key: email }: Email, key: string): string {
  return createHash('sha256').update(`${email}\0${key}`).digest('base64url').slice(0, 22);
}
