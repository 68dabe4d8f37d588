// Mails to leads over a table in memory: who was sent what, and what SES answered.
import { createDynamoDb } from '../../bin/local/dynamodb/dynamodb.ts';
import type { SendOnceDeps } from '../../functions/lead-mail/send-once.ts';
import { type Mail, MailNotSent, type Sending } from '../../functions/runtime/mail.ts';
import { hashWith } from '../../functions/store/leads/lead-ids.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { LEAD_TABLE_SCHEMA } from './lead-table-schema.ts';

export function memoryTable(): LeadTable {
  const client = createDynamoDb();
  client.execute('CreateTable', { TableName: 'leads', ...LEAD_TABLE_SCHEMA });
  return {
    client,
    table: 'leads',
    hashOf: hashWith(Buffer.alloc(32, 7)),
    pause: async () => {},
    random: Math.random,
    now: Date.now,
  };
}

export const hashOfEmail = (table: LeadTable, key: string): string => table.hashOf({ kind: 'email', key });

export type Outbox = SendOnceDeps & {
  readonly table: LeadTable;
  readonly mails: Mail[];
  readonly counted: string[];
  clock: number;
  /** What SES answers next; absent: it sends. */
  answer?: (mail: Mail) => Sending;
};

export function outboxOver(table: LeadTable, now: number, perDay = 5): Outbox {
  const outbox: Outbox = {
    table,
    perDay,
    mails: [],
    counted: [],
    clock: now,
    now: () => outbox.clock,
    telemetry: { count: (metric) => outbox.counted.push(metric) },
    send: async (mail) => {
      const sending = outbox.answer?.(mail) ?? { outcome: 'sent' };
      if (sending.outcome !== 'refused') outbox.mails.push(mail);
      return sending;
    },
  };
  return outbox;
}

export const lost: Sending = { outcome: 'unknown', error: new MailNotSent('TimeoutError') };
export const refused: Sending = { outcome: 'refused', error: new MailNotSent('MessageRejected') };
