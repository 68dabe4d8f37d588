// A form that was answered in the past, as the owner's server tells it: `{ type: 'form', form, fields, timestamp }`, with the
// `userId` or `anonymousId` of who answered it where that is known.
import type { Config } from '../domain/config/config.ts';
import type { Submission } from '../domain/event/event.ts';
import { readPastFields } from '../domain/event/form-fields.ts';
import { plainText } from '../domain/event/plain-text.ts';
import { readSaidId } from '../domain/event/said-id.ts';
import { gather, type SentValue } from '../domain/event/sent.ts';
import { asRecord, type Json } from './json.ts';

/** The forms that this imbuto has, and in which language their numbers and dates are written. */
export type KnownForms = Pick<Config, 'forms' | 'locale'>;

export type PastFormReading =
  | {
      readonly kind: 'form';
      readonly who: Pick<Submission, 'ids' | 'typed'>;
      readonly what: Pick<Submission['event'], 'kind' | 'name' | 'properties' | 'variant'>;
    }
  | { readonly kind: 'bad'; readonly why: string; readonly reason: 'past-form-refused' };

/** The e-mail is taken from the form's own field. What the form does not declare is left out. */
export function readPastForm(said: Json, { forms, locale }: KnownForms): PastFormReading {
  const form = forms.find(({ id }) => id === said.form);
  if (form === undefined) return bad('its `form` is none of the configured forms');
  const sent = gather(
    Object.entries(asRecord(said.fields)).flatMap(([name, value]) => valuesOf(name, value)),
  );
  const reading = readPastFields(form.fields, sent, locale);
  if (reading.kind === 'invalid') return bad('its `fields` have no e-mail address');
  const { email, properties } = reading;
  const variant = plainText(properties.variant);
  const [user, anonymous] = [readSaidId(said.userId), readSaidId(said.anonymousId)];
  const ids = { email: email.key, ...(user && { user }), ...(anonymous && { anonymous }) };
  return {
    kind: 'form',
    who: { ids, ...(email.typed === email.key ? {} : { typed: email.typed }) },
    what: {
      kind: 'form',
      name: form.id,
      ...(Object.keys(properties).length === 0 ? {} : { properties }),
      ...(variant === undefined ? {} : { variant }),
    },
  };
}

function valuesOf(name: string, value: unknown): readonly (readonly [string, SentValue])[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.flatMap((each) =>
    typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean'
      ? [[name, each] as const]
      : [],
  );
}

function bad(why: string): PastFormReading {
  return { kind: 'bad', why, reason: 'past-form-refused' };
}
