// A submission queue in memory, which can be told to refuse.
import type { Submission } from '../../functions/domain/event/event.ts';
import { QueueUnavailable, type SubmissionQueue } from '../../functions/queue/sender.ts';

export type MemoryQueue = SubmissionQueue & {
  readonly held: Submission[];
  refuses: boolean;
};

export function memoryQueue(): MemoryQueue {
  const held: Submission[] = [];
  return {
    held,
    refuses: false,
    async send(submissions) {
      if (this.refuses) throw new QueueUnavailable('refused by the test');
      held.push(...submissions);
    },
    async takesSubmissions() {
      return !this.refuses;
    },
  };
}
