// How soon hand-offs were accepted and why they were returned, as figures by name, and how often one lead is in them.
import { RETURN_REASONS, type ReturnReason, readReason } from '../hand-off/answer.ts';
import { SPEEDS_MS } from '../hand-off/speeds.ts';
import type { Figures } from './report-figures.ts';

/** Accepted within a class of `speeds.ts`; of these, who came to a stage at the acceptance or later, and before. */
const BY_SPEED = ['speed', 'reachedAfter', 'reachedBefore'] as const;

export type AnswerFigure = {
  /** The funnel from which the hand-off was received; empty of one that was given. */
  readonly of: string;
} & (
  | { readonly kind: 'returnedFor'; readonly reason: ReturnReason }
  | { readonly kind: 'speed'; readonly speed: number }
  | { readonly kind: 'reachedAfter' | 'reachedBefore'; readonly speed: number; readonly stage: number }
);

/** The index of the class, that of the stage, and the funnel of what was received. */
export type AnswerFigureName =
  | `returnedFor.${string}`
  | `speed.${string}`
  | `${'reachedAfter' | 'reachedBefore'}.${string}`;

export function answerFigureName(figure: AnswerFigure): AnswerFigureName {
  const of = figure.of === '' ? '' : `.${figure.of}`;
  switch (figure.kind) {
    case 'returnedFor':
      return `returnedFor.${figure.reason}${of}`;
    case 'speed':
      return `speed.${figure.speed}${of}`;
    default:
      return `${figure.kind}.${figure.speed}.${figure.stage}${of}`;
  }
}

/** Undefined where it is no such name. @param stages how many the funnel has; absent: not looked at */
export function parseAnswerFigure(
  name: string,
  stages: number = Number.POSITIVE_INFINITY,
): AnswerFigure | undefined {
  const [said, first = '', ...rest] = name.split('.');
  if (said === 'returnedFor') {
    const reason = readReason(first);
    const of = rest.join('.');
    return reason && isFunnel(of, rest) ? { kind: said, reason, of } : undefined;
  }
  const kind = BY_SPEED.find((one) => one === said);
  const speed = indexIn(first, SPEEDS_MS.length + 1);
  if (kind === undefined || speed === undefined) return undefined;
  if (kind === 'speed') {
    const of = rest.join('.');
    return isFunnel(of, rest) ? { kind, speed, of } : undefined;
  }
  const [second = '', ...funnel] = rest;
  const stage = indexIn(second, stages);
  const of = funnel.join('.');
  return stage !== undefined && isFunnel(of, funnel) ? { kind, speed, stage, of } : undefined;
}

function isFunnel(of: string, parts: readonly string[]): boolean {
  return parts.length === 0 || of !== '';
}

function indexIn(text: string, length: number): number | undefined {
  return /^\d{1,2}$/.test(text) && Number(text) < length ? Number(text) : undefined;
}

export function answerCount({ answersTo }: Figures, figure: AnswerFigure): number {
  const answers = answersTo(figure.of);
  switch (figure.kind) {
    case 'returnedFor':
      return answers.returned.get(RETURN_REASONS.indexOf(figure.reason)) ?? 0;
    case 'speed':
      return answers.speeds.get(figure.speed) ?? 0;
    case 'reachedAfter':
      return answers.reached(figure.stage).get(figure.speed) ?? 0;
    case 'reachedBefore':
      return answers.reachedBefore(figure.stage).get(figure.speed) ?? 0;
    default:
      return figure satisfies never;
  }
}
