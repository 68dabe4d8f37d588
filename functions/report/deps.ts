// What the owner's routes need from the world.

import type { AdCost } from '../domain/ad-cost/ad-cost.ts';
import type { Breakdown, Config, FunnelConfig } from '../domain/config/config.ts';
import type { CellIndex } from '../domain/funnel/cell-columns.ts';
import type { Period } from '../domain/report/report-period.ts';
import type { IssuedReport, RevisionEntry } from '../domain/report/report-revision.ts';
import type { DayShown } from '../domain/variants/shown.ts';
import type { DayMissed } from '../door/missed-item.ts';
import type { Uncounted } from '../queue/pending.ts';
import type { AccessDeps } from '../runtime/owner-access.ts';
import type { KnownFigure } from '../store/alerts/figure-states.ts';
import type { ShownFunnel } from '../store/definitions/shown-funnels.ts';

type FunnelDefinition = { readonly key: string; readonly funnel: FunnelConfig };

export type CellsWanted = {
  readonly definition: FunnelDefinition;
  /** Local days of entry, both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly breakdowns: readonly Breakdown[];
  /** The first day of breakdowns with many values. */
  readonly breakdownsFrom: string;
  /** The first day of which more than its total is asked for; absent: `from`. */
  readonly slicesFrom?: string;
};

export type ReportDeps = AccessDeps & {
  readonly config: Config;
  /** Every configured funnel, in the order of the configuration, as it is counted and shown now. */
  readonly served: () => Promise<readonly ShownFunnel[]>;
  readonly readCells: (wanted: CellsWanted) => Promise<CellIndex>;
  /** Data quality as it is counted and shown now. */
  readonly quality: () => Promise<ShownFunnel>;
  /** What was not taken of requests on these local days. */
  readonly readMissed: (days: readonly string[]) => Promise<readonly DayMissed[]>;
  /** How often variants of a form were shown on these local days in a row, and on others of their weeks. */
  readonly readShowings: (form: string, days: readonly string[]) => Promise<readonly DayShown[]>;
  /** What ads cost on these local days, both inclusive. */
  readonly readCosts: (days: { readonly from: string; readonly to: string }) => Promise<readonly AdCost[]>;
  /** @throws CostsTooLarge */
  readonly writeCosts: (costs: readonly AdCost[]) => Promise<void>;
  /** What is known of watched figures. */
  readonly readFigures: () => Promise<readonly KnownFigure[]>;
  readonly countUncounted: () => Promise<Uncounted>;
  readonly revisions: {
    /** The number of the latest revision of any of these periods, 0 where none was issued. */
    readonly latest: (funnel: string, periods: readonly Period[]) => Promise<number>;
    readonly list: (funnel: string) => Promise<readonly RevisionEntry[]>;
    readonly read: (funnel: string, revision: RevisionName) => Promise<IssuedReport | undefined>;
  };
};

export type RevisionName = Pick<RevisionEntry, 'every' | 'from' | 'revision'>;
