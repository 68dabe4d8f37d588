// What is live: the definitions of each funnel that are counted, and the one of them that is shown.

/** What one funnel is counted under. */
export type VersionsOfFunnel = {
  /** Counted for all leads, and shown. */
  readonly active?: string;
  /** Counted since it was configured; shown once a recount has brought all leads under it. */
  readonly pending?: string;
  /** How many definitions the funnel has had: the number of the latest. */
  readonly latest: number;
  /** Leads that were erased before the active definition could count them. */
  readonly erased?: number;
};

/** A walk over all leads that brings them under what is pending. */
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
  /** By funnel; one that is no longer configured has only its number of latest. */
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

/** Of a table without leads: everything is served at once. */
export function firstVersions(wanted: readonly Wanted[]): FunnelVersions {
  const funnels = wanted.map(({ funnel, base }) => [funnel, { active: base, latest: 1 }]);
  return { version: 1, funnels: Object.fromEntries(funnels) };
}

/**
 * What is live once the funnels are as configured; undefined where they are already. A changed or new funnel gets a
 * definition to count; one that is changed back keeps what it serves; one that is gone is not counted any more.
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
  // Where less is to be counted than before, the walk that is under way does it.
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
 * What is live once all leads are counted under what was pending.
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

/** The keys that a recount is to bring all leads under. */
export function pendingKeys(live: FunnelVersions): readonly string[] {
  return countingKeys(live.funnels);
}

/** Every key that is counted. */
export function countedKeys(live: FunnelVersions): readonly string[] {
  return [...servingKeys(live.funnels), ...countingKeys(live.funnels)];
}

/**
 * Whether a key is retired: it was live once and never will be again, as each definition gets a number of its own. The
 * answer holds in every later state too, so that somebody who still knows an older one forgets nothing that is live:
 * a key with a higher number than is known here is none that is retired, and neither is one of an unknown funnel.
 */
export function isRetiredIn(live: FunnelVersions): (key: string) => boolean {
  const alive = new Set(countedKeys(live));
  return (key) => {
    const [funnel = '', , epoch = '1'] = key.split('.');
    const known = live.funnels[funnel];
    return known !== undefined && Number(epoch) <= known.latest && !alive.has(key);
  };
}
