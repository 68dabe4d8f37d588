// The stored format of watched figures and of what is told of them: pinned by fixtures, read only where it is whole.
import { describe, expect, it } from 'vitest';
import type { FigureState } from '../../functions/domain/alerts/watch.ts';
import { decodeOutbound, encodeOutbound } from '../../functions/queue/outbound-message.ts';
import {
  decodeFigure,
  readFigure,
  readFigures,
  writeFigure,
} from '../../functions/store/alerts/figure-states.ts';
import { alertNote, incidentId } from '../../functions/store/outbox/outbox.ts';
import { asStored, golden, inputOf, recorder } from '../support/golden.ts';

const INCIDENT = {
  side: 'down',
  since: '2026-03-01',
  began: '2026-03-02',
  atStart: { count: 1, expected: 12.5, of: 100 },
  sums: { count: 3, expected: 25, of: 200 },
} as const;
const STATE: FigureState = {
  what: 'k1 conversion action 7',
  through: '2026-03-04',
  evidence: [0, 0, 0, 0, 0, 0],
  leaning: { down: null, up: { since: '2026-03-03', by: 0.5 } },
  last: { count: 1, of: 50, expected: 6.25, pastDays: 56 },
  running: { ...INCIDENT, back: 1.5 },
  incidents: [{ ...INCIDENT, began: '2026-01-02', ended: { day: '2026-01-09', why: 'back' } }],
  pastFrom: '2025-12-01',
};
const FIGURE = { alert: 'sales', value: 'paid#social', version: 4, state: STATE };
const TOLD = { id: 'sales', value: '', began: '2026-03-02', phase: 'began' } as const;

describe('golden fixtures', () => {
  it('of a watched figure, written with what is told of it', async () => {
    const { sent, send } = recorder();
    const note = alertNote('trial', TOLD, 1_772_000_000_000);
    expect(await writeFigure({ client: { send }, table: 'leads' }, FIGURE, [note], note.time)).toBe(true);
    const first = { ...FIGURE, value: '', version: 0 };
    await writeFigure({ client: { send }, table: 'leads' }, first, [], note.time);
    expect(asStored(sent)).toEqual(golden('a watched figure', sent));
    type Written = { readonly TransactItems: readonly { readonly Put: { readonly Item: never } }[] };
    const [own] = inputOf<Written>(sent).TransactItems;
    if (own === undefined) throw new Error('nothing was written');
    expect(decodeFigure(own.Put.Item)).toEqual({ ...FIGURE, version: 5 });
  });

  it('of the message that tells of it, which names no person and has an id for each end', () => {
    const note = alertNote('trial', TOLD, 1_772_000_000_000);
    const body = encodeOutbound({ note, target: { webhook: 'https://example.com/hook' } });
    expect(body).toEqual(golden('message of an alert', body));
    expect(decodeOutbound(body)).toEqual({ note, target: { webhook: 'https://example.com/hook' } });
    const ended = alertNote('trial', { ...TOLD, phase: 'ended' }, 1);
    expect(ended.id).not.toBe(note.id);
    expect(alertNote('trial', TOLD, 2).id).toBe(note.id);
    expect(incidentId({ ...TOLD })).toMatch(/^inc_[\w-]{27}$/);
    expect(() => decodeOutbound(body.replace('"phase":"began"', '"phase":"x"'))).toThrow('names nothing');
    expect(() => decodeOutbound(body.replace('"kind":"alert"', '"kind":"form"'))).toThrow('names nothing');
  });
});

describe('a watched figure', () => {
  const item = {
    pk: { S: 'figures' },
    sk: { S: 'sales#' },
    f: { N: '1' },
    v: { N: '4' },
    state: { S: JSON.stringify(STATE) },
  };
  const table = (answer: object) => ({ client: { send: recorder(() => answer).send }, table: 'leads' });

  it('is read as it was meant', async () => {
    expect(await readFigure(table({ Item: item }), { alert: 'sales', value: '' })).toEqual(STATE);
    expect(await readFigure(table({}), { alert: 'sales', value: '' })).toBeUndefined();
    expect(await readFigures(table({ Items: [item] }))).toEqual([{ ...FIGURE, value: '' }]);
  });

  it.each([
    ['of a newer version', { f: { N: '2' } }, 'it is of format 2'],
    ['no JSON', { state: { S: '{' } }, 'is no JSON'],
    ['without evidence', { state: { S: JSON.stringify({ ...STATE, evidence: null }) } }, 'another shape'],
    [
      'with an ending that there is not',
      {
        state: {
          S: JSON.stringify({ ...STATE, incidents: [{ ...INCIDENT, ended: { day: 'x', why: 'bored' } }] }),
        },
      },
      'another shape',
    ],
    [
      'with an incident that has no sums',
      { state: { S: JSON.stringify({ ...STATE, running: { ...STATE.running, sums: 3 } }) } },
      'another shape',
    ],
  ])('that is %s is not read', async (_, more, why) => {
    await expect(
      readFigure(table({ Item: { ...item, ...more } }), { alert: 'sales', value: '' }),
    ).rejects.toThrow(why);
  });
});
