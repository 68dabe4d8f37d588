// The world outside: table and queues, what becomes of each call to them, and the books kept beside.
import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { baseOf, type FunnelVersions, isRetiredIn } from '../../functions/domain/funnel-versions.ts';
import { decodeMessage } from '../../functions/queue/message.ts';
import { EXPIRES } from '../../functions/runtime/environment-names.ts';
import { definitionKey } from '../../functions/store/definitions/definition-key.ts';
import { ensureVersions } from '../../functions/store/definitions/funnel-versions.ts';
import { LIVE, LIVE_NOW, RETENTION, RETENTION_WALK, TOLD_ORDER } from '../../functions/store/keys.ts';
import { placeOf } from '../../functions/store/quarantine/place.ts';
import { Books, type Item } from './books.ts';
import type { Coverage } from './coverage.ts';
import { createDatabase, type Database, TABLE } from './database.ts';
import { Commits } from './erasures.ts';
import { MemorySqs, type SqsInput } from './fakes/memory-sqs.ts';
import { arnOf } from './fakes/sqs-attributes.ts';
import { answerLost, conflict, type Fault, type FaultPlan, refused, throttled } from './faults.ts';
import type { Build, Deployment } from './funnels.ts';
import { Ledger } from './ledger.ts';
import { Quarantine } from './quarantine.ts';
import type { Random } from './random.ts';
import { ReferralNotes } from './referral-notes.ts';
import { brokenByWalk, recordAt } from './retention.ts';
import type { Call, Party, Scheduler, Waiting } from './scheduler.ts';
import { Staleness } from './staleness.ts';
import { Telltale } from './telltale.ts';
import type { Trace } from './trace.ts';

export type OutsideSettings = {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: FaultPlan;
  readonly coverage: Coverage;
  readonly trace: Trace;
  readonly keepsBooks: boolean;
  readonly deployment: Deployment;
  readonly retentionMs: number | undefined;
  /** Whether messages may be delivered to two at once. */
  readonly duplicates: boolean;
  readonly onViolation: (what: string) => void;
};

/** Fewer than in production, so that a poison message is soon where it belongs. */
const RECEIVES = 3;
/** Six times the longest function's time, and more. */
const VISIBILITY_S = 400;
/** As long as SQS keeps a message at most. */
const MessageRetentionPeriod = '1209600';

/** DynamoDB takes an older time for no time: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html */
const FORGOTTEN_WITHIN_S = 5 * 365 * 86_400;

/** A call may take nearly as long as a worker has. */
const SLOWEST_MS = 25_000;
/** Longer than from the end of an hour to the deletion of its shards, and of their names. */
const HELD_BACK_MS = 6 * 3_600_000;
/** Long enough for others to sum more shards of the day, and to delete them. */
const SUM_HELD_BACK_MS = 5 * 86_400_000;
/** As long as a reader may take. */
const READING_MS = 60_000;

export class Outside {
  readonly sqs: MemorySqs;
  readonly database: Database;
  readonly submissions: string;
  readonly deadLetters: string;
  readonly recounts: string;
  readonly outbound: string;
  readonly telltale: Telltale;
  /** What is to be told of referrals. */
  readonly referrals = new ReferralNotes();
  /** What was accepted, and what became of it that looked like spam. */
  readonly quarantine = new Quarantine(placeOf);
  transactions = 0;
  /** Marks of erasures. */
  readonly commits = new Commits();
  /** Shards that were deleted. */
  readonly #deleted = new Set<string>();
  /** What was added to counters. */
  readonly ledger = new Ledger();
  readonly #books = new Books();
  readonly #staleness: Staleness;
  readonly #settings: OutsideSettings;

  constructor(settings: OutsideSettings) {
    const { scheduler, random, faults, coverage } = settings;
    this.#settings = settings;
    const drawn = random.pick([0, 0.05, 0.3]);
    const duplicates = settings.duplicates ? drawn : 0;
    const now = (): number => scheduler.now;
    this.database = createDatabase(now);
    const old = random.pick([0, 0.1, 0.5]);
    this.#staleness = new Staleness(this.database, now, () => {
      if (!faults.isOn || !random.chance(old)) return false;
      coverage.count('old answer');
      return true;
    });
    this.sqs = new MemorySqs({
      now,
      random: random.next,
      isDeliveredTwice: () => {
        if (!faults.isOn || !random.chance(duplicates)) return false;
        coverage.count('duplicate delivery');
        return true;
      },
    });
    this.deadLetters = this.sqs.createQueue('dead-letters', { MessageRetentionPeriod });
    const VisibilityTimeout = String(VISIBILITY_S);
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: arnOf('dead-letters'),
      maxReceiveCount: RECEIVES,
    });
    this.submissions = this.sqs.createQueue('submissions', {
      VisibilityTimeout,
      RedrivePolicy,
      MessageRetentionPeriod,
    });
    this.recounts = this.sqs.createQueue('recounts', { VisibilityTimeout, MessageRetentionPeriod });
    this.outbound = this.sqs.createQueue('outbound', { VisibilityTimeout });
    this.telltale = new Telltale(settings.deployment, (pk) => recordAt(this.database, pk));
  }

  /** One who waits goes on, or does not. */
  letGoOn(one: Waiting): void {
    const { scheduler, faults, coverage, trace } = this.#settings;
    scheduler.take(one);
    if (one.kind === 'pause') {
      one.resolve();
      return;
    }
    if (this.#isTooSoon(one)) {
      scheduler.waiting.push({ ...one, due: scheduler.now + READING_MS });
      return;
    }
    const fault = faults.choose(one);
    trace.say(
      () => `${one.party.name} ${one.operation} ${fault ?? 'done'}`,
      () => one.input,
    );
    if (fault === undefined) this.#finish(one);
    else {
      coverage.count(fault);
      this.#fail(one, fault);
    }
  }

  /** What a sum names is deleted ten minutes after it was sent: no reader is at work by then who has not seen it. */
  #isTooSoon({ party, operation }: Call): boolean {
    if (party.kind !== 'held back' || operation !== 'PutItem') return false;
    return [...this.#settings.scheduler.parties].some(({ kind }) => kind === 'reader');
  }

  #fail(call: Call, fault: Fault): void {
    const { scheduler, random } = this.#settings;
    switch (fault) {
      case 'crash before':
        scheduler.end(call.party);
        break;
      case 'crash after':
        this.#effect(call);
        scheduler.end(call.party);
        break;
      case 'slow':
        scheduler.waiting.push({ ...call, due: scheduler.now + random.below(SLOWEST_MS) });
        break;
      case 'held back':
        this.#holdBack(call);
        break;
      case 'answer lost':
        this.#effect(call);
        call.reject(answerLost());
        break;
      case 'refused':
        call.reject(refused());
        break;
      case 'throttled':
        call.reject(throttled(call, random));
        break;
      case 'conflict':
        call.reject(conflict(call, random));
        break;
      case 'partial answer':
      case 'torn read':
        this.#half(call, fault);
    }
  }

  /** It is done hours later; who sent it is stopped. */
  #holdBack(call: Call): void {
    const { scheduler, random } = this.#settings;
    const party = { ...call.party, name: `held back from ${call.party.name}`, kind: 'held back' };
    const nobody = (): void => {};
    const due = scheduler.now + random.below(call.party.kind === 'worker' ? HELD_BACK_MS : SUM_HELD_BACK_MS);
    scheduler.end(call.party);
    scheduler.waiting.push({ ...call, party, due, resolve: nobody, reject: nobody });
  }

  #finish(call: Call): void {
    const done = this.#effect(call);
    if (done instanceof Error) call.reject(done);
    else call.resolve(done);
  }

  /** What the service does with the call, at once and whole. */
  #effect(call: Call): object | Error {
    const { coverage, trace } = this.#settings;
    // What it takes is looked at before it is gone.
    const broken = call.party.kind === 'retention' ? this.#brokenByWalk(call) : [];
    try {
      const answer =
        call.service === 'sqs'
          ? this.sqs.execute(call.operation, call.input as SqsInput)
          : this.#staleness.execute(call.operation, call.input);
      this.#watch(call);
      for (const what of broken) this.#settings.onViolation(what);
      return call.soFar === undefined ? answer : joined(call.soFar, answer);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      coverage.count(error.name);
      trace.say(() => `  is refused: ${error.name}`);
      return error;
    }
  }

  /** Takes note of what was accepted, and sees to it that leads and counters move together. */
  #watch({ operation, input, party }: Call): void {
    const { scheduler, coverage, keepsBooks, onViolation } = this.#settings;
    const { Item, Key } = input as { readonly Item?: Item; readonly Key?: Item };
    if (operation === 'PutItem' && Item?.sk?.S?.startsWith('s#')) coverage.count('sum written');
    if (operation === 'TransactWriteItems' && party.kind === 'held back')
      coverage.count('written hours later');
    if (operation === 'DeleteItem' && Key?.pk?.S?.startsWith('C#')) {
      coverage.count('summed shard deleted');
      this.#deleted.add(`${Key.pk.S} ${Key.sk?.S}`);
    }
    if (operation === 'SendMessage' && (input as SqsInput).QueueUrl === this.submissions) {
      this.#takeIn(party, (input as { readonly MessageBody: string }).MessageBody);
    }
    if (operation === 'PutItem') this.quarantine.wrote((input as { readonly Item?: Item }).Item);
    const { QueueUrl, Entries = [] } = input as SqsInput & {
      readonly Entries?: readonly { readonly MessageBody?: string }[];
    };
    if (operation === 'SendMessageBatch' && QueueUrl === this.outbound)
      for (const { MessageBody = '' } of Entries) this.referrals.take(MessageBody);
    if (keepsBooks && operation === 'SendMessageBatch' && QueueUrl === this.outbound) {
      coverage.count('told', Entries.length);
      const broken = this.telltale.sent(Entries.map(({ MessageBody = '' }) => MessageBody));
      if (broken !== undefined) onViolation(`${broken}, by ${party.name}`);
    }
    // Reads change nothing.
    if (operation === 'PutItem' || operation === 'UpdateItem' || operation === 'TransactWriteItems')
      this.#watchSwitch();
    if (operation !== 'TransactWriteItems') return;
    coverage.count('transaction');
    this.transactions++;
    const { TransactItems = [] } = input as { readonly TransactItems?: readonly TransactWriteItem[] };
    this.ledger.take(TransactItems);
    for (const { Update } of TransactItems)
      if (this.#deleted.delete(`${Update?.Key?.pk?.S} ${Update?.Key?.sk?.S}`))
        coverage.count('shard made again');
    if (party.kind === 'eraser' || party.kind === 'retention')
      this.commits.take(TransactItems, scheduler.now, party);
    if (!keepsBooks) return;
    this.telltale.wrote(TransactItems, scheduler.now);
    if (this.#books.isBalancedAfter(TransactItems)) return;
    const live = this.live();
    if (this.#books.isBalancedBut(live === undefined ? () => false : isRetiredIn(live))) return;
    const gap = JSON.stringify([...this.#books.gap].slice(0, 3));
    onViolation(`counters = fold(leads), after each transaction: ${party.name} left ${gap}`);
  }

  /** What a worker sends back was accepted before. What the owner releases is what was accepted, whatever is sent. */
  #takeIn({ kind, about }: Party, body: string): void {
    if (kind === 'client' || kind === 'teller') this.quarantine.accepted.push(...decodeMessage(body));
    else if (kind === 'owner' && about !== undefined)
      this.quarantine.release(about, this.#settings.scheduler.now);
  }

  /** A walk of the retention is about to write. */
  #brokenByWalk({ operation, input }: Call): readonly string[] {
    const { scheduler, retentionMs = 0 } = this.#settings;
    if (operation !== 'TransactWriteItems') return [];
    const { TransactItems = [] } = input as { readonly TransactItems?: readonly TransactWriteItem[] };
    const { database, commits, quarantine } = this;
    const leads = quarantine.leads();
    return brokenByWalk(TransactItems, { database, commits, leads, retentionMs, now: scheduler.now });
  }

  /** The table forgets what is over: with a chance, as it takes its time; and nothing that was over five years before. */
  forget(chance: number): void {
    const { random, scheduler, coverage } = this.#settings;
    const seconds = scheduler.now / 1000;
    for (const { pk, sk, [EXPIRES]: expires } of this.database.items()) {
      // For as long as its book is kept an order is one; worlds last longer.
      if (sk?.S === TOLD_ORDER) continue;
      const since = expires === undefined ? -1 : seconds - Number(expires.N);
      if (since < 0 || since > FORGOTTEN_WITHIN_S || !random.chance(chance)) continue;
      coverage.count('item forgotten');
      this.database.execute('DeleteItem', { TableName: TABLE, Key: { pk, sk } });
    }
  }

  /** What the first deploy ends with. */
  async makeLive({ config }: Build): Promise<void> {
    const send = async ({ input, constructor: { name } }: { readonly input: object }): Promise<unknown> =>
      this.database.execute(name.slice(0, -'Command'.length), input);
    const client = { send } as unknown as DynamoDBClient;
    await ensureVersions({ client, table: TABLE }, config, () => this.#settings.scheduler.now);
  }

  /** Takes note of since when the last build's definitions are all active. */
  #watchSwitch(): void {
    const { deployment, scheduler, keepsBooks } = this.#settings;
    if (!keepsBooks || deployment.change === 'none') return;
    const { config } = deployment.builds.at(-1) ?? deployment.builds[0];
    const live = this.live();
    const isActive = config.funnels.every((funnel) => {
      const key = live?.funnels[funnel.id]?.active;
      return key !== undefined && baseOf(key) === definitionKey(config, funnel);
    });
    if (isActive) this.telltale.switched(scheduler.now);
    else this.telltale.switchedBack();
  }

  live(): FunnelVersions | undefined {
    const { Item } = this.database.execute('GetItem', {
      TableName: TABLE,
      Key: { pk: { S: LIVE }, sk: { S: LIVE_NOW } },
    }) as { readonly Item?: { readonly live?: { readonly S: string } } };
    return Item?.live === undefined ? undefined : (JSON.parse(Item.live.S) as FunnelVersions);
  }

  /** How far the walk of the retention is. */
  walk(): { readonly begun: number; readonly ended?: number } | undefined {
    const { Item } = this.database.execute('GetItem', {
      TableName: TABLE,
      Key: { pk: { S: RETENTION }, sk: { S: RETENTION_WALK } },
    }) as { readonly Item?: { readonly walk: { readonly S: string } } };
    return Item === undefined ? undefined : (JSON.parse(Item.walk.S) as { readonly begun: number });
  }

  /**
   * A read of many items is no snapshot: some are read now, and the others are left unread or read later, when others have
   * written.
   */
  #half(call: Call, fault: 'partial answer' | 'torn read'): void {
    const { random, scheduler } = this.#settings;
    const { RequestItems } = call.input as {
      readonly RequestItems: Readonly<Record<string, { readonly Keys: readonly object[] }>>;
    };
    const request = RequestItems[TABLE];
    const keys = random.shuffled(request?.Keys ?? []);
    const least = fault === 'torn read' ? 1 : 0;
    const now = keys.splice(0, random.between(least, Math.max(least, keys.length - 1)));
    const part = (Keys: readonly object[]) => ({
      ...call.input,
      RequestItems: { [TABLE]: { ...request, Keys } },
    });
    const answer = now.length === 0 ? NOTHING_READ : this.#effect({ ...call, input: part(now) });
    if (answer instanceof Error) call.reject(answer);
    else if (keys.length === 0) call.resolve(answer);
    else if (fault === 'torn read') scheduler.waiting.push({ ...call, input: part(keys), soFar: answer });
    else call.resolve({ ...answer, UnprocessedKeys: { [TABLE]: { ...request, Keys: keys } } });
  }
}

const NOTHING_READ = { Responses: { [TABLE]: [] } };

/** Two answers to the halves of one read. */
function joined(a: object, b: object): object {
  const [one, other] = [a, b] as readonly {
    readonly Responses?: Readonly<Record<string, readonly object[]>>;
  }[];
  return {
    ...b,
    Responses: { [TABLE]: [...(one?.Responses?.[TABLE] ?? []), ...(other?.Responses?.[TABLE] ?? [])] },
  };
}
