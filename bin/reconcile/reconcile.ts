// Recounts every live definition from the leads, and compares with what leads say they have counted and with the counters.
import {
  addTo,
  type CellKey,
  type Cells,
  difference,
  parseCellKey,
} from '../../functions/domain/funnel/cells.ts';
import { expand } from '../../functions/domain/funnel/expand-cells.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { countedKeys, type FunnelVersions, pendingKeys } from '../../functions/domain/funnel-versions.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import { idsOfLead } from '../../functions/domain/lead/identity-graph.ts';
import { leadOf } from '../../functions/domain/lead/lead.ts';
import type { LeadRecord } from '../../functions/domain/lead/record.ts';
import type { Cursor } from '../../functions/domain/recount.ts';
import { readCells } from '../../functions/store/counters/read-days.ts';
import { KnownDefinitions, type StoredDefinition } from '../../functions/store/definitions/definitions.ts';
import { readVersions } from '../../functions/store/definitions/funnel-versions.ts';
import type { Head } from '../../functions/store/leads/codec/head.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { readWholeLeads } from '../../functions/store/leads/read-leads.ts';
import { isLead, scanPage, type Tombstone, wholeLead } from '../../functions/store/leads/scan-leads.ts';

/** A cell that is not what it should be. */
export type Difference = {
  /** `leads`: the sum of what they say they have counted, against their tallies. `counters`: against the leads' word. */
  readonly of: 'leads' | 'counters';
  readonly definition: string;
  readonly day: string;
  readonly metric: string;
  readonly slice: string;
  readonly is: number;
  readonly shouldBe: number;
};

export type Reconciled = {
  readonly differences: readonly Difference[];
  readonly definitions: readonly string[];
  /** Leads looked at, and what is left of those that were erased. */
  readonly leads: number;
  readonly tombstones: number;
  /** Leads that the recount under way has not reached yet: they are no difference. */
  readonly behind: number;
  /** Counted by another version of the matcher: only their counters can be compared. */
  readonly frozen: readonly string[];
  /** Why figures may be of different moments: nothing where all stood still. */
  readonly moving: readonly ('pending' | 'counters' | 'definitions')[];
};

export type Reconcile = {
  readonly leads: LeadTable;
  /** Messages in the queue; undefined where nobody can say. */
  readonly pending: () => Promise<number | undefined>;
  readonly onProgress?: (leads: number) => void;
};

/** The table was never counted in. */
export class NothingToReconcile extends Error {
  override readonly name = 'NothingToReconcile';
}

const PAGE_SIZE = 1_000;
const READ_AT_ONCE = 50;
const SEGMENTS = 2;
const ALL_DAYS = { from: '0000-01-01', to: '9999-12-31' };

/**
 * Compares up to three times, until what is compared stands still meanwhile; what still waits matters only where
 * something differs.
 * @throws NothingToReconcile, UnreadableItem, LeadsInMotion
 */
export async function reconcile(deps: Reconcile): Promise<Reconciled> {
  let result = await compare(deps);
  for (let attempt = 1; attempt < 3 && isWorthAnother(result); attempt++) result = await compare(deps);
  return result;
}

function isWorthAnother(result: Reconciled): boolean {
  return isUnsettled(result) || (result.moving.length > 0 && result.differences.length > 0);
}

/** Whether the figures are of different moments: neither a difference nor that there is none can be told from them. */
export function isUnsettled({ moving }: Pick<Reconciled, 'moving'>): boolean {
  return moving.includes('counters') || moving.includes('definitions');
}

type Sums = Map<string, Map<CellKey, number>>;

async function compare({ leads, pending, onProgress }: Reconcile): Promise<Reconciled> {
  const live = await readVersions(leads);
  if (live === undefined) throw new NothingToReconcile('nothing was counted in this table yet');
  const known = new KnownDefinitions(leads);
  const stored = await Promise.all(countedKeys(live).map((key) => known.read(key)));
  const waiting = (await pending()) ?? 0;
  const before = await countersOf(leads, stored);
  const counted = await recountAll(leads, known, live, onProgress);
  const after = await countersOf(leads, stored);
  const now = await readVersions(leads);
  const moving: Reconciled['moving'][number][] = [];
  if (waiting > 0 || ((await pending()) ?? 0) > 0) moving.push('pending');
  if (stored.some(({ key }) => differenceOf(before, after, key).size > 0)) moving.push('counters');
  if (now?.version !== live.version) moving.push('definitions');
  return {
    differences: stored.flatMap((definition) => [
      ...found('leads', definition, counted.said, counted.tallies),
      ...found('counters', definition, after, counted.kept),
    ]),
    definitions: countedKeys(live),
    leads: counted.leads,
    tombstones: counted.tombstones,
    behind: counted.behind,
    frozen: counted.frozen,
    moving,
  };
}

async function countersOf(leads: LeadTable, stored: readonly StoredDefinition[]): Promise<Sums> {
  const read = stored.map(async (definition): Promise<[string, Map<CellKey, number>]> => {
    const { funnel, key } = definition;
    const range = { definition, ...ALL_DAYS, breakdowns: funnel.by, isConsistent: true };
    return [key, new Map(await readCells(leads.client, leads.table, range))];
  });
  return new Map(await Promise.all(read));
}

type Counted = {
  /** By definition: what leads say, what their tallies are, and what the counters must be. */
  readonly said: Sums;
  readonly tallies: Sums;
  readonly kept: Sums;
  leads: number;
  tombstones: number;
  behind: number;
  readonly frozen: readonly string[];
};

async function recountAll(
  table: LeadTable,
  known: KnownDefinitions,
  live: FunnelVersions,
  onProgress: Reconcile['onProgress'],
): Promise<Counted> {
  const keys = countedKeys(live);
  const definitions = await known.ready(keys);
  const ready = new Set(definitions.map(({ key }) => key));
  const counting = new Set(pendingKeys(live));
  const sums = (): Sums => new Map(keys.map((key) => [key, new Map()]));
  const counted: Counted = {
    ...{ said: sums(), tallies: sums(), kept: sums() },
    ...{ leads: 0, tombstones: 0, behind: 0 },
    frozen: keys.filter((key) => !ready.has(key)),
  };

  function take(records: readonly LeadRecord[]): void {
    const [root] = records;
    if (root === undefined) return;
    const tallies = tallyAll(
      definitions,
      leadOf(records.map(({ history }) => history)),
      root.id.kind === 'email',
    );
    let isBehind = false;
    for (const key of keys) {
      const said = root.contributions.get(key) ?? NO_CELLS;
      const tally = tallies.get(key) ?? said;
      add(counted.kept, key, said);
      // A recount that is under way has not come here yet: neither the lead nor its tally is at fault.
      if (counting.has(key) && difference(tally, said).size > 0) isBehind = true;
      else {
        add(counted.said, key, said);
        add(counted.tallies, key, tally);
      }
    }
    if (isBehind) counted.behind++;
    counted.leads++;
  }

  function takeTombstone({ contributions: cells, leads }: Tombstone): void {
    for (const key of keys) add(counted.kept, key, cells.get(key) ?? NO_CELLS);
    counted.tombstones += leads;
  }

  async function walk(segment: number): Promise<void> {
    let after: Cursor | undefined;
    do {
      const page = await scanPage(table, { segment, segments: SEGMENTS, after, most: PAGE_SIZE });
      const heads = page.heads.filter(isLead);
      for (const lead of await readAll(table, heads)) take(lead);
      for (const tombstone of page.tombstones) takeTombstone(tombstone);
      onProgress?.(counted.leads);
      after = page.next;
    } while (after !== undefined);
  }

  await Promise.all(Array.from({ length: SEGMENTS }, (_, segment) => walk(segment)));
  return counted;
}

const NO_CELLS: Cells = new Map();

/** The records of each lead, its root first; what has become part of another lead meanwhile is left to that one. */
async function readAll(
  table: LeadTable,
  heads: readonly Head[],
): Promise<readonly (readonly LeadRecord[])[]> {
  const leads: (readonly LeadRecord[])[] = [];
  const wider = heads.filter((head) => {
    const whole = wholeLead(head);
    if (whole !== undefined) leads.push([whole.record]);
    return whole === undefined;
  });
  for (let at = 0; at < wider.length; at += READ_AT_ONCE) {
    const ids = wider.slice(at, at + READ_AT_ONCE).map(({ record }) => record.id);
    const { records } = await readWholeLeads(table, ids);
    for (const id of ids) {
      if (records.get(idKey(id))?.link !== undefined) continue;
      leads.push(idsOfLead(records, id).flatMap((one) => records.get(idKey(one)) ?? []));
    }
  }
  return leads;
}

function add(sums: Sums, key: string, cells: Cells): void {
  const sum = sums.get(key) ?? new Map<CellKey, number>();
  for (const [cell, n] of cells) addTo(sum, cell, n);
  sums.set(key, sum);
}

function differenceOf(a: Sums, b: Sums, key: string): Cells {
  return difference(a.get(key) ?? NO_CELLS, b.get(key) ?? NO_CELLS);
}

function found(
  of: Difference['of'],
  { key, funnel }: StoredDefinition,
  is: Sums,
  should: Sums,
): readonly Difference[] {
  // Counters are read expanded, as reports show them.
  const actual = of === 'counters' ? (is.get(key) ?? NO_CELLS) : expand(funnel, is.get(key) ?? NO_CELLS);
  const expected = expand(funnel, should.get(key) ?? NO_CELLS);
  return [...difference(actual, expected).keys()].sort().map((cell) => ({
    of,
    definition: key,
    ...parseCellKey(cell),
    is: actual.get(cell) ?? 0,
    shouldBe: expected.get(cell) ?? 0,
  }));
}
