// Breakdown values that strangers invent: how many are counted a day, and under what the others are.
import { describe, expect, it } from 'vitest';
import { createDynamoDb } from '../../bin/local/dynamodb/dynamodb.ts';
import type { Input, Operation } from '../../bin/local/dynamodb/operations.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { valueFields } from '../../functions/domain/touch/breakdown-values.ts';
import { VALUES_A_DAY, VALUES_A_REQUEST, valueLedger } from '../../functions/door/values.ts';
import { captureApi } from '../support/capture-api.ts';
import { basic, collectApi, PUBLIC_KEY, SECRET_KEY } from '../support/collect-api.ts';
import { FORM, JSON_BODY } from '../support/http-api.ts';

const NOON = Date.parse('2026-11-30T12:00:00Z');
const DAY = 86_400_000;
const TABLE = 'door';

const config = parseConfig({
  forms: [{ id: 'ebook', title: 'E-book', fields: [{ name: 'email', type: 'email', required: true }] }],
  funnels: [
    {
      id: 'sales',
      kind: 'sales',
      by: ['channel', 'first.campaign'],
      stages: [
        { id: 'look', on: [{ page: '/pricing' }] },
        { id: 'ask', on: [{ form: 'ebook' }] },
      ],
    },
  ],
});

/** The door's table, and sandboxes that share it. */
function door() {
  const { execute } = createDynamoDb({});
  execute('CreateTable', {
    TableName: TABLE,
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const calls: string[] = [];
  const uncounted: number[] = [];
  let isDown = false;
  const call = async (operation: string, input: object): Promise<unknown> => {
    calls.push(operation);
    if (isDown) throw new Error('no answer');
    return execute(operation as Operation, input as Input<Operation>);
  };
  const telemetry = { count: (_: string, n = 1) => void uncounted.push(n) };
  return {
    calls,
    uncounted,
    sandbox: () => valueLedger(call, TABLE, telemetry),
    fail: () => {
      isDown = true;
    },
  };
}

const campaigns = (from: number, n: number): ReadonlySet<string> =>
  new Set(Array.from({ length: n }, (_, at) => `campaign ${from + at}`));

async function fill(
  ledger: ReturnType<typeof valueLedger>,
  n: number,
  now = NOON,
  name = 'key:a',
): Promise<void> {
  for (let from = 0; from < n; from += VALUES_A_REQUEST) {
    const beyond = await ledger.beyond(name, 'campaign', campaigns(from, VALUES_A_REQUEST), now);
    expect(beyond.size).toBe(0);
  }
}

describe('new breakdown values', () => {
  it('are those of the fields by which some funnel is broken down', () => {
    expect(valueFields(config.funnels)).toEqual(['campaign']);
    const all = ['source', 'medium', 'campaign', 'term', 'content', 'landingPage', 'referrer', 'variant'];
    const by = ['channel', 'first.channel', 'form', 'first.form', 'first.variant', ...all.slice(0, -1)];
    expect(valueFields([{ by: by as never }]).toSorted()).toEqual(all.toSorted());
  });

  it('have room for so many in a request and a day, whichever sandboxes they come to', async () => {
    const { sandbox } = door();
    const [one, other] = [sandbox(), sandbox()];
    const many = await one.beyond('key:a', 'campaign', campaigns(-100, 100), NOON);
    expect(many.size).toBe(100 - VALUES_A_REQUEST);
    await fill(one, VALUES_A_DAY - VALUES_A_REQUEST);
    for (const ledger of [one, other]) {
      expect(await ledger.beyond('key:a', 'campaign', new Set(['new', 'campaign 7']), NOON)).toEqual(
        new Set(['new']),
      );
    }
    expect((await other.beyond('key:a', 'term', new Set(['new']), NOON)).size).toBe(0);
    expect((await other.beyond('form:ebook', 'campaign', new Set(['new']), NOON)).size).toBe(0);
    expect((await other.beyond('key:a', 'campaign', new Set(['new']), NOON + DAY)).size).toBe(0);
  });

  it('are asked for once: a value that is known, or a day that is full, asks nobody', async () => {
    const { sandbox, calls } = door();
    const ledger = sandbox();
    await ledger.beyond('key:a', 'campaign', campaigns(0, 3), NOON);
    expect(calls.splice(0)).toEqual(['GetItem', 'UpdateItem']);
    await ledger.beyond('key:a', 'campaign', campaigns(0, 3), NOON);
    expect(calls).toEqual([]);
    await fill(ledger, VALUES_A_DAY);
    calls.length = 0;
    for (let n = 0; n < 100; n++) await ledger.beyond('key:a', 'campaign', campaigns(5_000 + n, 1), NOON);
    expect(calls).toEqual([]);
  });

  it('stay as they are where the table does not answer, and the next do not wait for it', async () => {
    const { sandbox, calls, uncounted, fail } = door();
    const ledger = sandbox();
    fail();
    expect((await ledger.beyond('key:a', 'campaign', campaigns(0, 3), NOON)).size).toBe(0);
    expect((await ledger.beyond('key:a', 'campaign', campaigns(9, 3), NOON + 1_000)).size).toBe(0);
    expect([calls.length, uncounted]).toEqual([1, [3]]);
  });
});

describe('an event with a value for which there is no room', () => {
  const send = async (key: string, campaign: string, values: ReturnType<typeof valueLedger>) => {
    const { api, queue } = collectApi(config, undefined, { values });
    const call = {
      ...{ type: 'page', anonymousId: 'b', properties: { path: '/pricing' } },
      context: { campaign: { name: campaign, source: 'news', medium: 'email' } },
    };
    const headers = { ...JSON_BODY, ...basic(key) };
    const body = JSON.stringify({ batch: [call] });
    expect((await api('POST', '/v1/batch', { headers, body, received: NOON })).status).toBe(200);
    return queue.held[0]?.event;
  };

  it('counts under another one, says so, and keeps all else; a server is not bounded', async () => {
    const { sandbox } = door();
    const ledger = sandbox();
    await fill(ledger, VALUES_A_DAY, NOON, `key:${PUBLIC_KEY.slice(0, 8)}`);
    expect(await send(PUBLIC_KEY, 'campaign 7', ledger)).toMatchObject({ touch: { campaign: 'campaign 7' } });
    expect(await send(PUBLIC_KEY, 'new', ledger)).toMatchObject({
      touch: { campaign: '(other)', source: 'news', channel: 'Email' },
      flags: { reasons: ['value-beyond-limit'], source: `key:${PUBLIC_KEY.slice(0, 8)}` },
    });
    expect(await send(SECRET_KEY, 'new', ledger)).toMatchObject({ touch: { campaign: 'new' } });
  });

  it('is a form as well, which has room of its own', async () => {
    const { sandbox } = door();
    const ledger = sandbox();
    const post = async (campaign: string) => {
      const { api, queue } = captureApi(config, { values: ledger });
      const body = `email=anna%40example.com&utm_source=news&utm_campaign=${campaign}`;
      expect((await api('POST', '/f/ebook', { headers: FORM, body, received: NOON })).status).toBe(202);
      return queue.held[0]?.event;
    };
    await fill(ledger, VALUES_A_DAY, NOON, 'key:public-k');
    expect(await post('new')).toMatchObject({ touch: { campaign: 'new' } });
    await fill(ledger, VALUES_A_DAY - VALUES_A_REQUEST, NOON, 'form:ebook');
    await ledger.beyond('form:ebook', 'campaign', campaigns(9_000, VALUES_A_REQUEST - 1), NOON);
    expect(await post('newer')).toMatchObject({
      touch: { campaign: '(other)' },
      flags: { reasons: ['value-beyond-limit'], source: 'form:ebook' },
    });
  });
});
