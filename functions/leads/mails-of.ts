// The mails to a lead, under whichever of its addresses they went, the newest first; and which of these get none.
import { idsOfLead } from '../domain/lead/identity-graph.ts';
import { type ShownMail, type ShownStop, shownMail } from '../domain/mail/shown-mail.ts';
import { instant } from '../domain/profile/instant.ts';
import type { NotReached } from '../domain/profile/receipt.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { readMails } from '../store/mail/known-mails.ts';
import type { FoundLead } from './find-lead.ts';

export type MailsOfLead = { readonly mails: readonly ShownMail[]; readonly noMail: readonly ShownStop[] };

/** @param hashes the public ids of its e-mails */
export async function mailsOf(
  table: LeadTable,
  hashes: readonly string[],
  now: number,
): Promise<MailsOfLead> {
  const read = await Promise.all(
    hashes.map(async (record) => ({ record, ...(await readMails(table, record, now)) })),
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

/** Of an erasure: how many went, counted before what is kept of them goes. */
export async function mailedTo(
  table: LeadTable,
  hashes: readonly string[],
  now: number,
): Promise<readonly NotReached[]> {
  const { mails } = await mailsOf(table, hashes, now);
  const gone = mails.filter(({ outcome }) => outcome !== 'refused' && outcome !== 'suppressed').length;
  return gone === 0 ? [] : [{ what: 'mails-to-lead', mails: gone }];
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
