// Erases what is kept aside under the e-mail of a person who is no lead, and gives a receipt.
import { RECOVERY_DAYS, type Receipt } from '../domain/profile/receipt.ts';
import { confirmPage } from '../pages/leads/erase-page.ts';
import { type HttpAnswer, page } from '../runtime/answer.ts';
import type { Owner } from '../runtime/owner-access.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { forgetMails } from '../store/mail/addresses.ts';
import { closeAllOf } from '../store/quarantine/close.ts';
import { closeAllWaiting } from '../store/waiting/close-waiting.ts';
import type { LeadsDeps } from './deps.ts';
import { mailedTo } from './mails-of.ts';

export function askToEraseHeld(
  { config }: LeadsDeps,
  _: HttpRequest,
  owner: Owner,
  __: LeadTable,
  hash: string,
): HttpAnswer {
  return page(200, confirmPage({ id: hash, config, owner }));
}

/** Nobody else was told of it: there are no webhooks and notices to name. @param hash the public id of the e-mail */
export async function eraseHeld(
  { now }: Pick<LeadsDeps, 'now'>,
  table: LeadTable,
  hash: string,
): Promise<Receipt> {
  const until = now();
  const toPerson = await mailedTo(table, [hash], until);
  const submissions = await closeAllOf(table, hash, until);
  const quarantined = submissions + (await closeAllWaiting(table, hash, until));
  const localMails = await forgetMails(table, hash);
  return {
    erased: hash,
    at: new Date(until).toISOString(),
    removed: { records: 0, events: 0, quarantined, ...(table.emptyInbox && { localMails }) },
    notReached: [...toPerson, { what: 'recovery-copies', days: RECOVERY_DAYS }],
  };
}
