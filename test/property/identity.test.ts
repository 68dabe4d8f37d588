import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeadId, Submission } from '../../functions/domain/event/event.ts';
import { applySubmissions } from '../../functions/domain/lead/apply-submissions.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import { idsOfLead, isConsistent, primaryOf } from '../../functions/domain/lead/identity-graph.ts';
import type { Records } from '../../functions/domain/lead/record.ts';
import { truthOf } from '../simulation/oracle.ts';
import { event, submission } from '../support/leads.ts';
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
    time: fc.integer({ min: 0, max: 20 }),
    // Few ids and times, so that copies of one event name two owners.
    id: fc.oneof(fc.uuid(), fc.constantFrom('copy', 'other')),
  })
  .filter(({ email, user, anonymous }) => (email ?? user ?? anonymous) !== undefined)
  .map(({ email, user, anonymous, alias, trusted, time, id }) => ({
    ...submission(
      { ...(email && { email }), ...(user && { user }), ...(anonymous && { anonymous }) },
      event('Seen', time, { id, trusted: trusted || alias !== undefined }),
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
  it('is what a plain reading of all that was said gives', () => {
    fc.assert(
      fc.property(links, (said) => {
        const records = taken(said);
        const truth = truthOf(said, new Map());
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
        most: fc.constantFrom(1, 2, 3, 100),
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
      fc.property(links, fc.constantFrom(1, 2, 100), (said, most) => {
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
