// One schedule: a world, the real code of all who act in it, and a scheduler that decides who goes on and what goes wrong.
import { activeKeys } from '../../functions/domain/funnel-versions.ts';
import { encodeMessage } from '../../functions/queue/message.ts';
import { Actors } from './actors.ts';
import { Coverage } from './coverage.ts';
import { FaultPlan } from './faults.ts';
import type { Build } from './funnels.ts';
import { Judge } from './judge.ts';
import type { Mutant } from './mutant.ts';
import { Outside } from './outside.ts';
import { Random } from './random.ts';
import { isMarkItem } from './retention.ts';
import { drained, Scheduler, type Waiting } from './scheduler.ts';
import { Trace } from './trace.ts';
import { type Era, isMixed, START, type Theme, type Upkeep, type World, worldOf } from './world.ts';

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
const TELLERS = 2;
/** From here on nothing goes wrong any more. */
/** Owners who look through the list while it is packed. */
const LISTERS = 3;
const STEPS_WITH_FAULTS = 800;
const STEPS = 20_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Hourly runs at the end, each of which may have to send for a recount that lost its message. */
const RUNS = 6;
/** How much of what is over the table forgets at once. */
const FORGETS = 0.7;
/** Runs of the retention at the end, each of which may end amid its walk. */
const WALKS = 40;

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
  /** How often the index of contacts is packed in an era, and looked through. */
  readonly #packings: number;
  /** Leads are looked at meanwhile too. */
  readonly #looksOn: boolean;
  readonly #judge: Judge;
  #steps = 0;
  #faultsUntil: number;
  /** Poison that was sent before the era, and is gone. */
  #poisonPurged = 0;
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
    this.#faultsUntil = (isFlood ? 3 : 1) * STEPS_WITH_FAULTS;
    const stalls = this.#random.pick([0, 0.002, 0.01]);
    this.#stalls = isFlood ? 0 : stalls;
    this.#haste = this.#random.pick([0.05, 0.2, 1]);
    this.#hasPriorities = this.#random.chance(0.5) && !isFlood;
    this.#packings = isFlood ? 0 : this.#random.pick([0, 3, 8]);
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
      retentionMs: this.#world.retentionMs,
      duplicates: this.#world.theme !== 'flood',
      onViolation: (what) => this.#tear(what),
    });
    this.#looksOn = options.books === true && !isMixed(this.#world.theme);
    this.#judge = new Judge(this.#outside, options.books === true);
    this.#actors = new Actors({
      ...shared,
      outside: this.#outside,
      mutant: options.mutant,
      // Small leads with as many items as large ones have.
      sizes: this.#random.pick([
        undefined,
        { step: 64, freshRoom: 64, wholeFrom: 1, pageBytes: 200, tighterFrom: 2 },
        { step: 64, freshRoom: 0, wholeFrom: 1, pageBytes: 120, tighterFrom: 3 },
      ]),
      retentionMs: this.#world.retentionMs,
      clocksDiffer: this.#world.theme === 'hours',
      build: () => this.#build(),
      onViolation: (what) => this.#tear(what),
    });
  }

  async run(): Promise<Result> {
    const { eras, paceMs, deployment } = this.#world;
    // The first deploy ends with what is live: no code of another matcher meets a table without it.
    if (deployment.change === 'matcher') await this.#outside.makeLive(deployment.builds[0]);
    for (const [n, era] of eras.entries()) {
      if (n > 0) await this.#leave(era);
      for (const requests of era.clients) this.#actors.startClient(requests, paceMs);
      this.#happenings = this.#plan(era, n === 0 ? deployment.builds.slice(1) : []);
      await this.#settle();
    }
    this.#faults.isOn = false;
    // Where no function crashes, nothing is set aside by bad luck: neither load nor slowness are reasons.
    if (this.#world.theme === 'flood') this.#judgeDeadLetters();
    await this.#redrive();
    if (deployment.change === 'tally') await this.#deliverAllAgain();
    await this.#endRecounts();
    const walk = await this.#endRetention();
    if (!this.#isTorn) await this.#endTelling();
    if (!this.#isTorn) await this.#endReferrals();
    if (!this.#isTorn) await this.#endPacking();
    if (!this.#isTorn) {
      const { now } = this.#scheduler;
      for (const broken of await this.#judge.atTheEnd(this.#build(), this.#actors.erasures, { now, walk }))
        this.#violate(broken);
    }
    if (walk !== undefined && !this.#isTorn) this.#judgeMarks();
    this.#judgeDeadLetters();
    return {
      seed: this.#seed,
      violations: this.#violations,
      coverage: this.#coverage,
      steps: this.#steps,
      trace: this.#trace.lines,
    };
  }

  /** What is under way comes to its end, and for long nothing happens. */
  async #leave({ gapMs }: Era): Promise<void> {
    this.#faults.isOn = false;
    await this.#redrive();
    await this.#endRecounts();
    // It runs every week: what one was stopped at is done before the marks are forgotten.
    await this.#endRetention();
    this.#judgeDeadLetters();
    this.#outside.sqs.execute('PurgeQueue', { QueueUrl: this.#outside.deadLetters });
    this.#poisonPurged = this.#actors.poison.length;
    this.#outside.commits.arrivedUntil = this.#scheduler.now;
    const first = Math.min(gapMs, 45 * DAY_MS);
    this.#scheduler.now += first;
    this.#outside.forget(first < gapMs ? 1 : FORGETS);
    this.#scheduler.now += gapMs - first;
    this.#coverage.count('era');
    this.#trace.say(() => `${Math.round(gapMs / DAY_MS)} days pass`);
    this.#faults.isOn = true;
    this.#faultsUntil = this.#steps + STEPS_WITH_FAULTS;
  }

  /** A month after the last erasure nothing is left of a lead, not even the hashes of its ids. */
  #judgeMarks(): void {
    this.#scheduler.now += 31 * DAY_MS;
    this.#outside.forget(1);
    const left = this.#outside.database.items().filter((item) => isMarkItem(item)).length;
    if (left > 0) this.#violate(`what is over is gone: ${left} marks of erased leads are never forgotten`);
  }

  #plan(era: Era, builds: readonly Build[]): (() => void)[] {
    const { deployment } = this.#world;
    const happenings: (() => void)[] = [];
    for (const build of builds) {
      happenings.push(() => {
        this.#latest++;
        this.#isRolling = true;
        this.#coverage.count(`deploy: ${deployment.change}`);
        this.#trace.say(() => `the ${build.name} is rolled out`);
      });
      // What another matcher is to count is claimed once no function has the code of before: the template's order of updates.
      if (deployment.change !== 'tally' && deployment.change !== 'matcher')
        happenings.push(() => this.#actors.startClaimer());
      happenings.push(() => {
        this.#isRolling = false;
      });
      if (deployment.change !== 'tally') happenings.push(() => this.#actors.startClaimer());
    }
    if (this.#random.chance(0.3)) happenings.push(() => this.#actors.startSweep());
    const anywhere = (happening: () => void): void => {
      happenings.splice(this.#random.below(happenings.length + 1), 0, happening);
    };
    for (let n = 0; n < this.#packings; n++) {
      anywhere(() => {
        for (let listers = LISTERS; listers > 0; listers--) this.#actors.startLister();
        for (let packers = this.#random.pick([1, 2]); packers > 0; packers--) this.#actors.startPacker();
      });
    }
    for (const id of era.erasures) {
      anywhere(() => {
        this.#actors.startEraser(id);
        if (this.#packings > 0) this.#actors.startPacker();
      });
    }
    for (let n = 0; n < era.walks; n++) anywhere(() => this.#actors.startRetention());
    for (let n = 0; n < era.visits; n++) anywhere(() => this.#actors.startVisit());
    const { leapDays } = era;
    if (leapDays !== undefined) {
      anywhere(() => {
        this.#scheduler.now += leapDays * DAY_MS;
        this.#outside.forget(FORGETS);
        this.#coverage.count('leap');
        this.#trace.say(() => `${leapDays} days pass at once`);
      });
    }
    let at = 0;
    for (const one of era.upkeep) {
      at = this.#random.between(at, happenings.length);
      happenings.splice(at++, 0, () => this.#keepUp(one));
    }
    return happenings;
  }

  #keepUp(what: Upkeep): void {
    if (what === 'compact') {
      // The schedule calls the job at least once.
      const runs = this.#random.chance(0.6) ? 2 : 1;
      if (this.#random.chance(0.5)) this.#actors.counters.startReader();
      for (let run = 0; run < runs; run++) this.#actors.counters.startCompactor();
    } else if (what === 'read') this.#actors.counters.startReader();
    else if (this.#isBusy() && this.#random.chance(0.9)) {
      // A leap of the clock ends who is at work: mostly it comes when nobody is.
      this.#happenings.unshift(() => this.#keepUp(what));
    } else {
      const period = what === 'next day' ? DAY_MS : HOUR_MS;
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

  /** Whether each build that is alive can count under what is live: else leads are behind until a recount has ended. */
  #isCountable(): boolean {
    const live = this.#outside.live();
    const keys = live === undefined ? [] : activeKeys(live);
    const alive = this.#world.deployment.builds.slice(
      this.#latest - Number(this.#isRolling),
      this.#latest + 1,
    );
    return alive.every(({ countsUnder = () => true }) => keys.every(countsUnder));
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
      if (this.#looksOn && !this.#isTorn && this.#isCountable()) {
        for (const broken of await this.#judge.meanwhile(this.#build())) this.#tear(broken);
      }
      if (this.#isTorn) return;
      if (++this.#steps > STEPS) {
        this.#tear('it never ends');
        return;
      }
      if (this.#steps > this.#faultsUntil) this.#faults.isOn = false;
      this.#passTime();
      const { referrals } = this.#outside;
      referrals.returnLeft();
      const ready = this.#scheduler.ready();
      const { submissions, recounts } = this.#outside;
      const delivery = this.#canDeliver(submissions, 'worker', WORKERS) ? this.#eagerness : 0;
      const recount = this.#canDeliver(recounts, 'recount', RECOUNTS) ? 0.5 : 0;
      const happening = this.#happenings.length > 0 ? this.#haste : 0;
      const telling = referrals.waiting.size > 0 && referrals.telling.size < TELLERS ? this.#haste : 0;
      const all = ready.length + delivery + recount + happening + telling;
      const drawn = all === 0 ? 0 : this.#random.next() * all;
      if (all === 0) {
        if (!this.#skipTime()) return;
      } else if (drawn < ready.length) this.#outside.letGoOn(this.#next(ready));
      else if (drawn < ready.length + delivery) this.#actors.deliver(this.#batchSize());
      else if (drawn < ready.length + delivery + recount) this.#actors.deliverRecount();
      else if (drawn < ready.length + delivery + recount + telling) this.#actors.startTeller();
      else this.#happenings.shift()?.();
    }
  }

  #batchSize(): number {
    const { theme } = this.#world;
    if (theme === 'flood') return this.#random.pick([5, 10]);
    return isMixed(theme) || theme === 'hours' ? this.#random.pick([1, 2, 5, 10]) : 1;
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
    else if (dead.length !== poison.length - this.#poisonPurged && !this.#isTorn) {
      const sent = poison.length - this.#poisonPurged;
      this.#violate(`dead letters = poison: ${dead.length} are dead, ${sent} were sent`);
    }
  }

  /** What the last build's code counts is known of every lead once it has come by again. */
  async #deliverAllAgain(): Promise<void> {
    const { sqs, submissions, quarantine } = this.#outside;
    const again = this.#random.shuffled(quarantine.leads());
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

  /** Walks, until one that begins now has come to its end. @returns when it began; undefined where leads are kept for good */
  async #endRetention(): Promise<{ readonly retentionMs: number; readonly begun: number } | undefined> {
    const { retentionMs } = this.#world;
    if (retentionMs === undefined) return undefined;
    const table = this.#outside;
    const before = table.walk();
    // Whatever walk is under way ends first; the next one is due a week later.
    for (let run = 0; run < WALKS && !this.#isTorn; run++) {
      const walk = table.walk();
      if (walk?.ended !== undefined && walk.begun > (before?.begun ?? 0))
        return { retentionMs, begun: walk.begun };
      if (walk?.ended !== undefined || walk === undefined) this.#scheduler.now += 8 * DAY_MS;
      this.#actors.startRetention();
      await this.#settle();
    }
    if (!this.#isTorn) this.#violate('a walk of the retention never ends');
    return undefined;
  }

  /** Sweeps, until nothing is left in the outbox. */
  async #endTelling(): Promise<void> {
    for (let run = 0; run < RUNS && !this.#isTorn; run++) {
      this.#scheduler.now += HOUR_MS;
      this.#actors.startSweep();
      await this.#settle();
    }
  }

  /** All that was told of referrals once more, when everybody is there whom it is of. */
  async #endReferrals(): Promise<void> {
    if (!this.#outside.referrals.tellAllAgain()) return;
    await this.#settle();
    // What is told is an event, of which something may be to be told.
    if (!this.#isTorn) await this.#endTelling();
  }

  /** Packs, until nothing is left that is not. What a packing was stopped at is deleted a while later. */
  async #endPacking(): Promise<void> {
    for (let run = 0; run < RUNS && !this.#isTorn; run++) {
      this.#actors.startPacker();
      await this.#settle();
      if (await this.#judge.isPacked()) return;
      this.#scheduler.now += HOUR_MS;
    }
    if (!this.#isTorn) this.#violate('the index of contacts is never packed whole');
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
