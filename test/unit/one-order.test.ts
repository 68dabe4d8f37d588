// An order id means one order in the whole instance: however many ids tell of it, in whatever order, it counts once.
import { DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import type { LeadEvent, LeadId, Submission } from '../../functions/domain/event/event.ts';
import { parseCellKey } from '../../functions/domain/funnel/cells.ts';
import { idKey, idsIn } from '../../functions/domain/lead/identity.ts';
import { primaryOf } from '../../functions/domain/lead/identity-graph.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { HEAD, leadKey } from '../../functions/store/keys.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { readWholeLeads } from '../../functions/store/leads/read-leads.ts';
import { orderBooks } from '../../functions/store/orders/order-books.ts';
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

  it('is changed by one of two copies of a change, whichever comes first', async () => {
    const change = (order: Said, received: number): Submission => ({
      ids: SERVER,
      event: event('Change', MONDAY, {
        id: 's:change',
        received: MONDAY + received,
        trusted: true,
        order: { id: 'o-1', ...order },
      }),
    });
    const refund = change({ refund: true, value: { currency: 'EUR', minor: 400 } }, 5);
    const update = change({ update: true, value: { currency: 'EUR', minor: 700 } }, 3);
    await whichever([said(ANNA, { secret: true }), refund, update], [ANNA, SERVER], [LOWERED, NONE]);
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

/** Which of some ids belong to which others. */
async function roots(
  table: LeadTable,
  all: readonly Submission['ids'][],
): Promise<readonly (readonly string[])[]> {
  const { records } = await readWholeLeads(table, all.map(idIn));
  return all.map(idIn).map((id) => [id.key, primaryOf(records, id).key]);
}

describe('a browser and a customer who tell of one order', () => {
  const form = {
    ids: { email: 'bob@example.com', ...BROWSER },
    event: event('ebook', MONDAY, { kind: 'form', id: 'f:1', received: MONDAY + 9 * HOUR }),
  };
  const call = {
    ids: { email: 'bob@example.com', ...BROWSER },
    event: event('', MONDAY, { kind: 'identify', id: 'p:i', received: MONDAY + 9 * HOUR }),
  };
  const order = said(ANNA, { secret: true, at: HOUR });
  const other = (id: string, at: number, more: Said = {}) => said({ anonymous: id }, { at, ...more });
  type Row = readonly [what: string, all: readonly Submission[], owners: Readonly<Record<string, string>>];
  it.each<Row>([
    ['are one lead, the order by e-mail', [said(BROWSER), order], { '7f3a': 'anna@example.com' }],
    ['are one lead, the order by user id', [said(BROWSER), said(SERVER, { secret: true })], { '7f3a': '42' }],
    [
      'are one lead with all that the user id belongs to',
      [
        said(BROWSER),
        said(SERVER, { secret: true }),
        { ids: { ...ANNA, ...SERVER }, event: event('x', MONDAY, { id: 's:x', trusted: true }) },
      ],
      { '7f3a': 'anna@example.com', 42: 'anna@example.com' },
    ],
    [
      'are two where the browser sent a form of another, whenever it did',
      [said(BROWSER), order, form],
      { '7f3a': 'bob@example.com' },
    ],
    [
      'are two where a call names another for the browser',
      [said(BROWSER), order, call],
      { '7f3a': 'bob@example.com' },
    ],
    [
      'are two where the server tells of the order for a browser alone',
      [said(BROWSER), other('b2', HOUR, { secret: true })],
      { '7f3a': '7f3a', b2: 'b2' },
    ],
    [
      'are two where what the browser tells names a user id',
      [said({ ...BROWSER, user: '43' }), order],
      { '7f3a': '43', 43: '43' },
    ],
    [
      'are two where they only tell of a refund',
      [said(BROWSER, { refund: true }), order],
      { '7f3a': '7f3a' },
    ],
    [
      'are the first customer of several',
      [said(BROWSER), order, said({ email: 'bob@example.com' }, { secret: true, at: 2 * HOUR })],
      { '7f3a': 'anna@example.com', 'bob@example.com': 'bob@example.com' },
    ],
    [
      'are as the first of several orders says',
      [
        said(BROWSER),
        order,
        said(BROWSER, { id: 'o-2', at: -1 }),
        said(SERVER, { secret: true, id: 'o-2', at: 5 * HOUR }),
      ],
      { '7f3a': '42' },
    ],
    [
      'are as many browsers as are kept, those that were accepted first',
      [...[1, 2, 3, 4].map((n) => other(`b${n}`, 9 - n)), order],
      { b1: 'b1', b2: 'anna@example.com', b3: 'anna@example.com', b4: 'anna@example.com' },
    ],
  ])('%s', async (_, all, owners) => {
    const ids = new Map(all.flatMap(idsIn).map((id) => [id.key, { [id.kind]: id.key }]));
    const should = Object.entries(owners);
    const asked = should.map(([key]) => ids.get(key) ?? {});
    for (const sequence of permutations(all).filter(
      (__, n, { length }) => n % Math.ceil(length / 24) === 0,
    )) {
      for (const batches of [sequence.map((one) => [one]), [sequence]]) {
        const table = tableInMemory(() => MONDAY);
        await take(table, ...batches);
        expect(await roots(table, asked)).toEqual(should);
        await take(table, ...batches.toReversed());
        expect(await roots(table, asked)).toEqual(should);
      }
    }
  });

  it('count the order once, in that lead', async () => {
    await whichever([said(BROWSER), order], [ANNA], [WHOLE]);
  });

  it('read and write the order once each time, as an order of one', async () => {
    const table = tableInMemory(() => MONDAY);
    const units: string[] = [];
    const send = (async (command: { readonly input: object }) => {
      if (JSON.stringify(command.input).includes('"B#')) units.push(command.constructor.name);
      return await table.client.send(command as never);
    }) as unknown as DynamoDBClient['send'];
    for (const one of [said(BROWSER), order]) {
      await advanceLeads({ ...workerDeps({ ...table, client: { send } }), definitions }, [messageOf(one)]);
      expect(units.splice(0)).toEqual(['BatchGetItemCommand', 'PutItemCommand']);
    }
  });
});

describe('an order whose lead is erased', () => {
  const erase = (table: LeadTable, id = idIn(ANNA)) =>
    eraseLead({ table, definitions, now: () => MONDAY + HOUR, fresh: () => 't1' }, id);
  const bookOf = async (table: LeadTable) => (await orderBooks(table).read(['o-1'])).get('o-1')?.book;

  it('ties no browser to a customer who is erased, also once the mark is gone', async () => {
    const table = tableInMemory(() => MONDAY);
    await take(table, [said(ANNA, { secret: true })]);
    expect(await erase(table)).toBe(true);
    expect(await bookOf(table)).toMatchObject({ best: { isErased: true } });
    await table.client.send(
      new DeleteItemCommand({
        TableName: table.table,
        Key: { pk: { S: leadKey(table.hashOf(idIn(ANNA))) }, sk: { S: HEAD } },
      }),
    );
    await take(
      table,
      [said(BROWSER, { at: 2 * HOUR })],
      [said(ANNA, { secret: true, id: 'o-2', at: 3 * HOUR })],
    );
    await take(table, [said(OTHER, { at: 4 * HOUR })]);
    expect(await roots(table, [BROWSER, OTHER])).toEqual([
      ['7f3a', '7f3a'],
      ['b2', 'b2'],
    ]);
  });

  it('does not name a browser that is erased, also where a copy of it comes later, and never ties it again', async () => {
    const table = tableInMemory(() => MONDAY);
    await take(table, [said(BROWSER)]);
    expect(await erase(table, idIn(BROWSER))).toBe(true);
    const place = orderBooks(table).placeOf('o-1', idIn(BROWSER));
    for (const batch of [
      [said(BROWSER)],
      [said(BROWSER, { at: 3 * HOUR })],
      [said(ANNA, { secret: true, at: HOUR })],
    ]) {
      await take(table, batch);
      expect((await bookOf(table))?.browsers).toEqual([
        { at: '', received: MONDAY, tie: expect.any(Number) },
      ]);
    }
    expect(await roots(table, [BROWSER])).toEqual([['7f3a', '7f3a']]);
    expect(place).not.toBe('');
  });

  it('does not name a browser whose telling comes only after it was erased', async () => {
    const table = tableInMemory(() => MONDAY);
    await take(table, [said(BROWSER, { id: 'o-2' })]);
    expect(await erase(table, idIn(BROWSER))).toBe(true);
    await take(table, [said(BROWSER)], [said(ANNA, { secret: true, at: 3 * HOUR })]);
    expect((await bookOf(table))?.browsers.map(({ at }) => at)).toEqual(['']);
  });

  it('is forgotten by who ends an erasure that was stopped', async () => {
    const table = tableInMemory(() => MONDAY);
    await take(table, [said(BROWSER)]);
    let isStopped = true;
    const send = (async (command: { readonly input: object }) => {
      if (isStopped && command.constructor.name === 'PutItemCommand') throw new Error('stopped');
      return await table.client.send(command as never);
    }) as unknown as DynamoDBClient['send'];
    await expect(erase({ ...table, client: { send } }, idIn(BROWSER))).rejects.toThrow('stopped');
    expect((await bookOf(table))?.browsers).not.toMatchObject([{ at: '' }]);
    isStopped = false;
    expect(await erase(table, idIn(BROWSER))).toBe(true);
    expect((await bookOf(table))?.browsers).toMatchObject([{ at: '' }]);
  });

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

  it('between leads and book leaves no record with a telling of its own that is not the best any more', async () => {
    const table = tableInMemory(() => MONDAY);
    const late = (id: string, ids: Submission['ids'], at: number) => {
      const one = said(ids, { secret: true, at });
      return { ...one, event: { ...one.event, id: `s:${id}` } };
    };
    const other = { email: 'bruno@example.com' };
    // The second telling of Anna's is in no book: Bruno's was accepted before it.
    await take(table, [late('1', other, 5)], [late('2', ANNA, 9)]);
    const send = (async (command: {
      readonly input: { readonly Item?: { readonly pk: { readonly S: string } } };
    }) => {
      if (command.input.Item?.pk.S.startsWith('B#') === true)
        throw Object.assign(new Error('x'), { name: 'TimeoutError' });
      return await table.client.send(command as never);
    }) as unknown as DynamoDBClient['send'];
    const stopped = workerDeps({ ...table, client: { send } });
    await advanceLeads({ ...stopped, definitions }, [messageOf(late('3', ANNA, 3))]);
    expect(stopped.sentAgain).toHaveLength(1);
    await take(table, [late('4', SERVER, 1)], ...stopped.sentAgain);
    expect(await counted(table, SERVER, ANNA, other)).toEqual([WHOLE, NONE, NONE]);
  });

  it('is not, but another tells of the order once more between its leads and its book: it starts again', async () => {
    const table = tableInMemory(() => MONDAY);
    const late = (id: string, ids: Submission['ids'], at: number) => {
      const one = said(ids, { secret: true, at });
      return { ...one, event: { ...one.event, id: `s:${id}` } };
    };
    await take(table, [late('1', ANNA, 5)]);
    let others = 0;
    const send = (async (command: {
      readonly input: { readonly Item?: { readonly pk: { readonly S: string } } };
    }) => {
      // It changes no book: Anna's best telling is there already.
      if (command.input.Item?.pk.S.startsWith('B#') === true && others++ === 0)
        await take(table, [late('2', ANNA, 9)]);
      return await table.client.send(command as never);
    }) as unknown as DynamoDBClient['send'];
    await take({ ...table, client: { send } as LeadTable['client'] }, [late('3', SERVER, 1)]);
    expect(others).toBe(2);
    expect(await counted(table, SERVER, ANNA)).toEqual([WHOLE, NONE]);
  });
});
