// An order id means one order in the whole instance: however many ids tell of it, in whatever order, it counts once.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import type { LeadEvent, LeadId, Submission } from '../../functions/domain/event/event.ts';
import { parseCellKey } from '../../functions/domain/funnel/cells.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { readWholeLeads } from '../../functions/store/leads/read-leads.ts';
import { noteOf } from '../../functions/store/outbox/outbox.ts';
import { tableInMemory } from '../figures/table-in-memory.ts';
import { definition, event, funnel, HOUR, MONDAY } from '../support/leads.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const definitions = [definition(funnel(['/pricing', 'Order']))];
const ANNA = { email: 'anna@example.com' };
const SERVER = { user: '42' };
const BROWSER = { anonymous: '7f3a' };
const OTHER = { anonymous: 'b2' };

type Said = Partial<LeadEvent['order'] & object> & {
  readonly secret?: true;
  readonly at?: number;
  readonly time?: number;
};

function said(ids: Submission['ids'], { secret, at = 0, time = MONDAY, ...order }: Said = {}): Submission {
  const isChange = order.refund === true || order.update === true;
  const value = { currency: 'EUR', minor: 1_000 };
  const fact = event(isChange ? 'Change' : 'Order', time, {
    id: `${secret ? 's' : 'p'}:${JSON.stringify([ids, order, at, time])}`,
    received: MONDAY + at,
    trusted: secret === true,
    order: { id: 'o-1', ...(isChange ? {} : { value }), ...order },
  });
  return { ids, event: fact };
}

async function take(table: LeadTable, ...batches: readonly (readonly Submission[])[]): Promise<void> {
  for (const batch of batches) {
    const failed = await advanceLeads(
      { ...workerDeps(table), definitions },
      batch.map((one) => messageOf(one)),
    );
    expect(failed.size).toBe(0);
  }
}

function idIn(ids: Submission['ids']): LeadId {
  const [kind, key = ''] = Object.entries(ids)[0] ?? [];
  if (kind !== 'email' && kind !== 'user' && kind !== 'anonymous') throw new Error('no id');
  return { kind, key };
}

/** What each of some ids has counted: orders and euros that are left of them, in the funnel and in the books. */
async function counted(table: LeadTable, ...all: readonly Submission['ids'][]): Promise<readonly string[]> {
  const { records } = await readWholeLeads(table, all.map(idIn));
  return all.map((ids) => {
    const sums = { o: 0, w: 0, z: 0, zg: 0, zr: 0 };
    // Revenue of who is first seen by the order is direct, and apart.
    for (const [key, n] of records.get(idKey(idIn(ids)))?.contributions.get('trial') ?? []) {
      const { metric } = parseCellKey(key);
      const name = metric.replace(/\d*(:.*)?$/, '').replace(/^v$/, 'w');
      if (name in sums) sums[name as keyof typeof sums] += n;
    }
    return `${sums.o} order ${sums.w} left, booked ${sums.z} ${sums.zg - sums.zr}`;
  });
}

const NONE = '0 order 0 left, booked 0 0';
const WHOLE = '1 order 1000 left, booked 1 1000';
const LOWERED = '1 order 600 left, booked 1 600';

function permutations<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length < 2) return [all];
  return all.flatMap((one, at) => permutations(all.toSpliced(at, 1)).map((rest) => [one, ...rest]));
}

/** In every order, one by one and all at once. */
async function whichever(
  all: readonly Submission[],
  ids: readonly Submission['ids'][],
  should: readonly string[],
): Promise<void> {
  for (const order of permutations(all)) {
    for (const batches of [order.map((one) => [one]), [order], [order.slice(0, 1), order.slice(1)]]) {
      const table = tableInMemory(() => MONDAY);
      await take(table, ...batches);
      expect(await counted(table, ...ids)).toEqual(should);
      await take(table, ...batches.toReversed());
      expect(await counted(table, ...ids)).toEqual(should);
    }
  }
}

describe('an order that several ids tell of', () => {
  it('counts where the secret key tells of it, though a browser told of it before', async () => {
    await whichever([said(BROWSER), said(ANNA, { secret: true, at: HOUR })], [BROWSER, ANNA], [NONE, WHOLE]);
  });

  it('counts of several browsers where it was accepted first, whatever they say of the time', async () => {
    const backdated = said(OTHER, { at: HOUR, time: MONDAY - 24 * HOUR });
    await whichever([said(BROWSER), backdated], [BROWSER, OTHER], [WHOLE, NONE]);
  });

  it('counts of several servers where it was accepted first', async () => {
    const all = [
      said(SERVER, { secret: true }),
      said(ANNA, { secret: true, at: 1 }),
      said(BROWSER, { at: -1 }),
    ];
    await whichever(all, [SERVER, ANNA, BROWSER], [WHOLE, NONE, NONE]);
  });

  it('counts once where the ids are one lead', async () => {
    const linked = { ids: { ...ANNA, ...BROWSER }, event: event('/pricing', MONDAY - HOUR, { id: 'p:1' }) };
    const all = [said(BROWSER), said(ANNA, { secret: true, at: HOUR }), linked];
    await whichever(all, [ANNA], [WHOLE]);
  });

  it('is lowered by a refund that came under another id', async () => {
    const refund = said(SERVER, { secret: true, refund: true, amount: '4', at: 5 });
    await whichever([said(ANNA, { secret: true }), refund], [ANNA, SERVER], [LOWERED, NONE]);
    const all = [said(BROWSER), said(ANNA, { secret: true, at: 2 }), refund];
    await whichever(all, [BROWSER, ANNA, SERVER], [NONE, LOWERED, NONE]);
  });

  it('is worth what an update under another id says', async () => {
    const update = said(SERVER, { secret: true, update: true, amount: '6', at: 5 });
    await whichever([said(ANNA, { secret: true }), update], [ANNA, SERVER], [LOWERED, NONE]);
  });

  it('is not changed with the public key where it was told with the secret one', async () => {
    const all = [
      said(ANNA, { secret: true }),
      said(BROWSER, { refund: true, at: 1 }),
      said(OTHER, { at: -9 }),
    ];
    await whichever(all, [ANNA, BROWSER, OTHER], [WHOLE, NONE, NONE]);
  });

  it('is told by one message id, whichever lead has it', () => {
    const table = tableInMemory(() => MONDAY);
    const [a, b] = [said(BROWSER), said(ANNA, { secret: true })].map(({ ids, event: of }) =>
      noteOf(table.hashOf, { kind: 'order', record: idIn(ids), event: of }),
    );
    expect(a?.id).toBe(b?.id);
    expect(a?.lead).not.toBe(b?.lead);
  });
});

describe('an order whose lead is erased', () => {
  const erase = (table: LeadTable) =>
    eraseLead({ table, definitions, now: () => MONDAY + HOUR, fresh: () => 't1' }, idIn(ANNA));

  it('counts in no other lead: it stays in the figures', async () => {
    const table = tableInMemory(() => MONDAY);
    await take(table, [said(ANNA, { secret: true })]);
    expect(await erase(table)).toBe(true);
    await take(
      table,
      [said(BROWSER, { at: 2 * HOUR })],
      [said(SERVER, { secret: true, refund: true, at: 3 * HOUR })],
    );
    expect(await counted(table, ANNA, BROWSER, SERVER)).toEqual([NONE, NONE, NONE]);
    const { records } = await readWholeLeads(table, [idIn(ANNA)]);
    expect(records.get(idKey(idIn(ANNA)))?.history.events).toEqual([]);
  });
});

describe('a worker that is stopped', () => {
  it.each(['before', 'after'] as const)(
    '%s it has written the book of an order does it once more',
    async (moment) => {
      const table = tableInMemory(() => MONDAY);
      await take(table, [said(BROWSER)]);
      let stops = 1;
      const send = (async (command: {
        readonly input: { readonly Item?: { readonly pk: { readonly S: string } } };
      }) => {
        const isBook = command.input.Item?.pk.S.startsWith('B#') === true;
        if (isBook && moment === 'before' && stops-- > 0)
          throw Object.assign(new Error('x'), { name: 'TimeoutError' });
        const answer = await table.client.send(command as never);
        if (isBook && stops-- > 0) throw Object.assign(new Error('x'), { name: 'TimeoutError' });
        return answer;
      }) as unknown as DynamoDBClient['send'];
      const deps = workerDeps({ ...table, client: { send } });
      await advanceLeads({ ...deps, definitions }, [messageOf(said(ANNA, { secret: true, at: 1 }))]);
      expect(deps.sentAgain).toHaveLength(1);
      await take(table, ...deps.sentAgain);
      expect(await counted(table, BROWSER, ANNA)).toEqual([NONE, WHOLE]);
    },
  );
});
