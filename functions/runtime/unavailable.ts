// Something that a function needs cannot be had right now: the answer is 503, and trying again later may help.

export class Unavailable extends Error {
  override readonly name: string = 'Unavailable';
  /** Seconds after which it is worth trying again. */
  readonly retryAfter: number;

  constructor(
    message: string,
    { retryAfter = 5, cause }: { readonly retryAfter?: number; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.retryAfter = retryAfter;
  }
}
