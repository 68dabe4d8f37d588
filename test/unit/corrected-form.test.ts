// A form that is sent, corrected and sent again: from the posts to what is counted, whichever arrives first.
import { expect, it } from 'vitest';
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import { parseCellKey } from '../../functions/domain/funnel/cells.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { applySubmissions } from '../../functions/domain/lead/apply-submissions.ts';
import { leadOf } from '../../functions/domain/lead/lead.ts';
import { packEntries, unpackEntries } from '../../functions/store/leads/codec/entries.ts';
import { captureApi } from '../support/capture-api.ts';
import { FORM } from '../support/http-api.ts';
import { definition, event, funnel, HOUR, MONDAY } from '../support/leads.ts';

const ID = 'email:anna@example.com';

/** What the route takes of the posts, each a minute after the one before. */
async function posted(...bodies: readonly string[]): Promise<readonly Submission[]> {
  const { api, queue } = captureApi();
  for (const body of bodies) {
    const answer = await api('POST', '/f/full', { headers: FORM, body });
    expect(answer.status).toBe(202);
  }
  return queue.held.map((one, n) => {
    const time = MONDAY + n * 60_000;
    return { ...one, event: { ...one.event, time, received: time } };
  });
}

function historyOf(submissions: readonly Submission[]): readonly LeadEvent[] {
  let records = applySubmissions(new Map(), []);
  for (const one of submissions) records = applySubmissions(records, [one]);
  return records.get(ID)?.history.events ?? [];
}

const SAID = '_id=1&email=anna@example.com&terms=on';
const DEMO = funnel(['Called'], {
  stages: [
    { id: 'asked', on: [{ form: 'full', times: 1, where: { plan: 'pro' } }] },
    { id: 'called', on: [{ event: 'Called', times: 1 }] },
  ],
});

function countedOf(events: readonly LeadEvent[]): Readonly<Record<string, number>> {
  const called = event('Called', MONDAY + HOUR);
  const lead = leadOf([{ events: [...events, called], touches: [] }]);
  const cells = tallyAll([definition(DEMO)], lead, true).get('trial') ?? new Map();
  const leads = [...cells].flatMap(([key, n]) => {
    const { day, metric } = parseCellKey(key);
    return metric.startsWith('l') ? [[`${day} ${metric}`, n] as const] : [];
  });
  return Object.fromEntries(leads);
}

it('counts once at the time of the first, with the fields that were said last, whatever arrives first', async () => {
  const said = await posted(
    `${SAID}&phone=333&plan=free`,
    `${SAID}&phone=3331&plan=free&call=on`,
    `${SAID}&phone=3331234567&plan=pro&call=on`,
  );
  const [a, b, c] = said;
  if (a === undefined || b === undefined || c === undefined)
    throw new Error('three posts make three submissions');
  for (const order of [
    [a, b, c],
    [c, b, a],
    [b, a, c],
    [c, a, c, b, a],
    [a, c, b, b],
  ]) {
    const [form, ...others] = historyOf(order);
    expect(others).toEqual([]);
    expect(form).toMatchObject({
      time: MONDAY,
      received: MONDAY + 120_000,
      properties: { phone: '3331234567', plan: 'pro', call: true },
      firstProperties: { phone: '333', plan: 'free', call: false },
    });
    expect(countedOf(form === undefined ? [] : [form])).toEqual({
      '2026-03-02 l0': 1,
      '2026-03-02 l1': 1,
    });
    const kept = { events: form === undefined ? [] : [form], touches: [] };
    expect(unpackEntries(packEntries(kept))).toEqual(kept);
  }
});

it('is no correction with the same fields, or with the first ones once more', async () => {
  const first = `${SAID}&phone=333`;
  const [form] = historyOf(await posted(first, `${SAID}&phone=3334`, first));
  expect(form).toMatchObject({ time: MONDAY, properties: { phone: '333' } });
  expect(form).not.toHaveProperty('firstProperties');
  const [twice] = historyOf(await posted(first, first));
  const [once] = historyOf(await posted(first));
  expect({ ...twice, received: MONDAY }).toEqual(once);
});
