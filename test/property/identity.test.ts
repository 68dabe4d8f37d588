import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeadId, Submission } from '../../functions/domain/event/event.ts';
import { applySubmissions } from '../../functions/domain/lead/apply-submissions.ts';
import { idKey, tieOf } from '../../functions/domain/lead/identity.ts';
import { idsOfLead, isConsistent, primaryOf } from '../../functions/domain/lead/identity-graph.ts';
import { emptyRecord, type Records } from '../../functions/domain/lead/record.ts';
import { truthOf } from '../simulation/oracle.ts';
import { DAY, event, submission } from '../support/leads.ts';
import { Ledger } from '../support/ledger.ts';

const EMAILS = ['a@example.com', 'b@example.com', 'c@example.com'];
const USERS = ['u1', 'u2', 'u3'];
const BROWSERS = ['x', 'y', 'z', 'v', 'w'];

const anyId: fc.Arbitrary<LeadId> = fc.oneof(
  fc.record({ kind: fc.constant('email' as const), key: fc.constantFrom(...EMAILS) }),
  fc.record({ kind: fc.constant('user' as const), key: fc.constantFrom(...USERS) }),
  fc.record({ kind: fc.constant('anonymous' as const), key: fc.constantFrom(...BROWSERS) }),
);

const link: fc.Arbitrary<Submission> = fc
  .record({
    email: fc.option(fc.constantFrom(...EMAILS), { nil: undefined }),
    user: fc.option(fc.constantFrom(...USERS), { nil: undefined }),
    anonymous: fc.option(fc.constantFrom(...BROWSERS), { nil: undefined }),
    alias: fc.option(anyId, { nil: undefined, freq: 4 }),
    trusted: fc.boolean(),
    kind: fc.constantFrom('event' as const, 'event' as const, 'form' as const, 'identify' as const),
    time: fc.oneof(
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: 9 }).map((day) => day * DAY),
    ),
    // Few ids and times, so that copies of one event name two owners.
    id: fc.oneof(fc.uuid(), fc.constantFrom('copy', 'other')),
  })
  .filter(({ email, user, anonymous }) => (email ?? user ?? anonymous) !== undefined)
  .map(({ email, user, anonymous, alias, trusted, kind, time, id }) => ({
    ...submission(
      { ...(email && { email }), ...(user && { user }), ...(anonymous && { anonymous }) },
      event('Seen', time, { id, kind, trusted: trusted || alias !== undefined }),
    ),
    ...(alias && { alias: [alias] }),
  }));

const links = fc.array(link, { minLength: 1, maxLength: 20 });

function taken(said: readonly Submission[], most?: number): Records {
  return said.reduce<Records>((records, one) => applySubmissions(records, [one], most), new Map());
}

/** Everything but how often it was written. */
function state(records: Records): unknown {
  return [...records.values()]
    .map(({ version: _, linkedVersions: __, ...rest }) => rest)
    .sort((a, b) => (idKey(a.id) < idKey(b.id) ? -1 : 1));
}

describe('who is who', () => {
  it('is what a plain reading of all that was said gives, at any ceiling', () => {
    fc.assert(
      fc.property(links, fc.constantFrom(1, 2, 3, 4, 8, undefined), (said, most) => {
        const records = taken(said, most);
        const truth = truthOf(said, new Map(), undefined, most);
        const roots = [...truth.ids].map(([name, { root }]) => [name, root]);
        expect(roots.map(([name]) => [name, idKey(primaryOf(records, idOf(name ?? '')))])).toEqual(roots);
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not depend on the order or the number of times in which it was said, at any ceiling', () => {
    const runs = links.chain((said) =>
      fc.record({
        said: fc.constant(said),
        shuffled: fc.shuffledSubarray([...said, ...said], { minLength: said.length }),
        most: fc.constantFrom(1, 2, 3, 4, 5, 8, 100),
      }),
    );
    fc.assert(
      fc.property(runs, ({ said, shuffled, most }) => {
        const once = state(taken(said, most));
        expect(state(taken([...shuffled, ...said], most))).toEqual(once);
        expect(state(applySubmissions(new Map(), said, most))).toEqual(once);
      }),
      { numRuns: 3_000 },
    );
  });

  it('keeps links and linkedIds mirrors of each other, in trees', () => {
    fc.assert(
      fc.property(links, fc.constantFrom(1, 2, 4, 100), (said, most) => {
        const records = taken(said, most);
        const roots = [...records.values()].filter((one) => one.link === undefined);
        const ids = roots.flatMap(({ id }) => idsOfLead(records, id).map(idKey));
        expect(ids.toSorted()).toEqual([...records.keys()].toSorted());
        for (const { id, link: own } of records.values()) {
          if (own !== undefined) expect(records.get(idKey(own.to))?.linkedIds).toContainEqual(id);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives one id no more than its ceiling, those said first, and lets the others stand apart', () => {
    const said = Array.from({ length: 140 }, (_, n) =>
      submission({ email: 'a@example.com', anonymous: `x${n}` }, event('Seen', 1_000 - n, { id: `e${n}` })),
    );
    const records = taken(said);
    const owner = records.get('email:a@example.com');
    expect(owner?.linkedIds).toHaveLength(40);
    expect(owner?.claims).toHaveLength(40);
    expect(owner?.linkedIds).toContainEqual({ kind: 'anonymous', key: 'x139' });
    expect(owner?.linkedIds).not.toContainEqual({ kind: 'anonymous', key: 'x99' });
    const apart = records.get('anonymous:x99');
    expect(apart?.link).toBeUndefined();
    // Nothing there tells whose it would have been.
    expect(JSON.stringify(apart)).not.toContain('example.com');
  });

  it('gives an e-mail one user id by public key, the earliest said, and all that the secret key says', () => {
    const say = (user: string, time: number, trusted = false) =>
      submission({ email: 'a@example.com', user }, event('Seen', time, { id: `${user}${time}`, trusted }));
    const users = (said: readonly Submission[]) =>
      taken(said)
        .get('email:a@example.com')
        ?.linkedIds.map(({ key }) => key);
    const said = [say('u2', 2), say('u1', 1), say('u3', 3)];
    expect(users(said)).toEqual(['u1']);
    expect(users([...said, say('u4', 4, true), say('u2', 5, true)])).toEqual(['u1', 'u2', 'u4']);
    expect(users([...said, say('u1', 9, true)])).toEqual(['u1']);
  });

  it('lets a link by secret key go before a hundred by public key', () => {
    const said = Array.from({ length: 120 }, (_, n) =>
      submission({ email: 'a@example.com', anonymous: `x${n}` }, event('Seen', n, { id: `e${n}` })),
    );
    const trusted = submission(
      { email: 'a@example.com', anonymous: 'late' },
      event('Seen', 9_999, { id: 'last', trusted: true }),
    );
    const records = taken([...said, trusted]);
    expect(records.get('email:a@example.com')?.linkedIds).toContainEqual({ kind: 'anonymous', key: 'late' });
  });
});

/** What any orders may say: of a browser, and of no customer, an e-mail or a user id. */
const tie: fc.Arbitrary<Submission> = fc
  .record({
    browser: fc.constantFrom(...BROWSERS),
    owner: fc.oneof(
      fc.record({ kind: fc.constant('email' as const), key: fc.constantFrom(...EMAILS) }),
      fc.record({ kind: fc.constant('user' as const), key: fc.constantFrom(...USERS) }),
      fc.constant(undefined),
    ),
    browserAt: fc.integer({ min: 0, max: 9 }),
    at: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ browser, owner, browserAt, at }) => ({
    ...submission(
      { anonymous: browser, ...(owner && { [owner.kind]: owner.key }) },
      event('', 0, { id: '' }),
    ),
    told: { browserAt, ...(owner && { customer: { at, tie: tieOf(idKey(owner)) } }) },
  }));

describe('what orders say of browsers', () => {
  const runs = fc.tuple(links, fc.array(tie, { minLength: 1, maxLength: 20 })).chain(([said, ties]) =>
    fc.record({
      said: fc.constant(said),
      all: fc.constant([...said, ...ties]),
      shuffled: fc.shuffledSubarray([...said, ...ties, ...ties], {
        minLength: said.length + 2 * ties.length,
      }),
      most: fc.constantFrom(1, 2, 4, 5, 8, 100),
    }),
  );

  it('does not depend on the order or the number of times in which it was said, at any ceiling', () => {
    fc.assert(
      fc.property(runs, ({ all, shuffled, most }) => {
        const once = state(taken(all, most));
        expect(state(taken(shuffled, most))).toEqual(once);
        expect(state(applySubmissions(new Map(), all, most))).toEqual(once);
      }),
      { numRuns: 1_000 },
    );
  });

  it('moves no browser of which anything else was said, and no other id', () => {
    fc.assert(
      fc.property(runs, ({ said, shuffled, most }) => {
        const [without, after] = [taken(said, most), taken(shuffled, most)];
        for (const { id, link: own, beyond } of without.values()) {
          if (own === undefined && beyond === undefined && id.kind === 'anonymous') continue;
          expect(after.get(idKey(id))?.link).toEqual(own);
          expect(after.get(idKey(id))?.beyond).toEqual(beyond);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives one customer ten browsers at most, the earliest, whatever others claim', () => {
    const ties = Array.from({ length: 30 }, (_, n) => ({
      ...submission({ email: 'a@example.com', anonymous: `t${n}` }, event('', 0, { id: '' })),
      told: { browserAt: 100 - n, customer: { at: 1, tie: tieOf('email:a@example.com') } },
    }));
    const called = Array.from({ length: 60 }, (_, n) =>
      submission(
        { email: 'a@example.com', anonymous: `x${n}` },
        event('', 200 + n, { id: `e${n}`, kind: 'identify' }),
      ),
    );
    const browsersOf = (said: readonly Submission[]): readonly string[] =>
      taken(said)
        .get('email:a@example.com')
        ?.linkedIds.flatMap(({ key }) => (key.startsWith('t') ? [key] : [])) ?? [];
    for (const said of [ties, [...ties, ...called], [...called, ...ties]])
      expect(browsersOf(said)).toEqual(Array.from({ length: 10 }, (_, n) => `t${20 + n}`));
  });
});

describe('what the public key says of who is who', () => {
  const users = ['u1', 'u2'] as const;
  const told = (ids: Submission['ids'], n: number): Submission =>
    submission(ids, event('Order', n, { id: `s${n}`, trusted: true }));
  const called = (ids: Submission['ids'], n: number): Submission =>
    submission(ids, event('', n, { id: `p${n}`, kind: 'identify' }));
  const roots = (said: readonly Submission[]) => {
    const records = taken(said);
    return (id: LeadId) => idKey(primaryOf(records, id));
  };
  const user = (key: string): LeadId => ({ kind: 'user', key });

  it('joins no two customers of which the server told by user id, through whatever addresses', () => {
    const said = [
      ...users.map((key, n) => told({ user: key }, n)),
      called({ email: 'a@example.com', user: 'u1' }, 10),
      called({ email: 'a@example.com', user: 'u2' }, 11),
      called({ email: 'b@example.com', user: 'u2' }, 12),
      called({ email: 'b@example.com', anonymous: 'x' }, 13),
      called({ email: 'a@example.com', anonymous: 'x' }, 14),
    ];
    const rootOf = roots(said);
    expect(rootOf(user('u1'))).not.toBe(rootOf(user('u2')));
  });

  it('joins no user id of which the server told to an address of which it told', () => {
    const joined = called({ email: 'a@example.com', user: 'u1' }, 10);
    const [byUser, byEmail] = [told({ user: 'u1' }, 20), told({ email: 'a@example.com' }, 30)];
    expect(roots([joined, byUser])(user('u1'))).toBe('email:a@example.com');
    expect(roots([joined, byEmail])(user('u1'))).toBe('email:a@example.com');
    expect(roots([joined, byUser, byEmail])(user('u1'))).toBe('user:u1');
    expect(roots([byEmail, byUser, joined])(user('u1'))).toBe('user:u1');
    const trusted = told({ email: 'a@example.com', user: 'u1' }, 40);
    expect(roots([joined, byUser, byEmail, trusted])(user('u1'))).toBe('email:a@example.com');
  });

  it('joins no two customers by addresses that the server has united', () => {
    const united = {
      ...submission(
        { email: 'a@example.com' },
        event('', 1, { kind: 'identify', name: 'alias', trusted: true }),
      ),
      alias: [{ kind: 'email' as const, key: 'b@example.com' }],
    };
    const rootOf = roots([
      ...users.map((key, n) => told({ user: key }, n)),
      called({ email: 'a@example.com', user: 'u1' }, 10),
      called({ email: 'b@example.com', user: 'u2' }, 11),
      united,
    ]);
    expect([rootOf(user('u1')), rootOf(user('u2'))]).toEqual(['user:u1', 'user:u2']);
  });

  it.each([40, 100])(
    'keeps a person with the browser of her form, whatever %i calls claim before or after',
    (claims) => {
      const form = submission(
        { email: 'a@example.com', anonymous: 'hers' },
        event('ebook', 500, { kind: 'form', id: 'f' }),
      );
      const hers: LeadId = { kind: 'anonymous', key: 'hers' };
      for (const received of [0, 1_000]) {
        const fillAddress = Array.from({ length: claims }, (_, n) =>
          called({ email: 'a@example.com', anonymous: `x${n}` }, received + n),
        );
        const takeBrowser = Array.from({ length: claims }, (_, n) =>
          called({ email: `x${n}@example.com`, anonymous: 'hers' }, received + n),
        );
        for (const said of [fillAddress, takeBrowser]) {
          expect(roots([...said, form])(hers)).toBe('email:a@example.com');
          expect(roots([form, ...said])(hers)).toBe('email:a@example.com');
        }
      }
    },
  );

  it.each([40, 100])(
    'keeps a person with a browser that she called from before %i claims of any sort',
    (claims) => {
      const first = called({ email: 'a@example.com', anonymous: 'hers' }, 1);
      const hers: LeadId = { kind: 'anonymous', key: 'hers' };
      for (const kind of ['identify', 'event', 'form'] as const) {
        const said = Array.from({ length: claims }, (_, n) =>
          submission(
            { email: 'a@example.com', anonymous: `x${n}` },
            event('', 10 + n, { kind, id: `x${n}` }),
          ),
        );
        expect(roots([first, ...said])(hers)).toBe('email:a@example.com');
        expect(taken([...said, first]).get('email:a@example.com')?.linkedIds).toHaveLength(40);
      }
    },
  );
});

describe('a browser that names its lead on more than one day', () => {
  const hers: LeadId = { kind: 'anonymous', key: 'hers' };
  const says = (n: number, time: number, kind: 'identify' | 'event'): Submission =>
    submission({ user: 'u1', anonymous: `x${n}` }, event('', time, { id: `x${n}${kind}${time}`, kind }));
  /** A hundred browsers by calls and as many by events, one after another. */
  const burst = (time: number): readonly Submission[] =>
    Array.from({ length: 200 }, (_, n) =>
      says(time + n, time + n, n % 2 === 0 ? ('identify' as const) : ('event' as const)),
    );
  const comes = (time: number): Submission =>
    submission({ user: 'u1', anonymous: 'hers' }, event('Seen', time, { id: `hers${time}` }));
  const rootOf = (said: readonly Submission[]): string => idKey(primaryOf(taken(said), hers));

  it('stays with it, whatever is claimed before, on a day between and afterwards', () => {
    const before = burst(1_000);
    expect(rootOf([...before, comes(DAY)])).toBe('user:u1');
    const said = [...before, comes(DAY), ...burst(DAY + 1_000), ...burst(2 * DAY), comes(3 * DAY)];
    expect(rootOf(said)).toBe('user:u1');
    expect(rootOf(said.toReversed())).toBe('user:u1');
    expect(rootOf([...said, ...burst(5 * DAY), ...burst(9 * DAY)])).toBe('user:u1');
  });

  it('comes back when it names it again on a day on which it is among the first', () => {
    const said = [...burst(1_000), ...burst(DAY), comes(DAY + 1_000)];
    expect(rootOf(said)).toBe('anonymous:hers');
    expect(rootOf([...said, comes(2 * DAY)])).toBe('user:u1');
  });

  it('comes back to no lead that was erased after it named it, and to no other', () => {
    const said = [...burst(1_000), ...burst(DAY), comes(DAY + 1_000)];
    const records = new Map(taken(said));
    for (const [key, { id, version }] of records)
      if (key !== 'anonymous:hers')
        records.set(key, { ...emptyRecord(id), version, erasedAt: DAY + 100_000 });
    const again = applySubmissions(records, [comes(2 * DAY)]);
    expect(idKey(primaryOf(again, hers))).toBe('anonymous:hers');
    const other = submission({ user: 'u2', anonymous: 'hers' }, event('Seen', 2 * DAY, { id: 'other' }));
    expect(rootOf([...said, other])).toBe('anonymous:hers');
  });
});

describe('records that are read one after another', () => {
  const user = { kind: 'user', key: 'u1' } as const;
  const browser = { kind: 'anonymous', key: 'x' } as const;
  const said = (ids: Submission['ids'], time: number, trusted = false): Submission =>
    submission(ids, event('Seen', time, { id: `e${time}`, trusted }));

  it('are not taken for a lead where one of them stood there before its root', () => {
    const ledger = new Ledger([]);
    ledger.take([said({ user: 'u1', anonymous: 'x' }, 1), said({ email: 'a@example.com', user: 'u1' }, 2)]);
    const before = new Map(ledger.records);
    // The browser moves to another lead: fewer records are left, and none of them says so but its root.
    ledger.take([said({ user: 'u2', anonymous: 'x' }, 3, true)]);
    const after = ledger.records;
    expect(isConsistent(new Map(after))).toBe(true);
    expect(isConsistent(before)).toBe(true);
    const root = after.get('email:a@example.com');
    const torn = [before.get(idKey(user)), before.get(idKey(browser)), root].flatMap((one) => one ?? []);
    expect(isConsistent(new Map(torn.map((one) => [idKey(one.id), one])))).toBe(false);
  });
});

function idOf(name: string): LeadId {
  const colon = name.indexOf(':');
  return { kind: name.slice(0, colon) as LeadId['kind'], key: name.slice(colon + 1) };
}
