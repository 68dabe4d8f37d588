// Referrals from the link to the counts: who brought whom, once, whatever comes twice, late or in another order.
import { describe, expect, it } from 'vitest';
import { readCall } from '../../functions/collect/call-submission.ts';
import { Calendar } from '../../functions/domain/calendar.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { define } from '../../functions/domain/funnel/funnel.ts';
import { leadState } from '../../functions/domain/funnel/lead-state.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { referralSubmissions } from '../../functions/domain/referral/referral-events.ts';
import { findById } from '../../functions/leads/find-lead.ts';
import { hashOfEmail } from '../support/lead-mail.ts';
import { DAY, event, HOUR, MONDAY, submission } from '../support/leads.ts';
import { formOf, nurtureWorld, orderOf } from '../support/nurture.ts';

const ANNA = 'anna@example.com';
const BRUNO = 'bruno@example.com';
const CARLA = 'carla@example.com';

const fields = [{ name: 'email', type: 'email' }];
const config = parseConfig({
  mail: { from: 'hello@example.com' },
  share: { to: '/f/ebook' },
  forms: [
    { id: 'ebook', fields },
    { id: 'letter', fields, doubleOptIn: true },
  ],
  funnels: [
    {
      id: 'relationship',
      kind: 'marketing',
      by: ['referral'],
      stages: [
        { id: 'interest', on: [{ form: 'ebook' }, { form: 'letter' }] },
        { id: 'action', on: [{ event: 'Order Completed' }] },
        { id: 'advocacy', on: [{ event: 'Referral Joined' }] },
      ],
    },
  ],
});

function referralWorld() {
  const world = nurtureWorld(config, MONDAY + DAY);
  const hash = (email: string): string => hashOfEmail(world.table, email);
  const touchBy = (email: string) => ({
    touch: { channel: 'Referral', source: 'share', medium: 'referral', referredBy: hash(email) },
  });
  const lead = async (email: string) => {
    const found = await findById(world.table, [{ kind: 'email', key: email }]);
    if (found.kind !== 'found') return undefined;
    return { ...found, state: leadState(found.records, found.primary) };
  };
  return {
    ...world,
    hash,
    touchBy,
    lead,
    /** The names of the events of a lead, in order of time. */
    names: async (email: string): Promise<readonly string[]> =>
      ((await lead(email))?.state.lead.events ?? []).map(({ name }) => name),
    /** A form that was sent behind the link of another lead. */
    cameBy: (email: string, by: string, time: number, more: object = {}) =>
      formOf(email, time, { ...touchBy(by), ...more }),
    cells: async (email: string): Promise<readonly string[]> => {
      const state = (await lead(email))?.state;
      const [funnel] = config.funnels;
      if (state === undefined || funnel === undefined) return [];
      const definition = define(funnel, 'key', new Calendar('UTC'));
      return [...(tallyAll([definition], state.lead, true).get('key') ?? [])].map(
        ([key, n]) => `${key} ${n}`,
      );
    },
  };
}

describe('a lead who comes by the link of another and becomes a contact', () => {
  it('is an event of the other, at the time of its form, and one of its own', async () => {
    const world = referralWorld();
    await world.take(formOf(ANNA, MONDAY), world.cameBy(BRUNO, ANNA, MONDAY + HOUR));
    await world.drain();
    expect(await world.names(ANNA)).toEqual(['ebook', 'Referral Joined']);
    expect(await world.names(BRUNO)).toEqual(expect.arrayContaining(['ebook', 'Came By Referral']));
    const joined = (await world.lead(ANNA))?.state.lead.events.at(-1);
    expect(joined).toMatchObject({ time: MONDAY + HOUR, trusted: false });
    expect(joined?.properties).toBeUndefined();
  });

  it('counts in advocacy of the one, and in what leads brought of the other', async () => {
    const world = referralWorld();
    await world.take(formOf(ANNA, MONDAY), world.cameBy(BRUNO, ANNA, MONDAY + HOUR));
    await world.take(orderOf(BRUNO, MONDAY + 2 * HOUR));
    await world.drain();
    expect(await world.cells(ANNA)).toContain('2026-03-02|l2|referral=(none) 1');
    const brought = (await world.cells(BRUNO)).filter((cell) => cell.includes('|referral='));
    expect(brought).toEqual(
      expect.arrayContaining(['2026-03-02|e|referral=brought 1', '2026-03-02|l1|referral=brought 1']),
    );
    expect(brought.some((cell) => cell.includes('(none)'))).toBe(false);
  });

  it('counts once: by two visits, two browsers, two forms, and messages that come twice', async () => {
    const world = referralWorld();
    const view = (browser: string, time: number) =>
      submission({ anonymous: browser }, event('/start', time, world.touchBy(ANNA)));
    const formFrom = (browser: string, time: number) => {
      const { ids, event: fact } = formOf(BRUNO, time);
      return submission({ ...ids, anonymous: browser }, fact);
    };
    await world.take(formOf(ANNA, MONDAY), view('x', MONDAY), view('y', MONDAY + HOUR));
    await world.take(formFrom('x', MONDAY + 2 * HOUR));
    const notes = [...world.queued()];
    expect(notes).toHaveLength(1);
    await world.drain();
    for (const note of notes) await world.deliverAgain(note);
    await world.take(formFrom('y', MONDAY + 3 * HOUR), world.cameBy(BRUNO, ANNA, MONDAY + 4 * HOUR));
    await world.drain();
    expect((await world.names(ANNA)).filter((name) => name === 'Referral Joined')).toHaveLength(1);
  });

  it('counts for each who shared, and for nobody where it was a contact before', async () => {
    const world = referralWorld();
    const view = (by: string, time: number) =>
      submission({ anonymous: 'x' }, event(`/${by}`, time, world.touchBy(by)));
    await world.take(
      formOf(ANNA, MONDAY),
      formOf(CARLA, MONDAY),
      view(ANNA, MONDAY),
      view(CARLA, MONDAY + 1),
    );
    const { ids, event: fact } = formOf(BRUNO, MONDAY + HOUR);
    await world.take(submission({ ...ids, anonymous: 'x' }, fact));
    await world.drain();
    expect(await world.names(ANNA)).toContain('Referral Joined');
    expect(await world.names(CARLA)).toContain('Referral Joined');
    await world.take(world.cameBy(CARLA, ANNA, MONDAY + 2 * HOUR));
    expect(world.queued()).toEqual([]);
  });

  it('counts once its address is confirmed, where its form asks for that', async () => {
    const world = referralWorld();
    const form = world.cameBy(BRUNO, ANNA, MONDAY + HOUR, { form: 'letter' });
    await world.take(formOf(ANNA, MONDAY), form);
    await world.drain();
    expect(await world.names(ANNA)).toEqual(['ebook']);
    await world.take({ ...form, event: { ...form.event, confirmed: { at: MONDAY + DAY, texts: {} } } });
    await world.drain();
    expect(await world.names(ANNA)).toEqual(['ebook', 'Referral Joined']);
  });
});

describe('a lead who comes by its own link', () => {
  it('has brought nobody', async () => {
    const world = referralWorld();
    await world.take(world.cameBy(ANNA, ANNA, MONDAY));
    await world.drain();
    expect(await world.names(ANNA)).toEqual(['ebook']);
    expect(world.outbox.counted).toContain('ReferralOfOneself');
  });

  const alias = (a: string, b: string, time: number) => ({
    ...submission({ email: a }, event('alias', time, { id: `s:${time}`, kind: 'identify', trusted: true })),
    alias: [{ kind: 'email', key: b } as const],
  });

  it.each([
    ['before it is told', false],
    ['after it was told', true],
  ])('has brought nobody where the two become one %s', async (_, isTold) => {
    const world = referralWorld();
    await world.take(formOf(ANNA, MONDAY), world.cameBy(BRUNO, ANNA, MONDAY + HOUR));
    if (isTold) await world.drain();
    await world.take(alias(BRUNO, ANNA, MONDAY + 2 * HOUR));
    await world.drain();
    expect(await world.names(ANNA)).toEqual(['ebook', 'ebook', 'alias']);
    expect((await world.cells(ANNA)).filter((cell) => /l2|brought/.test(cell))).toEqual([]);
  });

  it('still has brought a third', async () => {
    const world = referralWorld();
    await world.take(
      formOf(ANNA, MONDAY),
      world.cameBy(BRUNO, ANNA, MONDAY + HOUR),
      world.cameBy(CARLA, BRUNO, MONDAY + 2 * HOUR),
    );
    await world.drain();
    await world.take(alias(BRUNO, ANNA, MONDAY + 3 * HOUR));
    expect((await world.names(ANNA)).filter((name) => /Referral/.test(name))).toEqual(['Referral Joined']);
  });
});

describe('an erasure', () => {
  it('of who came, before it is told, leaves nothing to tell', async () => {
    const world = referralWorld();
    await world.take(formOf(ANNA, MONDAY), world.cameBy(BRUNO, ANNA, MONDAY + HOUR));
    await world.erase(BRUNO);
    await world.drain();
    expect(await world.names(ANNA)).toEqual(['ebook']);
    expect(await world.lead(BRUNO)).toBeUndefined();
  });

  it('of who shared makes no lead anew, whenever the message comes', async () => {
    const world = referralWorld();
    await world.take(formOf(ANNA, MONDAY), world.cameBy(BRUNO, ANNA, MONDAY + HOUR));
    const [note = ''] = world.queued();
    await world.drain();
    await world.erase(ANNA);
    await world.deliverAgain(note);
    expect(await world.lead(ANNA)).toBeUndefined();
    expect(await world.names(BRUNO)).toContain('ebook');
  });

  it('of who came leaves what is counted of who shared, which names nobody', async () => {
    const world = referralWorld();
    await world.take(formOf(ANNA, MONDAY), world.cameBy(BRUNO, ANNA, MONDAY + HOUR));
    await world.drain();
    await world.erase(BRUNO);
    expect(await world.names(ANNA)).toContain('Referral Joined');
    const kept = JSON.stringify([...((await world.lead(ANNA))?.records.values() ?? [])]);
    expect(kept).not.toContain(world.hash(BRUNO));
    expect(kept).not.toContain('bruno');
  });
});

describe('what a stranger says', () => {
  it('is no event of a referral, by whatever message id', () => {
    const received = MONDAY;
    for (const messageId of ['i:came:x', 'came:x', 'imbuto:joined:x']) {
      const said = { type: 'track', event: 'Came By Referral', userId: 'u', messageId };
      const reading = readCall(
        { type: 'track', said, context: {}, sentAt: undefined },
        { received, key: 'key:1', trusted: false, ownHosts: [], randomId: () => 'r' },
      );
      expect(reading.kind).toBe('submission');
      if (reading.kind === 'submission') expect(reading.submission.event.id).toMatch(/^p:/);
    }
  });

  it('is told as no more than a public claim', () => {
    const told = {
      pair: 'p',
      referrer: { kind: 'email', key: ANNA },
      referred: { kind: 'email', key: BRUNO },
      at: MONDAY + DAY,
      received: MONDAY,
    } as const;
    for (const { event: fact } of referralSubmissions(told)) {
      expect(fact.trusted).toBe(false);
      // Not in the future, whatever a server said of when it was.
      expect(fact.time).toBe(MONDAY);
    }
  });
});
