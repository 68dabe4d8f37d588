// How much one form or key takes: a sandbox leases a part of the shared count, so that most submissions ask nobody.
import type { Quota } from '../domain/config/door.ts';
import type { Addition } from './door-item.ts';

/** Adds to the shared counts; answers what they are then. */
export type AddTaken = (addition: Addition) => Promise<{ readonly minute: number; readonly day: number }>;

/** Ms since the epoch at which to try again; undefined where it may come in. */
export type Refusal = { readonly until: number } | undefined;

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A sandbox takes so many before it says so: on a quiet site none ever asks, and no visitor waits. */
const OWED = 10;
/** Of a minute: nobody leases more, as what a sandbox does not use is lost to the others until the minute ends. */
const LARGEST_PART = 20;

export class QuotaLease {
  readonly #name: string;
  readonly #quota: Quota;
  readonly #add: AddTaken;
  readonly #mostOwed: number;
  #minute = 0;
  /** Leased for this minute, and not used. */
  #left = 0;
  /** Taken, and not said. */
  #owed = 0;
  /** Said of a day, and not taken. */
  #unused = { day: 0, n: 0 };
  /** How much was asked for last in this minute. */
  #asked = 0;
  #full: { readonly again: number; readonly until: number } | undefined;
  #refused = 0;
  /** Since the last refusal nothing was let in: until then it asks for each. */
  #isShort = false;

  constructor(name: string, quota: Quota, add: AddTaken) {
    this.#name = name;
    this.#quota = quota;
    this.#add = add;
    this.#mostOwed = Math.min(OWED, Math.floor(Math.min(quota.minute, quota.day) / 10));
  }

  /** @returns `refused` is true for the first refusal of a minute: the one to tell of */
  async take(n: number, now: number): Promise<{ readonly refusal: Refusal; readonly isNews: boolean }> {
    if (this.#full !== undefined && now < this.#full.again) {
      this.#refused += n;
      return { refusal: { until: this.#full.until }, isNews: false };
    }
    this.#full = undefined;
    this.#begin(Math.floor(now / MINUTE), Math.floor(now / DAY));
    if (this.#left >= n) {
      this.#left -= n;
      return OPEN;
    }
    if (!this.#isShort && this.#owed + n <= this.#mostOwed) {
      this.#owed += n;
      return OPEN;
    }
    return await this.#lease(n, now);
  }

  #begin(minute: number, day: number): void {
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#unused = { day, n: this.#left + (this.#unused.day === day ? this.#unused.n : 0) };
    this.#left = 0;
    this.#asked = 0;
  }

  async #lease(n: number, now: number): Promise<{ readonly refusal: Refusal; readonly isNews: boolean }> {
    const ahead = Math.min(this.#asked, Math.floor(this.#quota.minute / LARGEST_PART));
    // What is still leased counts as taken already.
    const more = this.#owed + n - this.#left + ahead;
    const taken = await this.#add({
      name: this.#name,
      now,
      minute: more,
      day: more - this.#unused.n,
      refused: this.#refused,
    });
    this.#asked = more;
    this.#refused = 0;
    this.#unused = { ...this.#unused, n: 0 };
    this.#owed = 0;
    const over = { minute: taken.minute - this.#quota.minute, day: taken.day - this.#quota.day };
    const beyond = Math.max(0, over.minute, over.day);
    if (beyond <= ahead) {
      this.#isShort = false;
      this.#left = ahead - beyond;
      this.#unused = { ...this.#unused, n: beyond };
      return OPEN;
    }
    this.#isShort = true;
    this.#left = 0;
    this.#unused = { ...this.#unused, n: n + ahead };
    this.#refused = n;
    const again = (Math.floor(now / MINUTE) + 1) * MINUTE;
    const until = over.day > ahead ? (Math.floor(now / DAY) + 1) * DAY : again;
    this.#full = { again, until };
    return { refusal: { until }, isNews: true };
  }
}

const OPEN = { refusal: undefined, isNews: false } as const;
