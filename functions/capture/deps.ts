// What capture needs from outside, given to it by its entry or a test.
import type { Config } from '../domain/config/config.ts';
import type { Door } from '../door/door.ts';
import type { ShownLedger } from '../door/shown.ts';
import type { Uncounted } from '../queue/pending.ts';
import type { SubmissionQueue } from '../queue/sender.ts';
import type { TakeDeps } from './take-submission.ts';
import type { UndeclaredLedger } from './undeclared.ts';

export type CaptureDeps = TakeDeps & {
  readonly config: Pick<
    Config,
    'forms' | 'funnels' | 'locale' | 'channels' | 'mail' | 'publicKeys' | 'share'
  >;
  readonly queue: SubmissionQueue;
  readonly door: Door;
  readonly shown: ShownLedger;
  /** Of fields that a form was sent and does not declare. */
  readonly undeclared: UndeclaredLedger;
  /** The one to use; stands in the pages of the owner's sites. */
  readonly publicKey: string;
  /** The script for other sites. */
  readonly embedScript: () => string;
  /** What was accepted and is not counted yet; undefined where that cannot be told now. */
  readonly countUncounted: () => Promise<Uncounted | undefined>;
};
