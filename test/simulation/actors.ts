// Who acts in a world: clients that send, workers, recounts and those who claim them, and whoever erases. All run the real
// code; what they send to the world outside waits for the scheduler.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { failedMessages } from '../../bin/local/event-source/batch.ts';
import { type ApplyRetention, applyRetention } from '../../functions/apply-retention/apply-retention.ts';
import type { LeadId } from '../../functions/domain/event/event.ts';
import { tellingOf } from '../../functions/domain/tell/targets.ts';
import { packList } from '../../functions/pack-list/pack-list.ts';
import type { PackSizes } from '../../functions/pack-list/sizes.ts';
import { type AdvanceLeads, advanceLeads, sendAllAgain } from '../../functions/progress/advance-leads.ts';
import { isOutage } from '../../functions/progress/outage.ts';
import { screenSubmissions } from '../../functions/progress/screen-submissions.ts';
import { clientCalls } from '../../functions/queue/client-calls.ts';
import { fanOut, sendOutbound } from '../../functions/queue/outbound-message.ts';
import { decodeRecount, recountQueue } from '../../functions/queue/recount-message.ts';
import { workQueue } from '../../functions/queue/return-work.ts';
import { QueueUnavailable, sqsQueue } from '../../functions/queue/sender.ts';
import { type Recount, recount } from '../../functions/recount/recount.ts';
import { type TellReferralDeps, tellReferral } from '../../functions/referral/tell-referral.ts';
import { claimRecounts } from '../../functions/start-recount/claim-recounts.ts';
import { SHARDS } from '../../functions/store/counters/shards.ts';
import { readView, type View } from '../../functions/store/definitions/funnel-versions.ts';
import { leadKey } from '../../functions/store/keys.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import type { Sizes } from '../../functions/store/leads/lead-layout.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { finishErasure } from '../../functions/store/leads/leftovers.ts';
import { readLeads } from '../../functions/store/leads/read-leads.ts';
import { readWalk, writeWalk } from '../../functions/store/leads/retention-walk.ts';
import { scanPage } from '../../functions/store/leads/scan-leads.ts';
import { orderBooks } from '../../functions/store/orders/order-books.ts';
import { handOver, sweepOutbox, writtenItems } from '../../functions/store/outbox/hand-over.ts';
import type { Note, OutboxItem } from '../../functions/store/outbox/outbox.ts';
import { commit } from '../../functions/store/transactions/commit.ts';
import { outboxOf } from '../../functions/store/transactions/plan.ts';
import { CounterActors } from './counter-actors.ts';
import type { Coverage } from './coverage.ts';
import { TABLE } from './database.ts';
import type { ReceivedMessage } from './fakes/memory-sqs.ts';
import { answerLost } from './faults.ts';
import type { Build } from './funnels.ts';
import type { Erased } from './laws.ts';
import { hashOf } from './lead-hash.ts';
import { brokenWhileRead } from './list-laws.ts';
import type { Memory, Mutant } from './mutant.ts';
import { idsIn } from './oracle.ts';
import type { Outside } from './outside.ts';
import { Owner } from './owner.ts';
import type { Click } from './quarantine.ts';
import type { Random } from './random.ts';
import { SHARE_KEY } from './referral-laws.ts';
import { recordAt } from './retention.ts';
import { Sandboxes } from './sandboxes.ts';
import type { Call, Party, Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';
import type { Era } from './world.ts';

type Command = {
  readonly input: Readonly<Record<string, unknown>>;
  readonly constructor: { readonly name: string };
};

/** How long each function may run. */
export const WORKER_MS = 30_000;
const RECOUNT_MS = 60_000;
const RETENTION_MS = 120_000;
const PACKER_MS = 60_000;
const TELLER_MS = 30_000;
/** Few contacts in as many pages as many have. */
const PACK_SIZES: PackSizes = { least: 1, most: 6, page: 2, fan: 2 };
/** How long before its end a worker gives up waiting for an answer, as its clients do. */
const RESERVE_MS = { dynamodb: 7_000, sqs: 500 } as const;
/** Some are behind by minutes, some by more than from the end of an hour to the deletion of its shards and of their names. */
const CLOCKS_BEHIND_MS = [0, 10 * 60_000, 6 * 3_600_000, 30 * 3_600_000] as const;
/** Nobody who began to count before is at work any more after so long. */
const SETTLE_MS = WORKER_MS + 1_000;

export type ActorsSettings = {
  readonly scheduler: Scheduler;
  readonly outside: Outside;
  readonly random: Random;
  readonly coverage: Coverage;
  readonly trace: Trace;
  readonly mutant: Mutant | undefined;
  /** How much goes into one item; absent: as in production. */
  readonly sizes: Sizes | undefined;
  readonly retentionMs: number | undefined;
  /** Whether workers' clocks are behind by minutes or hours, and they begin with the same shard. */
  readonly clocksDiffer: boolean;
  /** The build that a new invocation runs. */
  readonly build: () => Build;
  readonly onViolation: (what: string) => void;
};

export class Actors {
  /** The poison that was sent. */
  readonly poison: string[] = [];
  /** Who was told that a lead is erased. */
  readonly erasures: Erased[] = [];
  readonly #settings: ActorsSettings;
  readonly #memory: Memory = new Map();
  readonly #sandboxes: Sandboxes;
  readonly counters: CounterActors;

  constructor(settings: ActorsSettings) {
    this.#settings = settings;
    this.#sandboxes = new Sandboxes((party) => this.#client(party, 'dynamodb') as DynamoDBClient);
    this.counters = new CounterActors({
      ...settings,
      sandboxes: this.#sandboxes,
      clientOf: (party) => this.#client(party, 'dynamodb') as DynamoDBClient,
      viewOf: (party, build) => this.#viewOf(party, build),
    });
  }

  /** Sends its requests one after another; one that is not answered well is sent again. */
  startClient(requests: Era['clients'][number], paceMs: number): void {
    const { scheduler, outside, coverage, random } = this.#settings;
    scheduler.spawn('client', Number.POSITIVE_INFINITY, async (party) => {
      const queue = sqsQueue(clientCalls(this.#client(party, 'sqs') as SQSClient), outside.submissions);
      for (const request of requests) {
        if (paceMs > 0) await scheduler.pause(party, random.below(paceMs));
        if ('poison' in request) {
          coverage.count('poison message');
          this.poison.push(request.poison);
          outside.sqs.execute('SendMessage', { QueueUrl: outside.submissions, MessageBody: request.poison });
          continue;
        }
        for (let left = request.times; left > 0; ) {
          const received = scheduler.now;
          try {
            await queue.send(
              request.submissions.map((one) => ({ ...one, event: { ...one.event, received } })),
            );
            left--;
          } catch {
            coverage.count('request sent again');
            await scheduler.pause(party, 1_000);
          }
        }
      }
    });
  }

  /** Hands a batch of messages to a worker, as an event source does. */
  deliver(most: number): void {
    const { scheduler, outside, coverage, trace } = this.#settings;
    const batch = this.#receive(outside.submissions, most);
    if (batch.length === 0) return;
    const build = this.#settings.build();
    const party = scheduler.spawn('worker', WORKER_MS, (self) => this.#work(self, build, batch));
    coverage.count('batch');
    trace.say(() => `${party.name} of the ${build.name} gets ${batch.map(({ MessageId }) => MessageId)}`);
  }

  async #work(party: Party, build: Build, batch: readonly ReceivedMessage[]): Promise<void> {
    const { scheduler, outside, coverage, mutant } = this.#settings;
    if (mutant?.acknowledgesFirst) await this.#acknowledge(party, outside.submissions, batch);
    const messages = batch.map(({ MessageId, ReceiptHandle, Body, Attributes }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      receives: Number(Attributes?.ApproximateReceiveCount),
    }));
    const view = await this.#sandboxes
      .within(party, build, ({ client, known }) =>
        readView({ client, table: TABLE }, known, build.config, () => scheduler.now),
      )
      .catch((error: unknown) => {
        if (!isOutage(error)) throw error;
        return undefined;
      });
    const seenView = view === undefined ? undefined : (mutant?.view?.(view, this.#memory) ?? view);
    const { definitions = [], active = [], isRetired = () => false } = seenView ?? {};
    const table = { ...this.#table(party, batch), ...this.#clockOfItsOwn() };
    const queue = workQueue(this.#client(party, 'sqs') as SQSClient, outside.submissions);
    const tell = (items: readonly OutboxItem[]) =>
      handOver({ table, send: (notes) => this.#tell(party, build, notes) }, items);
    const bodies = new Map(messages.map(({ messageId, body }) => [messageId, body]));
    const deps: AdvanceLeads = {
      readLeads: (submissions) => readLeads(table, submissions),
      commit: async (changes, snapshot, options) => {
        if (mutant?.tellsFirst) await tell(changes.flatMap((change) => outboxOf(table, change)));
        const outcomes = await commit(table, changes, snapshot, options);
        coverage.takeOutcomes(outcomes);
        await tell(writtenItems(table, outcomes)).catch(() => coverage.count('left in the outbox'));
        return outcomes;
      },
      books: async () => orderBooks(table),
      screen: (submissions) => screenSubmissions({ table, forms: build.config.forms }, submissions),
      pause: table.pause,
      remaining: () => party.deadline - scheduler.now,
      now: () => scheduler.now,
      sendAgain: queue.sendAgain,
      acknowledge: queue.acknowledge,
      onFailure: ({ messageId, error }) => {
        coverage.count('message failed');
        if (error instanceof QueueUnavailable || this.poison.includes(bodies.get(messageId) ?? '')) return;
        this.#settings.onViolation(`dead letters = poison: a message that can be read fails: ${error.name}`);
      },
      onSentAgain: ({ messages: n, delay }) => coverage.count(`message sent again: ${delay}`, n),
      definitions: definitions.map(build.counts),
      isRetired,
      telling: tellingOf(build.config, active.map(build.counts)),
    };
    const seen = mutant?.looksAt?.(messages, this.#memory) ?? messages;
    const failed =
      view === undefined
        ? await sendAllAgain(deps, seen)
        : await advanceLeads(mutant?.worker?.(deps) ?? deps, seen);
    const batchItemFailures = [...failed].map((itemIdentifier) => ({ itemIdentifier }));
    const left = failedMessages({ ok: true, payload: JSON.stringify({ batchItemFailures }) }, batch, true);
    const done = mutant?.acknowledgesAll
      ? batch
      : batch.filter(({ MessageId }) => left !== 'all' && !left.has(MessageId));
    if (!mutant?.acknowledgesFirst) await this.#acknowledge(party, outside.submissions, done);
  }

  #clockOfItsOwn(): Pick<LeadTable, 'now' | 'random'> | undefined {
    const { scheduler, random, clocksDiffer } = this.#settings;
    if (!clocksDiffer) return undefined;
    const behind = random.below(random.pick(CLOCKS_BEHIND_MS));
    return {
      now: () => scheduler.now - behind,
      random: () => random.next() / SHARDS,
    };
  }

  async #tell(party: Party, build: Build, notes: readonly Note[]): Promise<void> {
    const sqs = this.#client(party, 'sqs') as SQSClient;
    await sendOutbound(sqs, this.#settings.outside.outbound, fanOut(build.config, notes));
  }

  /** Hands over what workers have left in the outbox. */
  startSweep(): void {
    const { scheduler, coverage } = this.#settings;
    const build = this.#settings.build();
    scheduler.spawn('sweep', WORKER_MS, async (party) => {
      const swept = await sweepOutbox({
        table: this.#table(party),
        send: (notes) => this.#tell(party, build, notes),
        now: () => scheduler.now,
        hasTime: () => party.deadline - scheduler.now > 5_000,
      });
      if (swept > 0) coverage.count('swept', swept);
    });
  }

  /** Hands a note of a referral to who tells of it; where that fails, or ends on the way, it is handed over again. */
  startTeller(): void {
    const { scheduler, outside, random, coverage, mutant } = this.#settings;
    const told = random.pick([...outside.referrals.waiting]);
    const { config } = this.#settings.build();
    outside.referrals.waiting.delete(told);
    const party = scheduler.spawn('teller', TELLER_MS, async (self) => {
      const table = this.#table(self);
      const deps: TellReferralDeps = {
        config,
        table: async () => table,
        shareKey: async () => SHARE_KEY,
        queue: sqsQueue(clientCalls(this.#client(self, 'sqs') as SQSClient), outside.submissions),
        now: () => scheduler.now,
        telemetry: { count: (metric) => coverage.count(metric) },
      };
      await tellReferral(mutant?.referrals?.(deps, scheduler.now) ?? deps, told);
      outside.referrals.telling.delete(self);
    });
    outside.referrals.telling.set(party, told);
  }

  /** Makes what this build configures live, as the job that starts recounts does. */
  startClaimer(): void {
    const { scheduler, outside, coverage, trace } = this.#settings;
    const { config, name } = this.#settings.build();
    const party = scheduler.spawn('claimer', RECOUNT_MS, async (self) => {
      const send = recountQueue(this.#client(self, 'sqs') as SQSClient, outside.recounts);
      const { claimed } = await claimRecounts({
        table: { client: this.#client(self, 'dynamodb') as DynamoDBClient, table: TABLE },
        config,
        send,
        now: () => scheduler.now,
      });
      if (claimed) coverage.count('recount claimed');
    });
    trace.say(() => `${party.name} makes the configuration of the ${name} live`);
  }

  /** Hands a message of a recount to who goes on with it. */
  deliverRecount(): void {
    const { scheduler, outside, coverage } = this.#settings;
    const batch = this.#receive(outside.recounts, 1);
    const [message] = batch;
    if (message === undefined) return;
    const build = this.#settings.build();
    scheduler.spawn('recount', RECOUNT_MS, async (party) => {
      const leads = this.#table(party);
      const deps: Recount = {
        leads,
        send: recountQueue(this.#client(party, 'sqs') as SQSClient, outside.recounts),
        view: () => this.#viewOf(party, build),
        countItems: async () => 0,
        settleMs: SETTLE_MS,
        pageSize: this.#settings.random.pick([2, 5, 50]),
        now: () => scheduler.now,
        remaining: () => party.deadline - scheduler.now,
      };
      const { mutant } = this.#settings;
      const walked = await recount(mutant?.recount?.(deps) ?? deps, decodeRecount(message.Body));
      coverage.count(`recount ${walked}`);
      await this.#acknowledge(party, outside.recounts, batch);
    });
  }

  async #viewOf(party: Party, build: Build): Promise<View> {
    const { scheduler } = this.#settings;
    const view = await this.#sandboxes.within(party, build, ({ client, known }) =>
      readView({ client, table: TABLE }, known, build.config, () => scheduler.now),
    );
    return { ...view, definitions: view.definitions.map(build.counts) };
  }

  /** Erases a lead, and tries again until it is told that it is done. */
  startEraser(id: LeadId): void {
    const { scheduler, coverage, trace, outside } = this.#settings;
    const build = this.#settings.build();
    const party = scheduler.spawn('eraser', WORKER_MS, async (self) => {
      const owner = await this.#owner(self, build);
      const attempt = outside.quarantine.eraseKept(id, self.deadline);
      for (const began = scheduler.now; ; ) {
        try {
          const isErased = await owner.erase(id);
          const isLead = outside.commits.marksOf(id).some(({ erasedAt }) => erasedAt >= began);
          if (isErased) coverage.count(isLead ? 'lead erased' : 'kept aside erased');
          else coverage.count('nothing to erase');
          if (isErased && isLead) this.erasures.push({ id, began });
          // Of a lead the marks tell; where there was none, what was kept aside has gone until now.
          attempt.until = isErased && isLead ? -1 : scheduler.now;
          outside.commits.tell(self.name);
          return;
        } catch {
          coverage.count('erasure tried again');
          await scheduler.pause(self, 600);
        }
      }
    });
    trace.say(() => `${party.name} is to erase ${id.kind}:${id.key}`);
  }

  /** The owner looks into quarantine and clicks on some of what is there, now and then more than once. */
  startVisit(): void {
    const { scheduler, random, coverage } = this.#settings;
    const build = this.#settings.build();
    scheduler.spawn('visitor', WORKER_MS, async (party) => {
      const places = await (await this.#owner(party, build)).places();
      coverage.count('quarantine looked at');
      for (const place of places) {
        if (random.chance(0.4)) continue;
        const kind = random.chance(0.8) ? 'release' : 'delete';
        for (let left = random.pick([1, 1, 2, 3]); left > 0; left--) this.#startClick(build, place, kind);
      }
    });
  }

  #startClick(build: Build, place: string, kind: Click['kind']): void {
    const { scheduler, coverage, outside } = this.#settings;
    const run = async (party: Party): Promise<void> => {
      const owner = await this.#owner(party, build);
      const click: Click = { place, kind, isDone: false };
      outside.quarantine.clicks.push(click);
      const wasThere = await owner.click(place, kind);
      coverage.count(wasThere ? `${kind}d from quarantine` : 'no longer in quarantine');
      click.isDone = wasThere;
    };
    scheduler.spawn('owner', WORKER_MS, run, place);
  }

  async #owner(party: Party, build: Build): Promise<Owner> {
    const { scheduler, random, outside, mutant } = this.#settings;
    const { definitions } = await this.#viewOf(party, build);
    return new Owner({
      table: this.#table(party),
      sqs: this.#client(party, 'sqs') as SQSClient,
      submissions: outside.submissions,
      build,
      definitions,
      fresh: () => `t${random.bits()}`,
      now: () => scheduler.now,
      mutant,
    });
  }

  /** Walks over the leads, and erases those whose time is over. */
  startRetention(): void {
    const { scheduler, random, coverage, mutant, retentionMs } = this.#settings;
    if (retentionMs === undefined) return;
    const build = this.#settings.build();
    scheduler.spawn('retention', RETENTION_MS, async (party) => {
      const table = this.#table(party);
      const most = random.pick([2, 5, 50]);
      const deps: ApplyRetention = {
        retentionMs,
        readWalk: () => readWalk(table),
        writeWalk: (walk) => writeWalk(table, walk),
        scan: (after) => scanPage(table, { segment: 0, segments: 1, after, most }),
        erase: async (id, onlyWhile) => {
          const { definitions } = await this.#viewOf(party, build);
          const fresh = (): string => `t${random.bits()}`;
          return await eraseLead(
            { table, definitions, now: () => scheduler.now, fresh, tells: true, onlyWhile },
            id,
          );
        },
        finish: (hash) => finishErasure(table, hash, this.#settings.scheduler.now),
        now: () => scheduler.now,
        remaining: () => party.deadline - scheduler.now,
      };
      const walked = await applyRetention(mutant?.retention?.(deps) ?? deps);
      if (walked !== undefined && walked.erased > 0) coverage.count('lead expired', walked.erased);
      coverage.count(
        walked === undefined ? 'no walk due' : walked.isWhole ? 'walk ended' : 'walk interrupted',
      );
    });
  }

  /** Packs the index of contacts. */
  startPacker(): void {
    const { scheduler, random, coverage } = this.#settings;
    scheduler.spawn('packer', PACKER_MS, async (party) => {
      const packed = await packList({
        table: this.#table(party),
        now: () => scheduler.now,
        fresh: () => `r${random.bits()}`,
        hasTime: () => party.deadline - scheduler.now > 10_000,
        sizes: PACK_SIZES,
      });
      if (packed > 0) coverage.count('index packed', packed);
    });
  }

  /** The owner looks through the list of contacts while others write and pack. */
  startLister(): void {
    const { scheduler, coverage, outside, onViolation } = this.#settings;
    scheduler.spawn('lister', WORKER_MS, async (party) => {
      const broken = await brokenWhileRead(this.#table(party), {
        ids: outside.quarantine.leads().flatMap(idsIn),
        erased: new Set(this.erasures.map(({ id }) => hashOf(id))),
        recordAt: (hash) => recordAt(outside.database, leadKey(hash)),
        now: scheduler.now,
      });
      coverage.count('list looked through');
      for (const what of broken) onViolation(what);
    });
  }

  #receive(QueueUrl: string, MaxNumberOfMessages: number): readonly ReceivedMessage[] {
    const { Messages = [] } = this.#settings.outside.sqs.execute('ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages,
      AttributeNames: ['ApproximateReceiveCount'],
    }) as { readonly Messages?: readonly ReceivedMessage[] };
    return Messages;
  }

  async #acknowledge(party: Party, QueueUrl: string, done: readonly ReceivedMessage[]): Promise<void> {
    if (done.length === 0) return;
    const Entries = done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await this.#settings.scheduler.call(party, 'sqs', 'DeleteMessageBatch', { QueueUrl, Entries });
  }

  #table(party: Party, batch: readonly ReceivedMessage[] = []): LeadTable {
    const { scheduler, random, sizes } = this.#settings;
    const messages = batch.map(({ MessageId }) => MessageId);
    return {
      client: this.#client(party, 'dynamodb', messages) as DynamoDBClient,
      table: TABLE,
      hashOf,
      random: random.next,
      ...(sizes && { sizes }),
      now: () => scheduler.now,
      pause: (attempt) => scheduler.pause(party, random.next() * Math.min(1_000, 20 * 2 ** attempt)),
    };
  }

  /** A worker waits for no call until it is stopped itself: the answer of one that takes so long is lost to it. */
  #endingInTime(party: Party, service: Call['service'], answer: Promise<object>): Promise<object> {
    if (party.kind !== 'worker') return answer;
    const { scheduler } = this.#settings;
    const left = party.deadline - scheduler.now - RESERVE_MS[service];
    const late = scheduler.pause(party, Math.max(1, left)).then(() => Promise.reject(answerLost()));
    return Promise.race([answer, late]);
  }

  /** Who reads many counters gets them in pages, between which others write. */
  #onPages({ kind }: Party, operation: string, input: Command['input']): Command['input'] {
    const { random } = this.#settings;
    if (operation !== 'Query' || (kind !== 'reader' && kind !== 'compactor') || random.chance(0.5))
      return input;
    return { ...input, Limit: random.between(1, 6) };
  }

  /** A client of the SDK as the code sees it: what it sends waits for the scheduler. */
  #client(party: Party, service: Call['service'], batch: readonly string[] = []): unknown {
    const { scheduler, mutant } = this.#settings;
    return {
      send: async (command: Command) => {
        const operation = command.constructor.name.slice(0, -'Command'.length);
        const input = this.#onPages(party, operation, command.input);
        const call = (name: string, asked: Command['input']): Promise<Command['input']> =>
          this.#endingInTime(party, service, scheduler.call(party, service, name, asked)) as Promise<
            Command['input']
          >;
        if (service === 'sqs' || mutant?.send === undefined) return await call(operation, input);
        return await mutant.send({ operation, input, by: party.kind, batch }, call, this.#memory);
      },
    };
  }
}
