// Instants as profiles tell them.

/** @param time ms since the epoch */
export function instant(time: number): string {
  return new Date(time).toISOString();
}
