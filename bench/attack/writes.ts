// What an accepted event of an attacker costs the table and the worker, by the worker's own code.
import type { Config } from '../../functions/domain/config/config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { messageOf } from '../../test/support/worker-deps.ts';
import { everyId } from '../ceiling/attackers.ts';
import { MeteredTable, msSince, TABLE } from '../ceiling/metered-table.ts';
import type { Tell } from '../outcome.ts';
import { randomOf } from '../units/random.ts';
import { workerOver } from '../units/worker.ts';

export type EventCost = {
  readonly name: string;
  readonly of: 'key' | 'form';
  readonly writes: number;
  readonly reads: number;
  /** Of the worker's processor time. */
  readonly ms: number;
};

const SECOND = 1_000;
const WARM_UPS = 40;
const EVENTS = 60;

/** @param batch so many leads are in one batch of the worker */
export async function eventCosts(config: Config, batch: number, tell: Tell): Promise<readonly EventCost[]> {
  const path = '/pricing';
  const view = (n: number, now: number, touch: object): Submission => ({
    ids: { anonymous: `stranger-${n}` },
    event: {
      ...{ id: `p:stranger-${n}`, time: now, received: now, trusted: false, kind: 'page', name: path },
      touch: { channel: 'Referral', ...touch },
    },
  });
  const post = (n: number, now: number): Submission => ({
    ids: { email: `stranger-${n}@example.com` },
    event: {
      ...{ id: `f:ebook:${n}`, time: now, received: now, trusted: false, kind: 'form', name: 'ebook' },
      properties: { message: 'x'.repeat(2_000) },
    },
  });
  const invented = (n: number) => ({
    ...{ source: `source ${n}`, medium: `medium ${n}`, campaign: `campaign ${n}`, term: `term ${n}` },
    ...{ content: `content ${n}`, landingPage: `/${n}`, referrer: `https://${n}.example/` },
  });
  tell('new leads');
  return [
    {
      name: 'each event is a new lead',
      of: 'key',
      ...(await strangers(config, batch, (n, now) => view(n, now, {}))),
    },
    {
      name: 'each event is a new lead with values of its own',
      of: 'key',
      ...(await strangers(config, batch, (n, now) => view(n, now, invented(n)))),
    },
    { name: 'each form is of a new person', of: 'form', ...(await strangers(config, batch, post)) },
    { name: 'each event is of a lead at its ceilings', of: 'key', ...(await atCeilings(config, tell)) },
  ];
}

type Cost = Pick<EventCost, 'writes' | 'reads' | 'ms'>;

async function strangers(
  config: Config,
  batch: number,
  make: (n: number, now: number) => Submission,
): Promise<Cost> {
  const table = new MeteredTable();
  const take = workerOver(table, TABLE, config, randomOf(7));
  let n = 0;
  const round = async (): Promise<void> => {
    const now = Date.now() - SECOND;
    await take(Array.from({ length: batch }, () => messageOf(make(n++, now))));
  };
  for (let warm = 0; warm < WARM_UPS; warm++) await round();
  return await measure(table, EVENTS, round, batch);
}

/** Each in a batch of its own with others like it, which share nothing. */
async function atCeilings(config: Config, tell: Tell): Promise<Cost> {
  const table = new MeteredTable();
  const take = workerOver(table, TABLE, config, randomOf(7));
  const attack = everyId(300);
  for (const [n, message] of attack.messages.entries()) {
    if (n % 100 === 0) tell(`a lead at its ceilings: message ${n} of ${attack.messages.length}`);
    await take([messageOf(...message)]);
  }
  let n = 0;
  const round = (): Promise<void> => take([messageOf(attack.oneMore(n++))]);
  for (let warm = 0; warm < WARM_UPS; warm++) await round();
  return await measure(table, EVENTS, round, 1);
}

async function measure(
  table: MeteredTable,
  rounds: number,
  round: () => Promise<void>,
  batch: number,
): Promise<Cost> {
  table.take();
  const begun = process.cpuUsage();
  for (let n = 0; n < rounds; n++) await round();
  const total = msSince(begun);
  const { reads, writes, tableMs } = table.take();
  const events = rounds * batch;
  return { reads: reads / events, writes: writes / events, ms: (total - tableMs) / events };
}
