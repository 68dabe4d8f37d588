// `/a/{token}`: looking changes nothing, a click answers once, and a link shows one lead and no other.
import { beforeEach, describe, expect, it } from 'vitest';
import { attemptsOf } from '../../functions/domain/funnel/attempts.ts';
import { LONGEST_NOTE } from '../../functions/domain/hand-off/answer.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import { idsOfLead } from '../../functions/domain/lead/identity-graph.ts';
import { leadOf } from '../../functions/domain/lead/lead.ts';
import { findByHash } from '../../functions/leads/find-lead.ts';
import { handOffToken, readHandOffToken } from '../../functions/runtime/hand-off-token.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import { DEFINITIONS, type Desk, deskWithHandOff, EMAIL, HANDED_AT, KEY } from '../support/hand-off-desk.ts';
import { BROWSER, FORM } from '../support/http-api.ts';
import { DAY, event, HOUR } from '../support/leads.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await deskWithHandOff();
});

const post = (body: string, headers = { ...BROWSER, ...FORM }) =>
  desk.api('POST', desk.path(), { headers, body });
const ACCEPT = 'answer=accepted';

async function answerOf(email = EMAIL) {
  await desk.apply();
  const found = await findByHash(desk.table, desk.table.hashOf({ kind: 'email', key: email }));
  if (found.kind !== 'found') throw new Error('there is no lead');
  const tree = idsOfLead(found.records, found.primary);
  const lead = leadOf(tree.flatMap((id) => found.records.get(idKey(id))?.history ?? []));
  const journey = DEFINITIONS.find(({ key }) => key === 'journey');
  if (journey === undefined) throw new Error('there is no such funnel');
  return attemptsOf(lead, journey).attempts[0]?.answer;
}

describe('the link to a hand-off', () => {
  it('shows the lead with a button for each answer, and changes nothing when it is followed', async () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])
      await desk.api(method, desk.path(), { headers: BROWSER });
    const { status, text, headers } = await desk.api('GET', desk.path(), { headers: BROWSER });
    expect(status).toBe(200);
    expect(text).toContain(EMAIL);
    expect(text).toContain('A lead for Sales');
    expect(text).toContain('Handed over by The journey');
    expect(text.match(/<button/g)).toHaveLength(7);
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' });
    expect(desk.sent).toEqual([]);
    expect(await answerOf()).toBeUndefined();
  });

  it('accepts by one click, and by the same click again changes nothing', async () => {
    expect((await post(ACCEPT)).text).toContain('Accepted');
    desk.clock += HOUR;
    // Before the queue is applied: the page does not know yet.
    expect((await post(ACCEPT)).status).toBe(200);
    expect(await answerOf()).toMatchObject({ kind: 'accepted', at: HANDED_AT + 10 * 60_000 });
    expect(new Set(desk.sent.map(({ event: { id } }) => id)).size).toBe(1);
    const { text } = await post(ACCEPT);
    expect(desk.sent).toHaveLength(2);
    expect(text).toContain('This lead was accepted');
    expect(text).not.toContain('<button');
  });

  it('gives back by one click, with the reason and a note that is cut where it is too long', async () => {
    await post(`answer=returned&reason=no-budget&note=${encodeURIComponent('é'.repeat(LONGEST_NOTE + 5))}`);
    expect(await answerOf()).toMatchObject({
      kind: 'returned',
      reason: 'no-budget',
      note: 'é'.repeat(LONGEST_NOTE),
    });
    const { text } = await desk.api('GET', desk.path(), { headers: BROWSER });
    expect(text).toContain('given back');
    expect(text).toContain('No budget');
  });

  it('takes the first of two answers, whichever the queue hands over first', async () => {
    await post('answer=returned&reason=not-now');
    desk.clock += 1;
    await post(ACCEPT);
    desk.sent.reverse();
    expect((await answerOf())?.kind).toBe('returned');
  });

  it('takes no answer that is none', async () => {
    for (const body of ['', 'answer=maybe', 'answer=returned', 'answer=returned&reason=because']) {
      const { status, text } = await post(body);
      expect(status).toBe(422);
      expect(text).toContain('role="alert"');
      expect((await post(body, FORM as never)).status).toBe(422);
    }
    expect((await post('{"answer":', { 'content-type': 'application/json' } as never)).status).toBe(422);
    expect(desk.sent).toEqual([]);
  });

  it('is answered by programs too', async () => {
    const headers = { 'content-type': 'application/json' };
    const shown = await desk.api('GET', desk.path(), {});
    expect(shown.json()).toEqual({
      from: 'journey',
      to: 'trial',
      handedOver: new Date(HANDED_AT).toISOString(),
      answer: 'waiting',
    });
    const body = JSON.stringify({ answer: 'returned', reason: 'duplicate' });
    const { status, json } = await desk.api('POST', desk.path(), { headers, body });
    expect(status).toBe(202);
    expect(json()).toMatchObject({ answer: 'returned', reason: 'duplicate' });
    expect(await answerOf()).toMatchObject({ kind: 'returned', reason: 'duplicate' });
  });

  it('says so in the reader’s language', async () => {
    for (const [language, word] of [
      ['it', 'Prendi in carico'],
      ['ru', 'Принять лид'],
    ] as const) {
      const headers = { ...BROWSER, 'accept-language': language };
      expect((await desk.api('GET', desk.path(), { headers })).text).toContain(word);
    }
  });

  it('expires, and cannot be made without the key', async () => {
    desk.clock = HANDED_AT + 30 * DAY;
    expect((await desk.api('GET', desk.path(), { headers: BROWSER })).status).toBe(410);
    expect((await post(ACCEPT)).status).toBe(410);
    desk.clock = HANDED_AT + HOUR;
    const token = desk.path().slice(3);
    for (const forged of [token.slice(0, -1), `${token}x`, `${token}.`, 'x.y', token.replace('.', '..')])
      expect((await desk.api('POST', `/a/${forged}`, { headers: FORM, body: ACCEPT })).status).toBe(404);
    const other = handOffToken('another key', {
      lead: 'a',
      funnel: 'journey',
      handedAt: 0,
      until: HANDED_AT + DAY,
    });
    expect(readHandOffToken(KEY, other, 0).kind).toBe('forged');
    expect(desk.sent).toEqual([]);
  });

  it('holds no personal data', () => {
    const said = Buffer.from(desk.path().slice(3).split('.')[0] ?? '', 'base64url').toString();
    expect(JSON.parse(said)).toEqual([
      expect.stringMatching(/^[\w-]{22}$/),
      'journey',
      HANDED_AT,
      expect.any(Number),
    ]);
  });

  it('leads to nothing where the lead was erased, or is not handed over', async () => {
    for (const path of [
      desk.path({ funnel: 'trial' }),
      desk.path({ funnel: 'gone' }),
      desk.path({ lead: 'FbAP14oGRkt_TRuZByvSLA' }),
    ])
      expect((await desk.api('POST', path, { headers: FORM, body: ACCEPT })).status).toBe(410);
    const deps = { table: desk.table, definitions: DEFINITIONS, now: () => desk.clock, fresh: () => 't' };
    await eraseLead({ ...deps, tells: false }, { kind: 'email', key: EMAIL });
    const { status, text } = await post(ACCEPT);
    expect(status).toBe(410);
    expect(text).not.toContain(EMAIL);
    expect(desk.sent).toEqual([]);
  });

  it('finds a browser’s hand-off in the lead that it became', async () => {
    desk = await deskWithHandOff({ anonymous: 'browser' });
    expect((await desk.api('GET', desk.path(), { headers: BROWSER })).text).toContain('is not known');
    const form = event('ebook', HANDED_AT + 60_000, { id: 'f:1', kind: 'form' });
    await desk.take(form, { email: EMAIL, anonymous: 'browser' });
    expect((await desk.api('GET', desk.path(), { headers: BROWSER })).text).toContain(EMAIL);
    await post(ACCEPT);
    expect(desk.sent[0]?.ids).toEqual({ anonymous: 'browser' });
    expect((await answerOf())?.kind).toBe('accepted');
  });
});
