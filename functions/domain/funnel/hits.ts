// Hits: the triggers that match one event, and what follows from them alone.
import type { LeadEvent } from '../event/event.ts';

export type Trigger = {
  /** Index of the stage that it fills. */
  readonly stage: number;
  /** Filled by the n-th distinct occurrence since entry. */
  readonly times: number;
  readonly matches: (event: LeadEvent) => boolean;
};

/** One object for one set of triggers: a lead's thousands of events have a handful of these. */
export type Hits = {
  /** In order of their stages. */
  readonly triggers: readonly Trigger[];
  /** Of these, those that count occurrences. */
  readonly counting: readonly Trigger[];
  /** Indices of the stages that they fill, ascending, whatever `times` asks. */
  readonly stages: readonly number[];
  /** Of those, the stages that an event can fill at its first occurrence. */
  readonly always: readonly number[];
  /** `always` as bits. */
  readonly mask: number;
};

/** Sets that are remembered; an event that has yet others is read anew each time. */
const REMEMBERED = 1_000;

/** Reads the hits of events. @param triggers those that may match, in order of their stages */
export type ReadHits = (triggers: readonly Trigger[], event: LeadEvent) => Hits;

/** Sets of triggers grow by one trigger at a time, so each is found from the one before it. */
export function hitsReader(): ReadHits {
  type Node = { readonly hits: Hits; readonly next: Map<Trigger, Node> };
  const root: Node = { hits: NO_HITS, next: new Map() };
  let known = 0;
  return (triggers, event) => {
    let node = root;
    for (const trigger of triggers) {
      if (!trigger.matches(event)) continue;
      let next = node.next.get(trigger);
      if (next === undefined) {
        next = { hits: hitsOf([...node.hits.triggers, trigger]), next: new Map() };
        if (known++ < REMEMBERED) node.next.set(trigger, next);
      }
      node = next;
    }
    return node.hits;
  };
}

function hitsOf(triggers: readonly Trigger[]): Hits {
  const always = stagesOf(triggers.filter(({ times }) => times === 1));
  return {
    triggers,
    counting: triggers.filter(({ times }) => times > 1),
    stages: stagesOf(triggers),
    always,
    mask: maskOf(always),
  };
}

function stagesOf(triggers: readonly Trigger[]): readonly number[] {
  return [...new Set(triggers.map(({ stage }) => stage))];
}

/** Stages as bits. */
export function maskOf(stages: readonly number[]): number {
  let mask = 0;
  for (const stage of stages) mask |= 1 << stage;
  return mask;
}

const NO_HITS: Hits = { triggers: [], counting: [], stages: [], always: [], mask: 0 };
/** Of an event that another funnel hands over: it is of the first stage. */
export const HANDED_OVER: Hits = { ...NO_HITS, stages: [0], always: [0], mask: 1 };
