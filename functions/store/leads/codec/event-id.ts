// Event ids as they are stored: a UUID in 22 characters instead of 36. Ids are most of what a lead's events take.
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const PACKED = /\*([\w-]{22})$/;

/** A UUID at the end becomes `*` and its bytes in base64url. */
export function packEventId(id: string): string {
  const uuid = UUID.exec(id)?.[0];
  if (uuid !== undefined) {
    bytes.write(uuid.replaceAll('-', ''), 'hex');
    return `${id.slice(0, -uuid.length)}*${bytes.toString('base64url')}`;
  }
  // What looks packed and is not gets one more star.
  return id.endsWith('*') || PACKED.test(id) ? `${id}*` : id;
}

export function unpackEventId(stored: string): string {
  if (stored.endsWith('*')) return stored.slice(0, -1);
  const star = stored.length - 1 - PACKED_LENGTH;
  if (stored[star] !== '*' || !PACKED.test(stored)) return stored;
  bytes.write(stored.slice(star + 1), 'base64url');
  const hex = bytes.toString('hex');
  return `${stored.slice(0, star)}${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const PACKED_LENGTH = 22;
/** Of one UUID: a large lead has thousands, and a buffer for each would be most of the work. */
const bytes = Buffer.alloc(16);
