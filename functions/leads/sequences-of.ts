// The sequences that a lead is in or was, under whichever of its addresses it entered them.
import { type ShownMember, shownMember } from '../domain/nurture/shown.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { readMembers } from '../store/nurture/members.ts';
import type { FoundLead } from './find-lead.ts';
import { emailHashesOf } from './mails-of.ts';

export async function sequencesOf(table: LeadTable, found: FoundLead): Promise<readonly ShownMember[]> {
  const read = await Promise.all(emailHashesOf(table, found).map((hash) => readMembers(table, hash)));
  return read.flat().map(({ sequence, member }) => shownMember(sequence, member));
}
