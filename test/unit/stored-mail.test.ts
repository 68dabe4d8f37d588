// The stored format of mails to leads: what is written today is what the fixtures hold, and names nobody.

import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { stop } from '../../functions/domain/mail/allowance.ts';
import { decodeMessage, MalformedMessage } from '../../functions/queue/message.ts';
import { decodeOutbound, encodeOutbound } from '../../functions/queue/outbound-message.ts';
import { encodeBody } from '../../functions/queue/sender.ts';
import type { Item } from '../../functions/store/item-format.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { changeAddress, readAddress } from '../../functions/store/mail/addresses.ts';
import { claimMail, listUndecided, markSent, noteUndecided } from '../../functions/store/mail/claims.ts';
import { noteSuppressed, readMails } from '../../functions/store/mail/known-mails.ts';
import { noteConfirmed } from '../../functions/store/waiting/close-waiting.ts';
import { keepWaiting } from '../../functions/store/waiting/keep-waiting.ts';
import { decodeWaiting, placesPut } from '../../functions/store/waiting/waiting-item.ts';
import { asStored, golden, recorder } from '../support/golden.ts';
import { hashOfEmail, memoryTable } from '../support/lead-mail.ts';
import { DAY, event, HOUR, MONDAY, submission } from '../support/leads.ts';

const EMAIL = 'anna@example.com';

type Written = { readonly TransactItems: readonly { readonly Put: { readonly Item: Item } }[] };

describe('golden fixtures', () => {
  it('of a mail that is claimed, sent, and not known to be', async () => {
    const { sent, send } = recorder();
    const table: LeadTable = { ...memoryTable(), client: { send } };
    const claim = {
      id: 'msg_1',
      purpose: 'confirm',
      of: { form: 'ebook' },
      hash: hashOfEmail(table, EMAIL),
      perDay: 5,
      now: MONDAY,
    } as const;
    await claimMail(table, claim);
    await markSent(table, claim);
    await noteUndecided(table, claim);
    await changeAddress(table, claim.hash, MONDAY, (known) => stop(known, 'bounced', MONDAY));
    await noteSuppressed(table, claim, 'stopped');
    expect(asStored(sent)).toEqual(golden('mails to a lead', sent));
    expect(JSON.stringify(sent)).not.toContain('anna');
  });

  it('of what waits for its confirmation', async () => {
    const { sent, send } = recorder();
    const table: LeadTable = { ...memoryTable(), client: { send } };
    const fact = event('ebook', MONDAY, { id: 'f:ebook:1', kind: 'form', properties: { news: true } });
    const kept = await keepWaiting(table, submission({ email: EMAIL }, fact), { news: 'Yes' }, MONDAY);
    const written = sent.find(({ operation }) => operation === 'TransactWriteItems')?.input as
      | Written
      | undefined;
    const waiting = decodeWaiting(written?.TransactItems[0]?.Put.Item ?? {});
    expect(waiting).toMatchObject({
      submission: { event: fact },
      texts: { news: 'Yes' },
      until: MONDAY + 30 * DAY,
    });
    await noteConfirmed(table, waiting, MONDAY + HOUR);
    await table.client.send(
      new PutItemCommand(placesPut('leads', 'h', { version: 3, places: [waiting.id] }, MONDAY)),
    );
    expect(asStored(sent)).toEqual(golden('what waits for its confirmation', sent));
    expect(kept).toMatchObject({ kind: 'kept', tells: [{ notes: [{ kind: 'waiting', to: waiting.id }] }] });
    const [note] = kept.kind === 'kept' ? (kept.tells[0]?.notes ?? []) : [];
    if (note === undefined) throw new Error('nobody is asked');
    const asking = encodeOutbound({ note, target: { lead: true } });
    expect(asking).toBe(golden('message that asks to confirm', { asking }).asking);
    expect(decodeOutbound(asking)).toEqual({ note, target: { lead: true } });
    const confirmed = { ...fact, confirmed: { at: MONDAY + HOUR, texts: { news: 'Yes' } } };
    const body = encodeBody([submission({ email: EMAIL }, confirmed)]);
    expect(body).toBe(golden('message of a confirmed submission', { body }).body);
    expect(decodeMessage(body)[0]?.event).toEqual(confirmed);
    const damaged = body.replace('"at":', '"at":"x","was":');
    expect(() => decodeMessage(damaged)).toThrow(MalformedMessage);
  });

  it('are read as they were meant, and of a newer version not at all', async () => {
    const known = { stopped: { why: 'bounced', at: MONDAY }, sent: [MONDAY], asked: [] };
    const item = { f: { N: '1' }, v: { N: '2' }, known: { S: JSON.stringify(known) } };
    const table = (Item: object): LeadTable => ({
      ...memoryTable(),
      client: { send: recorder(() => ({ Item, Items: [Item] })).send },
    });
    expect(await readAddress(table(item), 'h')).toEqual({ version: 2, known });
    await expect(readAddress(table({ ...item, f: { N: '2' } }), 'h')).rejects.toThrow('it is of format 2');
    const odd = { ...item, known: { S: '{"sent":["x"],"asked":[]}' } };
    await expect(readAddress(table(odd), 'h')).rejects.toThrow('of another shape');
    const listed = { f: { N: '1' }, sk: { S: 'm' }, why: { S: 'reply' }, lead: { S: 'h' }, at: { N: '5' } };
    const mail = { f: { N: '1' }, sk: { S: 'm#m' }, st: { S: 'sent' }, why: { S: 'reply' }, at: { N: '5' } };
    const kept = (of: object) => ({ ...mail, x: { N: '9' }, of: { S: JSON.stringify(of) } });
    expect(await readMails(table(kept({ form: 'ebook', file: 'a.pdf' })), 'h', 1)).toEqual({
      mails: [{ purpose: 'reply', of: { form: 'ebook', file: 'a.pdf' }, at: 5, state: 'sent' }],
    });
    await expect(readMails(table(kept({ sequence: 'welcome' })), 'h', 1)).rejects.toThrow('another shape');
    const unknown = { ...kept({ form: 'ebook' }), st: { S: 'lost' } };
    await expect(readMails(table(unknown), 'h', 1)).rejects.toThrow('none that is known');
    expect(await listUndecided(table(listed), 1)).toEqual([{ id: 'm', purpose: 'reply', lead: 'h', at: 5 }]);
    await expect(listUndecided(table({ ...listed, f: { N: '9' } }), 1)).rejects.toThrow('format 9');
  });
});
