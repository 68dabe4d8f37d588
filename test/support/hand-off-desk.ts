// A lead that was handed over, and the desk at which sales answers, over a table in memory and a queue that is applied at once.

import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import type { DeskDeps } from '../../functions/hand-off-desk/deps.ts';
import { handOffDesk } from '../../functions/hand-off-desk/desk.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { handOffToken } from '../../functions/runtime/hand-off-token.ts';
import { httpFunction } from '../../functions/runtime/http.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { type TestApi, testApi } from './http-api.ts';
import { memoryTable } from './lead-mail.ts';
import { DAY, definitions, event, funnel, HOUR, MONDAY, submission } from './leads.ts';
import { messageOf, workerDeps } from './worker-deps.ts';

export const KEY = 'key of hand-offs';
export const EMAIL = 'anna@example.com';
export const FUNNELS = [
  funnel(['/pricing', 'Call', 'Order'], { id: 'trial', label: 'Sales' }),
  funnel(['/blog', 'Trial', 'Order'], {
    id: 'journey',
    label: 'The journey',
    kind: 'marketing',
    order: 'any',
    windowMs: 9 * DAY,
    handOff: { at: 'Trial', to: 'trial', notify: ['sales@example.com'] },
  }),
];
export const DEFINITIONS = definitions(FUNNELS);
export const HANDED_AT = MONDAY + HOUR;

export type Desk = {
  readonly table: LeadTable;
  readonly api: TestApi;
  readonly sent: Submission[];
  /** ms since the epoch. */
  clock: number;
  readonly take: (fact: LeadEvent, ids?: Submission['ids']) => Promise<void>;
  readonly path: (more?: {
    readonly lead?: string;
    readonly until?: number;
    readonly funnel?: string;
  }) => string;
  readonly apply: () => Promise<void>;
};

/** @param ids under which the hand-off's event is sent */
export async function deskWithHandOff(ids: Submission['ids'] = { email: EMAIL }): Promise<Desk> {
  const table = memoryTable();
  const sent: Submission[] = [];
  let applied = 0;
  const worker = { ...workerDeps(table), definitions: DEFINITIONS };
  const apply = async (): Promise<void> => {
    const left = sent.slice(applied);
    applied = sent.length;
    if (left.length > 0) await advanceLeads(worker, [messageOf(...left)]);
  };
  const telemetry = createTelemetry('hand-off-desk', () => {});
  const desk: Desk = {
    table,
    sent,
    clock: HANDED_AT + 10 * 60_000,
    apply,
    take: async (fact, of = ids) => {
      await advanceLeads(worker, [messageOf(submission(of, fact))]);
    },
    path: ({ lead, until = HANDED_AT + 30 * DAY, funnel: of = 'journey' } = {}) => {
      const [[kind, key] = ['email', EMAIL]] = Object.entries(ids);
      const hash = table.hashOf({ kind: kind as 'email', key });
      return `/a/${handOffToken(KEY, { lead: lead ?? hash, funnel: of, handedAt: HANDED_AT, until })}`;
    },
    api: (...request) => api(...request),
  };
  const deps: DeskDeps = {
    config: { funnels: FUNNELS, locale: 'en', timezone: 'UTC' },
    table: async () => table,
    handOffKey: async () => KEY,
    definitions: async () => DEFINITIONS,
    queue: { send: async (all) => void sent.push(...all) },
    now: () => desk.clock,
    telemetry,
  };
  const handler = httpFunction((request) => handOffDesk(deps, request), { locale: 'en', telemetry });
  const api = testApi({ 'ANY /a/{token}': handler });
  await desk.take(event('/blog', MONDAY));
  await desk.take(event('Trial', HANDED_AT));
  return desk;
}
