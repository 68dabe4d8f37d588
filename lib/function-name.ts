// The functions by the names of their folders.

export const FUNCTION_NAMES = [
  'capture',
  'collect',
  'progress',
  'start-recount',
  'recount',
  'issue-revisions',
  'mail-reports',
  'apply-retention',
  'report',
  'leads',
  'outbound',
  'sweep-outbox',
  'nurture',
  'pack-list',
  'watch-figures',
  'after-the-form',
  'mail-events',
  'hand-off-desk',
  'write-data',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];
