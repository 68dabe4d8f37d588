// What leads in a sequence count: told when they enter, in the group that was noted, and changed by all that is told of them later.
import { describe, expect, it } from 'vitest';
import type { Config } from '../../functions/domain/config/config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { ageClassOf } from '../../functions/domain/funnel/ages.ts';
import { SQUARES } from '../../functions/domain/funnel/ways.ts';
import { applySubmissions } from '../../functions/domain/lead/apply-submissions.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import { isOwnEvent, sequenceEntered, sequenceEntry } from '../../functions/domain/mail/own-events.ts';
import { goalOf } from '../../functions/domain/nurture/goal.ts';
import { comparisonName } from '../../functions/domain/nurture/sequence-cells.ts';
import { readCells } from '../../functions/store/counters/read-days.ts';
import { DAY, definitions, event, HOUR, MONDAY, submission } from '../support/leads.ts';
import { formOf, nurtureConfig, nurtureWorld, orderOf } from '../support/nurture.ts';

const ANNA = 'anna@example.com';
const BRUNO = 'bruno@example.com';
const { stages = [] } = nurtureConfig().funnels[0] ?? {};
const nameOf = (until: { stage: string } | { event: string }): string =>
  comparisonName({ sequence: 'welcome', goal: goalOf(until, stages) });
const NAME = nameOf({ stage: 'action' });
const DONE = '2026-03-02';

async function cellsOf(
  world: ReturnType<typeof nurtureWorld>,
  config: Config,
): Promise<Record<string, number>> {
  const [definition] = definitions(config.funnels, config.timezone);
  if (definition === undefined) throw new Error('no definition');
  const { client, table } = world.table;
  const range = { definition, from: '2026-01-01', to: '2026-12-31', breakdowns: [] };
  const cells = await readCells(client, table, range);
  return Object.fromEntries(
    [...cells].filter(([key]) => /\|n[hs]/.test(key)).map(([key, n]) => [key.slice(0, -1), n]),
  );
}

const HELD = nurtureConfig({ holdOut: 0.9 });
const SENT = nurtureConfig();

async function entered(config: Config, ...people: readonly string[]) {
  const world = nurtureWorld(config, MONDAY);
  for (const one of people) await world.take(formOf(one, MONDAY));
  await world.drain();
  return world;
}

describe('a lead that enters a sequence', () => {
  it('counts once on that day, in the group that is noted, however often it is told', async () => {
    const world = await entered(SENT, ANNA);
    expect(await cellsOf(world, SENT)).toEqual({ [`${DONE}|ns:${NAME}`]: 1 });
    await world.take(formOf(ANNA, MONDAY + HOUR));
    await world.until(MONDAY + 30 * DAY);
    expect(await cellsOf(world, SENT)).toEqual({ [`${DONE}|ns:${NAME}`]: 1 });
  });

  it('counts as held out where it is, and stays so when the share is changed', async () => {
    const people = Array.from({ length: 20 }, (_, n) => `p${n}@example.com`);
    const world = await entered(HELD, ...people);
    let held = 0;
    for (const one of people) held += Number((await world.member(one))?.isHeldOut === true);
    const sent = people.length - held;
    const counted = { [`${DONE}|nh:${NAME}`]: held, ...(sent > 0 && { [`${DONE}|ns:${NAME}`]: sent }) };
    expect(await cellsOf(world, HELD)).toEqual(counted);
    world.edit(SENT);
    for (const one of people) await world.take(formOf(one, MONDAY + DAY));
    await world.until(MONDAY + 2 * DAY);
    expect(await cellsOf(world, SENT)).toEqual(counted);
  });

  it('is told by the next try where the one that noted it ended before it was', async () => {
    const world = nurtureWorld(SENT, MONDAY);
    await world.take(formOf(ANNA, MONDAY));
    const [note = ''] = world.queued();
    world.queueFails(true);
    await world.drain();
    expect(await world.member(ANNA)).toBeDefined();
    expect(await cellsOf(world, SENT)).toEqual({});
    world.queueFails(false);
    await world.drain();
    await world.deliverAgain(note);
    expect(await cellsOf(world, SENT)).toEqual({ [`${DONE}|ns:${NAME}`]: 1 });
  });

  it('counts what it did since, by its age, and what its orders brought after their refunds', async () => {
    const world = await entered(SENT, ANNA);
    await world.until(MONDAY + 3 * DAY);
    await world.take(
      paid(ANNA, 'o1', MONDAY + 2 * DAY, '50.00'),
      paid(ANNA, 'o2', MONDAY + 20 * DAY, '30.00'),
    );
    await world.take(refunded(ANNA, 'o2', MONDAY + 25 * DAY, '10.00'));
    const [two, twenty] = [ageClassOf(2 * DAY), ageClassOf(20 * DAY)];
    const cells = await cellsOf(world, SENT);
    expect(cells).toMatchObject({
      [`${DONE}|ns:${NAME}`]: 1,
      [`${DONE}|nsc:${NAME}:${two}`]: 1,
      [`${DONE}|nsb:${NAME}:EUR:${two}`]: 1,
      [`${DONE}|nsv:${NAME}:EUR:${two}`]: 5_000,
      [`${DONE}|nsv:${NAME}:EUR:${twenty}`]: 2_000,
      [`${DONE}|nsw:${NAME}:EUR:${two}`]: 500 ** 2,
      [`${DONE}|nsw:${NAME}:EUR:${twenty}`]: 700 ** 2 - 500 ** 2,
    });
    expect(Object.keys(cells).filter((key) => key.startsWith(`${DONE}|nst:`))).toHaveLength(1);
    expect(SQUARES).toBeGreaterThan(700n ** 2n);
  });

  it('counts nothing beyond the window of the funnel', async () => {
    const world = await entered(SENT, ANNA);
    await world.take(paid(ANNA, 'o1', MONDAY + 31 * DAY, '50.00'));
    expect(await cellsOf(world, SENT)).toEqual({ [`${DONE}|ns:${NAME}`]: 1 });
  });

  it('is in neither group once it is told that it had done it before', async () => {
    const world = await entered(SENT, ANNA, BRUNO);
    await world.take(orderOf(ANNA, MONDAY - DAY, MONDAY + DAY));
    expect(await cellsOf(world, SENT)).toEqual({ [`${DONE}|ns:${NAME}`]: 1 });
  });

  it('that becomes one with another counts once, as the one that entered first', async () => {
    const world = await entered(SENT, ANNA);
    await world.until(MONDAY + DAY);
    await world.take(formOf(BRUNO, MONDAY + DAY));
    await world.drain();
    expect(Object.values(await cellsOf(world, SENT))).toEqual([1, 1]);
    const united = { ...submission({ email: ANNA }, event('Called', MONDAY + DAY, { trusted: true })) };
    await world.take({ ...united, alias: [{ kind: 'email', key: BRUNO }] });
    expect(await cellsOf(world, SENT)).toEqual({ [`${DONE}|ns:${NAME}`]: 1 });
  });

  it('and is erased stays counted, as all that is counted does', async () => {
    const world = await entered(SENT, ANNA);
    await world.erase(ANNA);
    expect(await cellsOf(world, SENT)).toEqual({ [`${DONE}|ns:${NAME}`]: 1 });
  });

  it('counts alike where the stage that it waits for has another id, which needs no recount', async () => {
    const renamed = nurtureConfig({ until: { stage: 'bought' } }, { funnels: [trial('bought')] });
    const [before, after] = [SENT, renamed].map(({ funnels: [one] }) => one?.stages.map(({ id }) => id));
    expect(after).not.toEqual(before);
    const world = await entered(SENT, ANNA);
    world.edit(renamed);
    await world.take(paid(ANNA, 'o1', MONDAY + 2 * DAY, '50.00'));
    expect(await cellsOf(world, renamed)).toMatchObject({
      [`${DONE}|ns:${NAME}`]: 1,
      [`${DONE}|nsc:${NAME}:${ageClassOf(2 * DAY)}`]: 1,
    });
  });

  it('counts under the goal that the sequence had then', async () => {
    const world = await entered(SENT, ANNA);
    const other = nurtureConfig({ until: { event: 'Called' } });
    world.edit(other);
    await world.take(formOf(BRUNO, MONDAY + HOUR));
    await world.drain();
    const second = nameOf({ event: 'Called' });
    expect(await cellsOf(world, other)).toEqual({ [`${DONE}|ns:${NAME}`]: 1, [`${DONE}|ns:${second}`]: 1 });
  });
});

describe('the event that tells of it', () => {
  const of = { funnel: 'trial', sequence: 'welcome', at: MONDAY };

  it.each([
    { ...of, isHeldOut: true, goal: { stage: '9cd9x' } },
    { ...of, isHeldOut: false, goal: { event: 'Call: Booked\nby us' } },
  ])('says all that is counted by in its id, which no ceiling takes away', (entry) => {
    const { event: told } = sequenceEntered(entry, ANNA);
    const { properties: _, ...bare } = told;
    expect(sequenceEntry(bare)).toEqual(entry);
    expect(isOwnEvent(told)).toBe(true);
  });

  it('is none of a browser, whatever id it sends', () => {
    const { event: told } = sequenceEntered({ ...of, isHeldOut: true, goal: { stage: '9cd9x' } }, ANNA);
    expect(sequenceEntry({ ...told, trusted: false })).toBeUndefined();
    expect(sequenceEntry({ ...told, id: told.id.replace('s:', 'p:') })).toBeUndefined();
  });

  it('does not make a customer that the server knows of: a browser may still say who it is', () => {
    const own = sequenceEntered({ ...of, isHeldOut: true, goal: { stage: '9cd9x' } }, ANNA);
    const known = submission({ user: 'u1' }, event('Order Completed', MONDAY, { id: 's:1', trusted: true }));
    const said = submission(
      { email: ANNA, user: 'u1' },
      event('', MONDAY + HOUR, { id: 'p:2', kind: 'identify' }),
    );
    const records = applySubmissions(applySubmissions(new Map(), [own, known]), [said]);
    expect(records.get(idKey({ kind: 'user', key: 'u1' }))?.link?.to).toEqual({ kind: 'email', key: ANNA });
  });
});

/** The funnel with another id of its last stage. */
function trial(last: string) {
  return {
    id: 'trial',
    kind: 'sales',
    stages: [
      { id: 'awareness', on: [{ page: '/pricing' }] },
      { id: 'interest', on: [{ form: 'ebook' }, { form: 'letter' }] },
      { id: last, on: [{ event: 'Order Completed' }] },
    ],
  };
}

function paid(email: string, id: string, time: number, amount: string): Submission {
  const value = { currency: 'EUR', minor: Math.round(Number(amount) * 100) };
  return submission(
    { email },
    event('Order Completed', time, { id: `p:${id}`, received: time, order: { id, value } }),
  );
}

function refunded(email: string, id: string, time: number, amount: string): Submission {
  const value = { currency: 'EUR', minor: Math.round(Number(amount) * 100) };
  return submission(
    { email },
    event('Order Refunded', time, { id: `p:r${id}`, received: time, order: { id, value, refund: true } }),
  );
}
