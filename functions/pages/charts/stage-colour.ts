// The colours of stages.

/** Stages have a colour each, by index; the style sheets name as many. */
const STAGE_COLOURS = 12;

export function stageColour(index: number): string {
  return `var(--s${index % STAGE_COLOURS})`;
}
