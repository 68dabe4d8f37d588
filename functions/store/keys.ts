// The keys of the one table.
import { createHash } from 'node:crypto';
import type { LeadId } from '../domain/event/event.ts';

/** A lead's public id: it names a record without telling whose it is. 22 characters, safe in a URL. */
export function leadHash(id: LeadId): string {
  return createHash('sha256').update(`${id.kind}:${id.key}`).digest().subarray(0, 16).toString('base64url');
}

export const HEAD = 'h';

export function leadKey(hash: string): string {
  return `L#${hash}`;
}

export function pageKey(page: number): string {
  return `p${String(page).padStart(4, '0')}`;
}

/** What was issued of a funnel's reports: one item a revision. */
export function revisionsKey(funnel: string): string {
  return `R#${funnel}`;
}

/** Which of a funnel's reports were mailed: one item a period and recipient. */
export function mailsKey(funnel: string): string {
  return `M#${funnel}`;
}

/** The definitions that a funnel has had: one item each. */
export function definitionsKey(funnel: string): string {
  return `D#${funnel}`;
}

export function counterKey(definition: string): string {
  return `C#${definition}`;
}
