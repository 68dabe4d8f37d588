// What the routes of leads need from the world.
import type { Config } from '../domain/config/config.ts';
import type { Definition } from '../domain/funnel/funnel.ts';
import type { LabelledFunnel } from '../domain/profile/funnels.ts';
import type { ShareDeps } from '../lead-mail/share-link-of.ts';
import type { OutboundMessage } from '../queue/outbound-message.ts';
import type { SubmissionQueue } from '../queue/sender.ts';
import type { AccessDeps } from '../runtime/owner-access.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';

export type LeadsDeps = AccessDeps &
  Pick<ShareDeps, 'shareKey'> & {
    readonly config: Config;
    readonly table: () => Promise<LeadTable>;
    /** Every configured funnel that can be shown, in the order of the configuration. */
    readonly labelledFunnels: () => Promise<readonly LabelledFunnel[]>;
    /** All that leads are counted under. */
    readonly definitions: () => Promise<readonly Definition[]>;
    /** Takes what is released from quarantine. */
    readonly queue: Pick<SubmissionQueue, 'send'>;
    /** Those that reports show. */
    readonly activeDefinitions: () => Promise<readonly Definition[]>;
    /** Puts into the queue what is to be told; absent: nothing is ever told. */
    readonly tell?: ((messages: readonly OutboundMessage[]) => Promise<void>) | undefined;
    /** A name for a tombstone, never the same again. */
    readonly fresh: () => string;
  };
