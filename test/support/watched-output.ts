// Watches a whole run of the tests: no line of log or metric, no output of a process and no address of a page may hold an e-mail address.
import { subscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll } from 'vitest';
import { AddressLeaked, holdsAddress } from './canary.ts';
import { LED_TO } from './led-to.ts';

/** By process: a file of tests may share one with others. */
const WATCH = Symbol.for('imbuto:watched-output');
type Watch = { leaks: string[] };
const shared = globalThis as { [WATCH]?: Watch };

function begin(): Watch {
  const watch: Watch = { leaks: [] };
  const hear = (said: unknown): void => {
    const text = typeof said === 'string' ? said : said instanceof Uint8Array ? String(said) : '';
    if (holdsAddress(text)) watch.leaks.push(text.slice(0, 500));
  };
  for (const name of ['imbuto:said', LED_TO.name]) subscribe(String(name), hear);
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = (...args: unknown[]) => {
      hear(args[0]);
      return write(...args);
    };
  }
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    const write = console[name].bind(console);
    console[name] = (...args: unknown[]) => {
      for (const one of args) hear(one);
      write(...args);
    };
  }
  return watch;
}

const watch = shared[WATCH] ?? begin();
shared[WATCH] = watch;

/** What was said since the last call and holds an address. */
export function takeLeaks(): readonly string[] {
  const { leaks } = watch;
  watch.leaks = [];
  return leaks;
}

beforeAll(() => void takeLeaks());
afterAll(() => {
  const [first, ...others] = takeLeaks();
  if (first === undefined) return;
  throw new AddressLeaked(
    `an e-mail address stands in what was said in these tests, ${1 + others.length} times, first in:\n${first}`,
  );
});
