// Sends events with Segment's client for servers as fast as they are taken, and counts what it had to do for that.
import { Analytics, type Context } from '@segment/analytics-node';
import type { SegmentEvent } from './segment-events.ts';

export type Sending = {
  /** Events that the client says were taken. */
  readonly delivered: number;
  /** Events that it gave up, with the reason. */
  readonly failed: readonly string[];
  readonly requests: number;
  readonly retries: number;
  /** Requests by the status of their answer, `none` where there was no answer. */
  readonly answers: Readonly<Record<string, number>>;
};

export type SendSettings = {
  readonly host: string;
  readonly publicKey: string;
  readonly secretKey: string;
  /** Called as events are delivered, with how many are. */
  progress(delivered: number): void;
};

/** The client sends each full batch at once: more at a time only wait in line until the client's patience is over. */
const IN_FLIGHT = 3_000;
const PATIENCE_MS = 15 * 60_000;
/** How long a batch that is not full waits; at the end of a run the client's own ten seconds would be all that is measured. */
const FLUSH_INTERVAL_MS = 1_000;

export async function sendBySegment(
  events: readonly SegmentEvent[],
  { host, publicKey, secretKey, progress }: SendSettings,
): Promise<Sending> {
  const failed: string[] = [];
  const answers: Record<string, number> = {};
  let delivered = 0;
  let requests = 0;
  let answered = 0;
  let retries = 0;
  let inFlight = 0;
  let wake: (() => void) | undefined;
  const done = (): void => {
    inFlight -= 1;
    wake?.();
  };
  const open = (writeKey: string): Analytics => {
    const client = new Analytics({ host, writeKey, flushInterval: FLUSH_INTERVAL_MS });
    const taken = (_: Context): void => {
      delivered += 1;
      progress(delivered);
      done();
    };
    client.on('page', taken);
    client.on('identify', taken);
    client.on('track', taken);
    client.on('error', ({ reason }) => {
      failed.push(String(reason));
      done();
    });
    client.on('http_request', ({ headers }) => {
      requests += 1;
      if (headers?.['X-Retry-Count'] !== undefined) retries += 1;
    });
    client.on('http_response', ({ status }) => {
      answered += 1;
      answers[String(status)] = (answers[String(status)] ?? 0) + 1;
    });
    return client;
  };
  const clients = { public: open(publicKey), secret: open(secretKey) };
  for (const { key, call, said } of events) {
    while (inFlight >= IN_FLIGHT) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    inFlight += 1;
    // The three calls take what they have in common here.
    clients[key][call](said as Parameters<Analytics['track']>[0]);
  }
  await Promise.all(Object.values(clients).map((client) => client.closeAndFlush({ timeout: PATIENCE_MS })));
  const unanswered = requests - answered;
  return {
    delivered,
    failed,
    requests,
    retries,
    answers: unanswered === 0 ? answers : { ...answers, none: unanswered },
  };
}
