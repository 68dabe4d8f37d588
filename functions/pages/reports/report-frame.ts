// The frame of the owner's pages: no script, one style sheet, and a policy that allows nothing else.
import type { Locale } from '../../domain/config/config.ts';
import type { Range } from '../../domain/report/report-period.ts';
import type { Page } from '../../runtime/answer.ts';
import { type Html, html } from '../html.ts';
import { reportTexts } from '../texts/report.ts';
import { REPORT_STYLE_ELEMENT, REPORT_STYLE_SOURCE } from './report-style.ts';

/** A style sheet, and the source expression that lets exactly it in. */
export type Sheet = { readonly element: Html; readonly source: string };

/** Who looks at a page: the owner, with the mark that the log-out form must bring along, or somebody with a link. */
export type Reader = { readonly kind: 'owner'; readonly formMark?: string } | { readonly kind: 'guest' };

export type Frame = {
  readonly locale: Locale;
  readonly title: string;
  readonly content: Html;
  /** Absent: nobody is logged in. */
  readonly reader?: Reader;
  readonly current?: 'reports' | 'compare' | 'leads' | 'quality';
  /** The days that are shown: they stay when the reader goes on to another report. */
  readonly days?: Range;
  /** Beside the sheet of all pages. */
  readonly sheet?: Sheet;
};

export function ownerPage({ locale, title, content, reader, current, days, sheet }: Frame): Page {
  const { nav } = reportTexts(locale);
  const { markup } = html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · imbuto</title>
<link rel="icon" href="data:,">
${REPORT_STYLE_ELEMENT}${sheet?.element}
</head>
<body>
<a class="skip" href="#main">${nav.skip}</a>
<header class="top"><div>
${reader?.kind === 'owner' ? html`<a class="brand" href="/reports">${MARK} imbuto</a>` : html`<span class="brand">${MARK} imbuto</span>`}
${navigation({ locale, reader, current, days })}
</div></header>
<main id="main">
${content}
</main>
</body>
</html>
`;
  return {
    html: markup,
    contentSecurityPolicy: [
      "default-src 'none'",
      `style-src ${[REPORT_STYLE_SOURCE, ...(sheet === undefined ? [] : [sheet.source])].join(' ')}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
  };
}

function navigation({
  locale,
  reader,
  current,
  days,
}: { readonly [Part in 'locale' | 'reader' | 'current' | 'days']: Frame[Part] }): Html {
  const { nav } = reportTexts(locale);
  if (reader === undefined) return html``;
  if (reader.kind === 'guest') return html`<span class="guest">${nav.guest}</span>`;
  const range = days === undefined ? '' : `?from=${days.from}&to=${days.to}`;
  const link = (name: 'reports' | 'compare' | 'leads' | 'quality', href: string) =>
    html`<a href="${href}"${current === name && html` aria-current="page"`}>${nav[name]}</a>`;
  return html`<nav aria-label="${nav.label}">
${link('reports', `/reports${range}`)}
${link('compare', `/reports/compare${range}`)}
${link('leads', '/leads')}
${link('quality', `/reports/quality${range}`)}
</nav>
${
  reader.formMark !== undefined &&
  html`<form method="post" action="/logout"><input type="hidden" name="_mark" value="${reader.formMark}"><button class="plain">${nav.logOut}</button></form>`
}`;
}

const MARK = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M2 3h20l-4 6H6z" fill="var(--s0)"></path><path d="M6.7 10.2h10.6l-2.9 4.6H9.6z" fill="var(--s2)"></path><path d="M10.2 16h3.6v5h-3.6z" fill="var(--s4)"></path></svg>`;
