// A sequence: mails that a lead gets over time from a stage on, until something has happened.
import type { MailWords } from '../config/config.ts';
import type { Delay } from './delay.ts';

export type SequenceConfig = {
  readonly id: string;
  /** Who reaches this stage enters. */
  readonly when: { readonly funnel: string; readonly stage: string };
  /** A later stage of the same funnel, or an event by its name. */
  readonly until: { readonly stage: string } | { readonly event: string };
  /** The consent field of a form. */
  readonly consent: string;
  /** In the order of their delays, no two alike. */
  readonly steps: readonly StepConfig[];
  /** The share of leads that is left without it. */
  readonly holdOut: number;
};

export type StepConfig = {
  readonly delay: Delay;
  /** The local time of day in minutes; absent: as it comes. */
  readonly at?: number;
  readonly mail: MailWords;
};
