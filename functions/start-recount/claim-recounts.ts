// The use-case that starts recounts: compares what is configured with what is live, and sends what has come to a stand.
import type { Config } from '../domain/config/config.ts';
import { type FunnelVersions, reconfigured } from '../domain/funnel-versions.ts';
import type { SendRecount } from '../queue/recount-message.ts';
import type { DefinitionTable } from '../store/definitions/definitions.ts';
import {
  ensureVersions,
  readProgress,
  readVersions,
  wantedOf,
  writeVersions,
} from '../store/definitions/funnel-versions.ts';

export type ClaimRecounts = {
  readonly table: DefinitionTable;
  readonly config: Config;
  readonly send: SendRecount;
  /** ms since the epoch. */
  readonly now: () => number;
};

/** Segments are walked side by side; a walk of one keeps a function busy, and most of it is waiting for the table. */
const SEGMENTS = 4;
/** A segment moves every second or so. One that has not for so long has lost its message, or waits for its next try. */
const STILL_MS = 15 * 60_000;
/** Each try loses against somebody who has changed what is live, which is rare. */
const TRIES = 5;

/** Somebody else kept on changing what is live; the next run tries again. */
export class LiveContested extends Error {
  override readonly name = 'LiveContested';
}

/**
 * Makes what is configured live. Of two at the same time one claims the recount, and both find it claimed.
 * @returns what is live then, and whether this call has claimed a recount
 */
export async function claimRecounts(
  deps: ClaimRecounts,
): Promise<{ readonly live: FunnelVersions; readonly claimed: boolean }> {
  const { table, config, now } = deps;
  let live = await ensureVersions(table, config, now);
  let claimed = false;
  for (let attempt = 0; ; attempt++) {
    const next = reconfigured(live, wantedOf(config), now(), SEGMENTS);
    if (next === undefined) break;
    if (attempt === TRIES) throw new LiveContested(`what is live was changed ${TRIES} times meanwhile`);
    if (await writeVersions(table, config, next, now())) {
      claimed = next.run !== undefined && next.run.id !== live.run?.id;
      live = next;
      break;
    }
    live = (await readVersions(table)) ?? live;
  }
  await sendStill(deps);
  return { live, claimed };
}

/** A message for each segment that has not begun, or has not moved for long. */
async function sendStill({ table, send, now }: ClaimRecounts): Promise<void> {
  const { live, segments } = await readProgress(table);
  const run = live?.run;
  if (run === undefined) return;
  for (let segment = 0; segment < run.segments; segment++) {
    const known = segments.find((one) => one.segment === segment);
    if (known === undefined || known.at <= now() - STILL_MS) await send({ run: run.id, segment }, 0);
  }
}
