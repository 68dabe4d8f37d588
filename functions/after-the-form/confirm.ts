// `/c/{token}`: shows what waits for an address, with one button; the click makes a lead of it, at the time of its form.
import type { Submission } from '../domain/event/event.ts';
import { confirmed } from '../domain/mail/allowance.ts';
import { clickPage, donePage } from '../pages/lead-mail/click-page.ts';
import { textIn } from '../pages/localized.ts';
import { leadMailTexts } from '../pages/texts/lead-mail.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import type { MailToken } from '../runtime/mail-token.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { changeAddress } from '../store/mail/addresses.ts';
import { closeWaiting, noteConfirmed } from '../store/waiting/close-waiting.ts';
import { readPlaces, readWaiting, type Waiting } from '../store/waiting/waiting-item.ts';
import type { AfterTheFormDeps } from './deps.ts';

export async function askToConfirm(
  deps: AfterTheFormDeps,
  { language, wantsHtml }: HttpRequest,
  { lead }: MailToken,
): Promise<HttpAnswer> {
  const waiting = await waitingOf(deps, await deps.table(), lead);
  if (!wantsHtml) return json(200, { waiting: waiting.length });
  const { nothing, title, text, button } = leadMailTexts(language).pages.confirm;
  if (waiting.length === 0) return page(200, donePage({ language, ...nothing }));
  // A stranger may have ticked what they like: who clicks sees to which words.
  const lines = waiting.flatMap(({ submission, texts }) => [
    formTitle(deps, submission, language),
    ...Object.values(texts),
  ]);
  return page(200, clickPage({ language, title, text, button, lines: [...new Set(lines)] }));
}

export async function confirm(
  deps: AfterTheFormDeps,
  { language, wantsHtml }: HttpRequest,
  { lead }: MailToken,
): Promise<HttpAnswer> {
  const table = await deps.table();
  const now = deps.now();
  const noted = await Promise.all(
    (await waitingOf(deps, table, lead)).map((one) => noteConfirmed(table, one, now)),
  );
  const all = noted.flatMap((one) => one ?? []);
  if (all.length > 0) {
    // The queue has them before they leave: confirmed twice, they have the same ids and times, and count once.
    await deps.queue.send(all.map(confirmedSubmission));
    const places = all.map(({ id }) => id);
    await closeWaiting(table, lead, places, now);
    await changeAddress(table, lead, now, confirmed);
    deps.telemetry.count('OptInConfirmed', all.length);
  }
  if (!wantsHtml) return json(200, { confirmed: all.length });
  const { done, nothing } = leadMailTexts(language).pages.confirm;
  return page(200, donePage({ language, ...(all.length > 0 ? done : nothing) }));
}

function confirmedSubmission({ submission, texts, confirmedAt = 0 }: Waiting): Submission {
  return { ...submission, event: { ...submission.event, confirmed: { at: confirmedAt, texts } } };
}

async function waitingOf(
  { now }: AfterTheFormDeps,
  table: LeadTable,
  hash: string,
): Promise<readonly Waiting[]> {
  const { places } = await readPlaces(table, hash, now());
  const read = await Promise.all(places.map((place) => readWaiting(table, place, now())));
  return read.flatMap((one) => one ?? []);
}

function formTitle(
  { config }: AfterTheFormDeps,
  { event: { name } }: Submission,
  language: HttpRequest['language'],
): string {
  const title = config.forms.find(({ id }) => id === name)?.title;
  return title === undefined ? name : textIn(title, language, config.locale);
}
