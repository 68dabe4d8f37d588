// Takes a form that was sent: checked, made a submission, and held by the queue before anybody is thanked.
import { createHash } from 'node:crypto';
import type { FormConfig, Locale } from '../domain/config/config.ts';
import { formName } from '../domain/config/door.ts';
import type { Email } from '../domain/event/email.ts';
import type { Submission } from '../domain/event/event.ts';
import { cleanLine, type FieldError, readFields } from '../domain/event/form-fields.ts';
import { plainText } from '../domain/event/plain-text.ts';
import { isSaidOfNobody, readSaidId } from '../domain/event/said-id.ts';
import { lastText } from '../domain/event/sent.ts';
import { flagsOf } from '../domain/quality/flags.ts';
import type { FlagReason } from '../domain/quality/reason.ts';
import type { ValueField } from '../domain/touch/breakdown-values.ts';
import type { Touch } from '../domain/touch/touch.ts';
import { withBoundedValues } from '../door/bounded-values.ts';
import { type Door, type Entry, formEntrance } from '../door/door.ts';
import type { ValueLedger } from '../door/values.ts';
import type { SubmissionQueue } from '../queue/sender.ts';
import type { Showing } from './spam/form-token.ts';
import { type ScreenDeps, type Screened, screen } from './spam/screen.ts';

export type TakeDeps = ScreenDeps & {
  readonly queue: Pick<SubmissionQueue, 'send'>;
  readonly door: Pick<Door, 'enter'>;
  readonly values: ValueLedger;
  /** A fresh id, not to be guessed. */
  readonly randomId: () => string;
};

export type SentForm = Screened & {
  /** The variant that was shown, where the form has some and its token says so. */
  readonly showing: Showing | undefined;
  /** In which numbers and dates are written. */
  readonly language: Locale;
  /** The `Idempotency-Key` header. */
  readonly idempotencyKey: string | undefined;
  readonly touch: Touch | undefined;
  /** Whether what the form gives is fetched by this browser, which must then be known. */
  readonly givesHere: boolean;
  /** The fields by which funnels are broken down. */
  readonly valueFields: readonly ValueField[];
  /** What of its body could not be taken as it was. */
  readonly reasons: readonly FlagReason[];
};

export type TakeOutcome =
  /** Held by the queue: as a lead's, or for quarantine, of which its sender learns nothing. */
  | { readonly kind: 'taken'; readonly id: string; readonly quarantined: boolean; readonly browser?: string }
  /** The form takes no more: for good, or for now. */
  | Exclude<Entry, { readonly kind: 'open' }>
  | { readonly kind: 'invalid'; readonly errors: ReadonlyMap<string, FieldError> };

/** @throws QueueUnavailable */
export async function takeSubmission(deps: TakeDeps, said: SentForm): Promise<TakeOutcome> {
  const { form, sent } = said;
  const reading = readFields(form.fields, sent, said.language);
  if (reading.kind === 'invalid') return reading;
  const key = [said.idempotencyKey, lastText(sent, '_id')]
    .map((each) => cleanLine(each ?? ''))
    .find((each) => each !== '');
  const id = submissionId(form, key === undefined ? deps.randomId() : scopedToEmail(reading.email, key));
  const screening = await screen(deps, said, { id, email: reading.email, properties: reading.properties });
  const quarantined = screening !== undefined && screening.reasons.length > 0;
  // Spam does not use up what people may send: quarantine has bounds of its own.
  if (!quarantined) {
    const entry = await deps.door.enter(formEntrance(form), 1, said.received);
    if (entry.kind !== 'open') return entry;
  }
  const whole = formSubmission(said, id, reading.email, reading.properties);
  const place = { door: formName(form.id), fields: said.valueFields, now: said.received };
  // What is in quarantine uses up nothing of what people may bring; released, it counts as it was sent.
  const [submission = whole] = quarantined ? [] : await withBoundedValues(deps.values, place, [whole]);
  await deps.queue.send([screening === undefined ? submission : { ...submission, screening }]);
  // Of what is in quarantine nothing is told.
  const browser = quarantined ? undefined : submission.ids.anonymous;
  return { kind: 'taken', id, quarantined, ...(browser === undefined ? {} : { browser }) };
}

function formSubmission(
  { form, sent, showing, touch, received, reasons, givesHere }: SentForm,
  id: string,
  email: Email,
  properties: NonNullable<Submission['event']['properties']>,
): Submission {
  const saidAnonymous = lastText(sent, '_anonymousId');
  const anonymous = readSaidId(saidAnonymous) ?? (givesHere ? id : undefined);
  const flags = flagsOf(
    [...reasons, isSaidOfNobody(saidAnonymous) ? 'id-placeholder' : undefined],
    formName(form.id),
  );
  const variant = showing?.variant ?? plainText(properties.variant);
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
      ...(showing === undefined ? {} : { shown: showing.at }),
      ...(flags === undefined ? {} : { flags }),
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
