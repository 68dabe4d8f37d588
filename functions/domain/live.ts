// What is live: the definitions of each funnel that are counted, and the one of them that is shown.

/** What one funnel is counted under. */
export type LiveFunnel = {
  /** Counted for all leads, and shown. */
  readonly serving?: string;
  /** Counted since it was configured; shown once a recount has brought all leads under it. */
  readonly counting?: string;
  /** How many definitions the funnel has had: the number of the latest. */
  readonly epochs: number;
  /** Leads that were erased before the serving definition could count them. */
  readonly erased?: number;
};

/** A walk over all leads that brings them under what is counting. */
export type Run = {
  /** Grows from run to run. */
  readonly id: number;
  /** When it was claimed, ms since the epoch. */
  readonly at: number;
  /** Into how many parts the table is taken. */
  readonly segments: number;
};

export type Live = {
  /** Grows with each change: two writers cannot change the same. */
  readonly version: number;
  /** By funnel; one that is no longer configured has only its number of epochs. */
  readonly funnels: Readonly<Record<string, LiveFunnel>>;
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
export function firstLive(wanted: readonly Wanted[]): Live {
  const funnels = wanted.map(({ funnel, base }) => [funnel, { serving: base, epochs: 1 }]);
  return { version: 1, funnels: Object.fromEntries(funnels) };
}

/**
 * What is live once the funnels are as configured; undefined where they are already. A changed or new funnel gets a
 * definition to count; one that is changed back keeps what it serves; one that is gone is not counted any more.
 */
export function reconfigured(
  live: Live,
  wanted: readonly Wanted[],
  now: number,
  segments: number,
): Live | undefined {
  const funnels: Record<string, LiveFunnel> = {};
  for (const [funnel, { epochs }] of Object.entries(live.funnels)) funnels[funnel] = { epochs };
  for (const { funnel, base } of wanted) funnels[funnel] = wantedFunnel(live.funnels[funnel], base);
  const before = countingKeys(live.funnels);
  const counting = countingKeys(funnels);
  if (sameKeys(before, counting) && sameKeys(servingKeys(live.funnels), servingKeys(funnels)))
    return undefined;
  const version = live.version + 1;
  const { run: former, ...rest } = live;
  // Where less is to be counted than before, the walk that is under way does it.
  const isLess = former !== undefined && counting.every((key) => before.includes(key));
  const run = isLess ? former : { id: version, at: now, segments };
  return { ...rest, version, funnels, ...(counting.length > 0 ? { run } : {}) };
}

function wantedFunnel(live: LiveFunnel | undefined, base: string): LiveFunnel {
  if (live === undefined) return { counting: base, epochs: 1 };
  const { counting, ...rest } = live;
  if (live.serving !== undefined && baseOf(live.serving) === base) return rest;
  if (counting !== undefined && baseOf(counting) === base) return live;
  const epochs = live.epochs + 1;
  return { ...rest, counting: epochKey(base, epochs), epochs };
}

/**
 * What is live once all leads are counted under what was counting.
 * @param erased by definition key: leads that were erased before it could count them
 * @param leads how many leads there were
 */
export function switched(live: Live, erased: ReadonlyMap<string, number>, leads: number): Live {
  const funnels = Object.entries(live.funnels).map(([funnel, own]) => {
    const { counting, epochs } = own;
    if (counting === undefined) return [funnel, own];
    const gone = erased.get(counting) ?? 0;
    return [funnel, { serving: counting, epochs, ...(gone > 0 ? { erased: gone } : {}) }];
  });
  return { version: live.version + 1, funnels: Object.fromEntries(funnels), leads };
}

function countingKeys(funnels: Live['funnels']): readonly string[] {
  return Object.values(funnels).flatMap(({ counting }) => counting ?? []);
}

function servingKeys(funnels: Live['funnels']): readonly string[] {
  return Object.values(funnels).flatMap(({ serving }) => serving ?? []);
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key) => b.includes(key));
}

/** The keys that a recount is to bring all leads under. */
export function keysCounting(live: Live): readonly string[] {
  return countingKeys(live.funnels);
}

/** Every key that is counted. */
export function liveKeys(live: Live): readonly string[] {
  return [...servingKeys(live.funnels), ...countingKeys(live.funnels)];
}

/**
 * Whether a key is retired: it was live once and never will be again, as each definition gets a number of its own. The
 * answer holds in every later state too, so that somebody who still knows an older one forgets nothing that is live:
 * a key with a higher number than is known here is none that is retired, and neither is one of an unknown funnel.
 */
export function isRetiredIn(live: Live): (key: string) => boolean {
  const alive = new Set(liveKeys(live));
  return (key) => {
    const [funnel = '', , epoch = '1'] = key.split('.');
    const known = live.funnels[funnel];
    return known !== undefined && Number(epoch) <= known.epochs && !alive.has(key);
  };
}
