// The names of fields that a form was sent and does not declare, for its owner: names and counts, no values.
import type { FormConfig } from '../domain/config/config.ts';
import { formName } from '../domain/config/door.ts';
import { plainText } from '../domain/event/plain-text.ts';
import { foldedName, type Sent } from '../domain/event/sent.ts';
import { hasLostLetters } from '../domain/text/lost-letters.ts';
import type { MissedLedger } from '../door/missed.ts';
import type { Missed } from '../door/missed-item.ts';
import { TURNSTILE_FIELD } from './spam/turnstile.ts';
import { saysTouch } from './travelling-fields.ts';

/** What scripts against robots add to a form. */
const OF_SCRIPTS: ReadonlySet<string> = new Set([
  TURNSTILE_FIELD,
  'g-recaptcha-response',
  'h-captcha-response',
]);

const LONGEST_NAME = 40;

/** A telephone number or another number of a person, where a browser or a program puts an answer into the name. */
const NUMBER = /(?:\d[ .()-]?){5}/;

/** Those that were filled in, as they can stand in a report: no e-mail address and no long number is a name. */
export function undeclaredFields({ fields }: FormConfig, sent: Sent): readonly string[] {
  const declared = new Set(fields.flatMap(({ name, aliases = [] }) => [name, ...aliases]).map(foldedName));
  return [...sent].flatMap(([name, values]) => {
    if (name.startsWith('_') || saysTouch(name) || OF_SCRIPTS.has(name)) return [];
    if (declared.has(foldedName(name)) || hasLostLetters(name) || NUMBER.test(name)) return [];
    const isFilled = values.some((value) => value !== null && String(value).trim() !== '');
    const shown = isFilled ? plainText(name, LONGEST_NAME) : undefined;
    return shown === undefined ? [] : [shown];
  });
}

export type UndeclaredLedger = {
  /** @param now ms since the epoch */
  add(form: Pick<FormConfig, 'id'>, names: readonly string[], now: number): Promise<void>;
};

/** A page sends the same names with every form: they are written so seldom, the first at once. */
const WRITE_MS = 60_000;
/** Anybody can make names up: beyond so many a day the form alone is counted. */
const MOST_NAMES = 20;
const DAY_MS = 86_400_000;

/** What waits to be written when an instance ends is not counted. */
export function undeclaredLedger(missed: MissedLedger): UndeclaredLedger {
  let known = new Set<string>();
  let knownOn = 0;
  let waiting: Missed[] = [];
  let writtenAt = Number.NEGATIVE_INFINITY;
  return {
    async add({ id }, names, now) {
      const day = Math.floor(now / DAY_MS);
      if (day !== knownOn) [known, knownOn] = [new Set(), day];
      for (const name of names.slice(0, MOST_NAMES)) {
        const whole = `${formName(id)} ${name}`;
        if (known.size < MOST_NAMES) known.add(whole);
        waiting.push({ reason: 'field-undeclared', source: known.has(whole) ? whole : formName(id) });
      }
      if (waiting.length === 0 || now - writtenAt < WRITE_MS) return;
      const all = waiting;
      [waiting, writtenAt] = [[], now];
      await missed.add(all, now);
    },
  };
}
