// What a submission in quarantine takes of the table, where there is room for it in its hour and where it is only counted.
import { screenSubmissions } from '../../functions/progress/screen-submissions.ts';
import { KEPT_AN_HOUR } from '../../functions/store/quarantine/keep.ts';
import { MeteredTable, TABLE } from '../ceiling/metered-table.ts';
import { personOf } from '../units/mix.ts';
import { randomOf } from '../units/random.ts';
import { HASH_OF } from '../units/worker.ts';

export type Units = { readonly writes: number; readonly reads: number };

/** A submission's, without those that are read at the start of each batch. */
export type Quarantined = { readonly batch: number; readonly kept: Units; readonly countedOnly: Units };

const SEED = 2_026;
const SUBMISSIONS = 400;
const HOUR = 3_600_000;

export async function measureQuarantine(batch: number): Promise<Quarantined> {
  // Each batch in an hour of its own has room.
  const kept = await measure(batch, (n) => Math.floor(n / batch));
  const countedOnly = await measure(batch, () => 0, KEPT_AN_HOUR);
  return { batch, kept, countedOnly };
}

/** @param hourOf the hour of a submission, @param before so many are in quarantine already */
async function measure(batch: number, hourOf: (n: number) => number, before = 0): Promise<Units> {
  const random = randomOf(SEED);
  const client = new MeteredTable();
  const pause = async (): Promise<void> => {};
  const leads = { client, table: TABLE, hashOf: HASH_OF, pause, random: random.next, now: Date.now };
  const begin = Date.UTC(2026, 2, 2, 0, 30);
  const suspect = (n: number) => {
    const { now } = personOf(random, 1);
    const received = begin + hourOf(n) * HOUR + n;
    const event = { ...now.event, name: 'ebook', id: `f:ebook:${n}`, time: received, received };
    return { ...now, event, screening: { reasons: ['word' as const] } };
  };
  const screen = async (from: number, to: number): Promise<void> => {
    const some = Array.from({ length: to - from }, (_, at) => suspect(from + at));
    const leadsAmong = await screenSubmissions({ table: leads, forms: [] }, some);
    if (leadsAmong.size > 0) throw new Error('a suspect was taken for a lead');
  };
  if (before > 0) await screen(-before, 0);
  client.take();
  for (let at = 0; at < SUBMISSIONS; at += batch) await screen(at, Math.min(SUBMISSIONS, at + batch));
  const { writes, reads } = client.take();
  return { writes: writes / SUBMISSIONS, reads: reads / SUBMISSIONS };
}
