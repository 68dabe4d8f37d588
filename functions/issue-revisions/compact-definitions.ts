// Compacts the counters of every definition that is counted now; one that fails holds up no other.
import { countedKeys } from '../domain/funnel-versions.ts';
import { type CompactCounters, type Compacted, compactCounters } from '../store/counters/compact-counters.ts';
import type { KnownDefinitions } from '../store/definitions/definitions.ts';
import { readVersions } from '../store/definitions/funnel-versions.ts';

export type CompactDefinitions = CompactCounters & {
  readonly known: Pick<KnownDefinitions, 'read'>;
  readonly onFailure: (definition: string, error: unknown) => void;
};

export async function compactDefinitions(
  deps: CompactDefinitions,
): Promise<Pick<Compacted, 'shards' | 'complete'>> {
  const versions = await readVersions(deps);
  let shards = 0;
  let complete = true;
  for (const key of versions === undefined ? [] : countedKeys(versions)) {
    try {
      const done = await compactCounters(deps, await deps.known.read(key));
      shards += done.shards;
      complete &&= done.complete;
    } catch (error) {
      deps.onFailure(key, error);
      complete = false;
    }
  }
  return { shards, complete };
}
