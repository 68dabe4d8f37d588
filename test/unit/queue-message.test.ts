// What the worker takes for a message, and what it refuses.
import { describe, expect, it } from 'vitest';
import type { LeadId, Submission } from '../../functions/domain/event/event.ts';
import { decodeMessage, encodeMessage, MalformedMessage } from '../../functions/queue/message.ts';

const EVENT: Submission['event'] = {
  id: 's:1',
  time: 1,
  received: 2,
  kind: 'identify',
  name: 'alias',
  trusted: true,
};
const SUBMISSION: Submission = { ids: { user: 'u-77' }, event: EVENT };
const ID: LeadId = { kind: 'user', key: 'former-77' };

function message(submission: object): string {
  return JSON.stringify({ v: 1, submissions: [submission] });
}

describe('a message', () => {
  it.each([
    ['a submission', SUBMISSION],
    ['an alias', { ...SUBMISSION, alias: [ID, { kind: 'anonymous', key: 'former-77' }] }],
    ['an alias of four ids', { ...SUBMISSION, alias: [ID, ID, ID, ID] }],
    ['an alias of none', { ...SUBMISSION, alias: [] }],
    ['a screening', { ...SUBMISSION, screening: { reasons: ['trap', 'word'], sender: 'x' } }],
  ] as const)('gives back %s as it was put in', (_, submission) => {
    expect(decodeMessage(encodeMessage([submission]))).toEqual([submission]);
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '7'],
    ['nothing', 'null'],
    ['another version', JSON.stringify({ v: 3, submissions: [SUBMISSION] })],
    ['no list', JSON.stringify({ v: 1, submissions: SUBMISSION })],
    ['a submission of nobody', message({ ...SUBMISSION, ids: {} })],
    ['an unknown kind of id', message({ ...SUBMISSION, ids: { phone: '1' } })],
    ['an empty id', message({ ...SUBMISSION, ids: { user: '' } })],
    ['no event', message({ ids: SUBMISSION.ids })],
    ['an unknown kind of event', message({ ...SUBMISSION, event: { ...EVENT, kind: 'sing' } })],
    ['a time that is none', message({ ...SUBMISSION, event: { ...EVENT, time: '1' } })],
    ['a screening for no known reason', message({ ...SUBMISSION, screening: { reasons: ['mood'] } })],
    ['a screening without reasons', message({ ...SUBMISSION, screening: {} })],
    ['an alias that is no list', message({ ...SUBMISSION, alias: ID })],
    ['an alias of nothing', message({ ...SUBMISSION, alias: null })],
    ['an alias of five ids', message({ ...SUBMISSION, alias: [ID, ID, ID, ID, ID] })],
    ['an alias of a text', message({ ...SUBMISSION, alias: ['former-77'] })],
    ['an alias of an empty id', message({ ...SUBMISSION, alias: [ID, { kind: 'user', key: '' }] })],
    ['an alias of an unknown kind', message({ ...SUBMISSION, alias: [{ kind: 'phone', key: 'former-77' }] })],
    ['an alias of no text', message({ ...SUBMISSION, alias: [{ kind: 'user', key: 7 }] })],
  ])('with %s is malformed, and its content is not told', (_, body) => {
    expect(() => decodeMessage(body)).toThrow(MalformedMessage);
    expect(() => decodeMessage(body)).not.toThrow(/77/);
  });
});
