// What a configured funnel is shown from: the definition that serves it, as it was configured then.
import type { Config, FunnelConfig } from '../../domain/config/config.ts';
import { baseOf, type FunnelVersions, type VersionsOfFunnel } from '../../domain/funnel-versions.ts';
import { QUALITY_FUNNEL } from '../../domain/quality/quality-funnel.ts';
import { progressOf } from '../../domain/recount.ts';
import { giversTo } from '../../domain/report/report-build.ts';
import { definitionKey } from './definition-key.ts';
import type { DefinitionTable, KnownDefinitions } from './definitions.ts';
import { readProgress } from './funnel-versions.ts';

type Progress = { readonly done: number; readonly total: number };

export type ShownFunnel = {
  /** The definition's key: its counters are read. */
  readonly key: string;
  /** As it is counted; labels are those of today where it is counted as it is configured. */
  readonly funnel: FunnelConfig;
  /** The ids of the funnels that hand over to it. */
  readonly sources: readonly string[];
  readonly timezone: string;
  /** Nothing is served yet: a new funnel whose history is still being counted. */
  readonly partial: boolean;
  /** Leads that were erased before the definition could count them. */
  readonly erased: number;
  /** Leads looked at, of all, while another definition of the funnel is being counted, or is still to be. */
  readonly recount: Progress | null;
};

/** Every configured funnel in the order of the configuration. */
export function readShown(
  table: DefinitionTable,
  known: KnownDefinitions,
  config: Config,
): Promise<readonly ShownFunnel[]> {
  return readThese(table, known, config, config.funnels);
}

/** Data quality of the whole instance. */
export async function readShownQuality(
  table: DefinitionTable,
  known: KnownDefinitions,
  config: Config,
): Promise<ShownFunnel> {
  const [shown] = await readThese(table, known, config, [QUALITY_FUNNEL]);
  if (shown === undefined) throw new Error('Data quality has no definition');
  return shown;
}

async function readThese(
  table: DefinitionTable,
  known: KnownDefinitions,
  config: Config,
  funnels: readonly FunnelConfig[],
): Promise<readonly ShownFunnel[]> {
  const { live, segments } = await readProgress(table);
  const progress = live?.run && progressOf(live.run, segments, live.leads);
  return Promise.all(
    funnels.map(async (funnel) => {
      const own = live?.funnels[funnel.id];
      const wanted = definitionKey(config, funnel);
      const key = own?.active ?? own?.pending ?? wanted;
      const recount = live === undefined ? null : recountOf(own, wanted, live, progress);
      const shown = await shownAs(known, config, funnel, live, key);
      const partial = live !== undefined && own?.active === undefined;
      return { key, ...shown, partial, erased: own?.erased ?? 0, recount };
    }),
  );
}

/** Of what is configured and not served: how far its recount is, which may not be claimed yet. */
function recountOf(
  own: VersionsOfFunnel | undefined,
  wanted: string,
  { leads = 0 }: FunnelVersions,
  progress: Progress | undefined,
): Progress | null {
  const isServed = own?.active !== undefined && baseOf(own.active) === wanted;
  if (own?.pending !== undefined && progress !== undefined && (isServed || baseOf(own.pending) === wanted))
    return progress;
  return isServed ? null : { done: 0, total: leads };
}

async function shownAs(
  known: KnownDefinitions,
  config: Config,
  funnel: FunnelConfig,
  live: FunnelVersions | undefined,
  key: string,
): Promise<Pick<ShownFunnel, 'funnel' | 'sources' | 'timezone'>> {
  const isConfigured = live === undefined || baseOf(key) === definitionKey(config, funnel);
  if (isConfigured)
    return { funnel, sources: giversTo(config.funnels, funnel.id), timezone: config.timezone };
  const { funnel: shown, sources, timezone } = await known.read(key);
  return { funnel: shown, sources: sources.map((source) => source.funnel.id), timezone };
}
