// The views of one path on one day: the first is the event, and the others are kept beside it.
import type { LeadEvent, ViewAgain } from '../event/event.ts';

/** Of a path, a day and a key so many views are kept from each end of the day. */
export const VIEWS_EACH_END = 25;

export const DAY_MS = 86_400_000;

/** Views are one event by path and day, those of the two keys apart: no public view takes the place of a server's. */
export function viewKey({ time, name, trusted }: LeadEvent): string {
  return `${trusted ? '!' : ''}${Math.floor(time / DAY_MS)} ${name}`;
}

/** 24 bits of FNV-1a, folded. */
export function tagOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return ((hash >>> 24) ^ hash) & 0xffffff;
}

/** All views that an event stands for, the first of them first. */
export function viewsOf({ id, time, again = [] }: LeadEvent): readonly ViewAgain[] {
  return [{ time, tag: tagOf(id) }, ...again];
}

/**
 * The views beside the first that two events stand for together. Copies of one view are one, at the earliest of their times. The
 * earliest and the latest of a set can be told from those of its parts, so it is the same for any order of arrival.
 * @param first of the two the one that is the event
 */
export function viewsBeside(first: LeadEvent, a: LeadEvent, b: LeadEvent): readonly ViewAgain[] {
  const own = tagOf(first.id);
  const byTag = new Map<number, ViewAgain>();
  for (const view of [...viewsOf(a), ...viewsOf(b)]) {
    const known = byTag.get(view.tag);
    if (view.tag !== own && (known === undefined || view.time < known.time)) byTag.set(view.tag, view);
  }
  const all = [...byTag.values()].sort((one, other) => one.time - other.time || one.tag - other.tag);
  const most = 2 * VIEWS_EACH_END - 1;
  return all.length <= most
    ? all
    : [...all.slice(0, VIEWS_EACH_END - 1), ...all.slice(all.length - VIEWS_EACH_END)];
}

export function isSameViews(a: readonly ViewAgain[] = [], b: readonly ViewAgain[] = []): boolean {
  return a.length === b.length && a.every(({ time, tag }, at) => time === b[at]?.time && tag === b[at]?.tag);
}

/** Whether any of the views that an event stands for is one of another's. */
export function sharesViews(a: LeadEvent, b: LeadEvent): boolean {
  const own = viewsOf(b);
  return viewsOf(a).some((one) => own.some(({ time, tag }) => time === one.time && tag === one.tag));
}
