// `/d/{token}`: a page with a button for what a form delivers; the click hands it out, and is an event of the lead.
import type { FormConfig } from '../domain/config/config.ts';
import type { Submission } from '../domain/event/event.ts';
import { DELIVERED, FETCHED, ownEvent } from '../domain/mail/own-events.ts';
import { filled } from '../domain/mail/placeholders.ts';
import { clickPage, donePage } from '../pages/lead-mail/click-page.ts';
import { textIn } from '../pages/localized.ts';
import { leadMailTexts } from '../pages/texts/lead-mail.ts';
import { visitorTexts } from '../pages/texts/visitor.ts';
import { type HttpAnswer, json, page } from '../runtime/answer.ts';
import { type MailToken, ON_PAGE } from '../runtime/mail-token.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { readHead } from '../store/leads/read-leads.ts';
import type { AfterTheFormDeps } from './deps.ts';

export function showDownload(deps: AfterTheFormDeps, request: HttpRequest, token: MailToken): HttpAnswer {
  const form = formOf(deps, token);
  if (form === undefined) return problem(request, 'gone');
  const { delivers } = form;
  const { language } = request;
  if (!request.wantsHtml)
    return json(200, { form: form.id, ...(delivers === undefined ? {} : { file: delivers }) });
  const { deliver } = leadMailTexts(language).pages;
  const framed = token.mail === ON_PAGE;
  const words = framed ? pageWords(deps, form, language) : deliver;
  const filesLeft = request.query.get('_left') === 'files';
  const text = filesLeft ? `${words.text} ${visitorTexts(language).thanks.filesLeft}` : words.text;
  const { title } = words;
  if (delivers === undefined) return page(200, donePage({ language, title, text, framed }));
  const leadsTo = [deps.files?.origin ?? "'self'"];
  return page(
    200,
    clickPage({ language, title, text, lines: [delivers], button: deliver.button, leadsTo, framed }),
  );
}

export async function download(
  deps: AfterTheFormDeps,
  request: HttpRequest,
  token: MailToken,
): Promise<HttpAnswer> {
  const form = formOf(deps, token);
  const file = form?.delivers;
  const now = deps.now();
  const handed = file === undefined ? undefined : await deps.files?.hand(file, now);
  if (form === undefined || file === undefined || handed === undefined) return problem(request, 'gone');
  const { lead, mail = '' } = token;
  const onPage = mail === ON_PAGE;
  const ids = onPage ? browserOf(lead) : await emailOf(deps, lead);
  if (ids !== undefined) {
    const of = { ids, form: form.id, file, by: onPage ? `${lead}:${form.id}` : mail, now };
    const names = onPage ? ([DELIVERED, FETCHED] as const) : ([FETCHED] as const);
    await deps.queue.send(names.map((name) => ownEvent({ ...of, name })));
  }
  deps.telemetry.count('FileFetched');
  return handed;
}

function formOf({ config }: AfterTheFormDeps, { form }: MailToken): FormConfig | undefined {
  return config.forms.find(({ id }) => id === form);
}

function browserOf(anonymous: string): Submission['ids'] | undefined {
  return anonymous === '' ? undefined : { anonymous };
}

/** An erased lead gets its file, and nothing is told of it. */
async function emailOf({ table }: AfterTheFormDeps, hash: string): Promise<Submission['ids'] | undefined> {
  const { kind, key } = (await readHead(await table(), hash))?.record.id ?? { kind: 'email', key: '' };
  return kind === 'email' && key !== '' ? { email: key } : undefined;
}

/** What the owner would have mailed. Nothing of what was answered is in the address, and so nothing of it is here. */
function pageWords(
  { config }: AfterTheFormDeps,
  form: FormConfig,
  language: HttpRequest['language'],
): { readonly title: string; readonly text: string } {
  const thanks = visitorTexts(language).thanks;
  if (form.reply === undefined)
    return { title: thanks.title, text: leadMailTexts(language).pages.deliver.text };
  const values = new Map([['form', textIn(form.title, language, config.locale)]]);
  const words = (text: typeof form.reply.text): string =>
    filled(textIn(text, language, config.locale), values).trim();
  return { title: words(form.reply.subject), text: words(form.reply.text) };
}
