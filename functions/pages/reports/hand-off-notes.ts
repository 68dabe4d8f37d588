// What a report says of leads that were handed over: to another funnel, and from others.
import type { PeriodReport, Seconds } from '../../domain/report/report.ts';
import { type Html, html } from '../html.ts';
import type { ReportTexts } from '../texts/report.ts';
import { type LinkFigure, NO_LINKS } from './figure-link.ts';
import type { Formats } from './report-format.ts';
import { sentence } from './sentence.ts';

/** One sentence or two for each hand-off, none where there is none. */
export function handOffNotes(
  { handOff, receives = [] }: Pick<PeriodReport, 'handOff' | 'receives'>,
  labelOf: (funnel: string) => string,
  { notes }: ReportTexts,
  formats: Formats,
  link: LinkFigure = NO_LINKS,
): readonly Html[] {
  const timed = ({ median, p90 }: Seconds, say: (median: string, p90: string) => string): string =>
    median === null ? '' : ` ${say(formats.duration(median), formats.duration(p90))}`;
  const given = handOff === null ? [] : [handOff];
  return [
    ...given.map(
      ({ to, leads, seconds }) =>
        html`${sentence<Html | string>(notes.handOff, link(formats.number(leads), 'handOff'), labelOf(to))}${timed(seconds, notes.handOffTime)}`,
    ),
    ...receives.map(
      ({ from, leads, seconds }) =>
        html`${sentence<Html | string>(notes.received, link(formats.number(leads), `received.${from}`), labelOf(from))}${timed(seconds, notes.receivedTime)}`,
    ),
  ];
}
