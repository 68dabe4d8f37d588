// A funnel's definition, made ready to match: which events of a lead are events of which stages.
import type { FunnelConfig, Scalar, TriggerConfig } from '../config/config.ts';
import type { LeadEvent } from '../event/event.ts';

/** A funnel under one definition. `key` changes whenever anything changes that is counted. */
export type Definition = {
  readonly key: string;
  readonly funnel: FunnelConfig;
  /** The triggers that match an event, in order of their stages. */
  readonly hitsOf: (event: LeadEvent) => readonly Trigger[];
};

export type Trigger = {
  /** Index of the stage that it fills. */
  readonly stage: number;
  /** Filled by the n-th distinct occurrence since entry. */
  readonly times: number;
  readonly matches: (event: LeadEvent) => boolean;
};

/** An event of the funnel's: one that at least one trigger matches. */
export type FunnelEvent = {
  readonly event: LeadEvent;
  readonly hits: readonly Trigger[];
  /** Indices of the stages that it matches, ascending, whatever `times` asks. */
  readonly stages: readonly number[];
  /** Of those, the stages that it can fill at its first occurrence. */
  readonly always: readonly number[];
};

/** Occurrences of an order are distinct by order id, all others by event id. */
export function occurrenceId(own: FunnelEvent | undefined): string {
  return own?.event.order?.id ?? own?.event.id ?? '';
}

export function define(funnel: FunnelConfig, key: string): Definition {
  const pages: Trigger[] = [];
  const named = new Map<string, Trigger[]>();
  for (const [stage, { on }] of funnel.stages.entries()) {
    for (const trigger of on) {
      const made = { stage, times: 'times' in trigger ? trigger.times : 1, matches: matcherOf(trigger) };
      if ('page' in trigger) pages.push(made);
      else {
        const name = 'form' in trigger ? nameKey('form', trigger.form) : nameKey('event', trigger.event);
        named.set(name, [...(named.get(name) ?? []), made]);
      }
    }
  }
  const hitsOf = (event: LeadEvent): readonly Trigger[] => {
    const candidates = event.kind === 'page' ? pages : named.get(nameKey(event.kind, event.name));
    return candidates?.filter((trigger) => trigger.matches(event)) ?? NO_TRIGGERS;
  };
  return { key, funnel, hitsOf };
}

const NO_TRIGGERS: readonly Trigger[] = [];

function nameKey(kind: LeadEvent['kind'], name: string): string {
  return `${kind} ${name}`;
}

/** What beside the name an event must have; of pages, the path too. */
function matcherOf(trigger: TriggerConfig): (event: LeadEvent) => boolean {
  const isThere = 'page' in trigger ? globMatcher(trigger.page) : () => true;
  const conditions = Object.entries(trigger.where ?? {});
  return (event) =>
    isThere(event.name) &&
    (trigger.from !== 'server' || event.trusted) &&
    conditions.every(([property, value]) => hasProperty(event, property, value));
}

/** Form fields and many clients send numbers and booleans as text, so values are compared as text. */
function hasProperty(event: LeadEvent, property: string, value: Scalar): boolean {
  const properties = event.properties;
  return (
    properties !== undefined &&
    Object.hasOwn(properties, property) &&
    String(properties[property]) === String(value)
  );
}

/**
 * A path with stars, each standing for any run of characters, slashes included. A final slash makes no difference.
 * Linear in the path for each piece between stars: no regular expression, so no pattern can be made slow.
 */
export function globMatcher(glob: string): (path: string) => boolean {
  const [head = '', ...rest] = withoutFinalSlash(glob).split('*');
  const tail = rest.pop();
  if (tail === undefined) return (path) => withoutFinalSlash(path) === head;
  return (given) => {
    // `/blog/*` is meant to hold `/blog/` too, whose final slash is not significant.
    const path = rest.length === 0 && tail === '' && `${given}/` === head ? head : given;
    if (!path.startsWith(head) || path.length < head.length + tail.length || !path.endsWith(tail))
      return false;
    let at = head.length;
    for (const piece of rest) {
      const found = path.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= path.length - tail.length;
  };
}

function withoutFinalSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
