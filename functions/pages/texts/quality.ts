// What imbuto says to the owner of Data quality, in the languages that it speaks.
import type { Locale } from '../../domain/config/config.ts';
import type { QualityReason } from '../../domain/quality/reason.ts';
import { QUALITY_EN } from './quality-en.ts';
import { QUALITY_IT } from './quality-it.ts';
import { QUALITY_RU } from './quality-ru.ts';

export type ReasonTexts = {
  readonly title: string;
  /** What was done instead, and how to fix it. */
  readonly fix: string;
};

export type QualityTexts = {
  readonly title: string;
  readonly text: string;
  readonly none: string;
  readonly ofLeads: { readonly title: string; readonly text: string };
  readonly ofRequests: { readonly title: string; readonly text: string };
  readonly reasons: Readonly<Record<QualityReason, ReasonTexts>>;
  readonly columns: {
    readonly source: string;
    readonly client: string;
    readonly times: string;
    readonly days: string;
  };
  readonly secretKey: string;
  readonly publicKey: (beginning: string) => string;
  readonly form: (label: string) => string;
  readonly field: (form: string, name: string) => string;
  readonly otherClient: string;
  readonly anyPublicKey: string;
  readonly moreDays: (n: string) => string;
  /** On a report. @param n how many events that touch its figures */
  readonly link: (n: string) => string;
  /** Beside the breakdown by channel. @param n how many forms of visitors of whom it is not known where they came from */
  readonly linkArrival: (n: string) => string;
  /** On a report of which nothing is flagged. */
  readonly linkNone: string;
};

const ALL: Readonly<Record<Locale, QualityTexts>> = { en: QUALITY_EN, it: QUALITY_IT, ru: QUALITY_RU };

export function qualityTexts(locale: Locale): QualityTexts {
  return ALL[locale];
}
