// A mutant: one small break of how the code works, made from outside, by what is passed to it and what it sends.
import type { ApplyRetention } from '../../functions/apply-retention/apply-retention.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import type { CompactDefinitions } from '../../functions/issue-revisions/compact-definitions.ts';
import type { AdvanceLeads, QueueMessage } from '../../functions/progress/advance-leads.ts';
import type { Recount } from '../../functions/recount/recount.ts';
import type { TellReferralDeps } from '../../functions/referral/tell-referral.ts';
import type { View } from '../../functions/store/definitions/funnel-versions.ts';
import type { Theme } from './world.ts';

/** What a mutant keeps between the calls of one schedule. */
export type Memory = Map<string, unknown>;

/** A command on its way to the table. */
export type Sent = {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The kind of party that sends it. */
  readonly by: string;
  /** The messages of the worker that sends it; none elsewhere. */
  readonly batch: readonly string[];
};

export type Call = (
  operation: string,
  input: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, unknown>>>;

export type Mutant = {
  readonly name: string;
  /** What is done otherwise, in a sentence. */
  readonly breaks: string;
  /** The worlds in which it shows; absent: any. */
  readonly theme?: Theme;
  /** Sends something else, or takes the answer otherwise. */
  readonly send?: (sent: Sent, call: Call, memory: Memory) => ReturnType<Call>;
  /** What the worker is given instead. */
  readonly worker?: (deps: AdvanceLeads) => AdvanceLeads;
  /** What is counted, as the worker sees it instead. */
  readonly view?: (view: View, memory: Memory) => View;
  /** What the job that compacts is given instead. */
  readonly compactor?: (deps: CompactDefinitions) => CompactDefinitions;
  /** What a recount is given instead. */
  readonly recount?: (deps: Recount) => Recount;
  /** What a walk of the retention is given instead. */
  readonly retention?: (deps: ApplyRetention) => ApplyRetention;
  /** What is given instead to who tells of a referral. */
  readonly referrals?: (deps: TellReferralDeps, now: number) => TellReferralDeps;
  /** What is sent instead of a submission that is released. */
  readonly releases?: (submission: Submission, now: number) => Submission;
  /** The messages that a worker looks at; the others count as done. */
  readonly looksAt?: (messages: readonly QueueMessage[], memory: Memory) => readonly QueueMessage[];
  /** What a change makes true is sent before it is written. */
  readonly tellsFirst?: true;
  /** Messages leave the queue before they are taken in. */
  readonly acknowledgesFirst?: true;
  /** What could not be taken in leaves the queue too. */
  readonly acknowledgesAll?: true;
};
