// What imbuto says to visitors, in the languages that it speaks.
import type { Locale } from '../../domain/config/config.ts';
import type { ProblemCode } from '../../runtime/problem-codes.ts';
import { VISITOR_EN } from './visitor-en.ts';
import { VISITOR_IT } from './visitor-it.ts';
import { VISITOR_RU } from './visitor-ru.ts';

export type VisitorTexts = {
  readonly send: string;
  readonly optional: string;
  /** The link to the privacy policy. */
  readonly privacy: string;
  readonly choose: string;
  readonly leaveEmpty: string;
  /** Above the list of what is to be corrected. */
  readonly fix: string;
  /** Before the title of a page that came back with errors. */
  readonly error: string;
  /** Above a form that came back because it takes no more for now. */
  readonly full: string;
  /** Labels of fields that are often asked for, by name; the configuration's own labels win. */
  readonly labels: Readonly<Record<string, string>>;
  readonly fieldErrors: FieldErrorTexts;
  readonly thanks: {
    readonly title: string;
    readonly text: string;
    /** Where the e-mail must be confirmed first. */
    readonly confirm: string;
    /** Where files came with the form. */
    readonly filesLeft: string;
    readonly home: string;
  };
  readonly home: {
    readonly title: string;
    readonly text: string;
    readonly forms: string;
    readonly noForms: string;
    readonly reports: string;
    /** Above the lines to paste into a page of the owner's. */
    readonly embed: { readonly title: string; readonly text: string };
  };
  readonly health: { readonly title: string; readonly text: string };
  readonly problems: Readonly<Record<ProblemCode, { readonly title: string; readonly text: string }>>;
};

type FieldErrorTexts = {
  readonly required: string;
  readonly tick: string;
  readonly choose: string;
  readonly email: string;
  readonly tel: string;
  readonly number: string;
  readonly date: string;
  readonly url: string;
  readonly option: string;
  readonly text: string;
  readonly 'too-long': (most: number) => string;
  readonly 'too-small': (least: number) => string;
  readonly 'too-great': (most: number) => string;
};

const TEXTS: Readonly<Record<Locale, VisitorTexts>> = { en: VISITOR_EN, it: VISITOR_IT, ru: VISITOR_RU };

export function visitorTexts(language: Locale): VisitorTexts {
  return TEXTS[language];
}
