import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { decodePage, encodePage } from '../../functions/store/lead-codec/entries.ts';
import { UnreadableItem } from '../../functions/store/lead-codec/item-bytes.ts';
import { event, HOUR, MONDAY } from '../support/leads.ts';

function views(count: number): { readonly events: readonly LeadEvent[]; readonly touches: readonly [] } {
  const events = Array.from({ length: count }, (_, n) => event(`/blog/caffè-${n}`, MONDAY + n * HOUR));
  return { events, touches: [] };
}

describe('an item of a lead', () => {
  it('is kept as it is where that fits a KB with its keys, and deflated where it does not', () => {
    const plain = Array.from({ length: 40 }, (_, count) => encodePage(views(count))).map(
      (bytes) => Buffer.from(bytes).toString().indexOf('"e":') >= 0,
    );
    expect(plain.slice(1, 10)).not.toContain(false);
    expect(plain.slice(30)).not.toContain(true);
  });

  it('is read as it was written, on both sides of that', () => {
    for (let count = 0; count < 40; count++) {
      expect(decodePage(encodePage(views(count)))).toEqual(views(count));
    }
  });

  it('is never more than a KB for being kept as it is', () => {
    for (let count = 0; count < 40; count++) expect(encodePage(views(count)).length).toBeLessThan(984);
  });

  it('is refused where a newer version wrote it, or where it is damaged', () => {
    const item = encodePage(views(3));
    expect(() => decodePage(Buffer.concat([Buffer.of(9), item.subarray(1)]))).toThrow(UnreadableItem);
    expect(() => decodePage(item.subarray(0, -1))).toThrow(UnreadableItem);
    expect(() => decodePage(Buffer.concat([Buffer.of(1), deflateRawSync('{')]))).toThrow(UnreadableItem);
  });
});
