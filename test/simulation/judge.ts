// The judge: looks at what the table holds while everybody else stands still, and tells which laws are broken.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Cells } from '../../functions/domain/funnel/cells.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import { isRetiredIn } from '../../functions/domain/funnel-versions.ts';
import { readDays } from '../../functions/store/counters/read-days.ts';
import { KnownDefinitions } from '../../functions/store/definitions/definitions.ts';
import { readView } from '../../functions/store/definitions/funnel-versions.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { readWholeLeads } from '../../functions/store/leads/read-leads.ts';
import { ALL_DAYS, ALL_TOTALS } from './counter-actors.ts';
import { TABLE } from './database.ts';
import type { Build } from './funnels.ts';
import { brokenLaws, brokenSummaries, brokenTallies, type Erased } from './laws.ts';
import { hashOf } from './lead-hash.ts';
import { isTotal } from './ledger.ts';
import { brokenList, isPacked } from './list-laws.ts';
import { idsIn, nameOf } from './oracle.ts';
import type { Outside } from './outside.ts';
import { brokenReferrals } from './referral-laws.ts';
import { brokenPages, brokenRetention } from './retention.ts';

type Command = { readonly input: object; readonly constructor: { readonly name: string } };

export class Judge {
  readonly #outside: Outside;
  readonly #table: LeadTable;
  readonly #known: KnownDefinitions;
  readonly #keepsBooks: boolean;
  /** When leads were looked at last: after so many transactions, under which version of what is live. */
  #judged = '';

  constructor(outside: Outside, keepsBooks: boolean) {
    this.#keepsBooks = keepsBooks;
    this.#outside = outside;
    const send = async (command: Command) =>
      outside.database.execute(command.constructor.name.slice(0, -'Command'.length), command.input);
    const client = { send } as unknown as DynamoDBClient;
    this.#table = { client, table: TABLE, hashOf, random: () => 0, pause: async () => {}, now: () => 0 };
    this.#known = new KnownDefinitions(this.#table);
  }

  /** The laws that are broken at the end. @param walk of the retention: the last that came to its end, and when it began */
  async atTheEnd(
    build: Build,
    erasures: readonly Erased[],
    {
      now,
      walk,
    }: {
      readonly now: number;
      readonly walk?: { readonly retentionMs: number; readonly begun: number } | undefined;
    },
  ): Promise<readonly string[]> {
    const { quarantine, commits, database } = this.#outside;
    const leads = quarantine.leads();
    try {
      const read = await this.#read(build);
      const items = database.items();
      const left = items.filter(({ pk }) => pk?.S?.startsWith('O#')).length;
      return [
        ...brokenLaws({ accepted: leads, sentAt: quarantine.sentAt, erasures, commits, items, ...read }),
        ...(await brokenList(this.#table, read.records, read.definitions, now)),
        ...quarantine.broken(items, commits, now),
        ...(walk === undefined ? [] : brokenRetention({ ...walk, ...read, leads, items })),
        ...brokenPages(items),
        ...brokenReferrals(read.records, this.#outside.referrals.brought()),
        ...(left > 0 ? [`told = held: ${left} items are left in the outbox`] : []),
        ...(this.#keepsBooks ? this.#outside.telltale.missing(read.records) : []),
        ...(await this.#misread(read.definitions)),
      ];
    } catch (error) {
      return unreadable(error);
    }
  }

  /**
   * Where leads are narrow and the code counts as it did, each lead is counted whole with each transaction. While a recount
   * is under way some are behind; from the moment it ends none is.
   */
  async meanwhile(build: Build): Promise<readonly string[]> {
    const live = this.#outside.live();
    const now = `${this.#outside.transactions} ${live?.version}`;
    if (live === undefined || live.run !== undefined || this.#judged === now) return [];
    this.#judged = now;
    try {
      const { records, definitions, isRetired } = await this.#read(build);
      return [
        ...brokenTallies(records, definitions),
        ...brokenSummaries(records, definitions, isRetired),
        ...(await brokenList(this.#table, records, definitions, 0)),
      ];
    } catch (error) {
      return unreadable(error);
    }
  }

  /** Whether all of the index of contacts is packed. */
  async isPacked(): Promise<boolean> {
    return await isPacked(this.#table, this.#outside.database.items());
  }

  /** What reports show is what was counted. */
  async #misread(definitions: readonly Definition[]): Promise<readonly string[]> {
    const { ledger } = this.#outside;
    const broken: string[] = [];
    for (const definition of definitions) {
      const read = async (range: typeof ALL_TOTALS | typeof ALL_DAYS): Promise<Cells> => {
        const asked = { definition, breakdowns: definition.funnel.by, ...range, isConsistent: true };
        return (await readDays(this.#table.client, TABLE, asked)).cells();
      };
      broken.push(
        ...ledger.misread(definition, await read(ALL_DAYS), ledger.length).slice(0, 3),
        ...ledger.misread(definition, await read(ALL_TOTALS), ledger.length, isTotal).slice(0, 3),
      );
    }
    return broken;
  }

  async #read({ config, counts }: Build) {
    const ids = new Map(
      this.#outside.quarantine
        .leads()
        .flatMap(idsIn)
        .map((id) => [nameOf(id), id]),
    );
    const { records } = await readWholeLeads(this.#table, [...ids.values()]);
    const view = await readView(this.#table, this.#known, config, () => 0);
    return { records, definitions: view.definitions.map(counts), isRetired: isRetiredIn(view.live) };
  }
}

/** Nobody writes, and still the records do not fit together. */
function unreadable(error: unknown): readonly string[] {
  return [`leads = fold(events): they cannot be read: ${error instanceof Error ? error.message : error}`];
}
