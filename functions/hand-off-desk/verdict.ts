// What was posted at the desk, as an answer: fields of the page's forms, or the same as JSON.
import { LONGEST_NOTE, readReason, type Verdict } from '../domain/hand-off/answer.ts';
import type { HttpRequest } from '../runtime/request.ts';

/** Far more than a note with every letter written out. */
const LONGEST_BODY = 10_000;

/** Undefined where it is none: an answer that is unknown, or a return without a reason that is known. */
export function verdictIn({ headers, body }: Pick<HttpRequest, 'headers' | 'body'>): Verdict | undefined {
  const text = body.subarray(0, LONGEST_BODY).toString();
  const isJson = /^application\/json\b/i.test(headers['content-type'] ?? '');
  const { answer, reason: said, note } = isJson ? jsonFields(text) : formFields(text);
  if (answer === 'accepted') return { kind: 'accepted' };
  const reason = readReason(said);
  if (answer !== 'returned' || reason === undefined) return undefined;
  const words = typeof note === 'string' ? [...note.trim()].slice(0, LONGEST_NOTE).join('') : '';
  return { kind: 'returned', reason, ...(words === '' ? {} : { note: words }) };
}

type Fields = Readonly<Partial<Record<'answer' | 'reason' | 'note', unknown>>>;

function formFields(text: string): Fields {
  const fields = new URLSearchParams(text);
  return { answer: fields.get('answer'), reason: fields.get('reason'), note: fields.get('note') };
}

function jsonFields(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
