// One schedule of mails: people send forms, confirm, unsubscribe, buy and are erased, while sequences go on and calls fail; and who was mailed.
import { confirm } from '../../functions/after-the-form/confirm.ts';
import type { AfterTheFormDeps } from '../../functions/after-the-form/deps.ts';
import { unsubscribe } from '../../functions/after-the-form/unsubscribe.ts';
import type { Config } from '../../functions/domain/config/config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { ENTERED } from '../../functions/domain/mail/own-events.ts';
import type { Mail } from '../../functions/runtime/mail.ts';
import type { HttpRequest } from '../../functions/runtime/request.ts';
import { addressKey } from '../../functions/store/keys.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import { Random } from '../simulation/random.ts';
import { hashOfEmail, lost, memoryTable, refused } from '../support/lead-mail.ts';
import { DAY, definitions, HOUR, MONDAY } from '../support/leads.ts';
import { formOf, nurtureConfig, nurtureWorld, orderOf } from '../support/nurture.ts';
import type { Mutant } from './mutants.ts';
import { type Command, Turns } from './turns.ts';

export type Outcome = {
  readonly violations: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
};

const PEOPLE = ['anna', 'bruno', 'carla'].map((name) => `${name}@example.com`);
const STEPS = ['one', 'two', 'three'];
const ACTIONS = [
  'form',
  'form',
  'letter',
  'letter',
  'confirm',
  'confirm',
  'unsubscribe',
  'order',
  'erase',
  'edit',
] as const;
const WORDS = { subject: 'x', text: 'x' };

/** What was done for one address, by the step of the simulation at which it began or was done. */
type Known = {
  formBegun?: number;
  confirmBegun?: number;
  stopped?: number;
  ordered?: number;
  erased?: number;
  heldOut?: number;
};

function configOf(holdOut: number): Config {
  const base = nurtureConfig(
    { holdOut },
    { mail: { from: 'hello@example.com', perDay: 3, confirm: { ...WORDS, subject: 'confirm' } } },
  );
  const forms = base.forms.map((form) => ({ ...form, reply: { ...WORDS, subject: `reply ${form.id}` } }));
  return { ...base, forms };
}

export async function mailSchedule(seed: number, mutant?: Mutant): Promise<Outcome> {
  const random = new Random(seed);
  const turns = new Turns(random);
  const memory = new Map<string, unknown>();
  const violations: string[] = [];
  const counts = new Map<string, number>();
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const known = new Map<string, Known>(PEOPLE.map((email) => [email, {}]));
  const of = (email: string): Known => known.get(email) ?? {};
  const real = memoryTable();
  const table = turns.table(
    real,
    (answer) => mutant?.reads?.(answer, { by: turns.actor?.name ?? '', memory }) ?? answer,
    (command, actor) => {
      for (const { Put } of itemsOf(command))
        if (Put?.Item?.st?.S === 'claimed') actor?.claimed.set(Put.Item.pk?.S ?? '', turns.step);
    },
  );
  if (mutant?.writes !== undefined) {
    const { send } = table.client;
    const writes = mutant.writes;
    Object.assign(table.client, {
      send: async (command: Command) => {
        await writes(command, real);
        return await send(command as never);
      },
    });
  }
  const world = nurtureWorld(configOf(0.5), MONDAY, table);
  const now = (): number => world.outbox.clock;

  const take = async (...all: readonly Submission[]): Promise<void> => {
    for (const { ids, event } of all)
      if (event.name === ENTERED && event.properties?.group === 'heldOut')
        of(ids.email ?? '').heldOut ??= turns.step;
    const seen = mutant?.takes === undefined ? all : all.map(mutant.takes);
    for (let tries = 0; tries < 50; tries++) {
      try {
        return await world.take(...seen);
      } catch {
        // The queue delivers it again.
        count('taken again');
      }
    }
    throw new Error('it is never taken');
  };
  world.onOwn(take);
  world.outbox.answer = (mail) => {
    const sending = random.chance(turns.stops)
      ? lost
      : random.chance(turns.stops)
        ? refused
        : { outcome: 'sent' as const };
    if (sending.outcome !== 'refused') judge(mail);
    return sending;
  };

  function judge({ to, subject, lead = '' }: Mail): void {
    const { formBegun, confirmBegun, stopped, ordered, erased, heldOut } = of(to);
    const claimed = turns.actor?.claimed.get(addressKey(lead)) ?? 0;
    const isStep = STEPS.includes(subject);
    count(isStep ? 'step mailed' : `${subject} mailed`);
    const wrong = (why: string): void => void violations.push(`${subject} to ${to}: ${why}`);
    if (stopped !== undefined && stopped < claimed) wrong('it has unsubscribed');
    if (isStep && heldOut !== undefined && heldOut < claimed) wrong('it is held out');
    if (isStep && ordered !== undefined && ordered < claimed)
      wrong('it has done what the sequence waits for');
    if (subject === 'reply letter' && confirmBegun === undefined) wrong('it has not confirmed');
    if (isStep && formBegun === undefined && confirmBegun === undefined) wrong('nothing of it is confirmed');
    const last = Math.max(formBegun ?? -1, confirmBegun ?? -1);
    if (subject !== 'confirm' && erased !== undefined && erased < claimed && last < erased)
      wrong('it is erased');
    if (isStep && repeats(to, subject, erased ?? -1)) wrong('it had that step before');
  }
  const mailed = new Map<string, number>();
  function repeats(to: string, subject: string, since: number): boolean {
    const before = mailed.get(`${to} ${subject}`);
    mailed.set(`${to} ${subject}`, turns.step);
    return before !== undefined && before > since;
  }

  const page: AfterTheFormDeps = {
    config: configOf(0.5),
    table: async () => table,
    mailKey: async () => 'key',
    queue: { send: async (all) => await take(...all) },
    now,
    telemetry: { count },
  };
  const asks = { language: 'en', wantsHtml: false, body: Buffer.alloc(0) } as unknown as HttpRequest;

  async function act(action: (typeof ACTIONS)[number], email: string): Promise<void> {
    const own = of(email);
    const lead = hashOfEmail(real, email);
    count(action);
    switch (action) {
      case 'form':
        own.formBegun = turns.step;
        return await take(formOf(email, now()));
      case 'letter':
        return await take(formOf(email, now(), { form: 'letter' }));
      case 'confirm':
        own.confirmBegun = turns.step;
        return void (await untilDone(() => confirm(page, asks, { use: 'c', lead })));
      case 'unsubscribe':
        await untilDone(() => unsubscribe(page, asks, { use: 'u', lead }));
        own.stopped ??= turns.step;
        return;
      case 'order':
        await take(orderOf(email, now()));
        own.ordered ??= turns.step;
        return;
      case 'erase': {
        const settings = {
          table,
          definitions: definitions(configOf(0).funnels),
          now,
          fresh: () => `t${random.bits()}`,
        };
        const isErased = await untilDone(() => eraseLead(settings, { kind: 'email', key: email }));
        if (!isErased) return;
        count('erased');
        own.erased = turns.step;
        // Who begins anew may enter, and order, anew.
        delete own.heldOut;
        delete own.ordered;
        return;
      }
      default:
        return world.edit(configOf(random.pick([0, 0.5, 0.9])));
    }
  }

  async function untilDone<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (tries === 50) throw error;
      }
    }
  }

  turns.stops = random.pick([0, 0.01, 0.04]);
  for (let round = random.between(6, 12); round > 0; round--) {
    for (let n = random.between(0, 4); n > 0; n--) {
      const [action, email] = [random.pick(ACTIONS), random.pick(PEOPLE)];
      turns.begin(action, () => act(action, email));
    }
    for (let runs = random.between(1, 2); runs > 0; runs--) turns.begin('run', async () => await world.run());
    await turns.settle();
    world.outbox.clock += random.pick([HOUR, 6 * HOUR, DAY, 2 * DAY]);
  }
  turns.stops = 0;
  for (let day = 0; day < 10; day++) {
    turns.begin('run', async () => await world.run());
    await turns.settle();
    world.outbox.clock += DAY;
  }
  return { violations, counts };
}

type Item = Readonly<Record<string, { readonly S?: string } | undefined>>;

export function itemsOf({ input }: Command): readonly { readonly Put?: { readonly Item?: Item } }[] {
  return (input.TransactItems ?? []) as readonly { readonly Put?: { readonly Item?: Item } }[];
}
