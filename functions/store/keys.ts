// The keys of the one table.
export const HEAD = 'h';

export function leadKey(hash: string): string {
  return `L#${hash}`;
}

/** @param generation how often the record was erased before */
export function pageKey(generation: number, page: number): string {
  return `${generationKey(generation)}p${String(page).padStart(4, '0')}`;
}

/** A part of what a lead has counted: a definition and a month. */
export function partKey(generation: number, name: string): string {
  return `${generationKey(generation)}c#${name}`;
}

export function isPartKey(key: string): boolean {
  return /^(g[0-9]+)?c#/.test(key);
}

/** What all items of a record begin with, its head excepted, since it was erased last. */
function generationKey(generation: number): string {
  return generation === 0 ? '' : `g${generation}`;
}

/** The generation of an item by its sort key. */
export function generationOf(key: string): number {
  return Number(/^g([0-9]+)/.exec(key)?.[1] ?? 0);
}

/** What is left of an erased lead: what it has counted. */
export function tombstoneKey(id: string): string {
  return `T#${id}`;
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

/** What is live, and how far a recount is: few items, read together. */
export const LIVE = 'D';
export const LIVE_NOW = 'live';

/** How far a recount is in one segment of the table. */
export function segmentKey(segment: number): string {
  return `recount#${segment}`;
}

export function counterKey(definition: string): string {
  return `C#${definition}`;
}
