// Who is left without a sequence: as many as were asked for, the same ones for ever, and none of them ever mailed.
import { describe, expect, it } from 'vitest';
import { isHeldOut } from '../../functions/nurture/hold-out.ts';
import { hashWith } from '../../functions/store/leads/lead-ids.ts';
import { DAY, MONDAY } from '../support/leads.ts';
import { formOf, nurtureConfig, nurtureWorld } from '../support/nurture.ts';

const hashOf = hashWith(Buffer.alloc(32, 7));
const LEADS = Array.from({ length: 10_000 }, (_, n) => hashOf({ kind: 'email', key: `p${n}@example.com` }));
const shareOf = (sequence: string, share: number): readonly string[] =>
  LEADS.filter((lead) => isHeldOut(sequence, lead, share));

describe('of 10,000 leads', () => {
  it.each([0.1, 0.25, 0.5])('a share of %d is held out, within four standard errors', (share) => {
    const held = shareOf('welcome', share).length / LEADS.length;
    expect(Math.abs(held - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / LEADS.length));
  });

  it('none is held out at 0, and who is held out at a share is so at a greater one', () => {
    expect(shareOf('welcome', 0)).toEqual([]);
    const more = new Set(shareOf('welcome', 0.3));
    expect(shareOf('welcome', 0.1).every((lead) => more.has(lead))).toBe(true);
  });

  it('two sequences hold out others: both at a tenth share a hundredth', () => {
    const other = new Set(shareOf('winback', 0.1));
    const both = shareOf('welcome', 0.1).filter((lead) => other.has(lead)).length;
    expect(both).toBeGreaterThan(60);
    expect(both).toBeLessThan(140);
  });

  it('and under another key of the table it is other leads: nobody can foresee it', () => {
    const otherKey = hashWith(Buffer.alloc(32, 8));
    const again = LEADS.filter((_, n) =>
      isHeldOut('welcome', otherKey({ kind: 'email', key: `p${n}@example.com` }), 0.1),
    );
    expect(again).not.toEqual(shareOf('welcome', 0.1));
  });
});

describe('who is held out', () => {
  it('gets nothing, and stays so when the share is lowered, the form comes again, and the lead is told of again', async () => {
    const world = nurtureWorld(nurtureConfig({ holdOut: 0.5 }), MONDAY);
    const people = Array.from({ length: 40 }, (_, n) => `p${n}@example.com`);
    for (const one of people) await world.take(formOf(one, MONDAY));
    await world.drain();
    const held: string[] = [];
    for (const one of people) if ((await world.member(one))?.isHeldOut === true) held.push(one);
    expect(held.length).toBeGreaterThan(8);
    expect(held.length).toBeLessThan(32);
    // Nothing of it waits.
    expect(world.kept().filter((key) => key.startsWith('Z#'))).toHaveLength(people.length - held.length);
    world.edit(nurtureConfig({ holdOut: 0 }));
    for (const one of people) await world.take(formOf(one, MONDAY + DAY));
    await world.until(MONDAY + 20 * DAY);
    for (const one of people) expect(world.subjects(one)).toHaveLength(held.includes(one) ? 0 : 3);
    for (const one of held) expect((await world.member(one))?.isHeldOut).toBe(true);
  });

  it('and who is not stays so when the share is raised', async () => {
    const world = nurtureWorld(nurtureConfig(), MONDAY);
    await world.take(formOf('anna@example.com', MONDAY));
    await world.drain();
    world.edit(nurtureConfig({ holdOut: 0.9 }));
    await world.until(MONDAY + 20 * DAY);
    expect(world.subjects()).toHaveLength(3);
  });
});
