// What a report says of leads that were handed over: to another funnel, and from others.
import type { PeriodReport, Seconds } from '../../domain/report/report.ts';
import type { ReportTexts } from '../texts/report.ts';
import type { Formats } from './report-format.ts';

/** One sentence or two for each hand-off, none where there is none. */
export function handOffNotes(
  { handOff, receives = [] }: Pick<PeriodReport, 'handOff' | 'receives'>,
  labelOf: (funnel: string) => string,
  { notes }: ReportTexts,
  formats: Formats,
): readonly string[] {
  const timed = ({ median, p90 }: Seconds, say: (median: string, p90: string) => string): string =>
    median === null ? '' : ` ${say(formats.duration(median), formats.duration(p90))}`;
  const given = handOff === null ? [] : [handOff];
  return [
    ...given.map(
      ({ to, leads, seconds }) =>
        `${notes.handOff(formats.number(leads), labelOf(to))}${timed(seconds, notes.handOffTime)}`,
    ),
    ...receives.map(
      ({ from, leads, seconds }) =>
        `${notes.received(formats.number(leads), labelOf(from))}${timed(seconds, notes.receivedTime)}`,
    ),
  ];
}
