// The summary of a contact: a function of its lead, kept right by every change, and searchable as it is stored.
import { describe, expect, it } from 'vitest';
import { advance, refresh } from '../../functions/domain/advance.ts';
import { erase } from '../../functions/domain/erase.ts';
import type { LeadEvent, LeadId, Submission } from '../../functions/domain/event/event.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import { answerEvent } from '../../functions/domain/hand-off/answer.ts';
import { idKey, idsOf } from '../../functions/domain/lead/identity.ts';
import { emptyRecord, type LeadRecord, type Records } from '../../functions/domain/lead/record.ts';
import { type LeadSummary, summaryOutcome } from '../../functions/domain/summary/lead-summary.ts';
import { nameIn } from '../../functions/domain/summary/person-name.ts';
import { packSummary, unpackSummary } from '../../functions/store/leads/codec/summary.ts';
import { DAY, definition, event, funnel, HOUR, MONDAY, submission } from '../support/leads.ts';

const anna: LeadId = { kind: 'email', key: 'anna@example.com' };
const browser: LeadId = { kind: 'anonymous', key: 'b' };
const trial = definition(
  funnel(['/pricing', 'Trial', 'Order'], { windowMs: 10 * DAY, lostOn: [{ event: 'Refused' }] }),
);

/** The records after each submission was written. */
function recordsAfter(
  submissions: readonly Submission[],
  definitions: readonly Definition[] = [trial],
): Records {
  const records = new Map<string, LeadRecord>();
  for (const one of submissions) {
    for (const id of idsOf(one)) if (!records.has(idKey(id))) records.set(idKey(id), emptyRecord(id));
    for (const { steps } of advance(records as Records, [one], definitions))
      for (const { write } of steps) records.set(idKey(write.id), { ...write, version: write.version + 1 });
  }
  return records as Records;
}

function summary(records: Records, id: LeadId = anna): LeadSummary | undefined {
  return records.get(idKey(id))?.summary;
}

const page = submission(
  { anonymous: 'b' },
  event('/pricing', MONDAY, { touch: { channel: 'Email', campaign: 'march' } }),
);
const form = (time: number, properties: LeadEvent['properties'] = {}): Submission =>
  submission(
    { email: anna.key, anonymous: 'b' },
    event('ebook', time, { id: `f:ebook:${time}`, kind: 'form', properties }),
  );
const act = (name: string, time: number): Submission => submission({ email: anna.key }, event(name, time));

describe('the summary of a contact', () => {
  it('tells who it is, how it came first, how far it is and when it was last active', () => {
    expect(
      summary(
        recordsAfter([page, form(MONDAY + HOUR, { name: 'Anna Petrova' }), act('Trial', MONDAY + DAY)]),
      ),
    ).toEqual({
      since: MONDAY + HOUR,
      day: '2026-03-03',
      name: 'Anna Petrova',
      form: 'ebook',
      channel: 'Email',
      campaign: 'march',
      funnels: new Map([['trial', { reached: [0, 1], stage: 1, state: MONDAY + 10 * DAY }]]),
    });
  });

  it('is kept for contacts alone', () => {
    const records = recordsAfter([page, form(MONDAY + HOUR)]);
    expect(summary(records, browser)).toBeUndefined();
    expect(summary(recordsAfter([page]), browser)).toBeUndefined();
  });

  it('tells what became of the latest attempt, and the stages that any reached', () => {
    const ofTrial = (...more: readonly Submission[]) =>
      summary(recordsAfter([page, form(MONDAY + HOUR), ...more]))?.funnels.get('trial');
    expect(ofTrial(act('Order', MONDAY + DAY))).toEqual({ reached: [0, 1, 2], stage: 2, state: 'won' });
    expect(ofTrial(act('Refused', MONDAY + DAY))).toEqual({ reached: [0], stage: 0, state: 'lost' });
    const again = MONDAY + 30 * DAY;
    expect(
      ofTrial(act('Order', MONDAY + DAY), submission({ email: anna.key }, event('/pricing', again))),
    ).toEqual({
      reached: [0, 1, 2],
      stage: 0,
      state: again + 10 * DAY,
    });
  });

  it('does not change with a further event of the day', () => {
    const records = recordsAfter([page, form(MONDAY + HOUR)]);
    const more = [page, form(MONDAY + HOUR), act('Else', MONDAY + 2 * HOUR)];
    expect(summary(recordsAfter(more))).toEqual(summary(records));
  });

  it('passes to the owner of an e-mail that an alias unites with another', () => {
    const bea: LeadId = { kind: 'email', key: 'bea@example.com' };
    const united: Submission = {
      ids: { email: anna.key },
      alias: [bea],
      event: event('', MONDAY + 2 * DAY, { kind: 'identify', name: 'alias', trusted: true, id: 's:alias' }),
    };
    const before = submission({ email: bea.key }, event('/pricing', MONDAY - DAY));
    const start = recordsAfter([form(MONDAY), before]);
    const changes = advance(start, [united], [trial]);
    const records: Records = new Map([
      ...start,
      ...changes.flatMap(({ steps }) => steps.map(({ write }) => [idKey(write.id), write] as const)),
    ]);
    const listed = [anna, bea].filter((id) => summary(records, id) !== undefined);
    expect(listed).toHaveLength(1);
    expect(summary(records, listed[0])?.since).toBe(MONDAY - DAY);
  });

  it('is told under a pending definition as soon as a recount has looked at the lead', () => {
    const records = recordsAfter([page, form(MONDAY + HOUR)]);
    const edited = definition(funnel(['/pricing', 'Else']), 'trial.2');
    const [change] = refresh(records, [anna], [trial, edited]);
    const written = change?.steps.find(({ write }) => write.id.kind === 'email')?.write.summary;
    expect([...(written?.funnels.keys() ?? [])]).toEqual(['trial', 'trial.2']);
    const kept = refresh(records, [anna], [edited])[0]?.steps[0]?.write.summary;
    expect([...(kept?.funnels.keys() ?? [])]).toEqual(['trial', 'trial.2']);
    const dropped = refresh(records, [anna], [edited], (key) => key === 'trial')[0]?.steps[0]?.write.summary;
    expect([...(dropped?.funnels.keys() ?? [])]).toEqual(['trial.2']);
  });

  it('follows an erasure: of what is left where it is done in parts, gone where it is whole', () => {
    const records = recordsAfter([page, form(MONDAY + HOUR)]);
    const whole = erase(records, anna, [trial], MONDAY + DAY, 80);
    expect(whole.steps.every(({ write }) => write.summary === undefined)).toBe(true);
    const part = erase(records, anna, [trial], MONDAY + DAY, 1);
    const left = part.steps.find(({ write }) => write.id.kind === 'email')?.write.summary;
    expect(left?.funnels.size).toBe(0);
    expect(left?.channel).toBeUndefined();
  });
});

describe('what waits for sales', () => {
  const journey = definition(
    funnel(['/blog', 'Trial'], {
      id: 'journey',
      order: 'any',
      windowMs: DAY,
      handOff: { at: 'Trial', to: 'trial' },
    }),
  );
  const waitingAfter = (...more: readonly Submission[]) =>
    summary(
      recordsAfter([form(MONDAY), act('/blog', MONDAY), act('Trial', MONDAY + HOUR), ...more], [journey]),
    )?.funnels.get('journey')?.waiting;
  const answered = (of: number, at: number): Submission =>
    answerEvent({
      ids: { email: anna.key },
      funnel: 'journey',
      handedAt: of,
      verdict: { kind: 'accepted' },
      now: at,
    });

  it('is told since the hand-off, until it is answered', () => {
    expect(waitingAfter()).toBe(MONDAY + HOUR);
    expect(waitingAfter(answered(MONDAY + HOUR, MONDAY + 2 * HOUR))).toBeUndefined();
  });

  it('is answered by sales, which makes no lead active', () => {
    const late = answered(MONDAY + HOUR, MONDAY + 20 * DAY);
    const records = recordsAfter(
      [form(MONDAY), act('/blog', MONDAY), act('Trial', MONDAY + HOUR), late],
      [journey],
    );
    expect(summary(records)?.day).toBe('2026-03-02');
  });

  it('is told since the earliest hand-off behind the latest that was answered', () => {
    const later = MONDAY + 5 * DAY;
    const again = [act('/blog', later), act('Trial', later + HOUR)];
    expect(waitingAfter(...again)).toBe(MONDAY + HOUR);
    expect(waitingAfter(...again, answered(MONDAY + HOUR, later))).toBe(later + HOUR);
    expect(waitingAfter(...again, answered(later + HOUR, later + DAY))).toBeUndefined();
  });

  it('is read as it was packed', () => {
    const records = recordsAfter(
      [form(MONDAY), act('/blog', MONDAY), act('Trial', MONDAY + HOUR)],
      [journey],
    );
    const told = summary(records);
    if (told === undefined) throw new Error('no summary');
    expect(unpackSummary(packSummary(told))).toEqual(told);
  });
});

it('a state is open until its end, which belongs to it', () => {
  expect([5, 6].map((now) => summaryOutcome(5, now))).toEqual(['open', 'ended']);
  expect(summaryOutcome('lost', 0)).toBe('lost');
});

describe('the name of a person', () => {
  it.each([
    [{ name: ' Anna ' }, 'Anna'],
    [{ 'First name': 'Anna', last_name: 'Petrova' }, 'Anna Petrova'],
    [{ nome: 'Anna', cognome: 'Petrova' }, 'Anna Petrova'],
    [{ name: 'Anna', surname: 'Petrova' }, 'Anna Petrova'],
    [{ message: 'Hello', name: '' }, undefined],
    [{ name: '😀'.repeat(100) }, '😀'.repeat(80)],
    [undefined, undefined],
  ])('of %j is %s', (properties, name) => expect(nameIn(properties)).toBe(name));
});

describe('as attributes', () => {
  const full: LeadSummary = {
    since: MONDAY,
    day: '2026-03-02',
    name: '"channel":"Email" \\',
    channel: 'Paid "Search"',
    funnels: new Map([
      ['a.1', { reached: [0, 2], stage: 0, state: 'won' }],
      ['b.1', { reached: [], stage: 1, state: MONDAY }],
      ['c.1', { reached: [0, 1, 2], stage: 2, state: 'lost' }],
    ]),
  };

  it('is read as it was written', () => {
    expect(unpackSummary(packSummary(full))).toEqual(full);
  });
});
