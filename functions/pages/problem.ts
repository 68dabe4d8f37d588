// The page that tells a person what went wrong.
import type { Locale } from '../domain/config/config.ts';
import type { Page } from '../runtime/answer.ts';
import type { ProblemCode } from '../runtime/problem-codes.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';
import { visitorTexts } from './texts/visitor.ts';

export function problemPage(code: ProblemCode, language: Locale): Page {
  const { title, text } = visitorTexts(language).problems[code];
  return layout({ language, title, content: html`<h1>${title}</h1>\n<p>${text}</p>` });
}
