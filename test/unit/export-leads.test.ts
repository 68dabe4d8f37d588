// `npm run leads -- export`: every lead, whole, whatever the parts in which lists and leads are answered.
import { describe, expect, it } from 'vitest';
import { LeadsApi } from '../../bin/leads/leads-api.ts';

const NONE = { quarantined: [], waiting: [] };
const ASIDE = { quarantined: [1], waiting: [1] };

const ANSWERS: Readonly<Record<string, unknown>> = {
  '/leads?format=json': { leads: [{ id: 'a' }], next: '/leads?format=json&after=1' },
  '/leads?format=json&after=1': { leads: [{ id: 'b' }, { id: 'gone' }], next: null },
  '/leads?kind=anonymous&format=json': { leads: [{ id: 'b' }, { id: 'c' }], next: null },
  '/leads/a?format=json': {
    id: 'a',
    answers: [1],
    timeline: [1, 2],
    ...ASIDE,
    next: '/leads/a?format=json&older=1',
  },
  '/leads/a?format=json&older=1': {
    id: 'a',
    answers: [2],
    timeline: [3],
    quarantined: [2],
    waiting: [],
    next: null,
  },
  '/leads/b?format=json': { id: 'b', answers: [], timeline: [4], ...NONE, next: null },
  '/leads/c?format=json': { id: 'c', answers: [], timeline: [], ...NONE, next: null },
};

describe('all leads', () => {
  it('are told once each, with all parts; who was erased meanwhile is left out', async () => {
    const asked: string[] = [];
    const call: typeof fetch = async (url, init) => {
      const path = String(url).replace('http://imbuto.test', '');
      asked.push(path);
      expect(new Headers(init?.headers).get('authorization')).toBe('Bearer token');
      const answer = ANSWERS[path];
      return answer === undefined ? new Response('{}', { status: 410 }) : Response.json(answer);
    };
    const all: object[] = [];
    for await (const lead of new LeadsApi({ url: 'http://imbuto.test', token: 'token' }, call).all())
      all.push(lead);
    expect(all).toEqual([
      { id: 'a', answers: [1, 2], timeline: [1, 2, 3], quarantined: [1, 2], waiting: [1] },
      { id: 'b', answers: [], timeline: [4], ...NONE },
      { id: 'c', answers: [], timeline: [], ...NONE },
    ]);
    expect(asked.filter((path) => path === '/leads/b?format=json')).toHaveLength(1);
  });
});
