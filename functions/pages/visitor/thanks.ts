// The page on which a visitor ends whose form has a thanks page of imbuto's own.
import type { Locale } from '../../domain/config/config.ts';
import type { Page } from '../../runtime/answer.ts';
import { html } from '../html.ts';
import { layout } from '../layout.ts';
import { visitorTexts } from '../texts/visitor.ts';

/** Its path. */
export const THANKS = '/thanks';

/**
 * @param filesLeft files came with the form, and are not kept
 * @param confirms the e-mail must be confirmed first
 */
export function thanksPage(language: Locale, filesLeft = false, confirms = false): Page {
  const { title, text, confirm, filesLeft: files, home } = visitorTexts(language).thanks;
  return layout({
    language,
    title,
    content: html`<h1>${title}</h1>\n<p>${text}</p>\n${confirms && html`<p><strong>${confirm}</strong></p>\n`}${filesLeft && html`<p>${files}</p>\n`}<p>${home}</p>`,
    frameAncestors: ['*'],
  });
}
