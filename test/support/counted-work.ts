// Counts what a function reads of the data that it is given: a measure of its work that no machine's load changes.

export type Counter = { work: number };

/**
 * The same data, behind a glass: each property that is read or listed counts one, and a text one more for each of its
 * characters, as whoever reads it looks at them.
 */
export function counted<T>(value: T, counter: Counter): T {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get: (target, name) => {
      const found: unknown = Reflect.get(target, name);
      counter.work += 1 + (typeof found === 'string' ? found.length : 0);
      return typeof name === 'symbol' || typeof found === 'function' ? found : counted(found, counter);
    },
    ownKeys: (target) => {
      const keys = Reflect.ownKeys(target);
      counter.work += keys.length;
      return keys;
    },
    getOwnPropertyDescriptor: (target, name) => {
      counter.work += 1;
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
  });
}
