// The page on which a visitor ends whose form has a thanks page of imbuto's own.
import type { Locale } from '../../domain/config/config.ts';
import type { Page } from '../../runtime/answer.ts';
import { html } from '../html.ts';
import { layout } from '../layout.ts';
import { visitorTexts } from '../texts/visitor.ts';

export function thanksPage(language: Locale): Page {
  const { title, text, home } = visitorTexts(language).thanks;
  return layout({
    language,
    title,
    content: html`<h1>${title}</h1>\n<p>${text}</p>\n<p>${home}</p>`,
    frameAncestors: ['*'],
  });
}
