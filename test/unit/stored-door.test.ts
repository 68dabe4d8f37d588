// What the door's table holds, pinned by fixtures.
import { expect, it } from 'vitest';
import { switching } from '../../bin/keys/command.ts';
import { CLOSED, OPENED, SHUT, shutIn, takenIn, updatesOf, VERSION } from '../../functions/door/door-item.ts';
import { knownIn, valuesKey, valuesUpdate } from '../../functions/door/values-item.ts';
import { golden } from '../support/golden.ts';

const NOON = Date.parse('2026-11-30T12:00:00Z');

it('counts are written so: of a minute, and of a day', () => {
  const addition = { name: 'form:ebook', now: NOON, minute: 21, day: 15, refused: 3 };
  const updates = updatesOf('table', addition);
  expect(updates).toEqual(golden('counts of the door', updates));
});

it('a count is read so', () => {
  const item = { pk: { S: 'form:ebook#2026-11-30' }, f: { N: VERSION }, n: { N: '15' }, r: { N: '3' } };
  const stored = golden('count of the door', { ...item, x: { N: String(NOON / 1_000) } });
  expect(takenIn({ Attributes: stored })).toBe(15);
});

it('what is closed by hand is written so, and read so', () => {
  const commands = [switching('table', 'close', 'form:ebook'), switching('table', 'open', 'key:0f8b6c1e')];
  const updates = commands.map(({ input }) => input);
  expect(updates).toEqual(golden('switches of the door', updates));
  const item = { pk: { S: SHUT }, f: { N: VERSION } };
  const stored = golden('what is closed at the door', {
    ...item,
    'form:ebook': { N: CLOSED },
    'key:0f8b6c1e': { N: OPENED },
  });
  expect(shutIn({ Item: stored })).toEqual(new Set(['form:ebook']));
});

it('breakdown values of a day are written so, and read so', () => {
  const place = { door: 'key:0f8b6c1e', field: 'campaign', day: '2026-11-30' };
  const update = valuesUpdate('table', place, ['abcdefgh', '-_345678'], NOON);
  expect(update).toEqual(golden('breakdown values of the door', update));
  const item = { ...valuesKey(place), f: { N: VERSION }, x: { N: '1' }, n: { N: '2' } };
  const stored = golden('breakdown values at the door', {
    ...item,
    '=abcdefgh': { N: '1' },
    '=-_345678': { N: '1' },
  });
  expect(knownIn({ Item: stored })).toEqual({ taken: 2, hashes: new Set(['abcdefgh', '-_345678']) });
});
