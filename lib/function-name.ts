// The functions by the names of their folders.

export const FUNCTION_NAMES = ['capture', 'collect', 'progress', 'recount', 'roll-up', 'report'] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];
