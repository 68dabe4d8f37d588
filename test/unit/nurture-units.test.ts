// What sequences cost in units of the table, as docs/after-the-form.md says: to enter, to wait, and a step.
import { expect, it } from 'vitest';
import type { Config } from '../../functions/domain/config/config.ts';
import { memoryTable } from '../support/lead-mail.ts';
import { DAY, HOUR, MONDAY } from '../support/leads.ts';
import { metered } from '../support/metered.ts';
import { formOf, nurtureConfig, nurtureWorld } from '../support/nurture.ts';

const LEADS = 50;
const people = Array.from({ length: LEADS }, (_, n) => `p${n}@example.com`);
const FIVE = [1, 2, 3, 4, 5].map((n) => ({ after: `${n}d`, mail: { subject: `s${n}`, text: 'Hello' } }));

/** Where nothing else is told of leads. */
function world(nurture: Config['nurture']) {
  const { table, units } = metered(memoryTable());
  const { nurture: _, ...config } = nurtureConfig();
  const forms = config.forms.map((form) => ({ ...form, doubleOptIn: false }));
  const made = nurtureWorld({ ...config, forms, ...(nurture && { nurture }) }, MONDAY, table);
  const spent = async (work: () => Promise<void>) => {
    Object.assign(units, { read: 0, write: 0 });
    await work();
    return { read: units.read / LEADS, write: units.write / LEADS };
  };
  return { ...made, spent };
}

const { nurture } = nurtureConfig({ steps: FIVE });

const enterAll = async ({ take, drain }: ReturnType<typeof world>): Promise<void> => {
  for (const one of people) await take(formOf(one, MONDAY));
  await drain();
};

it('to enter takes 9 write units and 5 read units, five steps 39 and 41 with their mails', async () => {
  const nurtured = world(nurture);
  const entering = await nurtured.spent(() => enterAll(nurtured));
  const plain = world(undefined);
  const without = await plain.spent(() => enterAll(plain));
  const steps = await nurtured.spent(async () => {
    for (let day = 1; day <= 5; day++) {
      nurtured.outbox.clock = MONDAY + day * DAY + HOUR;
      await nurtured.run();
    }
  });
  expect(nurtured.outbox.mails).toHaveLength(5 * LEADS);
  expect({ read: entering.read - without.read, write: entering.write - without.write }).toEqual({
    read: 5,
    write: 9,
  });
  expect(steps.write).toBe(39);
  expect(steps.read).toBeCloseTo(41, 0);
});

it('what waits costs nothing: a run reads as much with waiting steps as with none, half a unit a shard', async () => {
  const waiting = world(nurture);
  const empty = await waiting.spent(waiting.run);
  await enterAll(waiting);
  const full = await waiting.spent(waiting.run);
  expect(full).toEqual(empty);
  expect({ read: empty.read * LEADS, write: empty.write }).toEqual({ read: 4, write: 0 });
});

it('who is held out takes 8 write units, once', async () => {
  const held = world((nurture ?? []).map((sequence) => ({ ...sequence, holdOut: 1 })));
  const entering = await held.spent(() => enterAll(held));
  const plain = world(undefined);
  const without = await plain.spent(() => enterAll(plain));
  expect(entering.write - without.write).toBe(8);
});
