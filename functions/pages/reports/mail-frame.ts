// How a mail of reports looks: as text, and as HTML without pictures that is read in light and in dark.
import { asHtml, type Html, html } from '../html.ts';

export type MailFigure = { readonly name: string; readonly value: string; readonly note: string };

/** A funnel. */
export type MailSection = {
  /** Absent where it is the only one: the title names it. */
  readonly heading: string | undefined;
  readonly notice: string | undefined;
  readonly figures: readonly MailFigure[];
  readonly loss: { readonly where: string; readonly howMany: string } | undefined;
  readonly channels: { readonly title: string; readonly rows: readonly MailFigure[] } | undefined;
  /** That nothing came. */
  readonly empty: string | undefined;
  readonly link: { readonly url: string; readonly text: string };
};

export type MailParts = {
  readonly lang: string;
  readonly title: string;
  readonly sections: readonly MailSection[];
  readonly notes: readonly string[];
};

export function mailText({ title, sections, notes }: MailParts): string {
  return `${[title, ...sections.flatMap(sectionText), ...notes].join('\n\n')}\n`;
}

function sectionText({
  heading,
  notice,
  figures,
  loss,
  channels,
  empty,
  link,
}: MailSection): readonly string[] {
  return [
    heading,
    notice,
    lines(figures),
    loss && `${loss.where} ${loss.howMany}`,
    channels && `${channels.title}\n${lines(channels.rows)}`,
    empty,
    `${link.text}:\n${link.url}`,
  ].filter((block) => block !== undefined);
}

function lines(figures: readonly MailFigure[]): string {
  return figures.map(({ name, value, note }) => `${name}: ${value}${note && ` · ${note}`}`).join('\n');
}

const FONT = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';
/** Inline, as some programs drop style sheets. */
const STYLE = {
  body: `margin:0;padding:24px 12px;background:#f4f5f7;color:#1b1f24;${FONT}`,
  card: 'max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #d9dde3;border-radius:8px',
  title: 'margin:0 0 16px;font-size:20px;line-height:1.3',
  heading: 'margin:24px 0 12px;font-size:17px;line-height:1.3',
  notice:
    'margin:0 0 16px;padding:12px;background:#fff6e0;border:1px solid #e6c35c;border-radius:6px;line-height:1.4',
  table: 'width:100%;border-collapse:collapse;margin:0 0 16px',
  caption: 'text-align:left;padding:0 0 4px;font-size:15px;font-weight:bold',
  name: 'padding:8px 8px 8px 0;border-bottom:1px solid #e6e9ed;text-align:left;font-weight:normal;color:#4a5360',
  value: 'padding:8px;border-bottom:1px solid #e6e9ed;text-align:right;font-size:18px;font-weight:bold',
  note: 'padding:8px 0 8px 8px;border-bottom:1px solid #e6e9ed;text-align:right;font-size:13px;color:#4a5360',
  text: 'margin:0 0 16px;line-height:1.5',
  link: 'display:inline-block;padding:10px 18px;background:#1f4fbf;color:#ffffff;border-radius:6px;text-decoration:none;font-weight:bold',
  small: 'margin:0 0 8px;font-size:13px;line-height:1.5;color:#4a5360',
} as const;

/** Over the inline ones, where a program takes style sheets and its reader prefers the dark. */
const DARK = asHtml(
  `<style>:root{color-scheme:light dark;supported-color-schemes:light dark}@media (prefers-color-scheme:dark){.ground{background:#11151d!important;color:#e8ebf2!important}.card{background:#1a202c!important;border-color:#323b4d!important}.soft{color:#a2abbd!important;border-color:#323b4d!important}.strong{border-color:#323b4d!important}.notice{background:#2e2613!important;border-color:#6b551d!important;color:#e8ebf2!important}.link{background:#8fb0ff!important;color:#0d1730!important}}</style>`,
);

export function mailPage({ lang, title, sections, notes }: MailParts): Html {
  return html`<!doctype html>
<html lang="${lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${title}</title>${DARK}</head>
<body class="ground" style="${STYLE.body}">
<div class="card" style="${STYLE.card}">
<h1 style="${STYLE.title}">${title}</h1>
${sections.map(sectionPage)}${notes.map((note) => html`<p class="soft" style="${STYLE.small}">${note}</p>\n`)}</div>
</body>
</html>
`;
}

function sectionPage({ heading, notice, figures, loss, channels, empty, link }: MailSection): Html {
  return html`${heading !== undefined && html`<h2 style="${STYLE.heading}">${heading}</h2>\n`}${notice !== undefined && html`<p class="notice" style="${STYLE.notice}">${notice}</p>\n`}<table style="${STYLE.table}">
${rows(figures)}</table>
${loss !== undefined && html`<p style="${STYLE.text}"><strong>${loss.where}</strong> ${loss.howMany}</p>\n`}${channels !== undefined && html`<table style="${STYLE.table}"><caption style="${STYLE.caption}">${channels.title}</caption>\n${rows(channels.rows)}</table>\n`}${empty !== undefined && html`<p style="${STYLE.text}">${empty}</p>\n`}<p style="${STYLE.text}"><a class="link" href="${link.url}" style="${STYLE.link}">${link.text}</a></p>
`;
}

function rows(figures: readonly MailFigure[]): readonly Html[] {
  return figures.map(
    ({ name, value, note }) =>
      html`<tr><th scope="row" class="soft" style="${STYLE.name}">${name}</th><td class="strong" style="${STYLE.value}">${value}</td><td class="soft" style="${STYLE.note}">${note}</td></tr>\n`,
  );
}
