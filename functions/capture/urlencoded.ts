// The body of a urlencoded form as its fields (https://url.spec.whatwg.org/#urlencoded-parsing), letters still as bytes.
import { percentBytes } from '../domain/text/letters.ts';
import type { RawField } from './raw-fields.ts';

export function readUrlencoded(body: Buffer): readonly RawField[] {
  const fields: RawField[] = [];
  for (let from = 0; from < body.length; ) {
    const amp = body.indexOf('&', from);
    const to = amp < 0 ? body.length : amp;
    const field = body.subarray(from, to);
    const equals = field.indexOf('=');
    const end = equals < 0 ? field.length : equals;
    if (field.length > 0) {
      fields.push({
        name: percentBytes(field.subarray(0, end), true),
        value: percentBytes(field.subarray(end + 1), true),
      });
    }
    from = to + 1;
  }
  return fields;
}
