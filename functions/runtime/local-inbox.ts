// The inbox of the local host, which keeps as files what SES would have sent: an erasure empties it of a lead's mails.
import { localInboxAddress } from './environment.ts';

export class InboxNotEmptied extends Error {
  override readonly name = 'InboxNotEmptied';
}

/** Deletes the mails to and about a lead, by the public id of its record, and says how many; undefined on AWS. */
export function localInbox(): ((record: string) => Promise<number>) | undefined {
  const inbox = localInboxAddress();
  if (inbox === undefined) return undefined;
  return async (record) => {
    const answer = await fetch(`${inbox}/leads/${record}`, { method: 'DELETE' });
    if (!answer.ok) throw new InboxNotEmptied(`the local inbox answered ${answer.status}`);
    // A count and nothing else.
    return Number(await answer.text());
  };
}
