// The definitions under which a lead is shown, and those under which it is counted.
import type { Config, FunnelConfig } from '../domain/config/config.ts';
import type { Definition } from '../domain/funnel/funnel.ts';
import { baseOf, countedKeys, type VersionsOfFunnel } from '../domain/funnel-versions.ts';
import type { LabelledFunnel } from '../domain/profile/funnels.ts';
import { funnelLabel, stageLabels } from '../pages/reports/report-labels.ts';
import { definitionKey } from '../store/definitions/definition-key.ts';
import type { DefinitionTable, KnownDefinitions } from '../store/definitions/definitions.ts';
import { readVersions } from '../store/definitions/funnel-versions.ts';

/**
 * As the reports show them; a funnel of which nothing is shown yet by the definition that is being counted. One that is
 * neither, or that this code cannot match any more, is left out until it is counted anew.
 */
export async function labelledFunnels(
  table: DefinitionTable,
  known: KnownDefinitions,
  config: Config,
): Promise<readonly LabelledFunnel[]> {
  const live = await readVersions(table);
  const shown = await Promise.all(
    config.funnels.map((funnel) => labelledFunnel(known, config, funnel, live?.funnels[funnel.id])),
  );
  return shown.flatMap((one) => one ?? []);
}

async function labelledFunnel(
  known: KnownDefinitions,
  config: Config,
  configured: FunnelConfig,
  live: VersionsOfFunnel | undefined,
): Promise<LabelledFunnel | undefined> {
  const keys = [live?.active, live?.pending].flatMap((key) => key ?? []);
  const [definition] = await known.ready(keys);
  if (definition === undefined) return undefined;
  // Labels are no part of a definition: they are those of today where it is counted as it is configured.
  const isConfigured = baseOf(definition.key) === definitionKey(config, configured);
  const funnel = isConfigured ? configured : definition.funnel;
  const { locale } = config;
  return { definition, label: funnelLabel(funnel, locale), stageLabels: stageLabels(funnel, locale) };
}

/** None in a table in which nothing was ever counted, and so holds no lead. */
export async function countedDefinitions(
  table: DefinitionTable,
  known: KnownDefinitions,
): Promise<readonly Definition[]> {
  const live = await readVersions(table);
  return live === undefined ? [] : known.ready(countedKeys(live));
}
