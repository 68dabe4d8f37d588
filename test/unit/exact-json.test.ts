import { describe, expect, it } from 'vitest';
import { parseExact } from '../../functions/domain/text/exact-json.ts';
import { basic, collectApi, SECRET_KEY } from '../support/collect-api.ts';
import { JSON_BODY } from '../support/http-api.ts';

describe('a whole number that is longer than a number holds', () => {
  it('is the text of its digits, and everything else is as JSON has it', () => {
    const text =
      '{"a":1234567890123456788,"b":-1234567890123456789,"c":1.5,"d":12,"e":[9007199254740993],"f":"1234567890123456789","g":0.1234567890123456789,"h":1e300}';
    expect(parseExact(text)).toEqual({
      ...{ a: '1234567890123456788', b: '-1234567890123456789', c: 1.5, d: 12 },
      ...{ e: ['9007199254740993'], f: '1234567890123456789', g: 0.12345678901234568, h: 1e300 },
    });
    expect(() => parseExact('{"a":1234567890123456788')).toThrow(SyntaxError);
  });

  it('makes no two orders one, and no two people', async () => {
    const { api, queue } = collectApi();
    const order = (id: string) =>
      `{"type":"track","event":"Order Completed","userId":${id},"messageId":"m${id}","properties":{"order_id":${id},"revenue":10,"currency":"EUR"}}`;
    const body = `{"batch":[${order('1234567890123456788')},${order('1234567890123456789')}]}`;
    const answer = await api('POST', '/v1/batch', { headers: { ...JSON_BODY, ...basic(SECRET_KEY) }, body });
    expect(answer.status).toBe(200);
    expect(queue.held.map(({ ids, event }) => [ids.user, event.order?.id])).toEqual([
      ['1234567890123456788', '1234567890123456788'],
      ['1234567890123456789', '1234567890123456789'],
    ]);
  });
});
