// Leads and counters in memory, moved by the domain alone: what the database does, without the database.
import { advance } from '../../functions/domain/advance.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { addTo, type CellKey, type Cells, difference } from '../../functions/domain/funnel/cells.ts';
import { expand } from '../../functions/domain/funnel/expand-cells.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import { idsToRead } from '../../functions/domain/lead/apply-submissions.ts';
import { type IdKey, idKey } from '../../functions/domain/lead/identity.ts';
import { isConsistent } from '../../functions/domain/lead/identity-graph.ts';
import { emptyRecord, type LeadRecord } from '../../functions/domain/lead/record.ts';

export class Ledger {
  readonly records = new Map<IdKey, LeadRecord>();
  readonly counters = new Map<string, Map<CellKey, number>>();
  readonly #definitions: readonly Definition[];
  writes = 0;

  constructor(definitions: readonly Definition[]) {
    this.#definitions = definitions;
  }

  take(submissions: readonly Submission[]): void {
    const read = new Map<IdKey, LeadRecord>();
    for (
      let wanted = idsToRead(read, submissions);
      wanted.length > 0;
      wanted = idsToRead(read, submissions)
    ) {
      for (const id of wanted) read.set(idKey(id), this.#read(id));
    }
    if (!isConsistent(read)) throw new Error('the ledger is torn');
    for (const { steps } of advance(read, submissions, this.#definitions)) {
      for (const { read: before, write: after } of steps) {
        this.writes++;
        this.records.set(idKey(after.id), { ...after, version: after.version + 1 });
        for (const key of new Set([...before.contributions.keys(), ...after.contributions.keys()])) {
          this.#count(
            key,
            difference(after.contributions.get(key) ?? new Map(), before.contributions.get(key) ?? new Map()),
          );
        }
      }
    }
  }

  /** The counters of a definition, as reports read them. */
  cells(definition: Definition): Cells {
    return expand(definition.funnel, this.counters.get(definition.key) ?? new Map());
  }

  /** What the counters must be: the sum of what the records say they have counted. */
  counted(): ReadonlyMap<string, Cells> {
    const sums = new Map<string, Map<CellKey, number>>();
    for (const { contributions: counted } of this.records.values()) {
      for (const [definition, cells] of counted) {
        const sum = sums.get(definition) ?? new Map<CellKey, number>();
        for (const [key, n] of cells) addTo(sum, key, n);
        sums.set(definition, sum);
      }
    }
    return sums;
  }

  #read(id: LeadRecord['id']): LeadRecord {
    return this.records.get(idKey(id)) ?? emptyRecord(id);
  }

  #count(definition: string, delta: Cells): void {
    const cells = this.counters.get(definition) ?? new Map<CellKey, number>();
    for (const [key, n] of delta) addTo(cells, key, n);
    this.counters.set(definition, cells);
  }
}

/** Cells in an order of their own, for comparing. */
export function sorted(cells: Cells | undefined): readonly (readonly [string, number])[] {
  return [...(cells ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
}
