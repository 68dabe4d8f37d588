// The cells of a table that say how far two groups are apart, and why that cannot be told yet.
import type { Verdict } from '../../domain/report/any-time-verdict.ts';
import { type Html, html } from '../html.ts';
import { DASH, type Formats } from './report-format.ts';

type Texts = {
  readonly points: (by: string) => string;
  readonly interval: (low: string, high: string) => string;
  readonly unknown: string;
  readonly reasons: Readonly<Record<NonNullable<Verdict<string>['reason']>, string>>;
  readonly more: (n: string) => string;
};

/** @param currency of amounts; undefined of shares */
export function differenceCell(
  found: Verdict<string>['difference'],
  currency: string | undefined,
  texts: Texts,
  formats: Formats,
): Html | string {
  if (found === null) return DASH;
  const say = (n: number): string =>
    currency === undefined ? formats.points(n, 0) : formats.money({ [currency]: n }).join('');
  const by = currency === undefined ? texts.points(say(found.by)) : say(found.by);
  return html`${by}<small>${texts.interval(say(found.low), say(found.high))}</small>`;
}

export function unknownCell(
  reason: Verdict<string>['reason'],
  more: number | null,
  texts: Texts,
  formats: Formats,
): Html {
  const why = reason === null ? '' : texts.reasons[reason];
  const left = more === null ? '' : texts.more(formats.number(more));
  return html`${texts.unknown}<small>${[why, left].filter((text) => text !== '').join(' ')}</small>`;
}
