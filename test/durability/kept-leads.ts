// Reads all leads out of the table of a stopped host, past reports and counters.
import { createDynamoDb } from '../../bin/local/dynamodb/dynamodb.ts';
import { openSqliteStorage } from '../../bin/local/dynamodb/sqlite-storage.ts';
import type { LeadId } from '../../functions/domain/event/event.ts';
import { type IdKey, idKey } from '../../functions/domain/lead/identity.ts';
import type { LeadRecord } from '../../functions/domain/lead/record.ts';
import { type LeadTable, openLeadTable } from '../../functions/store/leads/lead-table.ts';
import { readWholeLeads } from '../../functions/store/leads/read-leads.ts';
import { type ScanPage, scanPage } from '../../functions/store/leads/scan-leads.ts';

export type KeptLeads = {
  /** Records that belong to no other. */
  readonly leads: number;
  /** How often each event is kept, by its id. */
  readonly events: ReadonlyMap<string, number>;
};

/** Ids whose trees are read at once. */
const BATCH = 200;
const PAGE = 1_000;

/** @param database the file of a host's table */
export async function readKeptLeads(database: string): Promise<KeptLeads> {
  const storage = openSqliteStorage(database);
  try {
    // What indexes hold is beside them, under names with a slash.
    const [name, ...others] = [...storage.tables.keys()].filter((each) => !each.includes('/'));
    if (name === undefined || others.length > 0)
      throw new Error('the host had another number of tables than one');
    const records = await readRecords(await openLeadTable(createDynamoDb({ storage }), name));
    const events = new Map<string, number>();
    for (const { history } of records)
      for (const { id } of history.events) events.set(id, (events.get(id) ?? 0) + 1);
    return { leads: records.filter(({ link }) => link === undefined).length, events };
  } finally {
    storage.close();
  }
}

async function readRecords(table: LeadTable): Promise<readonly LeadRecord[]> {
  const ids: LeadId[] = [];
  for (let after: ScanPage['after'] | 'end'; after !== 'end'; ) {
    const { heads, next } = await scanPage(table, { segment: 0, segments: 1, most: PAGE, after });
    ids.push(...heads.map(({ record }) => record.id));
    after = next ?? 'end';
  }
  const records = new Map<IdKey, LeadRecord>();
  while (ids.length > 0) {
    const read = await readWholeLeads(table, ids.splice(0, BATCH));
    for (const record of read.records.values()) records.set(idKey(record.id), record);
  }
  return [...records.values()];
}
