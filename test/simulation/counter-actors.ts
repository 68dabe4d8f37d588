// Who works on counters as a whole: the job that compacts them, and readers of reports.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import {
  type CompactDefinitions,
  compactDefinitions,
} from '../../functions/issue-revisions/compact-definitions.ts';
import { isOutage } from '../../functions/progress/outage.ts';
import { readDays } from '../../functions/store/counters/read-days.ts';
import type { View } from '../../functions/store/definitions/funnel-versions.ts';
import type { ActorsSettings } from './actors.ts';
import { TABLE } from './database.ts';
import type { Build } from './funnels.ts';
import { isTotal } from './ledger.ts';
import type { Sandboxes } from './sandboxes.ts';
import type { Party } from './scheduler.ts';

const COMPACTOR_MS = 300_000;
/** Far less than summed shards are kept for. */
const READER_MS = 60_000;
/** For the end of a run. */
const LAST_MS = 20_000;
/** Every event of every world is within. */
export const ALL_DAYS = { from: '2020-01-01', to: '2999-12-31' } as const;

/** The same of totals alone. */
export const ALL_TOTALS = { ...ALL_DAYS, slicesFrom: ALL_DAYS.to, breakdowns: [] } as const;

type Settings = Pick<
  ActorsSettings,
  'scheduler' | 'outside' | 'random' | 'coverage' | 'trace' | 'mutant' | 'build' | 'onViolation'
> & {
  readonly sandboxes: Sandboxes;
  readonly clientOf: (party: Party) => DynamoDBClient;
  readonly viewOf: (party: Party, build: Build) => Promise<View>;
};

export class CounterActors {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Sums closed shards, however few, into items that are soon full. */
  startCompactor(): void {
    const { scheduler, random, coverage, trace, mutant, sandboxes, onViolation } = this.#settings;
    const build = this.#settings.build();
    const party = scheduler.spawn('compactor', COMPACTOR_MS, async (self) => {
      const { shards } = await sandboxes.within(self, build, ({ client, known }) => {
        const deps: CompactDefinitions = {
          ...{ client, table: TABLE, known, now: () => scheduler.now },
          hasTime: () => self.deadline - scheduler.now > LAST_MS,
          sizes: { worth: 1, worthOnceOver: 1, full: random.pick([1, 100, 64_000]) },
          onFailure: (definition, error) => {
            coverage.count('compaction failed');
            if (!isOutage(error)) onViolation(`compaction fails: ${definition}: ${error}`);
          },
        };
        return compactDefinitions(mutant?.compactor?.(deps) ?? deps);
      });
      coverage.count('shard summed', shards);
    });
    trace.say(() => `${party.name} compacts`);
  }

  /** Reads all counters of every definition, as reports do, and sees to it that it sees each addition once. */
  startReader(): void {
    const { scheduler, outside, random, coverage, trace, clientOf, viewOf, onViolation } = this.#settings;
    const build = this.#settings.build();
    const party = scheduler.spawn('reader', READER_MS, async (self) => {
      const { definitions } = await viewOf(self, build);
      const readOne = async (definition: Definition): Promise<void> => {
        const from = outside.ledger.length;
        const ofTotals = random.chance(0.5);
        const range = ofTotals ? ALL_TOTALS : { ...ALL_DAYS, breakdowns: definition.funnel.by };
        const days = await readDays(clientOf(self), TABLE, { definition, ...range });
        const isAsked = ofTotals ? isTotal : undefined;
        const [broken] = outside.ledger.misread(definition, days.cells(), from, isAsked);
        if (broken !== undefined) onViolation(broken);
        coverage.count(from === outside.ledger.length ? 'read in quiet' : 'read while counted');
      };
      await Promise.all(definitions.map(readOne));
    });
    trace.say(() => `${party.name} reads`);
  }
}
