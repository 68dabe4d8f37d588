// Reads what items hold, and names an item by its key where it cannot be read.
import { UnreadableItem, unpack } from './lead-codec/item-bytes.ts';

type Packed = { readonly pk: string; readonly sk: string; readonly bytes: Uint8Array };

/**
 * The key tells nothing of whose the item is: it is a hash.
 * @param items what `read` reads together
 * @throws UnreadableItem
 */
export function readItems<Value>(items: () => readonly Packed[], read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    const all = items();
    const { pk = '', sk = '' } = all.find(isUnreadable) ?? all[0] ?? {};
    const why = cause instanceof UnreadableItem ? cause.message : 'an item is damaged';
    throw new UnreadableItem(`${pk} ${sk}: ${why}`, { cause });
  }
}

function isUnreadable({ bytes }: Packed): boolean {
  try {
    unpack(bytes);
    return false;
  } catch {
    return true;
  }
}
