// A funnel's definition, made ready to match: which events of a lead are events of which stages.
import type { Calendar } from '../calendar.ts';
import type { FunnelConfig, LostOnConfig, Scalar, TriggerConfig } from '../config/config.ts';
import type { LeadEvent } from '../event/event.ts';
import { type Hits, hitsReader, type Trigger } from './hits.ts';
import { optionalStages } from './optional.ts';

/** A funnel made ready to match, with those that hand over to it. */
export type Matcher = {
  readonly funnel: FunnelConfig;
  /** The triggers that match an event. */
  readonly hitsOf: (event: LeadEvent) => Hits;
  /** Which of `lostOn` an event is, as an index; undefined where it is none. */
  readonly lossOf: (event: LeadEvent) => number | undefined;
  /** The stages that are counted and never required, as indices. */
  readonly optional: ReadonlySet<number>;
  /** The funnels that hand over to this one, as they are under the same definition. */
  readonly sources: readonly Matcher[];
};

/**
 * A funnel under one definition. `key` changes whenever anything changes that is counted. It holds all that it counts
 * by, so that an old and a new definition of a funnel, or of its source, can be counted side by side.
 */
export type Definition = Matcher & {
  readonly key: string;
  /** Cuts the days of entry. */
  readonly calendar: Calendar;
};

/** An event of the funnel's: one that at least one trigger matches, or that another funnel hands over. */
export type FunnelEvent = { readonly event: LeadEvent; readonly hits: Hits };

/** Occurrences of an order are distinct by order id, all others by event id. */
export function occurrenceId(own: FunnelEvent | undefined): string {
  return own?.event.order?.id ?? own?.event.id ?? '';
}

/** @param sources what hands over to it: a hand-off from any other funnel is not counted (`defineAll` finds them) */
export function define(
  funnel: FunnelConfig,
  key: string,
  calendar: Calendar,
  sources: readonly Matcher[] = [],
): Definition {
  return { ...matcher(funnel, sources), key, calendar };
}

/** Definitions of funnels that hand over among themselves; circles of hand-offs are refused by the configuration. */
export function defineAll(
  funnels: readonly FunnelConfig[],
  keyOf: (funnel: FunnelConfig) => string,
  calendar: Calendar,
): readonly Definition[] {
  const made = new Map<FunnelConfig, Matcher>();
  const make = (funnel: FunnelConfig): Matcher => {
    const known = made.get(funnel);
    if (known !== undefined) return known;
    const sources = funnels.filter(({ handOff }) => handOff?.to === funnel.id).map(make);
    const fresh = matcher(funnel, sources);
    made.set(funnel, fresh);
    return fresh;
  };
  return funnels.map((funnel) => ({ ...make(funnel), key: keyOf(funnel), calendar }));
}

export function matcher(funnel: FunnelConfig, sources: readonly Matcher[]): Matcher {
  const pages: Trigger[] = [];
  const forms = new Map<string, Trigger[]>();
  const named = new Map<string, Trigger[]>();
  for (const [stage, { on }] of funnel.stages.entries()) {
    for (const trigger of on) {
      const made = { stage, times: 'times' in trigger ? trigger.times : 1, matches: matcherOf(trigger) };
      if ('page' in trigger) pages.push(made);
      else if ('form' in trigger) addTo(forms, trigger.form, made);
      else addTo(named, trigger.event, made);
    }
  }
  const readHits = hitsReader();
  const hitsOf = (event: LeadEvent): Hits => readHits(candidatesOf(event) ?? NO_TRIGGERS, event);
  const candidatesOf = ({ kind, name }: LeadEvent): readonly Trigger[] | undefined => {
    switch (kind) {
      case 'page':
        return pages;
      case 'form':
        return forms.get(name);
      case 'event':
        return named.get(name);
      case 'identify':
        return undefined;
      default:
        return kind satisfies never;
    }
  };
  const losses = (funnel.lostOn ?? []).map((trigger) => ({
    name: trigger.event,
    matches: matcherOf(trigger),
  }));
  const lossOf = (event: LeadEvent): number | undefined => {
    if (event.kind !== 'event') return undefined;
    const index = losses.findIndex(({ name, matches }) => name === event.name && matches(event));
    return index < 0 ? undefined : index;
  };
  return { funnel, hitsOf, lossOf, optional: optionalStages(funnel), sources };
}

const NO_TRIGGERS: readonly Trigger[] = [];

function addTo(triggers: Map<string, Trigger[]>, name: string, trigger: Trigger): void {
  const known = triggers.get(name);
  if (known === undefined) triggers.set(name, [trigger]);
  else known.push(trigger);
}

/** What beside the name an event must have; of pages, the path too. */
function matcherOf(trigger: TriggerConfig | LostOnConfig): (event: LeadEvent) => boolean {
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
