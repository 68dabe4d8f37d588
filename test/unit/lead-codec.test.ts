import { brotliCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableItem } from '../../functions/store/item-format.ts';
import { packEventId, unpackEventId } from '../../functions/store/leads/codec/event-id.ts';
import { pack, packedLength, unpack } from '../../functions/store/leads/codec/packed.ts';

function views(count: number): object {
  return {
    views: Array.from({ length: count }, (_, n) => `/blog/caffè-${(n * 2_654_435_761).toString(36)}`),
  };
}

describe('an event id', () => {
  const uuid = '635d0472-352c-40a3-8220-c5eb94b57415';

  it('is read as it was, and a UUID takes 23 characters', () => {
    expect(packEventId(`p:${uuid}`)).toHaveLength(25);
    const tail = fc.constantFrom(
      '',
      '*',
      '**',
      uuid,
      uuid.toUpperCase(),
      `*${'A'.repeat(22)}`,
      `*${'_'.repeat(22)}*`,
    );
    fc.assert(
      fc.property(fc.string(), fc.oneof(tail, fc.uuid()), (head, end) => {
        expect(unpackEventId(packEventId(`${head}${end}`))).toBe(`${head}${end}`);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a value of an item', () => {
  it('is kept as text where that fits a KB with its keys, and compressed where it does not', () => {
    expect(pack(views(10)).S).toContain('/blog/caffè-');
    expect(pack(views(200)).B).toBeDefined();
    for (let count = 0; count < 90; count++) {
      const packed = pack(views(count));
      if (packed.S !== undefined) expect(packedLength(packed)).toBeLessThan(1024 - 80);
    }
    expect(pack(views(10), 20).B).toBeDefined();
  });

  it('is read as it was written, on both sides of that', () => {
    for (let count = 0; count < 90; count++) expect(unpack(pack(views(count)))).toEqual(views(count));
  });

  it('is refused where it is damaged', () => {
    const { B = Buffer.of() } = pack(views(200));
    expect(() => unpack({ B: B.subarray(0, -1) })).toThrow(UnreadableItem);
    expect(() => unpack({ B: brotliCompressSync('{') })).toThrow(UnreadableItem);
    expect(() => unpack({ S: '{' })).toThrow(UnreadableItem);
    expect(() => unpack({ S: '1' })).toThrow(UnreadableItem);
    expect(() => unpack(undefined)).toThrow(UnreadableItem);
  });
});
