// What the pages behind the links in mails to leads need from the world.
import type { Config } from '../domain/config/config.ts';
import type { SubmissionQueue } from '../queue/sender.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import type { FileStore } from './files.ts';

export type AfterTheFormDeps = {
  readonly config: Pick<Config, 'forms' | 'locale'>;
  readonly table: () => Promise<LeadTable>;
  readonly mailKey: () => Promise<string>;
  /** Absent: no form delivers a file. */
  readonly files?: FileStore | undefined;
  /** Takes what is confirmed, and what was fetched. */
  readonly queue: Pick<SubmissionQueue, 'send'>;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly telemetry: Pick<Telemetry, 'count'>;
};
