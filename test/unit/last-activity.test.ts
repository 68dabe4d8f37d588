import { expect, it } from 'vitest';
import { lastActivity } from '../../functions/domain/lead/last-activity.ts';
import { emptyRecord } from '../../functions/domain/lead/record.ts';
import { DAY, event, MONDAY } from '../support/leads.ts';

const browser = { kind: 'anonymous', key: '7f3a' } as const;
const seen = {
  ...emptyRecord({ kind: 'email', key: 'anna@example.com' }),
  history: { events: [event('/pricing', MONDAY)], touches: [] },
};

it.each([
  ['identify', MONDAY + DAY],
  ['order', MONDAY],
] as const)('takes a claim by %s for something that the lead did, or does not', (sort, latest) => {
  const claims = [{ id: browser, sort, time: MONDAY + DAY }];
  expect(lastActivity([{ ...seen, claims }])).toBe(latest);
});
