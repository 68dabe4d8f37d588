// Pages by month: an item holds what happened from the month of its name up to that of the next page.

/**
 * A month as `yyyy-mm`, and with a number each further page of one month: `2026-03`, `2026-03.1`. What is older than the
 * first page is in the first.
 */
export type PageName = string;

export function monthOf(page: PageName): string {
  return page.slice(0, 7);
}

/** The month that was asked for last: thousands of events in order of time are of a few months. */
let last = { from: 0, until: 0, month: '' };

/** UTC, of ms since the epoch. */
export function monthAt(time: number): string {
  if (time < last.from || time >= last.until) {
    const date = new Date(time);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    last = {
      from: Date.UTC(year, month),
      until: Date.UTC(year, month + 1),
      month: date.toISOString().slice(0, 7),
    };
  }
  return last.month;
}

/** The page of a month's things, among pages in order of time; undefined where there is none. */
export function pageFor(pages: readonly PageName[], month: string): PageName | undefined {
  return pages.findLast((page) => monthOf(page) <= month) ?? pages[0];
}

/** The name of one more page that begins with a month. */
export function freshName(pages: readonly PageName[], month: string): PageName {
  const numbers = pages.flatMap((page) => (monthOf(page) === month ? [Number(page.slice(8))] : []));
  return numbers.length === 0 ? month : `${month}.${Math.max(...numbers) + 1}`;
}

/** Where to cut a list in two: between two months, as near to its middle as can be; in its middle where all is of one month. */
export function cutAt(months: readonly string[]): number {
  const middle = months.length / 2;
  let best = 0;
  for (let at = 1; at < months.length; at++) {
    if (months[at] !== months[at - 1] && Math.abs(at - middle) < Math.abs(best - middle)) best = at;
  }
  return best === 0 ? Math.ceil(middle) : best;
}
