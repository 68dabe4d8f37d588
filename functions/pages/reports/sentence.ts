// A sentence of the texts around parts that are more than text, as links are.

/** Characters that nobody writes stand for the parts until the sentence is made. */
const FIRST_MARK = 0xe000;

/** @param say takes as many texts as there are parts, and uses none of them but whole */
export function sentence<Part>(
  say: (...parts: string[]) => string,
  ...parts: readonly Part[]
): readonly (string | Part)[] {
  const marks = parts.map((_, index) => String.fromCharCode(FIRST_MARK + index));
  return say(...marks)
    .split(/([\ue000-\ue0ff])/)
    .map((piece) => parts[marks.indexOf(piece)] ?? piece);
}
