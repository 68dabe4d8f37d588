// Funnel versions: the definitions under which each funnel is counted now, and the one that reports show.

/** The versions of one funnel, by definition key. */
export type VersionsOfFunnel = {
  /** All leads are counted under it, and reports show it. */
  readonly active?: string;
  /** Counted beside the active one; it becomes active when a recount has counted all leads under it. */
  readonly pending?: string;
  /** The number of the latest version: how many the funnel has had. */
  readonly latest: number;
  /** Leads that were erased before the active definition could count them. */
  readonly erased?: number;
};

/** A recount: a walk over all leads that counts them under the pending versions. */
export type Run = {
  /** Grows from run to run. */
  readonly id: number;
  /** When it was claimed, ms since the epoch. */
  readonly at: number;
  /** Into how many parts the table is taken. */
  readonly segments: number;
};

export type FunnelVersions = {
  /** Grows with each change: two writers cannot change the same. */
  readonly version: number;
  /** By funnel id; a funnel that is no longer configured has only the number of its latest version. */
  readonly funnels: Readonly<Record<string, VersionsOfFunnel>>;
  readonly run?: Run;
  /** How many leads the last recount looked at. */
  readonly leads?: number;
};

/** A configured funnel, and the key that its definition has at first: `<funnel>.<hash>`. */
export type Wanted = { readonly funnel: string; readonly base: string };

/** A definition's key: that of the funnel's first, and with its number that of each later one. */
function epochKey(base: string, epoch: number): string {
  return epoch === 1 ? base : `${base}.${epoch}`;
}

/** The key without its number: equal where what is counted is equal. */
export function baseOf(key: string): string {
  return key.split('.', 2).join('.');
}

/** For a table without leads: every version is active at once. */
export function firstVersions(wanted: readonly Wanted[]): FunnelVersions {
  const funnels = wanted.map(({ funnel, base }) => [funnel, { active: base, latest: 1 }]);
  return { version: 1, funnels: Object.fromEntries(funnels) };
}

/**
 * The versions after the configuration changed; undefined where nothing changed. A changed or new funnel gets a pending
 * version; a funnel that is changed back keeps its active one; a funnel that was removed is not counted any more.
 */
export function reconfigured(
  live: FunnelVersions,
  wanted: readonly Wanted[],
  now: number,
  segments: number,
): FunnelVersions | undefined {
  const funnels: Record<string, VersionsOfFunnel> = {};
  for (const [funnel, { latest }] of Object.entries(live.funnels)) funnels[funnel] = { latest };
  for (const { funnel, base } of wanted) funnels[funnel] = wantedFunnel(live.funnels[funnel], base);
  const before = countingKeys(live.funnels);
  const pending = countingKeys(funnels);
  if (sameKeys(before, pending) && sameKeys(servingKeys(live.funnels), servingKeys(funnels)))
    return undefined;
  const version = live.version + 1;
  const { run: former, ...rest } = live;
  // Where no version was added, a recount that is under way is enough.
  const isLess = former !== undefined && pending.every((key) => before.includes(key));
  const run = isLess ? former : { id: version, at: now, segments };
  return { ...rest, version, funnels, ...(pending.length > 0 ? { run } : {}) };
}

function wantedFunnel(live: VersionsOfFunnel | undefined, base: string): VersionsOfFunnel {
  if (live === undefined) return { pending: base, latest: 1 };
  const { pending, ...rest } = live;
  if (live.active !== undefined && baseOf(live.active) === base) return rest;
  if (pending !== undefined && baseOf(pending) === base) return live;
  const latest = live.latest + 1;
  return { ...rest, pending: epochKey(base, latest), latest };
}

/**
 * The versions once all leads are counted under the pending ones: these become active.
 * @param erased by definition key: leads that were erased before it could count them
 * @param leads how many leads there were
 */
export function activated(
  live: FunnelVersions,
  erased: ReadonlyMap<string, number>,
  leads: number,
): FunnelVersions {
  const funnels = Object.entries(live.funnels).map(([funnel, own]) => {
    const { pending, latest } = own;
    if (pending === undefined) return [funnel, own];
    const gone = erased.get(pending) ?? 0;
    return [funnel, { active: pending, latest, ...(gone > 0 ? { erased: gone } : {}) }];
  });
  return { version: live.version + 1, funnels: Object.fromEntries(funnels), leads };
}

function countingKeys(funnels: FunnelVersions['funnels']): readonly string[] {
  return Object.values(funnels).flatMap(({ pending }) => pending ?? []);
}

function servingKeys(funnels: FunnelVersions['funnels']): readonly string[] {
  return Object.values(funnels).flatMap(({ active }) => active ?? []);
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key) => b.includes(key));
}

/** The keys of the pending versions. */
export function pendingKeys(live: FunnelVersions): readonly string[] {
  return countingKeys(live.funnels);
}

/** The keys of the versions that reports show. */
export function activeKeys(live: FunnelVersions): readonly string[] {
  return servingKeys(live.funnels);
}

/** Every key that is counted. */
export function countedKeys(live: FunnelVersions): readonly string[] {
  return [...servingKeys(live.funnels), ...countingKeys(live.funnels)];
}

/**
 * Whether a key is retired: it was counted once and never will be again, as each version has a number of its own. A reader of
 * an older state never takes a current key for retired: a key with a higher number than the latest known is not
 * retired, and neither is a key of an unknown funnel.
 */
export function isRetiredIn(live: FunnelVersions): (key: string) => boolean {
  const alive = new Set(countedKeys(live));
  return (key) => {
    const [funnel = '', , epoch = '1'] = key.split('.');
    const known = live.funnels[funnel];
    return known !== undefined && Number(epoch) <= known.latest && !alive.has(key);
  };
}
