// What schedules have met: faults that did happen, and moves of leads that were written.
import type { Change } from '../../functions/domain/advance.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import type { Outcome } from '../../functions/store/transactions/commit.ts';

export class Coverage {
  readonly counts = new Map<string, number>();

  count(what: string, n = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + n);
  }

  add(counts: Iterable<readonly [string, number]>): void {
    for (const [what, n] of counts) this.count(what, n);
  }

  /** What became of the changes of one commit. */
  takeOutcomes(outcomes: ReadonlyMap<Change, Outcome>): void {
    for (const [change, outcome] of outcomes) {
      if (outcome !== 'committed' && outcome !== 'partial') {
        this.count(`change to be tried ${outcome}`);
        continue;
      }
      this.count(outcome === 'committed' ? 'lead written' : 'lead written in part');
      for (const { read, write } of change.steps) {
        const from = read.link?.to;
        const to = write.link?.to;
        if (to !== undefined && from === undefined) {
          this.count(
            to.kind === write.id.kind ? 'aliases united' : read.version > 0 ? 'leads merged' : 'id linked',
          );
        } else if (to !== undefined && from !== undefined && idKey(to) !== idKey(from))
          this.count('id re-owned');
        else if (to === undefined && from !== undefined) this.count('id set free');
        if (hasHandOff(write.contributions) && !hasHandOff(read.contributions)) this.count('hand-off');
      }
    }
  }
}

function hasHandOff(counted: Change['steps'][number]['read']['contributions']): boolean {
  for (const cells of counted.values()) for (const key of cells.keys()) if (key.includes('|h|')) return true;
  return false;
}
