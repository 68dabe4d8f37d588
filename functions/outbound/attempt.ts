// One try of a message of the outbound queue: what is not taken comes again later and later.
import { decodeOutbound, type OutboundMessage } from '../queue/outbound-message.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { Delivery } from './deliver.ts';
import { retryAfterSeconds } from './retries.ts';

export type AttemptDeps = {
  readonly deliver: (message: OutboundMessage) => Promise<Delivery>;
  /** Hides the message for so many seconds. */
  readonly postpone: (receiptHandle: string, seconds: number) => Promise<unknown>;
  /** In [0, 1). */
  readonly random: () => number;
  readonly telemetry: Pick<Telemetry, 'count' | 'error'>;
};

type Received = {
  readonly body: string;
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly attributes: { readonly ApproximateReceiveCount: string };
};

/** @returns whether it is done; else it stays in the queue */
export async function attempt(deps: AttemptDeps, received: Received): Promise<boolean> {
  const { body, messageId, receiptHandle, attributes } = received;
  const { telemetry } = deps;
  try {
    telemetry.count((await deps.deliver(decodeOutbound(body))) === 'delivered' ? 'Told' : 'NotToldAnyMore');
    return true;
  } catch (error) {
    telemetry.error('not told yet', error, { messageId });
    telemetry.count('NotToldYet');
    const seconds = retryAfterSeconds(Number(attributes.ApproximateReceiveCount), deps.random());
    // Where that fails, it comes again when it is visible anyway.
    await deps.postpone(receiptHandle, seconds).catch(() => {});
    return false;
  }
}
