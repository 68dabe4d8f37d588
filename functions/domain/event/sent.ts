// A form as it was sent: by name all that came under it, whatever the encoding of the body was.

/** null where it was neither text nor number nor truth value. */
export type SentValue = string | number | boolean | null;

/** Names as `sentName` writes them; the values of each in the order in which they came. */
export type Sent = ReadonlyMap<string, readonly SentValue[]>;

/**
 * A name in the form in which fields are found by it: `topics[]` and `topics[0]` are `topics`, blanks at its ends and
 * ways of writing one letter (Unicode NFC) make no difference.
 */
export function sentName(name: string): string {
  return name
    .slice(0, LONGEST_NAME)
    .normalize('NFC')
    .trim()
    .replace(/\[\d{0,6}\]$/, '');
}

/** No field's name is near this. */
const LONGEST_NAME = 500;

export function gather(entries: Iterable<readonly [string, SentValue]>): Sent {
  const sent = new Map<string, SentValue[]>();
  for (const [said, value] of entries) {
    const name = sentName(said);
    const values = sent.get(name);
    if (values === undefined) sent.set(name, [value]);
    else values.push(value);
  }
  return sent;
}

const folded = new WeakMap<Sent, Sent>();

/** What came under a name in whatever letter case; undefined where nothing did. */
export function inAnyCase(sent: Sent, name: string): readonly SentValue[] | undefined {
  let all = folded.get(sent);
  if (all === undefined) {
    all = gather(
      [...sent].flatMap(([each, values]) => values.map((value) => [foldedName(each), value] as const)),
    );
    folded.set(sent, all);
  }
  return all.get(foldedName(name));
}

/** As names are compared that differ in nothing but letter case. */
export function foldedName(name: string): string {
  return name.toLowerCase();
}

/** The last text under a name of which one value is wanted; undefined where there is none. */
export function lastText(sent: Sent, name: string): string | undefined {
  const last = sent.get(name)?.findLast((value) => value !== null);
  return last === undefined || last === null ? undefined : String(last);
}

/** Every name with each of its texts. */
export function texts(sent: Sent): readonly (readonly [string, string])[] {
  return [...sent].flatMap(([name, values]) =>
    values.flatMap((value) => (value === null ? [] : [[name, String(value)] as const])),
  );
}
