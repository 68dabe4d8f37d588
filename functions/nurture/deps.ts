// What sequences need from the world.
import type { Calendar } from '../domain/calendar.ts';
import type { ActiveSequence } from '../domain/nurture/enterings.ts';
import type { SequenceConfig } from '../domain/nurture/sequence.ts';
import type { TellLeadDeps } from '../lead-mail/tell-lead.ts';

export type NurtureDeps = Pick<
  TellLeadDeps,
  'table' | 'send' | 'now' | 'telemetry' | 'apiUrl' | 'mailKey' | 'queue' | 'shareKey'
> & {
  readonly config: TellLeadDeps['config'] & { readonly nurture?: readonly SequenceConfig[] };
  /** Those that leads can be in, under the definitions that reports show. */
  readonly sequences: () => Promise<readonly ActiveSequence[]>;
  readonly calendar: Calendar;
};
