// Event ids as they are stored: a UUID in 22 characters instead of 36. Ids are most of what a lead's events take.
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const PACKED = /\*([\w-]{22})$/;

/** A UUID at the end becomes `*` and its bytes in base64url. */
export function packEventId(id: string): string {
  const uuid = UUID.exec(id)?.[0];
  if (uuid !== undefined) {
    const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
    return `${id.slice(0, -uuid.length)}*${bytes.toString('base64url')}`;
  }
  // What looks packed and is not gets one more star.
  return id.endsWith('*') || PACKED.test(id) ? `${id}*` : id;
}

export function unpackEventId(stored: string): string {
  if (stored.endsWith('*')) return stored.slice(0, -1);
  const packed = PACKED.exec(stored)?.[1];
  if (packed === undefined) return stored;
  const hex = Buffer.from(packed, 'base64url').toString('hex');
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  );
  return `${stored.slice(0, -packed.length - 1)}${uuid}`;
}
