// A table in memory that adds up the request units of each call, and the processor time that it takes itself.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '../../bin/local/dynamodb/dynamodb.ts';
import type { Input, Operation } from '../../bin/local/dynamodb/operations.ts';
import { LEAD_TABLE_SCHEMA } from '../../test/support/lead-table-schema.ts';
import { consumedIn, READS } from '../units/meter.ts';

export const TABLE = 'leads';

export type Spent = { readonly reads: number; readonly writes: number; readonly tableMs: number };

export class MeteredTable {
  /** Called before each transaction. */
  onWrite: () => void = () => {};
  readonly #execute = createDynamoDb({}).execute;
  #spent: Spent = NOTHING;

  constructor() {
    this.#execute('CreateTable', { TableName: TABLE, ...LEAD_TABLE_SCHEMA });
  }

  readonly send: DynamoDBClient['send'] = async (command: { readonly input: object }) => {
    const { name } = command.constructor;
    if (!READS.has(name)) this.onWrite();
    const begun = process.cpuUsage();
    const operation = name.slice(0, -'Command'.length) as Operation;
    const answer = this.#execute(operation, {
      ...command.input,
      ReturnConsumedCapacity: 'TOTAL',
    } as Input<Operation>);
    const units = consumedIn(answer);
    const { reads, writes, tableMs } = this.#spent;
    this.#spent = {
      reads: reads + (READS.has(name) ? units : 0),
      writes: writes + (READS.has(name) ? 0 : units),
      tableMs: tableMs + msSince(begun),
    };
    return answer;
  };

  /** What was spent since the last call. */
  take(): Spent {
    const spent = this.#spent;
    this.#spent = NOTHING;
    return spent;
  }
}

const NOTHING: Spent = { reads: 0, writes: 0, tableMs: 0 };

/** Processor time of this process, in ms. */
export function msSince(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}
