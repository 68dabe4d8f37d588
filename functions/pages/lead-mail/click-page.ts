// The pages behind the links in mails to leads: one button, as programs follow links and people click; and what became of it.
import type { Locale } from '../../domain/config/config.ts';
import type { Page } from '../../runtime/answer.ts';
import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';

export type ClickView = {
  readonly language: Locale;
  readonly title: string;
  readonly text: string;
  /** What it is about, line by line. */
  readonly lines?: readonly string[];
  readonly button: string;
  /** A field that the click sends. */
  readonly field?: string;
  /** Whether pages of other sites may show it in a frame, as they show forms. */
  readonly framed?: boolean;
  /** Where the click may lead beside this page. */
  readonly leadsTo?: readonly string[];
};

/** The form posts to the page's own address, which is in no other place of it. */
export function clickPage({
  language,
  title,
  text,
  lines = [],
  button,
  field,
  leadsTo = [],
  framed = false,
}: ClickView): Page {
  return layout({
    language,
    title,
    content: html`<h1>${title}</h1>
<p>${text}</p>
${list(lines)}<form method="post">${field !== undefined && html`<input type="hidden" name="${field}" value="1">`}<button>${button}</button></form>`,
    formAction: ["'self'", ...leadsTo],
    ...(framed ? { frameAncestors: ['*'] } : {}),
  });
}

export type DoneView = {
  readonly language: Locale;
  readonly title: string;
  readonly text: string;
  readonly framed?: boolean;
  readonly more?: { readonly field: string; readonly button: string };
};

export function donePage({ language, title, text, more, framed = false }: DoneView): Page {
  return layout({
    language,
    title,
    content: html`<h1>${title}</h1>
<p>${text}</p>
${more !== undefined && html`<form method="post"><input type="hidden" name="${more.field}" value="1"><button>${more.button}</button></form>`}`,
    formAction: more === undefined ? [] : ["'self'"],
    ...(framed ? { frameAncestors: ['*'] } : {}),
  });
}

function list(lines: readonly string[]): Html | undefined {
  return lines.length === 0 ? undefined : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>\n`;
}
