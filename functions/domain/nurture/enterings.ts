// Who comes to the beginning of a sequence by a change. It is decided once more, from the lead, when they are taken in.
import type { LeadEvent, LeadId } from '../event/event.ts';
import type { Definition } from '../funnel/funnel.ts';
import { leadState } from '../funnel/lead-state.ts';
import { idKey } from '../lead/identity.ts';
import type { Records } from '../lead/record.ts';
import { reachedBy } from './asked-of-lead.ts';
import type { SequenceConfig } from './sequence.ts';

/** A sequence under the active definition of its funnel. */
export type ActiveSequence = { readonly sequence: SequenceConfig; readonly definition: Definition };

export type Entering = {
  readonly sequence: string;
  /** The primary record, an e-mail's. */
  readonly lead: LeadId;
  /** With which the stage was reached. */
  readonly event: LeadEvent;
};

/** A sequence is left out while the definition that reports show does not have its stages yet. */
export function activeSequences(
  sequences: readonly SequenceConfig[],
  active: readonly Definition[],
): readonly ActiveSequence[] {
  return sequences.flatMap((sequence) => {
    const { when, until } = sequence;
    const definition = active.find(({ funnel }) => funnel.id === when.funnel);
    const has = (stage: string): boolean => definition?.funnel.stages.some(({ id }) => id === stage) === true;
    const isKnown = has(when.stage) && ('event' in until || has(until.stage));
    return definition === undefined || !isKnown ? [] : [{ sequence, definition }];
  });
}

/** What is true after a change and was not before, of contacts. Leads between which ids move are looked at together. */
export function newEnterings(
  before: Records,
  after: Records,
  primaries: Iterable<LeadId>,
  sequences: readonly ActiveSequence[],
): readonly Entering[] {
  if (sequences.length === 0) return [];
  const ids = [...primaries].filter(({ kind }) => kind === 'email');
  const all = (records: Records): ReadonlyMap<string, Entering> =>
    new Map(
      ids.flatMap((lead) => {
        const own = records.get(idKey(lead));
        if (own === undefined || own.link !== undefined) return [];
        const state = leadState(records, lead);
        return sequences.flatMap(({ sequence, definition }) =>
          reachedBy(sequence, definition, state).map((event): [string, Entering] => [
            JSON.stringify([sequence.id, event.id]),
            { sequence: sequence.id, lead, event },
          ]),
        );
      }),
    );
  const known = all(before);
  return [...all(after)].flatMap(([key, entering]) => (known.has(key) ? [] : [entering]));
}
