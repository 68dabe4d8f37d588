// The head of a record that was erased and began again says whose it is, wherever the rest of it lies.
import { expect, it } from 'vitest';
import { emptyRecord, type LeadRecord } from '../../functions/domain/lead/record.ts';
import { decodeHead, encodeHead, NO_PLACES, type Places } from '../../functions/store/leads/codec/head.ts';

const ERASED: LeadRecord = {
  ...emptyRecord({ kind: 'email', key: 'a@example.com' }),
  version: 3,
  erasedAt: 10,
};

function idIn(record: LeadRecord, places: Places): string {
  return decodeHead({ v: { N: '3' }, ...encodeHead(record, places) }).record.id.key;
}

it('is named where all its events lie in pages, and where only a claim is left', () => {
  expect(idIn(ERASED, NO_PLACES)).toBe('');
  expect(idIn(ERASED, { ...NO_PLACES, eventPages: ['2026-03'] })).toBe('a@example.com');
  const claims: LeadRecord['claims'] = [{ id: { kind: 'anonymous', key: 'x' }, sort: 'identify', time: 10 }];
  expect(idIn({ ...ERASED, claims }, NO_PLACES)).toBe('a@example.com');
});
