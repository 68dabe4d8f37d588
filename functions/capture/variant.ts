// Which variant of a form a visitor sees, and which one was shown to who sent it.
import { createHash } from 'node:crypto';
import type { FormConfig } from '../domain/config/config.ts';
import { lastText, type Sent } from '../domain/event/sent.ts';
import { formAs } from '../domain/variants/variant.ts';
import type { ShownLedger } from '../door/shown.ts';
import { isBot } from '../runtime/bots.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { readFormToken, type Showing, TOKEN_FIELD } from './spam/form-token.ts';

/** Shows the variant of that id without counting it: for the owner. */
const PREVIEW = '_variant';

type Deps = { readonly shown: ShownLedger; readonly randomId: () => string };

/** The form as it is seen; `showing` where it counts as a variant. */
export type SeenForm = { readonly form: FormConfig; readonly showing?: Showing };

/**
 * A browser that brings the token of an earlier showing sees the same variant, and is not counted again. Else chance decides.
 * What is asked for by a robot, or cannot be counted, is shown without a variant: what comes of it is in no comparison.
 * @param key with which tokens of forms are signed
 */
export async function formToShow(
  { shown, randomId }: Deps,
  form: FormConfig,
  { query, headers, isHead, received }: HttpRequest,
  key: string | undefined,
): Promise<SeenForm> {
  const { variants } = form;
  if (variants === undefined) return { form };
  const preview = query.get(PREVIEW);
  if (preview !== null || key === undefined || isHead || isBot(headers['user-agent'], headers))
    return { form: formAs(form, preview ?? undefined) };
  const known = showingIn(form, key, query.get(TOKEN_FIELD));
  if (known !== undefined) return { form: formAs(form, known.variant), showing: known };
  const chance = createHash('sha256').update(randomId()).digest().readUInt32BE();
  const variant = variants[chance % variants.length]?.id ?? '';
  if (!(await shown.count(form.id, variant, received))) return { form: formAs(form, undefined) };
  return { form: formAs(form, variant), showing: { variant, at: received } };
}

/** The form as it was seen by who sent it. @param key undefined where it cannot be read now */
export function formAsSent(form: FormConfig, sent: Sent, key: string | undefined): SeenForm {
  const showing = key === undefined ? undefined : showingIn(form, key, lastText(sent, TOKEN_FIELD));
  return { form: formAs(form, showing?.variant), ...(showing === undefined ? {} : { showing }) };
}

/** Of variants that the form has now. */
function showingIn(
  { id, variants }: FormConfig,
  key: string,
  token: string | null | undefined,
): Showing | undefined {
  const showing = readFormToken(key, id, token ?? '')?.showing;
  return variants?.some((one) => one.id === showing?.variant) === true ? showing : undefined;
}
