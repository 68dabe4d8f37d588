// The worker of progress over an emulated table, and what it needs to be looked at.
import { DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { LeadId } from '../../functions/domain/event/event.ts';
import type { Cells } from '../../functions/domain/funnel/cells.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import {
  type AdvanceLeads,
  advanceLeads,
  type Failure,
  type QueueMessage,
} from '../../functions/progress/advance-leads.ts';
import { readCells } from '../../functions/store/counters/read-days.ts';
import { HEAD, leadKey } from '../../functions/store/keys.ts';
import { hashWith } from '../../functions/store/leads/lead-ids.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { pause } from '../../functions/store/transactions/backoff.ts';
import type { Emulators } from './emulators.ts';
import { messageOf, workerDeps } from './worker-deps.ts';

/** Under which the tests' tables keep their leads. */
const KEY = Buffer.alloc(32, 7);

export class Worker {
  readonly client: DynamoDBClient;
  readonly failures: Failure[] = [];
  /** What it sent again, as the queue delivers it next. */
  readonly sentAgain: QueueMessage[] = [];
  readonly table: string;
  readonly leads: LeadTable;
  readonly definitions: readonly Definition[];
  /** Called with the name of each command that is sent. */
  onSend: (command: string) => void = () => {};
  /** Commands sent, by name. */
  readonly sent = new Map<string, number>();

  constructor(
    connection: Emulators['dynamodb'],
    table: string,
    definitions: readonly Definition[],
    random = Math.random,
  ) {
    this.client = new DynamoDBClient({ ...connection, maxAttempts: 1 });
    this.table = table;
    this.leads = { client: this.client, table, hashOf: hashWith(KEY), pause, random, now: Date.now };
    this.definitions = definitions;
    this.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          this.onSend(commandName);
          this.sent.set(commandName, (this.sent.get(commandName) ?? 0) + 1);
          return next(args);
        },
      { step: 'initialize' },
    );
  }

  take(messages: readonly QueueMessage[], remaining = () => 30_000): Promise<ReadonlySet<string>> {
    const deps: AdvanceLeads = {
      ...workerDeps(this.leads),
      definitions: this.definitions,
      remaining,
      sendAgain: async (work) => void this.sentAgain.push(...work.map((one) => messageOf(...one))),
      onFailure: (failure) => this.failures.push(failure),
    };
    return advanceLeads(deps, messages);
  }

  cells(definition: Definition, from = '2020-01-01'): Promise<Cells> {
    const range = { definition, from, to: '2030-01-01', breakdowns: definition.funnel.by };
    return readCells(this.client, this.table, range);
  }

  /** Makes what is kept under an id unreadable. */
  async damage(id: LeadId): Promise<void> {
    await this.client.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: { pk: { S: leadKey(this.leads.hashOf(id)) }, sk: { S: HEAD } },
        UpdateExpression: 'SET #data = :data',
        ExpressionAttributeNames: { '#data': 'data' },
        ExpressionAttributeValues: { ':data': { B: Buffer.of(1, 255, 255) } },
      }),
    );
  }

  async items(): Promise<number> {
    const { Count } = await this.client.send(new ScanCommand({ TableName: this.table, Select: 'COUNT' }));
    return Count ?? 0;
  }
}
