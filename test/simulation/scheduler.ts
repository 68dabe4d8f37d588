// The scheduler: parties run the real code until each waits for the world outside, then one of them is let go on.
import { nextTick } from 'node:process';
import type { Random } from './random.ts';

/** One run of some code: a worker's invocation, a client, somebody who erases. It can end at any of its waits. */
export type Party = {
  readonly name: string;
  readonly kind: string;
  /** Of those with priorities the highest goes on first. */
  readonly priority: number;
  /** When its function's time is up; it is ended then, wherever it is. */
  readonly deadline: number;
  isOver: boolean;
  /** What a click of the owner's is of: a place in quarantine. */
  readonly about?: string | undefined;
};

export type Call = {
  readonly kind: 'call';
  readonly party: Party;
  readonly service: 'dynamodb' | 'sqs';
  readonly operation: string;
  input: object;
  /** Nothing comes of it before. */
  readonly due: number;
  /** What has been answered so far, where the answer is made of parts. */
  soFar?: object;
  readonly resolve: (answer: object) => void;
  readonly reject: (error: Error) => void;
};

type Pause = {
  readonly kind: 'pause';
  readonly party: Party;
  /** When it may go on. */
  readonly due: number;
  readonly resolve: () => void;
};

export type Waiting = Call | Pause;

export class Scheduler {
  readonly random: Random;
  /** ms since the epoch; moves only between steps. */
  now: number;
  readonly waiting: Waiting[] = [];
  readonly parties = new Set<Party>();
  #named = 0;

  constructor(random: Random, start: number) {
    this.random = random;
    this.now = start;
  }

  /** Begins a run; what it throws ends it and nothing else. */
  spawn(kind: string, timeoutMs: number, run: (party: Party) => Promise<void>, about?: string): Party {
    const party: Party = {
      name: `${kind} ${++this.#named}`,
      kind,
      priority: this.random.next(),
      deadline: this.now + timeoutMs,
      isOver: false,
      about,
    };
    this.parties.add(party);
    const finish = (): void => this.#finish(party);
    run(party).then(finish, finish);
    return party;
  }

  /** It is done. Calls that it did not wait for fail, as they do when a sandbox that was frozen goes on later. */
  #finish(party: Party): void {
    const left = this.waiting.filter((one) => one.party === party);
    this.end(party);
    for (const one of left) {
      if (one.kind === 'call')
        one.reject(Object.assign(new Error('socket hang up'), { name: 'TimeoutError' }));
    }
  }

  /** It never goes on: what it waits for is never answered. */
  end(party: Party): void {
    party.isOver = true;
    this.parties.delete(party);
    for (let at = this.waiting.length - 1; at >= 0; at--) {
      if (this.waiting[at]?.party === party) this.waiting.splice(at, 1);
    }
  }

  call(party: Party, service: Call['service'], operation: string, input: object): Promise<object> {
    return new Promise((resolve, reject) => {
      // Whoever was ended may still have a line of code to run up to its next wait; that one is never answered.
      if (party.isOver) return;
      this.waiting.push({ kind: 'call', party, service, operation, input, due: 0, resolve, reject });
    });
  }

  pause(party: Party, ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (!party.isOver) this.waiting.push({ kind: 'pause', party, due: this.now + Math.ceil(ms), resolve });
    });
  }

  /** Ends every party whose time is up. */
  endOverdue(): readonly Party[] {
    const overdue = [...this.parties].filter(({ deadline }) => deadline < this.now);
    for (const party of overdue) this.end(party);
    return overdue;
  }

  ready(): readonly Waiting[] {
    return this.waiting.filter(({ due }) => due <= this.now);
  }

  take(one: Waiting): void {
    this.waiting.splice(this.waiting.indexOf(one), 1);
  }

  /** The earliest moment at which a pause or a slow call is over; undefined where there is none. */
  nextDue(): number | undefined {
    let due: number | undefined;
    for (const one of this.waiting) {
      if (due === undefined || one.due < due) due = one.due;
    }
    return due;
  }
}

/**
 * Resolves when no party can go on by itself. Ticks that are asked for amid promise jobs run when all of these are done
 * (Node drains the promise jobs before it turns to the next tick), and all outside calls here are answered by promise
 * jobs: no timer or event loop turn is needed.
 */
export function drained(): Promise<void> {
  return new Promise((resolve) => nextTick(resolve));
}
