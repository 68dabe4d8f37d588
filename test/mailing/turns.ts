// Calls to the table, one at a time in an order that chance decides: who acts at once goes on between the calls of others, and is stopped at some.
import { AsyncLocalStorage } from 'node:async_hooks';
import { nextTick } from 'node:process';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import type { Random } from '../simulation/random.ts';

export type Command = {
  readonly input: Readonly<Record<string, unknown>>;
  readonly constructor: { readonly name: string };
};
type Answer = Record<string, unknown>;

/** One who acts. */
export type Actor = {
  readonly name: string /** By address: the step at which a mail to it was claimed last. */;
  readonly claimed: Map<string, number>;
};

export class Turns {
  /** How many calls were done. */
  step = 0;
  /** Of a call, the chance to be stopped before it and after it. */
  stops = 0;
  readonly #random: Random;
  readonly #waiting: (() => void)[] = [];
  readonly #actors = new AsyncLocalStorage<Actor>();
  #running = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  get actor(): Actor | undefined {
    return this.#actors.getStore();
  }

  /** Begins an action; what it throws ends it. */
  begin(name: string, act: () => Promise<void>): void {
    this.#running++;
    const done = (): void => {
      this.#running--;
    };
    this.#actors.run({ name, claimed: new Map() }, () => void act().then(done, done));
  }

  /** Lets all go on, one call at a time, until everybody has come to the end. */
  async settle(): Promise<void> {
    for (;;) {
      await new Promise<void>((resolve) => nextTick(resolve));
      if (this.#running === 0) return;
      const [next] = this.#waiting.splice(this.#random.below(this.#waiting.length), 1);
      next?.();
    }
  }

  /** The table as it is seen here. @param change what a mutant makes of an answer */
  table(
    table: LeadTable,
    change: (answer: Answer) => Answer,
    done: (command: Command, actor: Actor | undefined) => void,
  ): LeadTable {
    const send = async (command: Command): Promise<Answer> => {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      this.step++;
      if (this.#random.chance(this.stops)) throw new Error('stopped before');
      const answer = (await table.client.send(command as never)) as unknown as Answer;
      done(command, this.actor);
      if (this.#random.chance(this.stops)) throw new Error('stopped after');
      return change(answer);
    };
    return { ...table, client: { send } as unknown as LeadTable['client'] };
  }
}
