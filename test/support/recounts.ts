// imbuto in a table and two queues of the test's own: configured, counted, recounted and shown by a clock that it sets.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { reconcile } from '../../bin/reconcile/reconcile.ts';
import type { Config } from '../../functions/domain/config/config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import type { Cells } from '../../functions/domain/funnel/cells.ts';
import { advanceLeads, type Failure } from '../../functions/progress/advance-leads.ts';
import type { RecountMessage } from '../../functions/queue/recount-message.ts';
import { recount, type Walked } from '../../functions/recount/recount.ts';
import { claimRecounts } from '../../functions/start-recount/claim-recounts.ts';
import { readCells } from '../../functions/store/counters/read-days.ts';
import { KnownDefinitions } from '../../functions/store/definitions/definitions.ts';
import { readView, type View } from '../../functions/store/definitions/funnel-versions.ts';
import { readShown, type ShownFunnel } from '../../functions/store/definitions/shown-funnels.ts';
import { hashWith } from '../../functions/store/leads/lead-ids.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import type { Emulators } from './emulators.ts';
import { messageOf, workerDeps } from './worker-deps.ts';

export const SETTLE_MS = 60_000;
const KEY = Buffer.alloc(32, 7);

export class Recounts {
  readonly leads: LeadTable;
  readonly failures: Failure[] = [];
  readonly queue: RecountMessage[] = [];
  config: Config;
  now = Date.UTC(2026, 5, 1);
  pageSize = 7;
  /** Fails the next message that a recount sends, as a crash between two writes does. */
  losesNextMessage = false;

  constructor(connection: Emulators['dynamodb'], table: string, config: Config) {
    const client = new DynamoDBClient({ ...connection, maxAttempts: 1 });
    this.leads = {
      client,
      table,
      hashOf: hashWith(KEY),
      pause: async () => {},
      random: Math.random,
      now: Date.now,
    };
    this.config = config;
  }

  /** What a function knows that begins now. */
  view(config = this.config): Promise<View> {
    return readView(this.leads, new KnownDefinitions(this.leads), config, () => this.now);
  }

  /** @param view by which the worker counts: that of this moment, or one it has read before */
  async take(submissions: readonly Submission[], view?: View): Promise<void> {
    const { definitions, isRetired } = view ?? (await this.view());
    const { leads } = this;
    const failed = await advanceLeads(
      {
        ...workerDeps(leads),
        definitions,
        isRetired,
        onFailure: (failure) => this.failures.push(failure),
      },
      submissions.map((one) => messageOf(one)),
    );
    if (failed.size > 0) throw this.failures.at(-1)?.error;
  }

  /** What the job that starts recounts does: after a deploy, every hour, and at the start of the local host. */
  async configure(config = this.config): Promise<boolean> {
    this.config = config;
    const { claimed } = await claimRecounts({
      table: this.leads,
      config,
      send: async (one) => void this.queue.push(one),
      now: () => this.now,
    });
    return claimed;
  }

  /** Delivers one message of the recounts' queue. */
  step(one: RecountMessage, pages = Number.POSITIVE_INFINITY): Promise<Walked> {
    let left = pages;
    return recount(
      {
        leads: this.leads,
        send: async (next) => {
          if (this.losesNextMessage) {
            this.losesNextMessage = false;
            throw new Error('crashed');
          }
          this.queue.push(next);
        },
        view: () => this.view(),
        countItems: async () => 0,
        settleMs: SETTLE_MS,
        pageSize: this.pageSize,
        now: () => this.now,
        remaining: () => (left-- > 0 ? 60_000 : 0),
      },
      one,
    );
  }

  /** The run is seen, the wait is over, and one page is looked at. */
  async begin(one: RecountMessage): Promise<void> {
    await this.step(one, 1);
    this.now += SETTLE_MS;
    await this.step(one, 1);
  }

  /** Delivers messages until none is left; time passes meanwhile. */
  async walk(between: () => Promise<void> = async () => {}): Promise<readonly Walked[]> {
    const walked: Walked[] = [];
    for (let one = this.queue.shift(); one !== undefined; one = this.queue.shift()) {
      walked.push(await this.step(one, 2));
      this.now += 5_000;
      await between();
      if (walked.length > 5_000) throw new Error('the recount does not end');
    }
    return walked;
  }

  served(): Promise<readonly ShownFunnel[]> {
    return readShown(this.leads, new KnownDefinitions(this.leads), this.config);
  }

  async servedAs(funnel: string): Promise<ShownFunnel> {
    const found = (await this.served()).find((one) => one.funnel.id === funnel);
    if (found === undefined) throw new Error(`no funnel ${funnel}`);
    return found;
  }

  /** What a report of the funnel is made of. */
  async cells(funnel: string): Promise<Cells> {
    const served = await this.servedAs(funnel);
    return readCells(this.leads.client, this.leads.table, {
      definition: served,
      from: '2020-01-01',
      to: '2030-01-01',
      breakdowns: served.funnel.by,
    });
  }

  reconcile() {
    return reconcile({ leads: this.leads, pending: async () => 0 });
  }
}
