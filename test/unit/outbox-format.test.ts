// What the outbox and the outbound queue hold, pinned by fixtures, and what is refused of it.
import { describe, expect, it } from 'vitest';
import { decodeOutbound, encodeOutbound } from '../../functions/queue/outbound-message.ts';
import {
  decodeOutbox,
  encodeOutbox,
  erasureNote,
  noteOf,
  outboxItems,
  referralNote,
} from '../../functions/store/outbox/outbox.ts';
import { asStored, golden } from '../support/golden.ts';

const EVENT = {
  id: 'f:ebook:1',
  time: 1_000,
  received: 2_000,
  kind: 'form',
  name: 'ebook',
  trusted: false,
} as const;
const RECORD = { kind: 'email', key: 'anna@example.com' } as const;
const hashOf = (): string => 'hash-of-anna-000000000';
const NOTES = [
  noteOf(hashOf, { kind: 'form', record: RECORD, event: EVENT }),
  noteOf(hashOf, { kind: 'stage', record: RECORD, event: EVENT, funnel: 'trial', to: 'interest' }),
  erasureNote('hash-of-anna-000000000', ['hash-of-x-000000000000', 'hash-of-anna-000000000'], 3_000),
];

describe('an item of the outbox', () => {
  it('is stored so, read so, and says nothing of a person', () => {
    const items = outboxItems(NOTES, 2_000);
    const stored = golden('item of the outbox', items.map(encodeOutbox));
    expect(asStored(items.map(encodeOutbox))).toEqual(stored);
    expect(stored.map(decodeOutbox)).toEqual(items);
    expect(JSON.stringify(stored)).not.toContain('anna@');
    expect(JSON.stringify(stored)).not.toContain('f:ebook:1');
  });

  it('of who was brought by whom is stored so, and names both by hashes alone', () => {
    const came = { referrer: 'hash-of-bruno-00000000', referred: RECORD, at: 1_000 };
    const items = outboxItems([referralNote(hashOf, came)], 2_000);
    const stored = golden('item of the outbox of a referral', items.map(encodeOutbox));
    expect(asStored(items.map(encodeOutbox))).toEqual(stored);
    expect(stored.map(decodeOutbox)).toEqual(items);
    expect(JSON.stringify(stored)).not.toContain('anna@');
    // The same whenever it is found out again.
    expect(referralNote(hashOf, { ...came, at: 900 }).id).toBe(items[0]?.notes[0]?.id);
  });

  it.each([
    ['of a newer version', { f: { N: '2' }, notes: { S: '[]' } }, 'it is of format 2'],
    ['without notes', { f: { N: '1' } }, 'its attribute notes is no JSON'],
    ['with notes of another shape', { f: { N: '1' }, notes: { S: '[{"id":"x"}]' } }, 'of another shape'],
  ])('%s is refused', (_, item, why) => {
    expect(() => decodeOutbox({ pk: { S: 'O#1' }, sk: { S: 'x' }, ...item })).toThrow(why);
  });
});

describe('a message of the outbound queue', () => {
  const [note] = NOTES;
  if (note === undefined) throw new Error('no note');
  const messages = [
    { note, target: { webhook: 'https://example.com/hook' } },
    { note, target: { mail: ['sales@example.com'] }, isReplay: true as const },
    { digest: { form: 'ebook', hour: '2026-03-02T09' } },
  ];

  it('is sent so, and read so', () => {
    const stored = golden('outbound messages', messages.map(encodeOutbound));
    expect(messages.map(encodeOutbound)).toEqual(stored);
    expect(stored.map(decodeOutbound)).toEqual(messages);
  });

  it('of a referral is sent so, and read so', () => {
    const referral = referralNote(hashOf, {
      referrer: 'hash-of-bruno-00000000',
      referred: RECORD,
      at: 1_000,
    });
    const own = [{ note: referral, target: { own: true } as const }];
    const stored = golden('outbound message of a referral', own.map(encodeOutbound));
    expect(own.map(encodeOutbound)).toEqual(stored);
    expect(stored.map(decodeOutbound)).toEqual(own);
  });

  it.each([
    ['no JSON', '{', 'not JSON'],
    ['a newer version', '{"v":2}', 'of a version'],
    ['no note', '{"v":1,"target":{"webhook":"https://x"}}', 'nothing to tell'],
    [
      'a note of an unknown kind',
      JSON.stringify({ v: 1, ...messages[0], note: { ...note, kind: 'x' } }),
      'nothing to tell',
    ],
    ['no target', JSON.stringify({ v: 1, note, target: {} }), 'nothing to tell'],
  ])('that is %s is refused', (_, body, why) => {
    expect(() => decodeOutbound(body)).toThrow(why);
  });
});
