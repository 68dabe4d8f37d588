// What the owner is told of a configuration that is good: keys that are set and that nothing acts on.
import type { Config } from './config.ts';

export type Notice = {
  /** As one would write it in code, e.g. `forms[0].delivers`. */
  readonly path: string;
  readonly meaning: string;
};

const MEANINGS = {
  delivers: 'the file that the form delivers. It is checked and nothing acts on it: no file is sent',
} as const;

export function noticesOf({ forms }: Pick<Config, 'forms'>): readonly Notice[] {
  return forms.flatMap(({ delivers }, index) => [
    ...(delivers === undefined ? [] : [{ path: `forms[${index}].delivers`, meaning: MEANINGS.delivers }]),
  ]);
}

export function noticeText({ path, meaning }: Notice): string {
  return `${path} says ${meaning}.`;
}
