// What the answers to hand-offs add to the tally, alike of the attempt that gives and of the one that receives.
import { addTo, type Metric } from '../funnel/cells.ts';
import { bucketOf } from '../funnel/histogram.ts';
import { type HandOffAnswer, RETURN_REASONS } from './answer.ts';
import { speedOf } from './speeds.ts';

export type Answered = {
  /** The source funnel's id in the funnel that receives; empty in the one that hands over. */
  readonly of: string;
  /** When the lead was handed over, ms since the epoch. */
  readonly handedAt: number;
  readonly answer: HandOffAnswer;
};

/** @param reached when the attempt came to each stage behind the hand-off, by its index */
export function answerCells(
  { of, handedAt, answer }: Answered,
  reached: ReadonlyMap<number, number>,
): ReadonlyMap<Metric, number> {
  const metrics = new Map<Metric, number>();
  if (answer.kind === 'returned') {
    metrics.set(`mr:${of}:${RETURN_REASONS.indexOf(answer.reason)}`, 1);
    return metrics;
  }
  // An event that comes late can move a hand-off behind its answer.
  const after = Math.max(0, answer.at - handedAt);
  const speed = speedOf(after);
  metrics.set(`ma:${of}:${bucketOf(after)}`, 1);
  if (after > 0) metrics.set(`ms:${of}:0`, after);
  metrics.set(`mv:${of}:${speed}`, 1);
  for (const [stage, time] of reached)
    addTo(metrics, `${time >= answer.at ? 'mg' : 'mb'}${stage}:${of}:${speed}`, 1);
  return metrics;
}
