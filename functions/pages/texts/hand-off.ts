// What imbuto says of hand-offs and of the answers to them: at the desk, in mails, on the owner's pages and in reports.
import type { Locale } from '../../domain/config/config.ts';
import type { ReturnReason } from '../../domain/hand-off/answer.ts';
import { HAND_OFF_EN } from './hand-off-en.ts';
import { HAND_OFF_IT } from './hand-off-it.ts';
import { HAND_OFF_RU } from './hand-off-ru.ts';

type Words = { readonly title: string; readonly text: string };

export type HandOffTexts = {
  readonly reasons: Readonly<Record<ReturnReason, string>>;
  /** The page behind the link in a mail. */
  readonly desk: {
    readonly title: (to: string) => string;
    readonly handed: (from: string, time: string) => string;
    readonly unknown: string;
    readonly accept: string;
    readonly giveBack: string;
    readonly giveBackText: string;
    readonly note: string;
    readonly accepted: Words;
    readonly returned: Words;
    readonly already: {
      readonly title: string;
      readonly accepted: (time: string) => string;
      readonly returned: (time: string, reason: string) => string;
    };
    /** Not answered by what was posted. */
    readonly unclear: string;
    readonly gone: Words;
    readonly expired: Words;
    readonly forged: Words;
  };
  readonly mail: {
    readonly answer: string;
    readonly until: (time: string) => string;
    readonly came: string;
    readonly sent: (form: string, time: string) => string;
  };
  /** Behind a hand-off on the page of a lead. */
  readonly lead: {
    readonly waiting: string;
    readonly accepted: (time: string) => string;
    readonly returned: (time: string, reason: string) => string;
  };
  readonly list: {
    readonly field: string;
    readonly waiting: string;
    /** The title, and what stands below it. */
    readonly title: string;
    readonly text: string;
    readonly since: (time: string) => string;
  };
  readonly report: {
    readonly title: string;
    readonly answered: (accepted: string, of: string, share: string) => string;
    readonly time: (median: string, p90: string) => string;
    readonly returned: (leads: string) => string;
    readonly waiting: (leads: string) => string;
    readonly speed: string;
    readonly within: (time: string) => string;
    readonly later: string;
    readonly leads: string;
    /** Below the table. */
    readonly speedText: string;
    readonly before: (leads: string) => string;
    readonly given: (to: string) => string;
    readonly received: (from: string) => string;
  };
};

const TEXTS: Readonly<Record<Locale, HandOffTexts>> = { en: HAND_OFF_EN, it: HAND_OFF_IT, ru: HAND_OFF_RU };

export function handOffTexts(locale: Locale): HandOffTexts {
  return TEXTS[locale];
}
