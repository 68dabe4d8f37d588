// What the desk at which sales answers hand-offs needs from the world.
import type { Config } from '../domain/config/config.ts';
import type { Definition } from '../domain/funnel/funnel.ts';
import type { SubmissionQueue } from '../queue/sender.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';

export type DeskDeps = {
  readonly config: Pick<Config, 'funnels' | 'locale' | 'timezone'>;
  readonly table: () => Promise<LeadTable>;
  /** Signs the addresses. */
  readonly handOffKey: () => Promise<string>;
  /** Those that reports show. */
  readonly definitions: () => Promise<readonly Definition[]>;
  /** Takes the answers. */
  readonly queue: Pick<SubmissionQueue, 'send'>;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly telemetry: Pick<Telemetry, 'count'>;
};
