// The worker of progress over an emulated table, and what it needs to be looked at.
import { DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { LeadId, Submission } from '../../functions/domain/event/event.ts';
import type { Cells } from '../../functions/domain/funnel/cells.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import { advanceLeads, type Failure, type QueueMessage } from '../../functions/progress/advance-leads.ts';
import { encodeMessage } from '../../functions/queue/message.ts';
import { pause } from '../../functions/store/backoff.ts';
import { commit } from '../../functions/store/commit.ts';
import { readCells } from '../../functions/store/counters.ts';
import { HEAD, leadKey } from '../../functions/store/keys.ts';
import { hashWith } from '../../functions/store/lead-ids.ts';
import type { LeadTable } from '../../functions/store/lead-table.ts';
import { readLeads } from '../../functions/store/leads.ts';
import type { Emulators } from './emulators.ts';

/** Under which the tests' tables keep their leads. */
const KEY = Buffer.alloc(32, 7);

export class Worker {
  readonly client: DynamoDBClient;
  readonly failures: Failure[] = [];
  readonly table: string;
  readonly leads: LeadTable;
  readonly definitions: readonly Definition[];
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
    this.leads = { client: this.client, table, hashOf: hashWith(KEY), pause, random };
    this.definitions = definitions;
    this.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          this.sent.set(commandName, (this.sent.get(commandName) ?? 0) + 1);
          return next(args);
        },
      { step: 'initialize' },
    );
  }

  take(messages: readonly QueueMessage[], remaining = () => 30_000): Promise<ReadonlySet<string>> {
    const deps = {
      definitions: this.definitions,
      remaining,
      pause,
      readLeads: (submissions: readonly Submission[]) => readLeads(this.leads, submissions),
      commit: (...[changes, snapshot, alone]: Parameters<Parameters<typeof advanceLeads>[0]['commit']>) =>
        commit(this.leads, changes, snapshot, alone),
      onFailure: (failure: Failure) => this.failures.push(failure),
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
        UpdateExpression: 'SET d = :d',
        ExpressionAttributeValues: { ':d': { B: Buffer.of(1, 255, 255) } },
      }),
    );
  }

  async items(): Promise<number> {
    const { Count } = await this.client.send(new ScanCommand({ TableName: this.table, Select: 'COUNT' }));
    return Count ?? 0;
  }
}

let messages = 0;

export function message(...submissions: readonly Submission[]): QueueMessage {
  return { messageId: `m${messages++}`, body: encodeMessage(submissions) };
}
