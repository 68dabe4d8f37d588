// Hand-offs in the CSV of a report: columns that only the rows of all leads fill.
import type { Value } from '../csv.ts';
import type { HandOffReport, ReceivedReport, Report } from './report.ts';

export type HandOffColumn = {
  readonly column: string;
  /** In the row of a stage: the same in all of them, but for what is of the stage. */
  readonly figureOf: (stage: string) => Value;
};

/**
 * For what was handed over, and to whom, and for what was taken over, and from whom: leads and times as in the JSON, what sales answered, and for
 * each speed at which leads were accepted how many, and in the rows of the stages behind the hand-off the share that came there.
 */
export function handOffColumns({ handOff, receives = [] }: Report): readonly HandOffColumn[] {
  return [
    ...(handOff === null ? [] : columnsOf(`handed_to_${handOff.to}`, handOff)),
    ...receives.flatMap((one) => columnsOf(`received_from_${one.from}`, one)),
  ];
}

function columnsOf(name: string, one: HandOffReport | ReceivedReport): readonly HandOffColumn[] {
  const { leads, seconds, accepted, returned, waiting, acceptedShare, secondsToAccept, speeds } = one;
  const same = (column: string, figure: Value): HandOffColumn => ({ column, figureOf: () => figure });
  return [
    same(name, leads),
    same(`median_seconds_${name}`, seconds.median),
    same(`p90_seconds_${name}`, seconds.p90),
    same(`accepted_${name}`, accepted),
    same(`returned_${name}`, returned),
    same(`waiting_${name}`, waiting),
    same(`accepted_share_${name}`, acceptedShare),
    same(`median_seconds_to_accept_${name}`, secondsToAccept.median),
    same(`p90_seconds_to_accept_${name}`, secondsToAccept.p90),
    same(`mean_seconds_to_accept_${name}`, secondsToAccept.mean),
    ...speeds.flatMap(({ within, leads: own, stages }) => {
      const speed = `accepted_${within === null ? 'later' : `within_${within}`}_${name}`;
      const shareOf = (stage: string): Value => stages.find(({ id }) => id === stage)?.share ?? null;
      return [same(speed, own), { column: `conversion_${speed}`, figureOf: shareOf }];
    }),
  ];
}
