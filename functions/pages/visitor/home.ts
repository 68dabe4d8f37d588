// The pages at the root and at /health.
import type { Config, Locale } from '../../domain/config/config.ts';
import type { Page } from '../../runtime/answer.ts';
import { html } from '../html.ts';
import { layout } from '../layout.ts';
import { textIn } from '../localized.ts';
import { visitorTexts } from '../texts/visitor.ts';

export type Home = {
  /** imbuto's own, as the visitor sees it. */
  readonly address: string;
  readonly publicKey: string;
  readonly language: Locale;
};

export function homePage(
  config: Pick<Config, 'forms' | 'locale'>,
  { address, publicKey, language }: Home,
): Page {
  const { title, text, forms, noForms, reports, embed } = visitorTexts(language).home;
  const links = config.forms.map(
    (form) => html`<li><a href="/f/${form.id}">${textIn(form.title, language, config.locale)}</a></li>\n`,
  );
  const list = links.length > 0 ? html`<ul>\n${links}</ul>` : html`<p>${noForms}</p>`;
  const [first] = config.forms;
  const place = first === undefined ? '' : `\n<div data-imbuto-form="${first.id}"></div>`;
  const lines = `<script async src="${address}/embed.js" data-key="${publicKey}"></script>${place}`;
  const content = html`<h1>${title}</h1>
<p>${text}</p>
<h2>${forms}</h2>
${list}
<p><a href="/reports">${reports}</a></p>
<h2>${embed.title}</h2>
<p>${embed.text}</p>
<pre><code>${lines}</code></pre>`;
  return layout({ language, title, content });
}

export function healthPage(language: Locale): Page {
  const { title, text } = visitorTexts(language).health;
  return layout({ language, title, content: html`<h1>${title}</h1>\n<p>${text}</p>` });
}
