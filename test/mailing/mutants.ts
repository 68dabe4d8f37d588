// The mutants of mails: each mails a lead that is to get none, and must be found by the schedules.
import type { Submission } from '../../functions/domain/event/event.ts';
import { membersKey } from '../../functions/store/keys.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { putDue } from '../../functions/store/nurture/due-index.ts';
import type { Command } from './turns.ts';

type Item = Record<string, { readonly S?: string; readonly N?: string } | undefined>;
type Answer = Readonly<Record<string, unknown>>;

export type Mutant = {
  readonly name: string;
  readonly breaks: string;
  /** What is read of the table instead. */
  readonly reads?: (
    answer: Answer,
    context: { readonly by: string; readonly memory: Map<string, unknown> },
  ) => Record<string, unknown>;
  /** Changes what is sent to the table. */
  readonly writes?: (command: Command, table: LeadTable) => Promise<void>;
  /** What the worker gets instead. */
  readonly takes?: (submission: Submission) => Submission;
};

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'held out and mailed',
    breaks: 'who is held out waits for the first step like the others',
    writes: async ({ input, constructor: { name } }, table) => {
      const item = (input.Item ?? {}) as Item;
      const [, lead] = (item.pk?.S ?? '').split(membersKey(''));
      const state = name === 'PutItemCommand' && lead !== undefined ? JSON.parse(item.state?.S ?? '{}') : {};
      if (lead === undefined || state.isHeldOut !== true) return;
      const due = state.base + 3_600_000;
      item.state = { S: JSON.stringify({ ...state, isHeldOut: false }) };
      item.due = { N: String(due) };
      await putDue(table, { sequence: item.sk?.S ?? '', lead, due });
    },
  },
  {
    name: 'unsubscribed and mailed',
    breaks: 'that an address is not to get mail is not read',
    reads: (answer) =>
      onItems(answer, (item) => {
        const known = item.known?.S;
        if (known === undefined) return item;
        const { stopped: _, ...rest } = JSON.parse(known);
        return { ...item, known: { S: JSON.stringify(rest) } };
      }),
  },
  {
    name: 'unconfirmed and mailed',
    breaks: 'what waits for its confirmation is taken as if it were confirmed',
    takes: (submission) => {
      const { event } = submission;
      if (event.name !== 'letter' || event.confirmed !== undefined) return submission;
      return { ...submission, event: { ...event, confirmed: { at: event.received, texts: {} } } };
    },
  },
  {
    name: 'erased and mailed',
    breaks: 'who mails goes by the lead as it was read before it was erased',
    reads: (answer, { by, memory }) =>
      onItems(answer, (item) => {
        const pk = item.pk?.S ?? '';
        if (by !== 'run' || !pk.startsWith('L#') || item.sk?.S !== 'lead') return item;
        if (item.id !== undefined) memory.set(pk, item);
        return item.id === undefined ? ((memory.get(pk) as Item | undefined) ?? item) : item;
      }),
  },
];

function onItems(answer: Answer, change: (item: Item) => Item): Record<string, unknown> {
  const { Item: one, Responses } = answer as {
    readonly Item?: Item;
    readonly Responses?: Readonly<Record<string, readonly Item[]>>;
  };
  return {
    ...answer,
    ...(one === undefined ? {} : { Item: change(one) }),
    ...(Responses === undefined
      ? {}
      : {
          Responses: Object.fromEntries(
            Object.entries(Responses).map(([table, items]) => [table, items.map(change)]),
          ),
        }),
  };
}
