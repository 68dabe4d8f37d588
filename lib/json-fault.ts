// Where a text stops being JSON, in lines and columns: the engine's own messages often do not say.

export type JsonFault = { readonly line: number; readonly column: number; readonly expected: string };

const BLANK = /[ \t\n\r]*/y;
const SCALAR =
  /"(?:[^"\\\n\r\t]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)\b/y;
const KEY = /"(?:[^"\\\n\r\t]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** The first fault of a text that JSON.parse refuses; undefined where none is found. */
export function jsonFault(text: string): JsonFault | undefined {
  const open: ('}' | ']')[] = [];
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const matched = pattern.test(text);
    if (matched) at = pattern.lastIndex;
    return matched;
  };
  const take = (char: string): boolean => {
    skip(BLANK);
    const taken = text[at] === char;
    if (taken) at += 1;
    return taken;
  };
  const fault = (expected: string): JsonFault => {
    const before = text.slice(0, at).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected };
  };
  const key = (): JsonFault | undefined => {
    skip(BLANK);
    if (!skip(KEY)) return fault('a key in double quotes');
    return take(':') ? undefined : fault('a colon');
  };

  for (;;) {
    skip(BLANK);
    // Prepare for a value: an opened object or list goes one level down.
    if (take('{')) {
      if (!take('}')) {
        open.push('}');
        const wrong = key();
        if (wrong) return wrong;
        continue;
      }
    } else if (take('[')) {
      if (!take(']')) {
        open.push(']');
        continue;
      }
    } else if (!skip(SCALAR)) {
      return fault('a value: text in double quotes, a number, true, false, null, { or [');
    }
    // After a value: close what ends here, then go on with the next.
    let close = open.at(-1);
    while (close !== undefined && take(close)) {
      open.pop();
      close = open.at(-1);
    }
    if (close === undefined) {
      skip(BLANK);
      return at === text.length ? undefined : fault('the end of the file');
    }
    if (!take(',')) return fault(`a comma or ${close}`);
    if (close === '}') {
      const wrong = key();
      if (wrong) return wrong;
    }
  }
}
