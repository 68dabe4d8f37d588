// What is known of a lead when sales is told of it: how it came first, and what it answered.
import type { Scalar } from '../config/config.ts';
import type { Lead } from '../lead/lead.ts';
import type { Touch } from '../touch/touch.ts';

export type KnownOfLead = {
  readonly touch?: Touch;
  /** Each form as it was sent last, newest first. */
  readonly answers: readonly {
    readonly form: string;
    /** ms since the epoch. */
    readonly time: number;
    readonly fields: Readonly<Record<string, Scalar>>;
  }[];
};

/** More is on the page of the lead. */
const MOST_FORMS = 5;

export function knownOf({ events, touches }: Lead): KnownOfLead {
  const [first] = touches;
  const seen = new Set<string>();
  const answers = events.toReversed().flatMap(({ kind, name, time, properties = {} }) => {
    if (kind !== 'form' || seen.has(name)) return [];
    seen.add(name);
    return [{ form: name, time, fields: properties }];
  });
  return { ...(first === undefined ? {} : { touch: first.touch }), answers: answers.slice(0, MOST_FORMS) };
}
