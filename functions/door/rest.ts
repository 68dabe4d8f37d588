// After a count that could not be written none waits for another for a while.

const REST_MS = 10_000;

export class Rest {
  #until = 0;

  /** @param now ms since the epoch, as everywhere */
  begin(now: number): void {
    this.#until = now + REST_MS;
  }

  isOn(now: number): boolean {
    return now < this.#until;
  }
}
