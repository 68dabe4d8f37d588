// Funnels that are edited while events flow: what they show meanwhile, and what they show in the end.

import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Config, FunnelConfig } from '../../functions/domain/config/config.ts';
import { MATCHER_VERSION, snapshotOf } from '../../functions/domain/config/definition.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { storeDefinition } from '../../functions/store/definitions/definitions.ts';
import { readProgress } from '../../functions/store/definitions/funnel-versions.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { event, HOUR, MONDAY, submission } from '../support/leads.ts';
import { sorted } from '../support/ledger.ts';
import { Recounts, SETTLE_MS } from '../support/recounts.ts';

let emulators: Emulators;
let office: Recounts;
beforeAll(async () => {
  emulators = await startEmulators({ dynamodb: true });
});
afterAll(() => emulators.stop());
beforeEach(async () => {
  office = await opened(configOf());
});

async function opened(config: Config): Promise<Recounts> {
  return new Recounts(emulators.dynamodb, await emulators.createTable(), config);
}

function funnelIn(config: Config): FunnelConfig {
  const [funnel] = config.funnels;
  if (funnel === undefined) throw new Error('there is no funnel');
  return funnel;
}

type Stage = readonly [id: string, ...on: readonly string[]];
const TRIAL: readonly Stage[] = [
  ['awareness', '/pricing', '/blog'],
  ['decision', 'Trial'],
  ['action', 'Order'],
];
const JOURNEY: readonly Stage[] = [
  ['interest', '/blog'],
  ['decision', 'Trial'],
];

function configOf({
  trial = TRIAL,
  journey = JOURNEY,
  handOff = 'decision',
  timezone = 'UTC',
  more = {},
}: {
  readonly trial?: readonly Stage[];
  readonly journey?: readonly Stage[];
  readonly handOff?: string | false;
  readonly timezone?: string;
  readonly more?: object;
} = {}): Config {
  const stagesOf = (stages: readonly Stage[]) =>
    stages.map(([id, ...on]) => ({
      id,
      on: on.map((name) => (name.startsWith('/') ? { page: name } : { event: name })),
    }));
  return parseConfig({
    timezone,
    forms: [{ id: 'ebook', fields: [{ name: 'email', type: 'email' }] }],
    funnels: [
      { id: 'trial', kind: 'sales', by: ['channel', 'campaign'], stages: stagesOf(trial), ...more },
      {
        id: 'journey',
        kind: 'marketing',
        stages: stagesOf(journey),
        ...(handOff === false ? {} : { handOff: { at: handOff, to: 'trial' } }),
      },
    ],
  });
}

const EVENTS = ['/pricing', '/blog', 'Trial', 'Order', '/about', 'Referral'];

/** Leads with an e-mail, a browser or both; some with more events than a head holds. */
function story(leads: number, seed: number): readonly Submission[] {
  return Array.from({ length: leads }, (_, lead) => {
    const many = lead % 9 === 0 ? 40 : 4;
    return Array.from({ length: many }, (_, n) => {
      const name = EVENTS[(lead * 7 + n * 3 + seed + (n >> 2)) % EVENTS.length] ?? '/blog';
      const at = MONDAY + ((lead * 5 + n * 11 + seed) % 60) * 7 * HOUR + n * 1_000;
      const email = { email: `${lead}@example.com` };
      const ids = lead % 4 === 1 && n === 0 ? { anonymous: `b${lead}` } : { ...email, anonymous: `b${lead}` };
      const more = {
        id: `${seed}-${lead}-${n}`,
        touch: { channel: 'Email', campaign: `c${(lead + n) % 5}` },
      };
      return submission(lead % 4 === 0 ? email : ids, event(name, at, more));
    });
  }).flat();
}

/** What a table shows that was counted under this configuration from the start. */
async function countedFromTheStart(config: Config, submissions: readonly Submission[]): Promise<Recounts> {
  const other = await opened(config);
  await other.configure();
  await other.take(submissions);
  return other;
}

async function expectAsFromTheStart(config: Config, submissions: readonly Submission[]): Promise<void> {
  const other = await countedFromTheStart(config, submissions);
  for (const { id } of config.funnels) {
    expect(sorted(await office.cells(id)), id).toEqual(sorted(await other.cells(id)));
    expect(await office.servedAs(id)).toMatchObject({ recount: null, partial: false, erased: 0 });
  }
  expect(await office.reconcile()).toMatchObject({ differences: [], behind: 0 });
}

const EDITS: readonly (readonly [string, Config])[] = [
  ['an added stage', configOf({ trial: [...TRIAL.slice(0, 2), ['payment', 'Referral'], ...TRIAL.slice(2)] })],
  ['a removed stage', configOf({ trial: TRIAL.slice(0, 2) })],
  ['another trigger', configOf({ trial: [['awareness', '/about'], ...TRIAL.slice(1)] })],
  ['another time zone', configOf({ timezone: 'Pacific/Auckland' })],
  [
    'another order, window and breakdown',
    configOf({ more: { order: 'ordered', window: '2d', by: ['source'] } }),
  ],
  ['an edited giver', configOf({ journey: [['interest', '/about'], ...JOURNEY.slice(1)] })],
  ['another giving stage', configOf({ handOff: 'interest' })],
  ['no hand-off any more', configOf({ handOff: false })],
];

describe('a funnel that is edited while events flow', () => {
  it.each(EDITS)(
    'shows with %s what it would if it had been counted so from the start',
    async (_, edited) => {
      const before = story(24, 1);
      await office.configure();
      await office.take(before);
      const shown = await office.servedAs('trial');
      expect(await office.configure(edited)).toBe(true);
      const later = story(24, 2);
      const taken: Submission[] = [];
      await office.walk(async () => {
        const some = later.slice(taken.length, taken.length + 20);
        taken.push(...some);
        await office.take(some);
      });
      await office.take(later.slice(taken.length));
      expect((await office.servedAs('trial')).key).not.toBe(shown.key);
      await expectAsFromTheStart(edited, [...before, ...later]);
    },
  );

  it('goes on being counted and shown under the old definition until then', async () => {
    const before = story(20, 1);
    await office.configure();
    await office.take(before);
    await office.configure(configOf({ trial: TRIAL.slice(1), timezone: 'Asia/Tokyo' }));
    const later = story(20, 2);
    await office.take(later);
    const served = await office.servedAs('trial');
    expect(served.timezone).toBe('UTC');
    expect(served.funnel.stages).toHaveLength(3);
    expect(served.recount).toEqual({ done: 0, total: 0 });
    const old = await countedFromTheStart(configOf(), [...before, ...later]);
    expect(sorted(await office.cells('trial'))).toEqual(sorted(await old.cells('trial')));
    expect((await office.reconcile()).differences).toEqual([]);
  });

  it('says how far its recount is, and never that it is further than it is', async () => {
    await office.configure();
    await office.take(story(24, 1));
    await office.configure(configOf({ trial: TRIAL.slice(1) }));
    const seen: number[] = [];
    await office.walk(async () => {
      const { recount } = await office.servedAs('trial');
      if (recount === null) return;
      expect(recount.done).toBeLessThanOrEqual(recount.total);
      seen.push(recount.done);
    });
    // The step that looks at the last page of all switches the report, too.
    expect(Math.max(...seen)).toBeGreaterThanOrEqual(24 - office.pageSize);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    // The next recount knows how many to expect.
    await office.configure(configOf());
    expect((await office.servedAs('trial')).recount).toEqual({ done: 0, total: 24 });
  });

  it('says that its recount is still to come before somebody has claimed it', async () => {
    const edited = configOf({ trial: TRIAL.slice(1) });
    await office.configure();
    await office.take(story(24, 1));
    office.config = edited;
    const [trial, journey] = await office.served();
    // How many leads there are, no recount has found out yet.
    expect(trial?.recount).toEqual({ done: 0, total: 0 });
    expect(journey?.recount).toBeNull();
    await office.configure(edited);
    await office.walk();
    expect((await office.servedAs('trial')).recount).toBeNull();
    office.config = configOf();
    expect((await office.servedAs('trial')).recount).toEqual({ done: 0, total: 24 });
  });

  it('and edited again, does not show how far the recount of the edit before is', async () => {
    await office.configure();
    await office.take(story(24, 1));
    await office.configure(configOf({ trial: TRIAL.slice(1) }));
    const first = office.queue.shift();
    if (first) await office.begin(first);
    expect((await office.servedAs('trial')).recount?.done).toBeGreaterThan(0);
    office.config = configOf({ trial: TRIAL.slice(0, 2) });
    expect((await office.servedAs('trial')).recount).toEqual({ done: 0, total: 0 });
  });

  it('and edited back before the end, keeps what it served', async () => {
    await office.configure();
    await office.take(story(10, 1));
    const { key } = await office.servedAs('trial');
    await office.configure(configOf({ trial: TRIAL.slice(1) }));
    expect(await office.configure(configOf())).toBe(false);
    expect(await office.servedAs('trial')).toMatchObject({ key, recount: null });
    await office.take(story(10, 2));
    expect(await office.walk()).toEqual(['over', 'over', 'over', 'over']);
    await expectAsFromTheStart(configOf(), [...story(10, 1), ...story(10, 2)]);
  });

  it('and edited back afterwards, is recounted once more, under counters of its own', async () => {
    const all = [1, 2, 3].map((seed) => story(15, seed));
    await office.configure();
    await office.take(all[0] ?? []);
    const { key } = await office.servedAs('trial');
    await office.configure(configOf({ trial: TRIAL.slice(1) }));
    await office.walk();
    await office.take(all[1] ?? []);
    expect(await office.configure(configOf())).toBe(true);
    await office.walk(() => office.take(all[2] ?? []));
    await office.take(all[2] ?? []);
    expect((await office.servedAs('trial')).key).toBe(`${key}.3`);
    await expectAsFromTheStart(configOf(), all.flat());
  });

  it('and edited again during its recount, is recounted under the newest alone', async () => {
    const edited = configOf({ trial: TRIAL.slice(1) });
    const again = configOf({ trial: TRIAL.slice(0, 2) });
    await office.configure();
    await office.take(story(30, 1));
    await office.configure(edited);
    const first = office.queue.shift();
    if (first) await office.step(first, 2);
    expect(await office.configure(again)).toBe(true);
    await office.take(story(30, 2));
    await office.walk();
    await expectAsFromTheStart(again, [...story(30, 1), ...story(30, 2)]);
    // What nobody reads any more is forgotten where a lead is written.
    await office.take(story(30, 3));
    await expectAsFromTheStart(
      again,
      [1, 2, 3].flatMap((seed) => story(30, seed)),
    );
  });
});

describe('a funnel that is new', () => {
  const alone: Config = {
    ...configOf(),
    funnels: configOf()
      .funnels.slice(1)
      .map(({ handOff: _, ...rest }) => rest),
  };

  it('is shown from what is counted so far, as partial, until all leads are', async () => {
    await office.configure(alone);
    await office.take(story(20, 1));
    await office.configure(configOf());
    expect(await office.servedAs('trial')).toMatchObject({ partial: true, recount: { done: 0 } });
    expect(await office.cells('trial')).toEqual(new Map());
    await office.walk();
    await expectAsFromTheStart(configOf(), story(20, 1));
  });

  it('is served at once in a table without leads', async () => {
    expect(await office.configure()).toBe(false);
    expect(office.queue).toEqual([]);
    expect(await office.servedAs('trial')).toMatchObject({ partial: false, recount: null });
  });

  it('has nothing to show before somebody has noticed it', async () => {
    await office.configure(alone);
    office.config = configOf();
    expect(await office.servedAs('trial')).toMatchObject({ partial: true, recount: { done: 0, total: 0 } });
  });

  it('and removed, and back again, is counted anew', async () => {
    await office.configure();
    await office.take(story(10, 1));
    const { key } = await office.servedAs('trial');
    await office.configure(alone);
    await office.walk();
    await office.take(story(10, 2));
    await office.configure(configOf());
    await office.walk();
    expect((await office.servedAs('trial')).key).toBe(`${key}.2`);
    await expectAsFromTheStart(configOf(), [...story(10, 1), ...story(10, 2)]);
  });
});

describe('a recount', () => {
  const edited = configOf({ trial: TRIAL.slice(1) });

  it('ends only when a pass that began after every older worker has stopped finds nobody behind', async () => {
    await office.configure();
    await office.take(story(20, 1));
    const old = await office.view();
    const began = office.now;
    await office.configure(edited);
    let late = false;
    const walked = await office.walk(async () => {
      if (late || office.now < began + SETTLE_MS - 10_000) return;
      // It began before the claim, knows nothing of it, and writes when its time is nearly up.
      late = true;
      await office.take(story(20, 2), old);
    });
    expect(late).toBe(true);
    expect(walked.at(-1)).toBe('switched');
    expect(office.now).toBeGreaterThan(began + SETTLE_MS);
    await expectAsFromTheStart(edited, [...story(20, 1), ...story(20, 2)]);
  });

  it('is claimed once by two runs at the same time', async () => {
    await office.configure();
    await office.take(story(5, 1));
    const claims = await Promise.all([
      office.configure(edited),
      office.configure(edited),
      office.configure(edited),
    ]);
    expect(claims.filter((claimed) => claimed)).toHaveLength(1);
    await office.walk();
    await expectAsFromTheStart(edited, story(5, 1));
  });

  it('is not harmed by copies of its messages', async () => {
    await office.configure();
    await office.take(story(24, 1));
    await office.configure(edited);
    office.queue.push(...office.queue, ...office.queue);
    const walked = new Set(await office.walk());
    expect(walked).toContain('switched');
    await expectAsFromTheStart(edited, story(24, 1));
  });

  it('of whose segment two copies are at work at once is walked on by one of them', async () => {
    await office.configure();
    await office.take(story(24, 1));
    await office.configure(edited);
    const [one] = office.queue;
    if (one === undefined) throw new Error('nothing was sent');
    // The run is seen, and the wait is over.
    await office.step(one, 1);
    office.now += SETTLE_MS;
    // How many pages a segment has is up to how many counters lie among its leads.
    const pages: string[] = [];
    while (pages.at(-1) !== 'done' && pages.length < 10) {
      const both = await Promise.all([office.step(one, 1), office.step(one, 1)]);
      const [walked = '', other] = both.sort();
      expect(other).toBe('elsewhere');
      pages.push(walked);
    }
    expect(pages).toEqual([...pages.slice(1).map(() => 'continued'), 'done']);
    expect(pages.length).toBeGreaterThan(1);
    await office.walk();
    await expectAsFromTheStart(edited, story(24, 1));
  });

  it('goes on after a crash between moving the cursor and sending the next message', async () => {
    await office.configure();
    await office.take(story(24, 1));
    await office.configure(edited);
    const one = office.queue.shift();
    if (one === undefined) throw new Error('nothing was sent');
    office.losesNextMessage = true;
    await expect(office.step(one, 1)).rejects.toThrow('crashed');
    // SQS delivers it again.
    office.queue.push(one);
    await office.walk();
    await expectAsFromTheStart(edited, story(24, 1));
  });

  it('whose messages were lost is taken up by the next hourly run', async () => {
    await office.configure();
    await office.take(story(10, 1));
    await office.configure(edited);
    const one = office.queue.shift();
    if (one) await office.step(one, 1);
    office.queue.length = 0;
    await office.configure();
    // What has begun may be at work; what has not was never sent.
    expect(office.queue).toHaveLength(3);
    office.queue.length = 0;
    office.now += HOUR;
    await office.configure();
    expect(office.queue).toHaveLength(4);
    await office.walk();
    await expectAsFromTheStart(edited, story(10, 1));
  });

  it('waits where its code cannot count what is counting: a release is under way', async () => {
    await office.configure();
    await office.take(story(5, 1));
    await office.configure(edited);
    const { client, table } = office.leads;
    const { live } = await readProgress(office.leads);
    const key = live?.funnels.trial?.pending ?? '';
    const definition = (matcher: number) => ({
      key,
      firstSeen: 0,
      ...snapshotOf(edited, funnelIn(edited)),
      matcher,
    });
    const Key = { pk: { S: 'D#trial' }, sk: { S: key } };
    await client.send(new DeleteItemCommand({ TableName: table, Key }));
    await storeDefinition(office.leads, definition(MATCHER_VERSION + 1));
    const one = office.queue.shift();
    if (one === undefined) throw new Error('nothing was sent');
    office.now += HOUR;
    expect(await office.step(one)).toBe('continued');
    expect((await readProgress(office.leads)).segments).toEqual([]);
    await client.send(new DeleteItemCommand({ TableName: table, Key }));
    await storeDefinition(office.leads, definition(MATCHER_VERSION));
    await office.walk();
    await expectAsFromTheStart(edited, story(5, 1));
  });

  it('changes nothing when a message comes after its end', async () => {
    await office.configure();
    await office.take(story(5, 1));
    await office.configure(edited);
    const late = [...office.queue];
    await office.walk();
    const { live } = await readProgress(office.leads);
    office.queue.push(...late);
    expect(new Set(await office.walk())).toEqual(new Set(['over']));
    expect((await readProgress(office.leads)).live).toEqual(live);
  });

  it('says how many leads were erased before it, which it cannot count', async () => {
    await office.configure();
    await office.take(story(8, 1));
    let tombstones = 0;
    const deps = {
      table: office.leads,
      definitions: (await office.view()).definitions,
      now: () => Date.now(),
      fresh: () => `t${tombstones++}`,
    };
    expect(await eraseLead(deps, { kind: 'email', key: '0@example.com' })).toBe(true);
    expect(await eraseLead(deps, { kind: 'email', key: '4@example.com' })).toBe(true);
    expect((await office.servedAs('trial')).erased).toBe(0);
    await office.configure(edited);
    await office.walk();
    expect((await office.servedAs('trial')).erased).toBe(2);
    // The journey was not edited: it has counted them.
    expect((await office.servedAs('journey')).erased).toBe(0);
    expect((await office.reconcile()).differences).toEqual([]);
  });
});
