// Names of events and properties as their words: libraries differ in nothing but how these are joined.

/** `Order Completed`, `order_completed` and `orderCompleted` are one name. */
export function wordsOf(name: string): string {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[\s_.-]+/g, ' ')
    .trim()
    .toLowerCase();
}
