// A sales funnel before and after its owner edits it, and the marketing funnel beside it that stays as it is.
import type { Config } from '../../functions/domain/config/config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';

export const FUNNEL = 'trial';

const AWARENESS = { id: 'awareness', on: [{ page: '/pricing' }] };
const INTEREST = { id: 'interest', on: [{ form: 'ebook' }] };
const DECISION = { id: 'decision', on: [{ form: 'demo' }] };
const ACTION = { id: 'action', on: [{ event: 'Order Completed', from: 'server' }] };

/** Counted until now: nobody has asked for demos. */
export const BEFORE = configOf([AWARENESS, INTEREST, ACTION]);
export const AFTER = configOf([AWARENESS, INTEREST, DECISION, ACTION]);

/** In UTC: that is how SQLite cuts days. */
function configOf(stages: readonly object[]): Config {
  const form = (id: string) => ({
    id,
    title: id,
    fields: [{ name: 'email', type: 'email', required: true }],
  });
  return parseConfig({
    timezone: 'UTC',
    forms: [form('ebook'), form('demo')],
    funnels: [
      { id: FUNNEL, kind: 'sales', order: 'reached', window: '30d', by: ['channel'], stages },
      {
        id: 'relationship',
        kind: 'marketing',
        by: ['channel'],
        stages: [{ id: 'awareness', on: [{ page: '/*' }] }, INTEREST, ACTION],
      },
    ],
  });
}
