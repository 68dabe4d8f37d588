// A whole lead as it is now: its records, its events, and its attempts at each funnel.
import type { LeadId } from '../event/event.ts';
import { idKey } from '../lead/identity.ts';
import { idsOfLead } from '../lead/identity-graph.ts';
import { type Lead, leadOf } from '../lead/lead.ts';
import { emptyRecord, type LeadRecord, type Records } from '../lead/record.ts';
import { attemptReader, type LeadAttempts } from './attempts.ts';
import type { Definition } from './funnel.ts';

export type LeadState = {
  /** The primary first. */
  readonly tree: readonly LeadRecord[];
  readonly lead: Lead;
  readonly attemptsOf: (definition: Definition) => LeadAttempts;
};

export function leadState(records: Records, primary: LeadId): LeadState {
  const tree = idsOfLead(records, primary).map((id) => records.get(idKey(id)) ?? emptyRecord(id));
  const lead = leadOf(tree.map(({ history }) => history));
  return { tree, lead, attemptsOf: attemptReader(lead) };
}
