// One schedule: a world, the real code of all who act in it, and a scheduler that decides who goes on and what goes wrong.
import { encodeMessage } from '../../functions/queue/message.ts';
import { Actors } from './actors.ts';
import { Coverage } from './coverage.ts';
import { FaultPlan } from './faults.ts';
import type { Build } from './funnels.ts';
import { Judge } from './judge.ts';
import type { Mutant } from './mutant.ts';
import { Outside } from './outside.ts';
import { Random } from './random.ts';
import { drained, Scheduler, type Waiting } from './scheduler.ts';
import { Trace } from './trace.ts';
import { START, type Theme, type Upkeep, type World, worldOf } from './world.ts';

export type Options = {
  readonly mutant?: Mutant | undefined;
  /** What the world is about, where the seed is not to decide. */
  readonly theme?: Theme | undefined;
  /** Every step is told. */
  readonly trace?: boolean;
  /** The books are kept after each transaction. */
  readonly books?: boolean;
};

export type Result = {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly coverage: Coverage;
  readonly steps: number;
  readonly trace: readonly string[];
};

const WORKERS = 4;
const RECOUNTS = 2;
/** From here on nothing goes wrong any more. */
const STEPS_WITH_FAULTS = 800;
const STEPS = 20_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Hourly runs at the end, each of which may have to send for a recount that lost its message. */
const RUNS = 6;

export async function simulate(seed: number, options: Options = {}): Promise<Result> {
  return await new Simulation(seed, options).run();
}

class Simulation {
  readonly #seed: number;
  readonly #random: Random;
  readonly #world: World;
  readonly #scheduler: Scheduler;
  readonly #faults: FaultPlan;
  readonly #outside: Outside;
  readonly #actors: Actors;
  readonly #violations: string[] = [];
  readonly #coverage = new Coverage();
  readonly #trace: Trace;
  /** How eagerly batches are handed out, against all else that can go on. */
  readonly #eagerness: number;
  /** The same of what is still to happen. */
  readonly #haste: number;
  /** How often everything stands still. */
  readonly #stalls: number;
  /** Who goes on is decided by priority more often than not: some are left behind for long. */
  readonly #hasPriorities: boolean;
  /** Leads are looked at meanwhile too. */
  readonly #looksOn: boolean;
  readonly #judge: Judge;
  #steps = 0;
  /** Leads and counters came apart: what follows says nothing new. */
  #isTorn = false;
  /** The latest build that is rolled out, and whether the one before is alive too. */
  #latest = 0;
  #isRolling = false;
  /** What is still to happen, in this order. */
  #happenings: (() => void)[] = [];

  constructor(seed: number, options: Options) {
    this.#seed = seed;
    this.#random = new Random(seed);
    this.#trace = new Trace(options.trace === true, () => this.#scheduler.now - START);
    this.#world = worldOf(this.#random, options.theme);
    this.#scheduler = new Scheduler(this.#random, START);
    this.#faults = new FaultPlan(this.#random, this.#world.theme);
    this.#eagerness = this.#random.pick([0.5, 1, 4]);
    const isFlood = this.#world.theme === 'flood';
    const stalls = this.#random.pick([0, 0.002, 0.01]);
    this.#stalls = isFlood ? 0 : stalls;
    this.#haste = this.#random.pick([0.05, 0.2, 1]);
    this.#hasPriorities = this.#random.chance(0.5) && !isFlood;
    const shared = {
      scheduler: this.#scheduler,
      random: this.#random,
      coverage: this.#coverage,
      trace: this.#trace,
    };
    this.#outside = new Outside({
      ...shared,
      faults: this.#faults,
      keepsBooks: options.books === true,
      deployment: this.#world.deployment,
      duplicates: this.#world.theme !== 'flood',
      onViolation: (what) => this.#tear(what),
    });
    this.#looksOn = options.books === true && this.#world.theme !== 'mixed';
    this.#judge = new Judge(this.#outside, options.books === true);
    this.#actors = new Actors({
      ...shared,
      outside: this.#outside,
      mutant: options.mutant,
      clocksDiffer: this.#world.theme === 'hours',
      build: () => this.#build(),
      onViolation: (what) => this.#tear(what),
    });
  }

  async run(): Promise<Result> {
    const { clients, paceMs } = this.#world;
    for (const requests of clients) this.#actors.startClient(requests, paceMs);
    this.#happenings = this.#plan();
    await this.#settle();
    this.#faults.isOn = false;
    // Where no function crashes, nothing is set aside by bad luck: neither load nor slowness are reasons.
    if (this.#world.theme === 'flood') this.#judgeDeadLetters();
    await this.#redrive();
    if (this.#world.deployment.change === 'tally') await this.#deliverAllAgain();
    await this.#endRecounts();
    if (!this.#isTorn) {
      await this.#endTelling();
      for (const broken of await this.#judge.atTheEnd(this.#build(), this.#actors.erasures))
        this.#violate(broken);
    }
    this.#judgeDeadLetters();
    return {
      seed: this.#seed,
      violations: this.#violations,
      coverage: this.#coverage,
      steps: this.#steps,
      trace: this.#trace.lines,
    };
  }

  #plan(): (() => void)[] {
    const { deployment, erasures, upkeep } = this.#world;
    const happenings: (() => void)[] = [];
    for (const build of deployment.builds.slice(1)) {
      happenings.push(() => {
        this.#latest++;
        this.#isRolling = true;
        this.#coverage.count(`deploy: ${deployment.change}`);
        this.#trace.say(() => `the ${build.name} is rolled out`);
      });
      if (deployment.change !== 'tally') happenings.push(() => this.#actors.startClaimer());
      happenings.push(() => {
        this.#isRolling = false;
      });
      if (deployment.change !== 'tally') happenings.push(() => this.#actors.startClaimer());
    }
    if (this.#random.chance(0.3)) happenings.push(() => this.#actors.startSweep());
    for (const id of erasures) {
      const at = this.#random.below(happenings.length + 1);
      happenings.splice(at, 0, () => this.#actors.startEraser(id));
    }
    let at = 0;
    for (const one of upkeep) {
      at = this.#random.between(at, happenings.length);
      happenings.splice(at++, 0, () => this.#keepUp(one));
    }
    return happenings;
  }

  #keepUp(what: Upkeep): void {
    if (what === 'compact') {
      // The schedule calls the job at least once.
      const runs = this.#random.chance(0.3) ? 2 : 1;
      if (this.#random.chance(0.5)) this.#actors.counters.startReader();
      for (let run = 0; run < runs; run++) this.#actors.counters.startCompactor();
    } else if (what === 'read') this.#actors.counters.startReader();
    else if (this.#isBusy() && this.#random.chance(0.9)) {
      // A leap of the clock ends who is at work: mostly it comes when nobody is.
      this.#happenings.unshift(() => this.#keepUp(what));
    } else {
      const period = what === 'next day' ? 24 * HOUR_MS : HOUR_MS;
      const left = period - (this.#scheduler.now % period);
      const leaps = { minutes: 11 * MINUTE_MS, hours: 4 * HOUR_MS } as const;
      const leap = what === 'minutes' || what === 'hours' ? leaps[what] : left + 2 * MINUTE_MS;
      this.#scheduler.now += leap + this.#random.below(7 * MINUTE_MS);
      this.#coverage.count('hours pass');
      this.#trace.say(() => `time passes to the ${what}`);
    }
  }

  #isBusy(): boolean {
    const { now, parties } = this.#scheduler;
    const isWorking = [...parties].some(({ kind }) => kind !== 'client' && kind !== 'held back');
    return isWorking || this.#outside.sqs.hasVisible(this.#outside.submissions, now);
  }

  #build(): Build {
    const { builds } = this.#world.deployment;
    const isFormer = this.#isRolling && this.#random.chance(0.5);
    return builds[this.#latest - (isFormer ? 1 : 0)] ?? builds[0];
  }

  /** Lets parties go on, one call at a time, until nobody has anything to do any more. */
  async #settle(): Promise<void> {
    for (;;) {
      await drained();
      if (this.#looksOn && !this.#isTorn) {
        for (const broken of await this.#judge.meanwhile(this.#build())) this.#tear(broken);
      }
      if (this.#isTorn) return;
      if (++this.#steps > STEPS) {
        this.#tear('it never ends');
        return;
      }
      if (this.#steps > (this.#world.theme === 'flood' ? 3 : 1) * STEPS_WITH_FAULTS)
        this.#faults.isOn = false;
      this.#passTime();
      const ready = this.#scheduler.ready();
      const { submissions, recounts } = this.#outside;
      const delivery = this.#canDeliver(submissions, 'worker', WORKERS) ? this.#eagerness : 0;
      const recount = this.#canDeliver(recounts, 'recount', RECOUNTS) ? 0.5 : 0;
      const happening = this.#happenings.length > 0 ? this.#haste : 0;
      const all = ready.length + delivery + recount + happening;
      const drawn = all === 0 ? 0 : this.#random.next() * all;
      if (all === 0) {
        if (!this.#skipTime()) return;
      } else if (drawn < ready.length) this.#outside.letGoOn(this.#next(ready));
      else if (drawn < ready.length + delivery) this.#actors.deliver(this.#batchSize());
      else if (drawn < ready.length + delivery + recount) this.#actors.deliverRecount();
      else this.#happenings.shift()?.();
    }
  }

  #batchSize(): number {
    const { theme } = this.#world;
    if (theme === 'flood') return this.#random.pick([5, 10]);
    return theme === 'mixed' || theme === 'hours' ? this.#random.pick([1, 2, 5, 10]) : 1;
  }

  #next(ready: readonly Waiting[]): Waiting {
    const one = this.#random.pick(ready);
    if (!this.#hasPriorities || this.#random.chance(0.1)) return one;
    return ready.reduce((first, other) => (other.party.priority > first.party.priority ? other : first), one);
  }

  /** Time passes between steps; now and then everything stands still for long. */
  #passTime(): void {
    this.#scheduler.now += this.#random.below(20);
    if (this.#faults.isOn && this.#random.chance(this.#stalls)) {
      this.#scheduler.now += this.#random.below(40_000);
      this.#coverage.count('stall');
    }
    for (const party of this.#scheduler.endOverdue()) {
      this.#coverage.count('out of time');
      if (this.#world.theme === 'flood')
        this.#tear(`dead letters = poison: ${party.name} is stopped, though calls are merely slow`);
      this.#trace.say(() => `${party.name} is ended: its time is up`);
    }
  }

  /** Nothing can be done now: the clock goes on to when something can. @returns false where there is no such moment */
  #skipTime(): boolean {
    const { sqs, submissions, recounts } = this.#outside;
    const due = this.#scheduler.nextDue();
    const moments = [
      ...[...sqs.held(submissions), ...sqs.held(recounts)].map(({ visibleAt }) => visibleAt),
      ...(due === undefined ? [] : [due]),
    ].filter((moment) => moment > this.#scheduler.now);
    if (moments.length === 0) return false;
    this.#scheduler.now = Math.min(...moments);
    return true;
  }

  #canDeliver(queue: string, kind: string, most: number): boolean {
    const { now, parties } = this.#scheduler;
    let busy = 0;
    for (const party of parties) if (party.kind === kind) busy++;
    return busy < most && this.#outside.sqs.hasVisible(queue, now);
  }

  /** What died by bad luck is redriven: only poison dies again. */
  async #redrive(): Promise<void> {
    const { sqs, deadLetters, submissions } = this.#outside;
    const { poison } = this.#actors;
    if (sqs.held(deadLetters).every(({ body }) => poison.includes(body))) return;
    this.#coverage.count('redrive');
    sqs.redrive(deadLetters, submissions);
    await this.#settle();
  }

  #judgeDeadLetters(): void {
    const { poison } = this.#actors;
    const dead = this.#outside.sqs.held(this.#outside.deadLetters);
    const alive = dead.filter(({ body }) => !poison.includes(body)).length;
    if (alive > 0) this.#violate(`dead letters = poison: ${alive} messages that can be read are dead`);
    else if (dead.length !== poison.length && !this.#isTorn) {
      this.#violate(`dead letters = poison: ${dead.length} are dead, ${poison.length} were sent`);
    }
  }

  /** What the last build's code counts is known of every lead once it has come by again. */
  async #deliverAllAgain(): Promise<void> {
    const { sqs, submissions, accepted } = this.#outside;
    const again = this.#random.shuffled(accepted);
    while (again.length > 0) {
      const MessageBody = encodeMessage(again.splice(0, this.#random.between(1, 8)));
      sqs.execute('SendMessage', { QueueUrl: submissions, MessageBody });
    }
    await this.#settle();
  }

  /** Hourly runs, until what the last build configures is served. */
  async #endRecounts(): Promise<void> {
    if (this.#outside.live() === undefined) return;
    for (let run = 0; run < RUNS && !this.#isTorn; run++) {
      this.#actors.startClaimer();
      await this.#settle();
      const live = this.#outside.live();
      if (live !== undefined && live.run === undefined) return;
      this.#scheduler.now += HOUR_MS;
    }
    if (!this.#isTorn) this.#violate('a recount never ends');
  }

  /** Sweeps, until nothing is left in the outbox. */
  async #endTelling(): Promise<void> {
    for (let run = 0; run < RUNS && !this.#isTorn; run++) {
      this.#scheduler.now += HOUR_MS;
      this.#actors.startSweep();
      await this.#settle();
    }
  }

  /** What follows says nothing new. */
  #tear(what: string): void {
    if (!this.#isTorn) this.#violate(what);
    this.#isTorn = true;
  }

  #violate(what: string): void {
    this.#violations.push(what);
    this.#trace.say(() => `VIOLATION ${what}`);
  }
}
