// The mails to a lead, and whether its addresses get any.
import type { MailOutcome, ShownMail, ShownStop } from '../../domain/mail/shown-mail.ts';
import { type Html, html } from '../html.ts';
import { mailsTexts } from '../texts/mails.ts';
import { formName, more } from './lead-answers.ts';
import type { LeadPen } from './lead-page.ts';

const MAILS_SHOWN = 50;
const LOOKS = {
  sent: 'given',
  sending: '',
  undecided: 'refused',
  refused: 'refused',
  suppressed: 'refused',
} as const satisfies Record<MailOutcome, string>;

/** @param mails newest first */
export function mailsCard(
  mails: readonly ShownMail[],
  stops: readonly ShownStop[],
  pen: LeadPen,
  title = mailsTexts(pen.locale).title,
): Html {
  const texts = mailsTexts(pen.locale);
  const { formats } = pen;
  const rows = mails.slice(0, MAILS_SHOWN).map((mail) => {
    const { purpose, at, outcome, because, times = 1 } = mail;
    const notes = [
      ofMail(mail, pen),
      formats.instant(at),
      ...(because === undefined ? [] : [texts.because[because]]),
      ...(times === 1 ? [] : [texts.times(formats.number(times))]),
    ];
    return html`<li><div class="line"><strong>${texts.purposes[purpose]}</strong>
<span class="badge ${LOOKS[outcome]}">${texts.outcomes[outcome]}</span></div>
<p class="small">${notes.join(', ')}</p></li>\n`;
  });
  return html`<section class="card"><h2>${title}</h2>
${stops.map(({ why, at }) => html`<p>${texts.stopped[why](formats.instant(at))}</p>\n`)}
<ul class="rows">${rows}</ul>
${more(mails.length - rows.length, pen)}</section>`;
}

function ofMail({ form, file, sequence, step }: ShownMail, pen: LeadPen): string {
  if (form === undefined) return `${sequence} ${step}`;
  return [formName(form, pen), ...(file === undefined ? [] : [file])].join(', ');
}
