import { expect, it } from 'vitest';
import type { Submission } from '../../functions/domain/event/event.ts';
import { basic, collectApi, PUBLIC_KEY, SECRET_KEY } from '../support/collect-api.ts';
import { JSON_BODY } from '../support/http-api.ts';
import { CALLS_A_REQUEST, callOf } from '../trust/calls.ts';
import { randomOf, scheduleOf, takenBy } from '../trust/schedule.ts';

/** What is held after each was sent when it is received, in requests as long as others come at the same moment. */
async function sent(said: readonly Submission[], key: string): Promise<readonly Submission[]> {
  const { api, queue } = collectApi();
  const moments = Map.groupBy(said, ({ event }) => event.received);
  for (const [received, own] of moments) {
    for (let at = 0; at < own.length; at += CALLS_A_REQUEST) {
      const body = JSON.stringify({ batch: own.slice(at, at + CALLS_A_REQUEST).map(callOf) });
      const answer = await api('POST', '/v1/batch', {
        headers: { ...JSON_BODY, ...basic(key) },
        body,
        received,
      });
      expect(answer.status).toBe(200);
    }
  }
  return queue.held;
}

const facts = ({ ids, alias, event: { received: _, touch, properties, ...event } }: Submission) => ({
  ids,
  alias: alias?.[0],
  ...event,
  channel: touch?.channel,
  plan: properties?.plan,
});

it('takes nothing of what was said over HTTP with the secret key', { timeout: 120_000 }, async () => {
  const taken: string[] = [];
  for (let n = 0; n < 15; n++) {
    const { funnels, ...said } = scheduleOf(11, n);
    const server = await sent(said.server, SECRET_KEY);
    expect(server.map(facts).sort(byId)).toEqual(said.server.map(facts).sort(byId));
    const forms = said.stranger.filter(({ event }) => event.kind === 'form');
    const calls = said.stranger.filter(({ event }) => event.kind !== 'form');
    const stranger = [...forms, ...(await sent(calls, PUBLIC_KEY))];
    expect(stranger).toHaveLength(said.stranger.length);
    taken.push(
      ...takenBy({ funnels, server, stranger }, randomOf(11, n)).map((one) => `schedule ${n}: ${one}`),
    );
  }
  expect(taken).toEqual([]);
});

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
