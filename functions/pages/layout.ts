// The frame of the visitor's pages: no script of ours, one style sheet, and a policy that allows nothing else.
import type { Locale } from '../domain/config/config.ts';
import type { Page } from '../runtime/answer.ts';
import { type Html, html } from './html.ts';
import { STYLE_ELEMENT, STYLE_SOURCE } from './style.ts';

export type Layout = {
  readonly language: Locale;
  readonly title: string;
  readonly content: Html;
  /** Where forms of this page may lead, redirects included (Chrome checks those too); absent: nowhere. */
  readonly formAction?: readonly string[];
  /** Whose pages may show this one in a frame; absent: nobody's. */
  readonly frameAncestors?: readonly string[];
  /** From where scripts, and the frames that they show, come; absent: from nowhere. */
  readonly scripts?: readonly string[];
};

export function layout({
  language,
  title,
  content,
  formAction = [],
  frameAncestors = [],
  scripts = [],
}: Layout): Page {
  const { markup } = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
${STYLE_ELEMENT}
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;
  return {
    html: markup,
    contentSecurityPolicy: [
      "default-src 'none'",
      `style-src ${STYLE_SOURCE}`,
      'img-src data:',
      ...(scripts.length === 0 ? [] : [`script-src ${sources(scripts)}`, `frame-src ${sources(scripts)}`]),
      "base-uri 'none'",
      `form-action ${sources(formAction)}`,
      `frame-ancestors ${sources(frameAncestors)}`,
    ].join('; '),
  };
}

function sources(list: readonly string[]): string {
  return list.length === 0 ? "'none'" : list.join(' ');
}
