// What the walk of the retention and an erasure cost, over the table of very many contacts.
import { randomUUID } from 'node:crypto';
import { applyRetention } from '../../functions/apply-retention/apply-retention.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { readWalk, writeWalk } from '../../functions/store/leads/retention-walk.ts';
import { scanPage } from '../../functions/store/leads/scan-leads.ts';
import type { MeteredClient } from '../recount/metered-client.ts';
import { DAY, NOW, TRIAL } from './contacts-table.ts';

export type Rights = {
  /** Leads of one walk, and read units for them. */
  readonly walk: { readonly leads: number; readonly reads: number; readonly writes: number };
  /** Units of one erasure of a contact. */
  readonly erasure: { readonly reads: number; readonly writes: number };
};

const ERASED = 20;
const PAGE = 1_000;

/** @param contacts how many there are, so that those erased are spread among them */
export async function measureRights(
  leads: LeadTable,
  metered: MeteredClient,
  contacts: number,
): Promise<Rights> {
  const since = { reads: metered.reads, writes: metered.writes };
  const walked = await applyRetention({
    retentionMs: 3_650 * DAY,
    readWalk: () => readWalk(leads),
    writeWalk: (walk) => writeWalk(leads, walk),
    scan: (after) => scanPage(leads, { segment: 0, segments: 1, after, most: PAGE }),
    erase: async () => {
      throw new Error('no lead of the benchmark is that old');
    },
    finish: async () => {},
    now: () => NOW,
    remaining: () => Number.POSITIVE_INFINITY,
  });
  const walk = {
    leads: walked?.leads ?? 0,
    reads: metered.reads - since.reads,
    writes: metered.writes - since.writes,
  };
  const before = { reads: metered.reads, writes: metered.writes };
  for (let n = 0; n < ERASED; n++) {
    const key = `lead.${Math.floor((n / ERASED) * contacts)}@example.com`;
    const deps = { table: leads, definitions: [TRIAL], now: Date.now, fresh: randomUUID };
    if (!(await eraseLead(deps, { kind: 'email', key }))) throw new Error(`there is no ${key}`);
  }
  const erasure = {
    reads: (metered.reads - before.reads) / ERASED,
    writes: (metered.writes - before.writes) / ERASED,
  };
  return { walk, erasure };
}
