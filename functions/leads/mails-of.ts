// The mails to a lead, under whichever of its addresses they went, the newest first; and which of these get none.
import { idsOfLead } from '../domain/lead/identity-graph.ts';
import { type ShownMail, type ShownStop, shownMail } from '../domain/mail/shown-mail.ts';
import { instant } from '../domain/profile/instant.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { readMails } from '../store/mail/known-mails.ts';
import type { FoundLead } from './find-lead.ts';

export type MailsOfLead = { readonly mails: readonly ShownMail[]; readonly noMail: readonly ShownStop[] };

export async function mailsOf(
  table: LeadTable,
  found: Pick<FoundLead, 'records' | 'primary'>,
  now: number,
): Promise<MailsOfLead> {
  const read = await Promise.all(
    emailHashesOf(table, found).map(async (record) => ({ record, ...(await readMails(table, record, now)) })),
  );
  return {
    mails: read
      .flatMap(({ record, mails }) => mails.map((one) => shownMail(record, one, now)))
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at)),
    noMail: read.flatMap(({ record, stopped }) =>
      stopped === undefined ? [] : [{ record, why: stopped.why, at: instant(stopped.at) }],
    ),
  };
}

/** The public ids of a lead's e-mails. */
export function emailHashesOf(
  table: Pick<LeadTable, 'hashOf'>,
  { records, primary }: Pick<FoundLead, 'records' | 'primary'>,
): readonly string[] {
  return idsOfLead(records, primary)
    .filter(({ kind }) => kind === 'email')
    .map(table.hashOf);
}
