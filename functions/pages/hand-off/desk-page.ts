// The desk: a handed-over lead with a button to accept it, and one for each reason to give it back.
import type { Locale } from '../../domain/config/config.ts';
import { type HandOffAnswer, LONGEST_NOTE, RETURN_REASONS } from '../../domain/hand-off/answer.ts';
import type { Page } from '../../runtime/answer.ts';
import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import { formatsOf } from '../reports/report-format.ts';
import { type HandOffTexts, handOffTexts } from '../texts/hand-off.ts';

export type DeskView = {
  readonly language: Locale;
  readonly timezone: string;
  /** The mail or webhook that carried the link names it too. */
  readonly email: string | undefined;
  /** Labels of the funnels. */
  readonly from: string;
  readonly to: string;
  /** ms since the epoch. */
  readonly handedAt: number;
  readonly answer: HandOffAnswer | undefined;
  /** Whether what was posted was no answer. */
  readonly isUnclear?: boolean;
};

/** The forms post to the page's own address, which is in no other place of it. */
export function deskPage(view: DeskView): Page {
  const { language, timezone, email, from, to, handedAt, answer, isUnclear = false } = view;
  const texts = handOffTexts(language);
  const { desk } = texts;
  const at = (time: number): string => formatsOf(language, timezone).instant(new Date(time).toISOString());
  return layout({
    language,
    title: desk.title(to),
    content: html`<h1>${desk.title(to)}</h1>
${isUnclear && html`<p class="errors" role="alert">${desk.unclear}</p>\n`}<p><strong>${email ?? desk.unknown}</strong></p>
<p>${desk.handed(from, at(handedAt))}</p>
${answer === undefined ? forms(texts) : html`<p>${answeredWords(answer, texts, at)}</p>`}`,
    formAction: answer === undefined ? ["'self'"] : [],
  });
}

function forms({ desk, reasons }: HandOffTexts): Html {
  return html`<form method="post"><input type="hidden" name="answer" value="accepted"><button>${desk.accept}</button></form>
<h2>${desk.giveBack}</h2>
<form method="post"><input type="hidden" name="answer" value="returned">
<div class="field"><label for="note">${desk.note}</label><input id="note" name="note" maxlength="${LONGEST_NOTE}"></div>
<p>${desk.giveBackText}</p>
${RETURN_REASONS.map((reason) => html`<p><button name="reason" value="${reason}">${reasons[reason]}</button></p>\n`)}</form>`;
}

function answeredWords(
  answer: HandOffAnswer,
  { desk: { already }, reasons }: HandOffTexts,
  at: (time: number) => string,
): string {
  return answer.kind === 'accepted'
    ? already.accepted(at(answer.at))
    : already.returned(at(answer.at), reasons[answer.reason]);
}

/** What became of an answer, or why there is nothing to answer. */
export function wordsPage({
  language,
  title,
  text,
}: {
  readonly language: Locale;
  readonly title: string;
  readonly text: string;
}): Page {
  return layout({ language, title, content: html`<h1>${title}</h1>\n<p>${text}</p>` });
}
