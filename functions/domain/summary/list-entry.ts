// A row of the list of leads: what a program gets as JSON, and what the page shows.
import type { SummaryOutcome } from './lead-summary.ts';

export type ListEntry = {
  readonly id: string;
  readonly kind: 'contact' | 'anonymous';
  /** As typed. */
  readonly email: string | null;
  readonly name: string | null;
  /** When it became a contact, or was received first; ISO 8601 in UTC. */
  readonly since: string;
  /** A day in UTC. */
  readonly lastActive: string;
  readonly form: string | null;
  readonly channel: string | null;
  readonly campaign: string | null;
  readonly funnels: readonly {
    readonly funnel: string;
    /** Of the latest attempt. */
    readonly stage: string;
    readonly outcome: SummaryOutcome;
    /** Where it hands over and sales has not answered: since when, ISO 8601. */
    readonly waitingSince?: string;
  }[];
  readonly times: number;
};
