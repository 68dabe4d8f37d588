// Sequences from the form to the mail, in one process: worker, outbox, due index and outbound over a table in memory, and a clock.
import { Calendar } from '../../functions/domain/calendar.ts';
import type { Config } from '../../functions/domain/config/config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import { activeSequences } from '../../functions/domain/nurture/enterings.ts';
import type { Member } from '../../functions/domain/nurture/member.ts';
import { tellingOf } from '../../functions/domain/tell/targets.ts';
import { handOut } from '../../functions/nurture/hand-out.ts';
import { type DeliverDeps, deliver } from '../../functions/outbound/deliver.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { awaitsConfirmation, holdUnconfirmed } from '../../functions/progress/hold-unconfirmed.ts';
import { screenSubmissions } from '../../functions/progress/screen-submissions.ts';
import { decodeOutbound, encodeOutbound, fanOut } from '../../functions/queue/outbound-message.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { readMember } from '../../functions/store/nurture/members.ts';
import { type HandOver, handOver, writtenItems } from '../../functions/store/outbox/hand-over.ts';
import type { OutboxItem } from '../../functions/store/outbox/outbox.ts';
import { commit } from '../../functions/store/transactions/commit.ts';
import { hashOfEmail, memoryTable, type Outbox, outboxOver } from './lead-mail.ts';
import { definitions, event, HOUR, submission } from './leads.ts';
import { UNUSED_DELIVER } from './unused-deliver.ts';
import { messageOf, workerDeps } from './worker-deps.ts';

const consent = { name: 'newsletter', type: 'consent', text: 'Write to me', version: '1' };
const fields = [{ name: 'email', type: 'email' }, { name: 'name', type: 'text' }, consent];
const mail = (subject: string) => ({ subject, text: `Dear {name}, ${subject}.` });

export const SHARE_KEY = 'share-key';

/** Three steps, two of them at nine in the morning in Rome. @param more of the sequence */
export function nurtureConfig(more: object = {}, root: object = {}): Config {
  return parseConfig({
    timezone: 'Europe/Rome',
    mail: { from: 'hello@example.com' },
    forms: [
      { id: 'ebook', fields },
      { id: 'letter', fields, doubleOptIn: true },
    ],
    funnels: [
      {
        id: 'trial',
        kind: 'sales',
        stages: [
          { id: 'awareness', on: [{ page: '/pricing' }] },
          { id: 'interest', on: [{ form: 'ebook' }, { form: 'letter' }] },
          { id: 'action', on: [{ event: 'Order Completed' }] },
        ],
      },
    ],
    nurture: [
      {
        id: 'welcome',
        when: { funnel: 'trial', stage: 'interest' },
        until: { stage: 'action' },
        consent: 'newsletter',
        steps: [
          { after: '2d', at: '09:00', mail: mail('one') },
          { after: '4d', at: '09:00', mail: mail('two') },
          { after: '1w', mail: mail('three') },
        ],
        ...more,
      },
    ],
    ...root,
  });
}

export function nurtureWorld(first: Config, start: number, table: LeadTable = memoryTable()) {
  const outbox: Outbox = outboxOver(table, start);
  let config = first;
  let active: readonly Definition[] = definitions(config.funnels, config.timezone);
  let bodies: string[] = [];
  let isQueueDown = false;
  let takeOwn: (...submissions: readonly Submission[]) => Promise<void> = take;

  const send: HandOver['send'] = async (notes) => {
    bodies.push(...fanOut(config, notes).map(encodeOutbound));
  };
  const tell = (items: readonly OutboxItem[]): Promise<void> => handOver({ table, send }, items);

  async function take(...submissions: readonly Submission[]): Promise<void> {
    const { forms } = config;
    const worker = {
      ...workerDeps(table),
      screen: async (all: readonly Submission[]) =>
        await holdUnconfirmed(
          { table, config, now: () => outbox.clock, tell, onFull: () => {} },
          await screenSubmissions({ table, forms }, all),
        ),
      awaitsConfirmation: awaitsConfirmation(forms),
      commit: async (...[changes, snapshot, options]: Parameters<typeof workerCommit>) => {
        const outcomes = await commit(table, changes, snapshot, options);
        await tell(writtenItems(table, outcomes));
        return outcomes;
      },
      definitions: active,
      telling: tellingOf(config, active),
    };
    const failed = await advanceLeads(worker, [messageOf(...submissions)]);
    if (failed.size + worker.sentAgain.length > 0) throw new Error('the worker handed it back');
  }
  const workerCommit = workerDeps(table).commit;

  function deps(): DeliverDeps {
    const toLeads = {
      ...outbox,
      now: () => outbox.clock,
      table: async () => table,
      config,
      apiUrl: 'https://imbuto.example',
      mailKey: async () => 'key',
      shareKey: async () => SHARE_KEY,
      queue: {
        send: async (all: readonly Submission[]) => {
          if (isQueueDown) throw new Error('the queue did not take it');
          await takeOwn(...all);
        },
      },
    };
    return {
      ...UNUSED_DELIVER,
      config,
      table: toLeads.table,
      apiUrl: toLeads.apiUrl,
      telling: async () => ({ definitions: active, events: true }),
      toLeads,
      referrals: toLeads,
      nurture: {
        ...toLeads,
        sequences: async () => activeSequences(config.nurture ?? [], active),
        calendar: new Calendar(config.timezone),
      },
      now: () => outbox.clock,
    };
  }

  /** Delivers all that waits in the queue; what is not taken waits there for the next time. */
  async function drain(): Promise<void> {
    while (bodies.length > 0) {
      const batch = bodies;
      bodies = [];
      const again: string[] = [];
      for (const body of batch) await deliver(deps(), decodeOutbound(body)).catch(() => again.push(body));
      if (again.length > 0) {
        bodies.push(...again);
        return;
      }
    }
  }

  const hourly = async (): Promise<void> => {
    await drain();
    await handOut({
      table,
      send: async (steps) => void bodies.push(...steps.map((step) => encodeOutbound({ step }))),
      now: () => outbox.clock,
      hasTime: () => true,
    });
    await drain();
  };

  return {
    table,
    outbox,
    take,
    drain,
    /** Whether the queue of submissions takes none. */
    queueFails: (fails: boolean): void => {
      isQueueDown = fails;
    },
    /** Takes what imbuto tells by itself in the place of the worker. */
    onOwn: (own: typeof takeOwn): void => {
      takeOwn = own;
    },
    /** What waits in the queue. */
    queued: () => bodies,
    deliverAgain: async (body: string) => await deliver(deps(), decodeOutbound(body)),
    run: hourly,
    /** With a run each hour. */
    async until(time: number): Promise<void> {
      while (outbox.clock < time) {
        outbox.clock = Math.min(outbox.clock + HOUR, time);
        await hourly();
      }
    },
    edit(next: Config): void {
      config = next;
      active = definitions(config.funnels, config.timezone);
    },
    member: async (email: string, sequence = 'welcome'): Promise<Member | undefined> =>
      await readMember(table, { sequence, lead: hashOfEmail(table, email) }),
    erase: async (email: string): Promise<void> => {
      const fresh = () => `t${Math.random()}`;
      const now = () => outbox.clock;
      await eraseLead({ table, definitions: active, now, fresh }, { kind: 'email', key: email });
    },
    subjects: (email?: string): readonly string[] =>
      outbox.mails.filter(({ to }) => email === undefined || to === email).map(({ subject }) => subject),
    /** What is kept of sequences. */
    kept: (): readonly string[] => keysOf(table).filter((key) => /^[JZ]#/.test(key)),
  };
}

export function formOf(
  email: string,
  time: number,
  {
    form = 'ebook',
    ...more
  }: { readonly form?: string } & Partial<LeadEvent> & {
      readonly agreed?: boolean;
    } = {},
): Submission {
  const { agreed = true, ...fact } = more;
  return submission(
    { email },
    event(form, time, {
      id: `f:${form}:${email}:${time}`,
      kind: 'form',
      properties: { name: 'Anna', newsletter: agreed, 'newsletter.version': '1' },
      ...fact,
    }),
  );
}

export function orderOf(email: string, time: number, received = time): Submission {
  return submission({ email }, event('Order Completed', time, { received, id: `p:o${email}${time}` }));
}

function keysOf({ client }: LeadTable): readonly string[] {
  const execute = (client as unknown as { execute: (name: string, input: object) => unknown }).execute;
  const { Items = [] } = execute.call(client, 'Scan', { TableName: 'leads' }) as {
    readonly Items?: readonly { readonly pk?: { readonly S?: string } }[];
  };
  return Items.map(({ pk }) => pk?.S ?? '');
}
