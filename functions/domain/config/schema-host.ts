// The schema of a host.
import * as v from 'valibot';
import { readHost } from '../touch/site.ts';

/** @param right what would be right */
export function hostNamed(right: string) {
  return v.pipe(
    v.string(right),
    v.check(
      (text) => isHost(text),
      ({ input }) => {
        const meant = readHost(input);
        return meant !== undefined && isHost(meant)
          ? `${right}; did you mean ${JSON.stringify(meant)}?`
          : right;
      },
    ),
    v.maxLength(253, right),
    v.description(right),
  );
}

function isHost(text: string): boolean {
  return /^[^\s/:?#@*]+\.[^\s/:?#@*.]+$/.test(text) && readHost(text) !== undefined;
}
