// The page that lists the mails that were sent here.
import { html } from '../../../functions/pages/html.ts';
import type { KeptMail } from './kept-mail.ts';
import { FATES } from './mail-event.ts';

const STYLE = {
  body: 'max-width:60rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif',
  table: 'width:100%;border-collapse:collapse',
  cell: 'padding:.5rem;border-bottom:1px solid #999;text-align:left;vertical-align:top',
} as const;

export function inboxPage(word: string, mails: readonly KeptMail[]): string {
  const rows = mails.map(
    ({ id, received, from, to, subject, configurationSet }) =>
      html`<tr><td style="${STYLE.cell}">${received.slice(0, 19).replace('T', ' ')}</td><td style="${STYLE.cell}">${from}</td><td style="${STYLE.cell}">${to.join(', ')}</td><td style="${STYLE.cell}"><a href="/inbox/${word}/${id}">${subject}</a> (<a href="/inbox/${word}/${id}.txt">text</a>)${configurationSet !== undefined && FATES.map((fate) => html`<form method="post" action="/inbox/${word}/${id}/${fate}" style="display:inline"> <button>${fate}</button></form>`)}</td></tr>\n`,
  );
  const heads = ['Sent (UTC)', 'From', 'To', 'Subject'].map(
    (head) => html`<th scope="col" style="${STYLE.cell}">${head}</th>`,
  );
  const { markup } = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mails sent here</title></head>
<body style="${STYLE.body}">
<h1>Mails sent here</h1>
${
  rows.length === 0
    ? html`<p>No mail has been sent yet.</p>`
    : html`<p>None has left this machine. The latest first.</p>
<table style="${STYLE.table}"><thead><tr>${heads}</tr></thead><tbody>
${rows}</tbody></table>`
}
</body>
</html>
`;
  return markup;
}
