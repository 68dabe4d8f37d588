// What capture finds out about a form that was sent: why it goes into quarantine, or that nothing speaks for it.
import type { FormConfig } from '../../domain/config/config.ts';
import type { Email } from '../../domain/event/email.ts';
import type { LeadEvent, Screening } from '../../domain/event/event.ts';
import { lastText, type Sent } from '../../domain/event/sent.ts';
import { blockedIn } from '../../domain/spam/blocked.ts';
import type { SpamReason } from '../../domain/spam/reason.ts';
import { HONEYPOT } from '../../pages/visitor/form.ts';
import type { Telemetry } from '../../runtime/telemetry.ts';
import { readFormToken, TOKEN_FIELD } from './form-token.ts';
import { senderOf } from './sender.ts';
import { TURNSTILE_FIELD, type Turnstile } from './turnstile.ts';

export type ScreenDeps = {
  /** Signs tokens of forms; undefined where it cannot be read now: no lead is lost for it. */
  readonly formKey: () => Promise<string | undefined>;
  readonly turnstile: Turnstile;
  readonly telemetry: Pick<Telemetry, 'count'>;
};

export type Screened = {
  readonly form: FormConfig;
  readonly sent: Sent;
  /** True when a known robot sent it. */
  readonly robot: boolean;
  /** The address from which it came. */
  readonly from: string;
  readonly received: number;
};

/** No person fills in a form faster. */
const LEAST_SECONDS = 2;

/** Undefined where there is nothing to be said of it. */
export async function screen(
  deps: ScreenDeps,
  { form, sent, robot, from, received }: Screened,
  { id, email, properties = {} }: { readonly email: Email } & Pick<LeadEvent, 'id' | 'properties'>,
): Promise<Screening | undefined> {
  const { spam = {} } = form;
  const token = lastText(sent, TOKEN_FIELD);
  const needsKey = token !== undefined || spam.perHour !== undefined;
  const key = needsKey ? await deps.formKey() : undefined;
  const reasons: SpamReason[] = [];
  if ((sent.get(HONEYPOT) ?? []).some((value) => value !== '')) reasons.push('trap');
  if (robot) reasons.push('robot');
  if (token !== undefined && key !== undefined) {
    reasons.push(
      ...tokenFault(readFormToken(key, form.id, token)?.shown, received, spam.leastSeconds ?? LEAST_SECONDS),
    );
  }
  reasons.push(...blockedIn(spam, email.key, Object.values(properties)));
  // What is in quarantine already is not worth the question.
  if (reasons.length === 0 && spam.turnstile !== undefined) {
    const verdict = await deps.turnstile({ response: lastText(sent, TURNSTILE_FIELD) ?? '', id });
    if (verdict === 'refused') reasons.push('turnstile');
    if (verdict === 'unknown') deps.telemetry.count('TurnstileUnavailable');
  }
  const sender = spam.perHour === undefined || key === undefined ? undefined : senderOf(key, from);
  if (reasons.length === 0 && sender === undefined) return undefined;
  return { reasons, ...(sender === undefined ? {} : { sender }) };
}

/** @param shown undefined where the token was not issued for the form */
function tokenFault(
  shown: number | undefined,
  received: number,
  leastSeconds: number,
): readonly SpamReason[] {
  if (leastSeconds === 0) return [];
  if (shown === undefined) return ['forged-token'];
  return received - shown < leastSeconds * 1000 ? ['too-fast'] : [];
}
