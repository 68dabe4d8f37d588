// The message that carries accepted submissions from capture and collect to progress.
import { EVENT_KINDS, ID_KINDS, type Submission } from '../domain/event/event.ts';
import { isFlags } from '../domain/quality/flags.ts';
import { isSpamReason } from '../domain/spam/reason.ts';

/**
 * One SQS message holds the submissions of one request. It fails or succeeds as one. Version 2 has a submission with a
 * `screening`: code that knows version 1 only would count what goes into quarantine.
 */
export type Message = { readonly v: 1 | 2; readonly submissions: readonly Submission[] };

export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

export function encodeMessage(submissions: readonly Submission[]): string {
  const v = submissions.some(({ screening }) => screening !== undefined) ? 2 : 1;
  return JSON.stringify({ v, submissions } satisfies Message);
}

/** @throws MalformedMessage naming what is wrong, never the content. */
export function decodeMessage(body: string): readonly Submission[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new MalformedMessage('the message is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null)
    throw new MalformedMessage('the message is not an object');
  const { v, submissions } = parsed as Record<string, unknown>;
  if (v !== 1 && v !== 2) throw new MalformedMessage('the message is of an unknown version');
  if (!Array.isArray(submissions) || !submissions.every(isSubmission)) {
    throw new MalformedMessage('the message holds something that is not a submission');
  }
  return submissions;
}

export function isSubmission(value: unknown): value is Submission {
  if (typeof value !== 'object' || value === null) return false;
  const { ids, alias, event, screening } = value as Record<string, unknown>;
  if (typeof ids !== 'object' || ids === null || typeof event !== 'object' || event === null) return false;
  const known = Object.entries(ids);
  if (known.length === 0 || !known.every(([kind, key]) => isId(kind, key))) return false;
  if (alias !== undefined && !isAlias(alias)) return false;
  if (screening !== undefined && !isScreening(screening)) return false;
  const { id, time, received, kind, name, flags, confirmed, shown } = event as Record<string, unknown>;
  if (shown !== undefined && !Number.isSafeInteger(shown)) return false;
  if (confirmed !== undefined && !isConfirmed(confirmed)) return false;
  if (flags !== undefined && !isFlags(flags)) return false;
  return (
    typeof id === 'string' &&
    Number.isSafeInteger(time) &&
    Number.isSafeInteger(received) &&
    EVENT_KINDS.some((one) => one === kind) &&
    typeof name === 'string'
  );
}

function isConfirmed(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { at, texts } = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(at) &&
    typeof texts === 'object' &&
    texts !== null &&
    Object.values(texts).every((text) => typeof text === 'string')
  );
}

function isScreening(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { reasons, sender } = value as Record<string, unknown>;
  return (
    Array.isArray(reasons) &&
    reasons.every(isSpamReason) &&
    (sender === undefined || (typeof sender === 'string' && sender !== ''))
  );
}

/** One `alias` names one id, in all of its readings. */
const MAX_ALIASES = 4;

function isAlias(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length <= MAX_ALIASES &&
    value.every((each: unknown) => {
      if (typeof each !== 'object' || each === null) return false;
      const { kind, key } = each as Record<string, unknown>;
      return isId(kind, key);
    })
  );
}

function isId(kind: unknown, key: unknown): boolean {
  return ID_KINDS.some((one) => one === kind) && typeof key === 'string' && key !== '';
}
