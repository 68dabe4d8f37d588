// What leads at their ceilings cost to read, in the units that the in-process DynamoDB answers.
import { describe, expect, it } from 'vitest';
import { everyId } from '../../bench/ceiling/attackers.ts';
import { MeteredTable, TABLE } from '../../bench/ceiling/metered-table.ts';
import { HASH_OF } from '../../bench/units/worker.ts';
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import { emptyRecord } from '../../functions/domain/lead/record.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { NO_PLACES } from '../../functions/store/leads/codec/head.ts';
import { readWholeLeads } from '../../functions/store/leads/read-leads.ts';
import { partsOf } from '../../functions/store/leads/read-parts.ts';
import { DAY, MONDAY } from '../support/leads.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

function worker() {
  const table = new MeteredTable();
  const leads = {
    ...{ client: table, table: TABLE, hashOf: HASH_OF, now: () => MONDAY },
    ...{ pause: async () => {}, random: Math.random },
  };
  const deps = workerDeps(leads);
  const take = async (submissions: readonly Submission[]) => {
    const failed = await advanceLeads({ ...deps, definitions: [] }, [messageOf(...submissions)]);
    expect([...failed, ...deps.sentAgain]).toEqual([]);
    return table.take();
  };
  return { take, table, leads };
}

function event(id: string, time: number, more: Partial<LeadEvent> = {}): LeadEvent {
  return {
    id: `p:${id}`,
    time,
    received: MONDAY + DAY,
    kind: 'event',
    name: 'Seen',
    trusted: false,
    ...more,
  };
}

/** It does not compress. */
function noise(seed: number, characters: number): string {
  let state = seed + 1;
  let text = '';
  while (text.length < characters) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += String.fromCharCode(33 + ((state >>> 16) % 90));
  }
  return text;
}

describe('a lead at its ceilings', () => {
  it('costs a later event at most 100 read units where a browser has sent 2 KiB with each of 1,500 events', async () => {
    const { take } = worker();
    const ids = { anonymous: 'browser' };
    const of = (n: number): Submission => {
      const properties = { said: noise(n, 2_000) };
      return { ids, event: event(`${n}`, MONDAY - 13 * DAY + n * 60_000, { properties }) };
    };
    for (let n = 0; n < 1_500; n += 250) await take(Array.from({ length: 250 }, (_, at) => of(n + at)));
    const { reads } = await take([of(1_500)]);
    expect(reads).toBeLessThan(100);
  });

  it('costs each later event at most 100 read units where 81 ids have all that is kept of what the public key sends', {
    timeout: 240_000,
  }, async () => {
    const { take } = worker();
    const { messages, oneMore } = everyId(300, 24);
    for (const message of messages) await take(message);
    const reads: number[] = [];
    for (let n = 0; n < 40; n++) reads.push((await take([oneMore(n)])).reads);
    // 81 heads, of which all but two are read at half the price, and two histories that are not small.
    expect(Math.min(...reads)).toBeGreaterThan(80);
    expect(Math.max(...reads)).toBeLessThanOrEqual(100);
  });

  it('costs no more after a thousand large events than after hundreds, as pages of which little is kept become fewer', {
    timeout: 120_000,
  }, async () => {
    const { take } = worker();
    const ids = { anonymous: 'browser' };
    const one = async (n: number): Promise<number> => {
      const properties = { said: noise(n, 2_000) };
      return (await take([{ ids, event: event(`${n}`, MONDAY - 13 * DAY + n * 60_000, { properties }) }]))
        .reads;
    };
    let early = 0;
    let late = 0;
    for (let n = 0; n < 1_000; n++) {
      const reads = await one(n);
      if (n < 500) early = Math.max(early, reads);
      else late = Math.max(late, reads);
    }
    expect(late).toBeLessThanOrEqual(early + 2);
    expect(late).toBeLessThan(30);
  });

  it('is read once where one message ties 26 browsers of 700 events to an e-mail, and by its heads from then on', {
    timeout: 120_000,
  }, async () => {
    const { take, leads, table } = worker();
    const browsers = Array.from({ length: 26 }, (_, n) => `browser-${n}`);
    let pages = 0;
    for (const anonymous of browsers) {
      await take(
        Array.from({ length: 700 }, (_, n) => ({
          ids: { anonymous },
          event: event(`${anonymous}-${n}`, MONDAY + n * 1_000),
        })),
      );
      const again = { ids: { anonymous }, event: event(`${anonymous}-again`, MONDAY) };
      pages += (await take([again])).reads;
    }
    const tie = browsers.map((anonymous) => ({
      ids: { email: 'anna@example.com', anonymous },
      event: event(`tie-${anonymous}`, MONDAY, { kind: 'identify', name: '' }),
    }));
    const { reads } = await take(tie);
    expect(pages).toBeGreaterThan(30);
    expect(reads).toBeLessThanOrEqual(pages + 30);

    const later = { ids: { anonymous: 'browser-7' }, event: event('later', MONDAY + DAY) };
    const half = 26 / 2;
    const pagesOfOne = 10;
    expect((await take([later])).reads).toBeLessThanOrEqual(2 + half + pagesOfOne);

    // The secret key says whose the browser is: it takes all of its own along, and no other is the poorer for it.
    const said = event('said', MONDAY + DAY, { kind: 'identify', name: '', trusted: true });
    await take([{ ids: { email: 'ben@example.com', anonymous: 'browser-7' }, event: said }]);
    const leadOfEmail = async (key: string) => {
      const { records } = await readWholeLeads(leads, [{ kind: 'email', key }]);
      return [...records.values()];
    };
    const [ben, anna] = [await leadOfEmail('ben@example.com'), await leadOfEmail('anna@example.com')];
    const own = ben.find(({ id }) => id.key === 'browser-7')?.history.events ?? [];
    expect(own).toHaveLength(702);
    expect(
      anna.filter(({ id }) => id.kind === 'anonymous').map(({ history }) => history.events.length),
    ).toEqual(Array.from({ length: 25 }, () => 701));
    table.take();
    const { reads: without } = await take([
      { ids: { anonymous: 'browser-8' }, event: event('at last', MONDAY + DAY) },
    ]);
    expect(without).toBeLessThanOrEqual(2 + half + pagesOfOne);
  });
});

describe('what a head names with its version', () => {
  const ids = { email: 'anna@example.com', anonymous: 'browser' };
  const large = (n: number): Submission => ({
    ids: n % 2 === 0 ? ids : { anonymous: 'browser' },
    event: event(`${n}`, MONDAY + n * 1_000, { properties: { said: noise(n, 1_500) } }),
  });

  it('is read at half the price', async () => {
    const { take } = worker();
    await take(Array.from({ length: 8 }, (_, n) => large(n)));
    const { reads } = await take([{ ids, event: event('one more', MONDAY) }]);
    // Two heads that the message names, and eight pages of up to 4 KB.
    expect(reads).toBeLessThan(2 + 8);
  });

  it('is read again where the answer is old', async () => {
    const { take, table } = worker();
    const send = table.send.bind(table) as (command: Reading) => Promise<Answer>;
    const old = new Map<string, Answered>();
    let answered = 0;
    const aging = async (command: Reading): Promise<Answer> => {
      const answer = await send(command);
      const items = answer.Responses?.[TABLE];
      if (items === undefined) return answer;
      const isStrong = command.input.RequestItems?.[TABLE]?.ConsistentRead === true;
      const aged = items.map((item) => {
        const before = old.get(`${item.pk.S} ${item.sk.S}`) ?? item;
        old.set(`${item.pk.S} ${item.sk.S}`, item);
        if (!isStrong && before.v.N !== item.v.N) answered++;
        return isStrong ? item : before;
      });
      return { ...answer, Responses: { [TABLE]: aged } };
    };
    Object.assign(table, { send: aging });
    for (let n = 0; n < 12; n++) await take([large(n)]);
    expect(answered).toBeGreaterThan(0);
    const { records } = await readWholeLeads(
      { client: table, table: TABLE, hashOf: HASH_OF, pause: async () => {}, random: () => 0, now: () => 0 },
      [{ kind: 'email', key: ids.email }],
    );
    const events = [...records.values()].flatMap(({ history }) => history.events);
    expect(events.map(({ id }) => id).sort()).toEqual(Array.from({ length: 12 }, (_, n) => `p:${n}`).sort());
  });
});

type Answered = Readonly<Record<'pk' | 'sk', { readonly S: string }>> & {
  readonly v: { readonly N: string };
};
type Answer = { readonly Responses?: Readonly<Record<string, readonly Answered[]>> };
type Reading = {
  readonly input: { readonly RequestItems?: Readonly<Record<string, { readonly ConsistentRead?: boolean }>> };
};

describe('submissions of leads that are too large to be read at once', () => {
  const head = (key: string, pages: number) => {
    const id = { kind: 'anonymous' as const, key };
    const eventPages = Array.from({ length: pages }, (_, n) => `2026-03.${n}`);
    return [idKey(id), { record: emptyRecord(id), places: { ...NO_PLACES, eventPages } }] as const;
  };
  const of = (key: string, n: number): Submission => ({
    ids: { anonymous: key },
    event: event(`${key}-${n}`, MONDAY),
  });
  const namesIn = (parts: readonly (readonly Submission[])[]) =>
    parts.map((part) => part.map(({ event: { id } }) => id.slice(2)));

  it('stay together by lead, however they are mixed', () => {
    const mixed = ['a', 'b', 'c', 'a', 'b', 'c'].map(of);
    const heads = new Map(['a', 'b', 'c'].map((key) => head(key, 8)));
    expect(namesIn(partsOf(heads, mixed, 10))).toEqual([
      ['a-0', 'a-3'],
      ['b-1', 'b-4'],
      ['c-2', 'c-5'],
    ]);
    expect(namesIn(partsOf(heads, mixed, 20))).toHaveLength(1);
  });

  it('are not parted where they are all of one lead, however large it is', () => {
    const own = [0, 1, 2, 3].map((n) => of('a', n));
    expect(partsOf(new Map([head('a', 900)]), own, 10)).toEqual([own]);
  });

  it('are cut in two where they tie too many other leads to one', () => {
    const heads = new Map(['a', 'b', 'c'].map((key) => head(key, 8)));
    const ties = ['a', 'b', 'c'].map(
      (anonymous, n): Submission => ({
        ids: { email: 'anna@example.com', anonymous },
        event: event(`tie-${n}`, MONDAY),
      }),
    );
    expect(namesIn(partsOf(heads, ties, 10))).toEqual([['tie-0'], ['tie-1', 'tie-2']]);
  });
});
