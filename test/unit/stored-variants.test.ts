// What is stored of variants of forms, pinned by fixtures.
import { expect, it } from 'vitest';
import { shownIn, shownInAnswer, shownKeys, shownUpdate } from '../../functions/door/shown-item.ts';
import { decodeMessage, encodeMessage } from '../../functions/queue/message.ts';
import { packEntries, unpackEntries } from '../../functions/store/leads/codec/entries.ts';
import { golden } from '../support/golden.ts';
import { event, HOUR, MONDAY } from '../support/leads.ts';

const MONDAYS = '2026-03-02';
const shown = { form: 'ebook', variant: 'short', day: MONDAYS };

it('a showing is written so, into the item of its form and week', () => {
  const update = shownUpdate('table', shown);
  expect(update).toEqual(golden('a showing of a variant', update));
});

it('showings are read so', () => {
  const item = {
    pk: { S: 'shown#ebook#2026-03-01' },
    f: { N: '1' },
    x: { N: '1868227200' },
    '2026-03-02:short': { N: '41' },
    '2026-03-02:whole': { N: '40' },
    '2026-03-03:short': { N: '7' },
  };
  const stored = golden('showings of a week', item);
  expect(shownIn(stored)).toEqual([
    { day: '2026-03-02', variant: 'short', times: 41 },
    { day: '2026-03-02', variant: 'whole', times: 40 },
    { day: '2026-03-03', variant: 'short', times: 7 },
  ]);
  expect(shownInAnswer({ Attributes: stored }, shown)).toBe(41);
});

it('of days in a row each week is one item', () => {
  const days = ['2026-02-28', '2026-03-01', MONDAYS, '2026-03-07', '2026-03-08'];
  expect(shownKeys('ebook', days).map(({ pk }) => pk.S)).toEqual([
    'shown#ebook#2026-02-22',
    'shown#ebook#2026-03-01',
    'shown#ebook#2026-03-08',
  ]);
});

const SENT = event('ebook', MONDAY + HOUR, { kind: 'form', variant: 'short', shown: MONDAY });

it('a form of which a variant was shown travels so, and is kept so', () => {
  const said = [{ ids: { email: 'anna@example.com' }, event: SENT }];
  const stored = { message: encodeMessage(said), kept: packEntries({ events: [SENT], touches: [] }) };
  const fixture = golden('a form of which a variant was shown', stored);
  expect(stored).toEqual(fixture);
  expect(decodeMessage(fixture.message)).toEqual(said);
  expect(unpackEntries(fixture.kept).events).toEqual([SENT]);
});

it('a message whose time of showing is none is refused', () => {
  const said = JSON.stringify({
    v: 1,
    submissions: [{ ids: { email: 'a@example.com' }, event: { ...SENT, shown: 'x' } }],
  });
  expect(() => decodeMessage(said)).toThrow('not a submission');
});
