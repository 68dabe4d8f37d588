// The event source that gives a queue's messages to a function, by Lambda's rules for standard queues.
import { call } from '../stores/emulator-client.ts';
import { type BatchSettings, handOut, type Message } from './batch.ts';

export type EventSourceSettings = BatchSettings & {
  readonly batchSize: number;
  readonly windowMs: number;
  readonly maximumConcurrency: number;
};

export type EventSource = {
  /** Receives no more, and answers when what was handed out is done. */
  stop(): Promise<void>;
};

/** Lambda ends a batch that would not fit into one invocation; some room is left for what surrounds the bodies. */
const BATCH_BYTES = 6 * 1024 * 1024 - 64 * 1024;
const ENVELOPE_BYTES = 1_024;
const LONG_POLL_SECONDS = 20;

export function startEventSource(settings: EventSourceSettings): EventSource {
  const { client, queueUrl: QueueUrl, batchSize, windowMs } = settings;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  let held: Message[] = [];
  let heldBytes = 0;
  let windowEnd: NodeJS.Timeout | undefined;
  let due = false;
  let wake: (() => void) | undefined;

  function flush(): void {
    while (held.length > 0 && running.size < settings.maximumConcurrency && (due || isFull())) {
      const batch = takeBatch();
      const work = handOut(settings, batch).finally(() => {
        running.delete(work);
        flush();
        wake?.();
      });
      running.add(work);
    }
  }

  function isFull(): boolean {
    return held.length >= batchSize || heldBytes >= BATCH_BYTES;
  }

  function takeBatch(): readonly Message[] {
    let bytes = 0;
    let count = 0;
    for (const message of held.slice(0, batchSize)) {
      bytes += size(message);
      if (count > 0 && bytes > BATCH_BYTES) break;
      count += 1;
    }
    const batch = held.slice(0, count);
    held = held.slice(count);
    heldBytes = held.reduce((sum, message) => sum + size(message), 0);
    if (held.length === 0) {
      due = false;
      clearTimeout(windowEnd);
      windowEnd = undefined;
    }
    return batch;
  }

  function hold(messages: readonly Message[]): void {
    held.push(...messages);
    heldBytes += messages.reduce((sum, message) => sum + size(message), 0);
    if (windowMs === 0) due = true;
    else {
      windowEnd ??= setTimeout(() => {
        due = true;
        flush();
      }, windowMs);
    }
    flush();
  }

  async function receive(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (isFull()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (stopping.signal.aborted) resolve();
        });
        continue;
      }
      try {
        const { Messages = [] } = await call<{ readonly Messages?: readonly Message[] }>(
          client,
          'sqs',
          'ReceiveMessage',
          {
            QueueUrl,
            MaxNumberOfMessages: Math.min(10, batchSize),
            WaitTimeSeconds: LONG_POLL_SECONDS,
            AttributeNames: ['All'],
            MessageAttributeNames: ['All'],
          },
          stopping.signal,
        );
        if (Messages.length > 0) hold(Messages);
      } catch {
        if (stopping.signal.aborted) return;
        settings.complain('its queue does not answer');
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }
  }

  const receiving = receive();
  return {
    async stop() {
      stopping.abort();
      wake?.();
      clearTimeout(windowEnd);
      await receiving;
      // What was received and not handed out goes back: the next host finds it at once.
      held = [];
      await Promise.allSettled(running);
    },
  };
}

/** In the invocation's JSON, where every quotation mark of the body is escaped. */
function size({ Body }: Message): number {
  return Buffer.byteLength(JSON.stringify(Body)) + ENVELOPE_BYTES;
}
