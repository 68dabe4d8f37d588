// Which messages of a batch are applied together, sent again, or fail: the rules that keep overload out of the dead letters.
import { describe, expect, it } from 'vitest';
import type { Submission } from '../../functions/domain/event/event.ts';
import { applySubmissions } from '../../functions/domain/lead/apply-submissions.ts';
import { emptyRecord, type LeadRecord } from '../../functions/domain/lead/record.ts';
import { type AdvanceLeads, advanceLeads, sendAllAgain } from '../../functions/progress/advance-leads.ts';
import { nextChunkSize } from '../../functions/progress/chunk-size.ts';
import { isOutage } from '../../functions/progress/outage.ts';
import { encodeMessage } from '../../functions/queue/message.ts';
import { event, MONDAY, submission } from '../support/leads.ts';
import { deliveryOf } from '../support/worker-deps.ts';

function one(n: number): Submission {
  return submission({ email: `${n}@example.com` }, event('/pricing', MONDAY, { id: `e${n}` }));
}

const delivery = (n: number, receives = 1) => deliveryOf(`m${n}`, encodeMessage([one(n)]), receives);

/** What a worker did, call by call. */
function worker(more: Partial<AdvanceLeads> = {}) {
  const calls: string[] = [];
  const names = (submissions: readonly Submission[]) => submissions.map(({ event: { id } }) => id).join(' ');
  const deps: AdvanceLeads = {
    definitions: [],
    // It reads nothing and so writes nothing: what is begun is done.
    readLeads: async (submissions) => {
      calls.push(`begin ${names(submissions)}`);
      return { records: new Map(), layouts: new Map() };
    },
    commit: async (changes) => new Map(changes.map((change) => [change, 'committed'])),
    screen: async (submissions) => new Set(submissions),
    books: () => Promise.reject(new Error('it has no orders')),
    pause: async () => {},
    remaining: () => 30_000,
    now: () => 0,
    sendAgain: async (work, seconds) => {
      calls.push(`send again ${work.map(names).join(', ')} in ${seconds} s`);
    },
    acknowledge: async (handles) => void calls.push(`acknowledge ${handles.join(' ')}`),
    onFailure: ({ messageId, error }) => void calls.push(`fail ${messageId}: ${error.name}`),
    onSentAgain: () => {},
    ...more,
  };
  return { calls, deps };
}

/** What is left at the start, and from then on. */
function timeLeft(atStart: number, later: number): () => number {
  let asked = 0;
  return () => (asked++ === 0 ? atStart : later);
}

const outage = Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });

describe('a batch', () => {
  it('is applied together when its messages come for the first time', async () => {
    const { calls, deps } = worker();
    expect(await advanceLeads(deps, [delivery(1), delivery(2)])).toEqual(new Set());
    expect(calls).toEqual(['begin e1 e2']);
  });

  it('is sent again whole, with no delay, where there is no time to begin it', async () => {
    const { calls, deps } = worker({ remaining: timeLeft(30_000, 9_000) });
    expect(await advanceLeads(deps, [delivery(1), delivery(2, 3)])).toEqual(new Set());
    expect(calls).toEqual(['send again e1, e2 in 0 s']);
  });

  it('is begun by a function that has little time from the start', async () => {
    const { calls, deps } = worker({ remaining: timeLeft(6_000, 5_000) });
    expect(await advanceLeads(deps, [delivery(1)])).toEqual(new Set());
    expect(calls).toEqual(['begin e1']);
  });

  it('is sent again later where the table does not answer, and nothing more is begun', async () => {
    const { calls, deps } = worker({ readLeads: () => Promise.reject(outage) });
    expect(await advanceLeads(deps, [delivery(1), delivery(2)])).toEqual(new Set());
    expect(calls).toEqual(['send again e1, e2 in 20 s']);
  });

  it('is sent again whole where not even the definitions can be read', async () => {
    const { calls, deps } = worker();
    expect(await sendAllAgain(deps, [delivery(1)])).toEqual(new Set());
    expect(calls).toEqual(['send again e1 in 20 s']);
  });

  it('fails where the queue does not take it back: it stays in the queue', async () => {
    const { deps } = worker({
      remaining: timeLeft(30_000, 9_000),
      sendAgain: () => Promise.reject(new Error('no')),
    });
    expect(await advanceLeads(deps, [delivery(1)])).toEqual(new Set(['m1']));
  });

  it('fails message by message where one cannot be read, whatever code its error has', async () => {
    const { deps, calls } = worker({
      readLeads: async (submissions) => {
        if (submissions.some(({ event: { id } }) => id === 'e2'))
          throw Object.assign(new Error('damaged'), { code: 'ERR_BUFFER_OUT_OF_BOUNDS' });
        return { records: new Map(), layouts: new Map() };
      },
    });
    expect(await advanceLeads(deps, [delivery(1), delivery(2), delivery(3)])).toEqual(new Set(['m2']));
    expect(calls).toEqual(['fail m2: Error']);
  });
});

describe('a message', () => {
  it('is tried again where it moves an id away from an owner that it does not name, and another writer was there', async () => {
    const erased: LeadRecord = {
      ...emptyRecord({ kind: 'email', key: 'erased@example.com' }),
      erasedAt: MONDAY + 10,
    };
    const at = (id: string, received: number) => ({
      ...event('ebook', MONDAY, { id }),
      kind: 'form' as const,
      received,
    });
    const records = applySubmissions(new Map([['email:erased@example.com', erased]]), [
      submission({ email: 'kept@example.com', anonymous: 'x' }, at('later', MONDAY + 5)),
    ]);
    const earlier = submission({ email: 'erased@example.com', anonymous: 'x' }, at('earlier', MONDAY));
    const written: string[] = [];
    const { deps, calls } = worker({
      readLeads: async () => {
        calls.push('read');
        return { records, layouts: new Map() };
      },
      commit: async (changes) => {
        written.push(changes.flatMap(({ steps }) => steps.map(({ write: { id } }) => id.key)).join(' '));
        return new Map(changes.map((change) => [change, calls.length > 1 ? 'committed' : 'conflict']));
      },
    });
    await advanceLeads(deps, [deliveryOf('m', encodeMessage([earlier]))]);
    expect(written[0]?.split(' ').toSorted()).toEqual(['kept@example.com', 'x']);
    expect(calls).toEqual(['read', 'read']);
  });
});

describe('messages that come again', () => {
  it('are applied one by one after the others, each off the queue before the next begins', async () => {
    const { calls, deps } = worker();
    await advanceLeads(deps, [delivery(1, 2), delivery(2, 3), delivery(3), delivery(4)]);
    expect(calls).toEqual([
      'begin e3 e4',
      'acknowledge m3/1 m4/1',
      'begin e1',
      'acknowledge m1/2',
      'begin e2',
    ]);
  });

  it('are sent again but for one where the next delivery may be their last, before that one begins', async () => {
    const { calls, deps } = worker();
    await advanceLeads(deps, [delivery(1, 4), delivery(2, 5), delivery(3, 4)]);
    expect(calls).toEqual(['send again e1, e3 in 0 s', 'acknowledge m1/4 m3/4', 'begin e2']);
  });
});

describe('an outage', () => {
  it.each([
    ['no answer in time', outage, true],
    ['an error of the service', Object.assign(new Error('x'), { $metadata: { httpStatusCode: 500 } }), true],
    ['no connection', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), true],
    [
      'a request that the service never takes',
      Object.assign(new Error('x'), { name: 'ValidationException', $metadata: {} }),
      false,
    ],
    ['damaged bytes', Object.assign(new Error('x'), { code: 'Z_DATA_ERROR' }), false],
    ['a fault of the code', new TypeError('x'), false],
  ])('%s: %#', (_what, error, expected) => {
    expect(isOutage(error)).toBe(expected);
  });
});

describe('the size of a chunk', () => {
  it('follows the pace, doubles at most, and never falls below what is worth a transaction', () => {
    expect(nextChunkSize(500, 500, 1_000)).toBe(1_000);
    expect(nextChunkSize(500, 500, 100)).toBe(1_000);
    expect(nextChunkSize(500, 500, 4_000)).toBe(250);
    expect(nextChunkSize(500, 500, 400_000)).toBe(25);
    expect(nextChunkSize(4_000, 4_000, 0)).toBe(4_000);
  });
});
