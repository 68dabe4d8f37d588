// Hashes of partition keys: the order of a scan, and what parts it into segments.

const HASHES = 2 ** 32;

/** FNV-1a with its bits mixed once more, so that the high ones, which decide the segment, are spread well. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The hashes of a segment: from the first to the second, which is the next one's. */
export function hashesOf(segment: number, total: number): readonly [number, number] {
  return [Math.ceil((segment * HASHES) / total), Math.ceil(((segment + 1) * HASHES) / total)];
}

export function segmentOf(pk: string, total: number): number {
  return Math.floor((hashOf(pk) * total) / HASHES);
}
