// Copies of one event: which of them is the event, and what of a form the others correct.
import type { LeadEvent } from '../event/event.ts';
import { compareText } from './identity.ts';
import { withBest } from './tellings.ts';
import { isSameViews, sharesViews, viewsBeside } from './views.ts';

type Fields = LeadEvent['properties'];

/**
 * Two copies in one. The one with the least (time, content) is the event. Of a form the fields are those that were said last,
 * so what is kept of all its copies is the least and the latest, whatever was said between them: the join of a semilattice.
 * @returns `known` itself where the other changes nothing
 */
export function joinCopies(known: LeadEvent, other: LeadEvent): LeadEvent {
  if (known.kind === 'page' && other.kind === 'page') return joinViews(known, other);
  if (known.kind !== 'form' || other.kind !== 'form') {
    const [least, more] = compareEvents(other, known) < 0 ? [other, known] : [known, other];
    return least.order?.id === more.order?.id ? withBest(least, more.order?.best) : least;
  }
  const byFirst = compareFirst(known, other);
  const byLast = compareLast(known, other);
  if (byFirst <= 0 && byLast >= 0) return known;
  if (byFirst >= 0 && byLast <= 0) return other;
  const [first, last] = byFirst < 0 ? [known, other] : [other, known];
  const { properties: _, firstProperties: __, confirmed: ___, firstConfirmed: ____, ...rest } = first;
  const said = firstFields(first);
  const proof = firstProof(first);
  const { properties, received, confirmed } = last;
  const isCorrected = fieldsKey(said) !== fieldsKey(properties);
  return {
    ...rest,
    received,
    ...(properties === undefined ? {} : { properties }),
    ...(isCorrected ? { firstProperties: said ?? NO_FIELDS } : {}),
    ...(confirmed === undefined ? {} : { confirmed }),
    ...(proofKey(proof) === proofKey(confirmed) ? {} : { firstConfirmed: proof ?? null }),
  };
}

/** Of views of one path and day the first is the event; the others stay beside it. */
function joinViews(known: LeadEvent, other: LeadEvent): LeadEvent {
  const first = compareViews(other, known) < 0 ? other : known;
  const again = viewsBeside(first, known, other);
  if (isSameViews(first.again, again)) return first;
  const { again: _, ...view } = first;
  return again.length === 0 ? view : { ...view, again };
}

/** By all but the views beside them. */
function compareViews(a: LeadEvent, b: LeadEvent): number {
  return a.time - b.time || compareText(a.id, b.id) || compareContents(a, b);
}

/** With which fields a form was sent first. */
export function firstFields({ properties, firstProperties }: LeadEvent): Fields {
  if (firstProperties === undefined) return properties;
  return Object.keys(firstProperties).length === 0 ? undefined : firstProperties;
}

const NO_FIELDS: NonNullable<Fields> = {};

/** How it was confirmed with the fields with which it was sent first. */
export function firstProof({ confirmed, firstConfirmed }: LeadEvent): LeadEvent['confirmed'] {
  return firstConfirmed === undefined ? confirmed : (firstConfirmed ?? undefined);
}

/** What is not confirmed comes first. */
function proofKey(proof: LeadEvent['confirmed']): string {
  return proof === undefined ? '' : canonical(proof);
}

/** Whether two copies, or what is left of them, are the same event to anybody who joins one of them with others. */
export function isPartOf(copy: LeadEvent, joined: LeadEvent): boolean {
  if (compareEvents(copy, joined) === 0) return true;
  if (copy.kind === 'page' && joined.kind === 'page') return sharesViews(copy, joined);
  if (copy.kind !== 'form' || joined.kind !== 'form' || copy.id !== joined.id) return false;
  return compareFirst(copy, joined) === 0 || compareLast(copy, joined) === 0;
}

/**
 * By time, id, then content. What thinning can take from an event is compared last, after the moment of acceptance: a later copy
 * changes nothing, also of an event that has no properties any more.
 */
export function compareEvents(a: LeadEvent, b: LeadEvent): number {
  return a.time - b.time || compareText(a.id, b.id) || (a === b ? 0 : compareCopies(a, b));
}

function compareCopies(a: LeadEvent, b: LeadEvent): number {
  if (a.kind === 'form' && b.kind === 'form') return compareFirst(a, b) || compareLast(a, b);
  return compareContents(a, b) || compareText(canonical(a.again ?? ''), canonical(b.again ?? ''));
}

function compareContents(a: LeadEvent, b: LeadEvent): number {
  return (
    compareText(contentKey(a), contentKey(b)) ||
    a.received - b.received ||
    compareText(fieldsKey(a.properties), fieldsKey(b.properties)) ||
    compareText(fieldsKey(a.touch), fieldsKey(b.touch))
  );
}

/** Copies of one form by what counts of the first. */
function compareFirst(a: LeadEvent, b: LeadEvent): number {
  return (
    a.time - b.time ||
    compareText(contentKey(a), contentKey(b)) ||
    compareText(proofKey(firstProof(a)), proofKey(firstProof(b))) ||
    compareText(fieldsKey(firstFields(a)), fieldsKey(firstFields(b))) ||
    compareText(fieldsKey(a.touch), fieldsKey(b.touch))
  );
}

/** Copies of one form by when they were said. Of those said at once, what has lost its fields by thinning stays so. */
function compareLast(a: LeadEvent, b: LeadEvent): number {
  const lastKey = ({ properties }: LeadEvent): string =>
    properties === undefined ? AFTER_ANY : canonical(properties);
  return (
    a.received - b.received ||
    compareText(proofKey(a.confirmed), proofKey(b.confirmed)) ||
    compareText(lastKey(a), lastKey(b))
  );
}

/** JSON of an object begins with a brace. */
const AFTER_ANY = '~';

/** All that neither thinning, nor another acceptance, nor what others tell of an order changes. */
function contentKey(event: LeadEvent): string {
  const { received: _, touch: __, properties: ___, firstProperties: ____, again: _____, ...more } = event;
  const { confirmed: ______, firstConfirmed: _______, ...rest } = more;
  if (rest.order?.best === undefined) return canonical(rest);
  const { best: ________, ...order } = rest.order;
  return canonical({ ...rest, order });
}

/** What has none comes first. */
export function fieldsKey(fields: Fields | LeadEvent['touch']): string {
  return fields === undefined ? '' : canonical(fields);
}

/** JSON with sorted keys: equal exactly where the values are. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compareText(a, b)))
      : inner,
  );
}
