// The sequences that a lead is in or was, under whichever of its addresses it entered them.
import { idsOfLead } from '../domain/lead/identity-graph.ts';
import { type ShownMember, shownMember } from '../domain/nurture/shown.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { readMembers } from '../store/nurture/members.ts';
import type { FoundLead } from './find-lead.ts';

export async function sequencesOf(
  table: LeadTable,
  { records, primary }: FoundLead,
): Promise<readonly ShownMember[]> {
  const emails = idsOfLead(records, primary).filter(({ kind }) => kind === 'email');
  const read = await Promise.all(emails.map((id) => readMembers(table, table.hashOf(id))));
  return read.flat().map(({ sequence, member }) => shownMember(sequence, member));
}
