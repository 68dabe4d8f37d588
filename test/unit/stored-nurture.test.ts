// The stored format of sequences: what is written today is what the fixtures hold, and names nobody.
import { describe, expect, it } from 'vitest';
import { attemptReader } from '../../functions/domain/funnel/attempts.ts';
import { EMPTY_HISTORY, fold, leadOf } from '../../functions/domain/lead/lead.ts';
import { sequenceEntered, sequenceEntry } from '../../functions/domain/mail/own-events.ts';
import { goalOf } from '../../functions/domain/nurture/goal.ts';
import { sequenceCells } from '../../functions/domain/nurture/sequence-cells.ts';
import { endedMember } from '../../functions/domain/nurture/turns.ts';
import { decodeMessage, encodeMessage } from '../../functions/queue/message.ts';
import { decodeOutbound, encodeOutbound } from '../../functions/queue/outbound-message.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { decodeDue } from '../../functions/store/nurture/due-index.ts';
import { addMember, changeMember, decodeMember, readMember } from '../../functions/store/nurture/members.ts';
import {
  decodeOutbox,
  encodeOutbox,
  enteringNote,
  outboxItems,
} from '../../functions/store/outbox/outbox.ts';
import { asStored, golden, inputOf, recorder } from '../support/golden.ts';
import { hashOfEmail, memoryTable } from '../support/lead-mail.ts';
import { DAY, definitions, event, MONDAY } from '../support/leads.ts';
import { nurtureConfig } from '../support/nurture.ts';

const EMAIL = 'anna@example.com';
const MEMBER = {
  isHeldOut: false,
  entered: MONDAY + 1,
  base: MONDAY,
  through: 0,
  behind: [1_234],
  mailed: 0,
  due: MONDAY + 2 * DAY,
};

describe('golden fixtures', () => {
  it('of a lead that enters a sequence, whose step waits, and that ends it', async () => {
    const { sent, send } = recorder();
    const table: LeadTable = { ...memoryTable(), client: { send } };
    const key = { sequence: 'welcome', lead: hashOfEmail(table, EMAIL) };
    await addMember(table, key, MEMBER);
    await changeMember(table, { ...key, due: MEMBER.due }, endedMember(MEMBER, 'until', MONDAY + 2 * DAY));
    expect(asStored(sent)).toEqual(golden('a lead in a sequence', sent));
    expect(JSON.stringify(sent)).not.toContain('anna');
    const { Item: due } = inputOf<{ readonly Item: never }>(sent, 0);
    expect(decodeDue(due)).toEqual({ ...key, due: MEMBER.due });
    const { Item: member } = inputOf<{ readonly Item: never }>(sent, 1);
    expect(decodeMember(member)).toEqual({ sequence: 'welcome', member: MEMBER });
  });

  it('of what tells that a lead is in one, and of what it counts', () => {
    const entry = {
      funnel: 'trial',
      sequence: 'welcome',
      isHeldOut: true,
      goal: goalOf({ stage: 'action' }, nurtureConfig().funnels[0]?.stages ?? []),
      at: MONDAY,
    };
    const told = sequenceEntered(entry, EMAIL);
    const [definition] = definitions(nurtureConfig().funnels, 'UTC');
    if (definition === undefined) throw new Error('no definition');
    const value = { currency: 'EUR', minor: 4_990 };
    const order = event('Order Completed', MONDAY + 2 * DAY, { order: { id: 'o1', value } });
    const lead = leadOf([fold(EMPTY_HISTORY, [told.event, order])]);
    const cells = Object.fromEntries(sequenceCells(definition, lead, attemptReader(lead)));
    const stored = { message: encodeMessage([told]), cells };
    const fixture = golden('a lead that is counted in a sequence', stored);
    expect(stored).toEqual(fixture);
    expect(decodeMessage(fixture.message).map(({ event: one }) => sequenceEntry(one))).toEqual([entry]);
  });

  it('of what tells that a lead comes to a sequence, and that a step is due', () => {
    const { hashOf } = memoryTable();
    const lead = { kind: 'email', key: EMAIL } as const;
    const note = enteringNote(hashOf, { sequence: 'welcome', lead, event: event('ebook', MONDAY) });
    const [item] = outboxItems([note], MONDAY).map(encodeOutbox);
    const coming = encodeOutbound({ note, target: { lead: true } });
    const step = { sequence: 'welcome', lead: hashOf(lead), due: MONDAY + 2 * DAY };
    const due = encodeOutbound({ step });
    const stored = { item, coming, due };
    expect(asStored(stored)).toEqual(golden('messages of a sequence', stored));
    expect(decodeOutbox(item ?? {}).notes).toEqual([note]);
    expect(decodeOutbound(coming)).toEqual({ note, target: { lead: true } });
    expect(decodeOutbound(due)).toEqual({ step });
    expect(JSON.stringify(stored)).not.toContain('anna');
    expect(() => decodeOutbound(due.replace('"v":1', '"v":2'))).toThrow('of a version');
    expect(() => decodeOutbound(due.replace(/"due":\d+/, '"due":"x"'))).toThrow('names nothing to tell');
  });

  it('are read as they were meant, and of a newer version or another shape not at all', async () => {
    const { due, ...state } = MEMBER;
    const item = {
      pk: { S: 'J#h' },
      sk: { S: 'welcome' },
      f: { N: '1' },
      due: { N: String(due) },
      state: { S: JSON.stringify(state) },
    };
    const table = (Item: object): LeadTable => ({
      ...memoryTable(),
      client: { send: recorder(() => ({ Item })).send },
    });
    const key = { sequence: 'welcome', lead: 'h' };
    expect(await readMember(table(item), key)).toEqual(MEMBER);
    await expect(readMember(table({ ...item, f: { N: '2' } }), key)).rejects.toThrow('it is of format 2');
    const odd = { ...item, state: { S: JSON.stringify({ ...state, behind: ['x'] }) } };
    await expect(readMember(table(odd), key)).rejects.toThrow('of another shape');
    const unknown = { ...item, state: { S: JSON.stringify({ ...state, ended: { why: 'bored', at: 1 } }) } };
    await expect(readMember(table(unknown), key)).rejects.toThrow('of another shape');
    expect(() => decodeDue({ pk: { S: 'Z#1' }, sk: { S: 'x' }, f: { N: '1' } })).toThrow('names no step');
    expect(() => decodeDue({ pk: { S: 'Z#1' }, sk: { S: '1#a#b' }, f: { N: '9' } })).toThrow('format 9');
  });
});
