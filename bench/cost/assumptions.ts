// What no benchmark on a laptop can measure: durations and sizes on AWS, taken on the high side.

export const ASSUMED = {
  /** Milliseconds billed: parsing the form and one SendMessage. */
  captureMs: 15,
  /** Milliseconds billed for each batch: a read and a transaction or two; and for each message in it. */
  progressBatchMs: 50,
  progressMessageMs: 2,
  /** Messages that Lambda's pollers receive, and delete, by one request of at most ten. */
  messagesPerPoll: 10,
  /** Bytes of log for a submission: the gateway's line, the function's own with its metrics, and Lambda's three. */
  captureLogBytes: 1_200,
  /** Bytes of log for any request beside the function's own lines: the gateway's line and Lambda's three. */
  refusedLogBytes: 700,
  /** Milliseconds billed at least, of processor time. */
  leastMs: 1,
  /** Bytes of log for a batch. */
  progressLogBytes: 900,
  /** Milliseconds billed for each message that is told, by a function that takes five at once: reads, and the receiver's answer. */
  outboundMessageMs: 60,
  /** Messages that one run of the outbound function takes. */
  outboundBatch: 5,
  /** Bytes of log for such a run. */
  outboundLogBytes: 900,
  /** So many times the processor time that is measured here is billed for an export: the rest is waiting for the table and the bucket. */
  exportWaiting: 2,
  /** Long polls of an idle queue by Lambda's five pollers, 20 seconds each, in 30 days. */
  idlePollsAMonth: (5 * 30 * 86_400) / 20,
} as const;
