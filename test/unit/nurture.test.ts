// Sequences over a simulated clock: who enters, when steps go, and to whom none goes, whatever happens in between.
import { describe, expect, it } from 'vitest';
import { stop } from '../../functions/domain/mail/allowance.ts';
import { changeAddress } from '../../functions/store/mail/addresses.ts';
import { listUndecided } from '../../functions/store/mail/claims.ts';
import { hashOfEmail, lost, refused } from '../support/lead-mail.ts';
import { DAY, event, HOUR, MONDAY, submission } from '../support/leads.ts';
import { formOf, nurtureConfig, nurtureWorld, orderOf } from '../support/nurture.ts';

const ANNA = 'anna@example.com';
const BRUNO = 'bruno@example.com';
const ALL = ['one', 'two', 'three'];
/** Nine o'clock in Rome, in winter. */
const NINE = Date.UTC(2026, 2, 2, 8);

/** With which another attempt begins. */
const again = (email: string, time: number) => submission({ email }, event('/pricing', time));

describe('a lead that reaches the stage', () => {
  it('gets each step once, at its local time, in the owner’s words with its answers', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    await world.drain();
    expect(world.subjects()).toEqual([]);
    await world.until(NINE + 2 * DAY - 1);
    expect(world.subjects()).toEqual([]);
    await world.until(NINE + 2 * DAY);
    expect(world.subjects()).toEqual(['one']);
    expect(world.outbox.mails[0]?.text).toContain('Dear Anna, one.');
    expect(world.outbox.mails[0]?.headers?.map(({ name }) => name)).toContain('List-Unsubscribe-Post');
    await world.until(NINE + 4 * DAY);
    expect(world.subjects()).toEqual(['one', 'two']);
    // 10:00 on the clocks of a Monday; at the end of March they are put forward.
    await world.until(MONDAY + 40 * DAY);
    expect(world.subjects()).toEqual(ALL);
    expect(await world.member(ANNA)).toMatchObject({ mailed: 3, ended: { why: 'done' } });
    expect(world.kept().filter((key) => key.startsWith('Z#'))).toEqual([]);
  });

  it('keeps its time of day when clocks change', async () => {
    const saturday = Date.UTC(2026, 2, 28, 10, 30);
    const config = nurtureConfig({ steps: [{ after: '2d', mail: { subject: 'one', text: 'x' } }] });
    const world = nurtureWorld(config, saturday);
    await world.take(formOf(ANNA, saturday));
    await world.drain();
    expect((await world.member(ANNA))?.due).toBe(Date.UTC(2026, 2, 30, 9, 30));
  });

  it('enters once: by a second attempt, a late event, the same messages again, and a recount it does not again', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    const notes = [...world.queued()];
    expect(notes).toHaveLength(1);
    await world.drain();
    for (const note of notes) await world.deliverAgain(note);
    await world.take(formOf(ANNA, MONDAY - DAY, { received: MONDAY + HOUR }));
    await world.until(MONDAY + 40 * DAY);
    await world.take(again(ANNA, MONDAY + 40 * DAY - HOUR), formOf(ANNA, MONDAY + 40 * DAY));
    expect(world.queued()).toHaveLength(1);
    await world.until(MONDAY + 60 * DAY);
    expect(world.subjects()).toEqual(ALL);
  });

  it('enters when it becomes a contact, where it was seen at the stage before', async () => {
    const world = nurtureWorld(
      nurtureConfig({ when: { funnel: 'trial', stage: 'awareness' }, until: { event: 'Order Completed' } }),
      MONDAY,
    );
    await world.take(submission({ anonymous: 'a1' }, event('/pricing', MONDAY)));
    expect(world.queued()).toEqual([]);
    await world.until(MONDAY + 10 * DAY);
    const form = formOf(ANNA, MONDAY + 10 * DAY);
    await world.take({ ...form, ids: { ...form.ids, anonymous: 'a1' } });
    await world.drain();
    expect((await world.member(ANNA))?.base).toBe(MONDAY + 10 * DAY);
    await world.until(MONDAY + 30 * DAY);
    expect(world.subjects()).toEqual(ALL);
  });

  it('that is told late gets what is still ahead, and nothing where all is of the past', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(ANNA, MONDAY - 3.5 * DAY, { received: MONDAY }));
    await world.take(formOf(BRUNO, MONDAY - 300 * DAY, { received: MONDAY, trusted: true }));
    await world.until(MONDAY + 20 * DAY);
    expect(world.subjects(ANNA)).toEqual(['two', 'three']);
    expect(await world.member(BRUNO)).toBeUndefined();
  });

  it('of double opt-in enters when it has confirmed, and gets nothing before', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    const form = formOf(ANNA, MONDAY, { form: 'letter' });
    await world.take(form);
    await world.until(MONDAY + 5 * DAY);
    expect(world.subjects()).toHaveLength(1);
    expect(await world.member(ANNA)).toBeUndefined();
    const confirmed = { at: MONDAY + 5 * DAY, texts: {} };
    await world.take({ ...form, event: { ...form.event, confirmed } });
    await world.until(MONDAY + 20 * DAY);
    expect(world.subjects().slice(1)).toEqual(ALL);
    expect((await world.member(ANNA))?.base).toBe(MONDAY + 5 * DAY);
  });

  it('of quarantine is no lead, and enters nothing', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take({ ...formOf(ANNA, MONDAY), screening: { reasons: ['trap'] } });
    await world.until(MONDAY + 10 * DAY);
    expect(world.subjects()).toEqual([]);
    expect(world.kept()).toEqual([]);
  });
});

describe('no step goes', () => {
  it('after what it waits for has happened', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    await world.until(MONDAY + 3 * DAY);
    await world.take(orderOf(ANNA, MONDAY + 3 * DAY));
    await world.until(MONDAY + 20 * DAY);
    expect(world.subjects()).toEqual(['one']);
    expect(await world.member(ANNA)).toMatchObject({ ended: { why: 'until' } });
  });

  it('after it was told late that it had, also of before the lead entered, and in an attempt of its own', async () => {
    for (const at of [MONDAY + DAY, MONDAY - HOUR, MONDAY - 60 * DAY]) {
      const world = nurtureWorld(nurtureConfig(), MONDAY);
      await world.take(formOf(ANNA, MONDAY));
      await world.until(MONDAY + 3 * DAY);
      await world.take(orderOf(ANNA, at, MONDAY + 3 * DAY));
      await world.until(MONDAY + 20 * DAY);
      expect(world.subjects()).toEqual(['one']);
    }
  });

  it('where it is told between the hand-out and the mail', async () => {
    const world = nurtureWorld(nurtureConfig({ until: { event: 'Called' } }), MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    await world.until(NINE + 2 * DAY - 1);
    world.outbox.answer = () => refused;
    await world.until(NINE + 2 * DAY);
    expect(world.queued()).toHaveLength(1);
    delete world.outbox.answer;
    await world.take(submission({ email: ANNA }, event('Called', MONDAY)));
    await world.until(MONDAY + 20 * DAY);
    expect(world.subjects()).toEqual([]);
  });

  it('to who has bought before: such a lead does not even enter', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(orderOf(ANNA, MONDAY - 90 * DAY));
    await world.take(formOf(ANNA, MONDAY));
    await world.until(MONDAY + 20 * DAY);
    expect(world.subjects()).toEqual([]);
    expect(world.kept()).toEqual([]);
  });

  it('to who has bought out of the funnel’s order, in no attempt of it', async () => {
    const [funnel] = nurtureConfig().funnels;
    const stages = funnel?.stages.map(({ id, on }) => ({ id, on })) ?? [];
    const ordered = { id: 'trial', kind: 'sales', order: 'ordered', stages };
    const world = nurtureWorld(nurtureConfig({}, { funnels: [ordered] }), MONDAY);
    await world.take(submission({ email: ANNA }, event('/pricing', MONDAY - 3 * HOUR)));
    await world.take(submission({ email: BRUNO }, event('/pricing', MONDAY - 3 * HOUR)));
    await world.take(orderOf(ANNA, MONDAY - 2 * HOUR));
    await world.take(formOf(ANNA, MONDAY), formOf(BRUNO, MONDAY));
    await world.until(MONDAY + 20 * DAY);
    expect(world.subjects(ANNA)).toEqual([]);
    expect(world.subjects(BRUNO)).toEqual(ALL);
  });

  it('to who was brought along from the past', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(ANNA, MONDAY, { id: 's:past:1', trusted: true }), formOf(BRUNO, MONDAY));
    await world.until(MONDAY + 20 * DAY);
    expect([world.subjects(ANNA), world.subjects(BRUNO)]).toEqual([[], ALL]);
  });

  it('without the consent, nor after it was taken back; given later, what is left goes', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(ANNA, MONDAY, { agreed: false }));
    await world.take(formOf(BRUNO, MONDAY));
    await world.until(MONDAY + 3 * DAY);
    expect(world.subjects(ANNA)).toEqual([]);
    expect(world.subjects(BRUNO)).toEqual(['one']);
    await world.take(formOf(ANNA, MONDAY + 3 * DAY, { agreed: true }));
    await world.take(formOf(BRUNO, MONDAY + 3 * DAY, { agreed: false }));
    await world.until(MONDAY + 20 * DAY);
    expect(world.subjects(ANNA)).toEqual(['two', 'three']);
    expect(world.subjects(BRUNO)).toEqual(['one']);
    expect(await world.member(BRUNO)).toMatchObject({ mailed: 1, ended: { why: 'done' } });
  });

  it('to who unsubscribed or complained', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    await world.until(MONDAY + 3 * DAY);
    const hash = hashOfEmail(world.table, ANNA);
    await changeAddress(world.table, hash, MONDAY, (known) => stop(known, 'unsubscribed', MONDAY));
    await world.until(MONDAY + 20 * DAY);
    expect(world.subjects()).toEqual(['one']);
    expect(await world.member(ANNA)).toMatchObject({ ended: { why: 'stopped' } });
  });

  it('to who was erased, and nothing of it waits; who comes again begins again', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    await world.until(MONDAY + 3 * DAY);
    expect(world.kept()).toHaveLength(2);
    await world.erase(ANNA);
    expect(world.kept()).toEqual([]);
    await world.until(MONDAY + 20 * DAY);
    expect(world.subjects()).toEqual(['one']);
    await world.take(formOf(ANNA, MONDAY + 20 * DAY));
    await world.until(MONDAY + 40 * DAY);
    expect(world.subjects()).toEqual(['one', ...ALL]);
  });

  it('to who was erased while the message was on its way', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    const [note = ''] = world.queued();
    await world.erase(ANNA);
    await world.drain();
    await world.deliverAgain(note);
    expect(world.kept()).toEqual([]);
    const later = nurtureWorld(nurtureConfig(), MONDAY);
    await later.take(formOf(ANNA, MONDAY));
    later.outbox.answer = () => refused;
    await later.until(NINE + 2 * DAY);
    await later.erase(ANNA);
    delete later.outbox.answer;
    await later.until(MONDAY + 20 * DAY);
    expect(later.subjects()).toEqual([]);
    expect(later.kept()).toEqual([]);
  });
});

describe('two leads that become one', () => {
  const alias = (time: number) => ({
    ...submission({ email: ANNA }, event('alias', time, { kind: 'identify', id: 's:alias', trusted: true })),
    alias: [{ kind: 'email', key: BRUNO } as const],
  });

  it('go on as the one that entered first, and get no step twice', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    await world.until(MONDAY + DAY);
    await world.take(formOf(BRUNO, MONDAY + DAY));
    await world.until(MONDAY + 3.5 * DAY);
    expect(world.subjects()).toEqual(['one', 'one']);
    await world.take(alias(MONDAY + 3.5 * DAY));
    await world.until(MONDAY + 30 * DAY);
    expect(world.subjects().slice(2)).toEqual(['two', 'three']);
    const ends = [(await world.member(ANNA))?.ended?.why, (await world.member(BRUNO))?.ended?.why];
    expect(ends.sort()).toEqual(['done', 'merged']);
  });

  it('get no step that either has had: who was told of late may be ahead', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    await world.until(MONDAY + HOUR);
    await world.take(formOf(BRUNO, MONDAY - 2 * DAY, { received: MONDAY + HOUR }));
    await world.until(MONDAY + 2.5 * DAY);
    expect(world.subjects(ANNA)).toEqual(['one']);
    expect(world.subjects(BRUNO)).toEqual(['one', 'two']);
    await world.take(alias(MONDAY + 2.5 * DAY));
    await world.until(MONDAY + 30 * DAY);
    expect(world.subjects().slice(3)).toEqual(['three']);
  });

  it.each([
    [ANNA, BRUNO],
    [BRUNO, ANNA],
  ])('do not enter where either was in it before: %s', async (first, second) => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(first, MONDAY));
    await world.until(MONDAY + 10 * DAY);
    await world.take(alias(MONDAY + 10 * DAY));
    await world.until(MONDAY + 40 * DAY);
    await world.take(again(second, MONDAY + 40 * DAY - HOUR), formOf(second, MONDAY + 40 * DAY));
    expect(world.queued()).toHaveLength(1);
    await world.until(MONDAY + 60 * DAY);
    expect(world.subjects()).toEqual(ALL);
    expect(await world.member(second)).toBeUndefined();
  });

  it('do not enter once more, and stay held out where the first was', async () => {
    const world = nurtureWorld(nurtureConfig({ holdOut: 0.9 }), MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    await world.drain();
    expect((await world.member(ANNA))?.isHeldOut).toBe(true);
    await world.until(MONDAY + DAY);
    world.edit(nurtureConfig({ holdOut: 0 }));
    await world.take(formOf(BRUNO, MONDAY + DAY));
    await world.drain();
    expect((await world.member(BRUNO))?.isHeldOut).toBe(false);
    await world.take(alias(MONDAY + DAY));
    await world.until(MONDAY + 30 * DAY);
    expect(world.subjects()).toEqual([]);
    expect(await world.member(BRUNO)).toMatchObject({ ended: { why: 'merged' } });
    expect((await world.member(ANNA))?.isHeldOut).toBe(true);
  });

  it('get nothing where either of their addresses does not want it', async () => {
    for (const email of [ANNA, BRUNO]) {
      const world = nurtureWorld(nurtureConfig(), MONDAY);
      await world.take(formOf(ANNA, MONDAY), formOf(BRUNO, MONDAY));
      await world.take(alias(MONDAY + HOUR));
      const hash = hashOfEmail(world.table, email);
      await changeAddress(world.table, hash, MONDAY, (known) => stop(known, 'unsubscribed', MONDAY));
      await world.until(MONDAY + 10 * DAY);
      expect(world.subjects()).toEqual([]);
    }
  });
});

describe('an edit of the configuration', () => {
  const step = (after: string, subject: string) => ({
    after,
    mail: { subject, text: `Dear {name}, ${subject}.` },
  });

  it('moves, rewords, adds and takes away steps: who is in it gets those that are left, and none twice', async () => {
    const world = nurtureWorld(nurtureConfig({ steps: [step('2d', 'one'), step('4d', 'two')] }), MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    await world.until(MONDAY + 3 * DAY);
    world.edit(
      nurtureConfig({
        steps: [
          step('1d', 'zero'),
          step('3d', 'one'),
          step('5d', 'new'),
          step('6d', 'two'),
          step('9d', 'last'),
        ],
      }),
    );
    await world.until(MONDAY + 4.5 * DAY);
    expect(world.subjects()).toEqual(['one']);
    await world.until(MONDAY + 7 * DAY);
    expect(world.subjects()).toEqual(['one', 'new', 'two']);
    world.edit(nurtureConfig({ steps: [step('2d', 'one!'), step('5d', 'new')] }));
    await world.until(MONDAY + 20 * DAY);
    expect(world.subjects()).toEqual(['one', 'new', 'two']);
    expect(await world.member(ANNA)).toMatchObject({ ended: { why: 'done' } });
  });

  it('that takes the sequence away ends it', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    await world.drain();
    world.edit(nurtureConfig({ id: 'other' }));
    await world.until(MONDAY + 20 * DAY);
    expect(world.subjects()).toEqual([]);
    expect(await world.member(ANNA)).toMatchObject({ ended: { why: 'removed' } });
  });

  it('of the funnel is waited for: while the definition that is shown has no such stage, the turn comes again', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    await world.until(NINE + 2 * DAY - 1);
    const { funnels } = nurtureConfig();
    const bare = funnels.map((one) => ({ ...one, stages: one.stages.slice(0, 2) }));
    world.edit({ ...nurtureConfig(), funnels: bare });
    await world.until(NINE + 2 * DAY + HOUR);
    expect(world.subjects()).toEqual([]);
    world.edit(nurtureConfig());
    await world.until(NINE + 2 * DAY + 2 * HOUR);
    expect(world.subjects()).toEqual(['one']);
  });
});

describe('whatever fails in between', () => {
  it('a step that SES refuses for two days goes then, and puts off the others', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    world.outbox.answer = () => refused;
    await world.until(NINE + 4 * DAY + HOUR);
    delete world.outbox.answer;
    await world.until(NINE + 4 * DAY + 2 * HOUR);
    expect(world.subjects()).toEqual(['one']);
    await world.until(NINE + 6 * DAY - 1);
    expect(world.subjects()).toEqual(['one']);
    await world.until(NINE + 6 * DAY);
    expect(world.subjects()).toEqual(['one', 'two']);
  });

  it('a step that could not go for 14 days ends the sequence', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    world.outbox.answer = () => refused;
    await world.until(MONDAY + 18 * DAY);
    delete world.outbox.answer;
    await world.until(MONDAY + 30 * DAY);
    expect(world.subjects()).toEqual([]);
    expect(await world.member(ANNA)).toMatchObject({ ended: { why: 'overdue' } });
  });

  it('an address that has had its mails of the day gets the step a day later', async () => {
    const config = nurtureConfig({}, { mail: { from: 'hello@example.com', perDay: 1 } });
    const world = nurtureWorld(config, MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    await world.until(NINE + 2 * DAY - 2 * HOUR);
    const hash = hashOfEmail(world.table, ANNA);
    await changeAddress(world.table, hash, world.outbox.clock, (known) => ({
      ...known,
      sent: [world.outbox.clock],
    }));
    await world.until(NINE + 2 * DAY + HOUR);
    expect(world.subjects()).toEqual([]);
    await world.until(NINE + 3 * DAY + HOUR);
    expect(world.subjects()).toEqual(['one']);
  });

  it('150 leads amid stops and lost answers: each step goes once or is listed, and none twice', async () => {
    let seed = 11;
    const random = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    const people = Array.from({ length: 150 }, (_, n) => `p${n}@example.com`);
    for (const one of people) await world.take(formOf(one, MONDAY));
    const real = world.table.client.send.bind(world.table.client);
    let isFailing = true;
    // A call of the table fails before it is made, or after, as if the function had been stopped there.
    Object.assign(world.table.client, {
      send: async (command: never) => {
        if (isFailing && random() < 0.02) throw new Error('stopped before');
        const answer = await real(command);
        if (isFailing && random() < 0.02) throw new Error('stopped after');
        return answer;
      },
    });
    world.outbox.answer = () => (random() < 0.05 ? lost : random() < 0.1 ? refused : { outcome: 'sent' });
    for (let hour = 0; hour < 12 * 24; hour++) {
      world.outbox.clock += HOUR;
      // What a run was stopped at is in the index or in the queue.
      await world.run().catch(() => {});
    }
    isFailing = false;
    world.outbox.answer = () => ({ outcome: 'sent' });
    await world.until(MONDAY + 20 * DAY);
    const got = world.outbox.mails.map(({ to, subject }) => `${to} ${subject}`);
    expect(new Set(got).size).toBe(got.length);
    const listed = await listUndecided(world.table, 1_000);
    for (const one of people) {
      expect(await world.member(one)).toMatchObject({ ended: { why: 'done' } });
      const hash = hashOfEmail(world.table, one);
      const inDoubt = listed.filter(({ lead }) => lead === hash).length;
      expect(world.subjects(one).length + inDoubt, one).toBeGreaterThanOrEqual(3);
    }
    expect(listed.length).toBeGreaterThan(people.length / 10);
    // A stop between the claim and the mail leaves it in doubt: of three steps most go all the same.
    expect(got.length).toBeGreaterThan(2.4 * people.length);
  }, 60_000);
});
