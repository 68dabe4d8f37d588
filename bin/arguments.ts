// What commands have in common: how they read their arguments, and how they refuse.
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

export type Say = (line: string) => void;

/** @returns what is wrong with them, as a sentence, where they cannot be read */
export function readArguments<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @returns the exit code of a command that was not understood, or found no imbuto */
export function refuse(complain: Say, why: string): number {
  complain(why);
  return 2;
}
