import { describe, expect, it } from 'vitest';
import type { LeadId, Submission } from '../../functions/domain/event/event.ts';
import { applySubmissions } from '../../functions/domain/lead/apply-submissions.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import { emptyRecord, type LeadRecord, type Records } from '../../functions/domain/lead/record.ts';
import { HEAD, leadKey } from '../../functions/store/keys.ts';
import { encodeHead, NO_PLACES } from '../../functions/store/leads/codec/head.ts';
import { Commits } from './erasures.ts';
import { brokenLaws } from './laws.ts';
import { hashOf } from './lead-hash.ts';

const EMAIL: LeadId = { kind: 'email', key: 'b@example.com' };
const BROWSER: LeadId = { kind: 'anonymous', key: 'x' };
const GONE = 10;
const COMMITTED = 30;
const BY = { kind: 'eraser', name: 'eraser 1' };

function said(received: number, name = '/pricing'): Submission {
  const event = { id: `p:${received}`, time: 5, received, trusted: false, kind: 'page', name } as const;
  return { ids: { email: EMAIL.key, anonymous: BROWSER.key }, event };
}

function markOf(id: LeadId): LeadRecord {
  return { ...emptyRecord(id), version: 1, erasedAt: GONE };
}

const marks: Records = new Map([EMAIL, BROWSER].map((id) => [idKey(id), markOf(id)]));

function put(record: LeadRecord) {
  const pk = { S: leadKey(hashOf(record.id)) };
  const Item = { pk, sk: { S: HEAD }, v: { N: String(record.version) }, ...encodeHead(record, NO_PLACES) };
  return { Put: { TableName: 'leads', Item } };
}

/** What is broken where both ids were erased by one transaction, and `kept` of what was accepted was taken in afterwards. */
function broken(
  accepted: readonly Submission[],
  kept: readonly Submission[],
  records = applySubmissions(marks, kept),
) {
  const commits = new Commits();
  commits.take([...marks.values()].map(put), COMMITTED, BY);
  // The mark of a record that is written again is no newer.
  commits.take([...marks.values()].map(put), COMMITTED + 100, BY);
  return brokenLaws({
    accepted,
    records,
    commits,
    erasures: [],
    sentAt: ({ received }) => received,
    items: [...records.values()].map((record) => put(record).Put.Item),
    definitions: [],
    isRetired: () => false,
    // These records were never written, so that no list names them.
  }).filter((law) => !law.startsWith('index = fold(leads)'));
}

describe('what is received while a lead is being erased', () => {
  it.each([GONE + 1, COMMITTED])('may have gone with it, or begin anew: at %i', (received) => {
    const one = said(received);
    expect(broken([one], [])).toEqual([]);
    expect(broken([one], [one])).toEqual([]);
  });

  it('is gone where it was received until the moment of the mark', () => {
    const one = said(GONE);
    expect(broken([one], [])).toEqual([]);
    const records = applySubmissions(new Map([EMAIL, BROWSER].map((id) => [idKey(id), emptyRecord(id)])), [
      one,
    ]);
    const taken = new Map([...records].map(([key, record]) => [key, { ...record, erasedAt: GONE }]));
    expect(broken([one], [one], taken).join()).toContain('has [p:10@5], should have []');
  });

  it('begins anew where it was received after the commit', () => {
    const one = said(COMMITTED + 1);
    expect(broken([one], []).join()).toContain('has [], should have [p:31@5]');
    expect(broken([one], [one])).toEqual([]);
  });

  it('is told apart submission by submission', () => {
    const [a, b, late] = [said(20, '/a'), said(21, '/b'), said(40, '/c')];
    const all = [a, b, late];
    for (const kept of [[late], [a, late], [b, late], all]) expect(broken(all, kept)).toEqual([]);
    expect(broken(all, [a, b])).not.toEqual([]);
  });

  it('is gone for all ids that the transaction erased, or for none', () => {
    const one = said(20);
    const apart = new Map([...applySubmissions(marks, [one]), [idKey(BROWSER), markOf(BROWSER)]]);
    const email = { ...emptyRecord(EMAIL), version: 1, erasedAt: GONE, history: trailOf(one) };
    apart.set(idKey(EMAIL), email);
    expect(broken([one], [one], apart)).not.toEqual([]);
  });

  it('is told apart copy by copy, of which the first that is kept says all', () => {
    const copies = [20, 21, 22, 23].map((received) => ({
      ...said(received),
      event: { ...said(received).event, id: 'p:1' },
    }));
    const all = [...copies, said(24, '/a'), said(25, '/b'), said(26, '/c')];
    for (let first = 0; first <= copies.length; first++) {
      expect(broken(all, all.slice(first))).toEqual([]);
    }
    expect(broken(all, all.slice(copies.length + 1))).toEqual([]);
  });

  it('must all be there where more than sixteen submissions are in doubt', () => {
    const sixteen = Array.from({ length: 16 }, (_, n) => said(GONE + n + 1, `/${n + 1}`));
    expect(broken(sixteen, sixteen.slice(1))).toEqual([]);
    // What a mark rejects is in no doubt.
    expect(broken([said(GONE, '/0'), ...sixteen], sixteen.slice(1))).toEqual([]);
    const more = [...sixteen, said(GONE + 17, '/17')];
    expect(broken(more, more)).toEqual([]);
    expect(broken(more, more.slice(1))).not.toEqual([]);
  });
});

function trailOf(one: Submission): LeadRecord['history'] {
  return applySubmissions(marks, [one]).get(idKey(EMAIL))?.history ?? emptyRecord(EMAIL).history;
}
