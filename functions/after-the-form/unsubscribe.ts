// `/u/{token}`: a page with one button; the click, or the mail program's own post (RFC 8058), ends all mails to the address.
import { resume, stop } from '../domain/mail/allowance.ts';
import { clickPage, donePage } from '../pages/lead-mail/click-page.ts';
import { leadMailTexts } from '../pages/texts/lead-mail.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import type { MailToken } from '../runtime/mail-token.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { changeAddress } from '../store/mail/addresses.ts';
import type { AfterTheFormDeps } from './deps.ts';

const AGAIN = 'again';

export function askToUnsubscribe({ language, wantsHtml }: HttpRequest): HttpAnswer {
  const { title, text, button } = leadMailTexts(language).pages.unsubscribe;
  return wantsHtml
    ? page(200, clickPage({ language, title, text, button }))
    : json(200, { post: 'to unsubscribe' });
}

export async function unsubscribe(
  { table, now, telemetry }: AfterTheFormDeps,
  { language, wantsHtml, body }: HttpRequest,
  { lead }: MailToken,
): Promise<HttpAnswer> {
  const { done, again, back } = leadMailTexts(language).pages.unsubscribe;
  // What mail programs post is `List-Unsubscribe=One-Click`: whatever does not ask to come back unsubscribes.
  const isBack = new URLSearchParams(body.subarray(0, 1_000).toString()).has(AGAIN);
  const at = now();
  await changeAddress(await table(), lead, at, (known) =>
    isBack ? resume(known) : known.stopped === undefined ? stop(known, 'unsubscribed', at) : known,
  );
  telemetry.count(isBack ? 'SubscribedAgain' : 'Unsubscribed');
  if (!wantsHtml) return json(200, { unsubscribed: !isBack });
  return isBack
    ? page(200, donePage({ language, ...back }))
    : page(200, donePage({ language, ...done, more: { field: AGAIN, button: again } }));
}
