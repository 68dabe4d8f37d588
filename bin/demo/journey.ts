// What one made-up visitor does, step by step along a configured funnel: a plan, with nothing sent yet.
import type { Config, FunnelConfig, TriggerConfig } from '../../functions/domain/config/config.ts';
import { type Arrival, CHANNELS, type Person, person } from './audience.ts';
import { createRandom, type Random } from './random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A report shows the last 30 local days by default: today and the 29 before. */
const MONTH = 29 * DAY;

export type Step = {
  /** Ms since the epoch. */
  readonly at: number;
  readonly id: string;
} & (
  | { readonly kind: 'page'; readonly path: string; readonly arrival: Arrival }
  | {
      readonly kind: 'event';
      readonly name: string;
      readonly fromServer: boolean;
      readonly properties: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'form'; readonly form: string; readonly path: string; readonly arrival: Arrival }
);

export type Journey = {
  readonly anonymousId: string;
  readonly person: Person;
  /** In order of time. */
  readonly steps: readonly Step[];
};

export type Plan = {
  readonly config: Config;
  readonly seed: string;
  readonly visitors: number;
  /** The end of the month that is played, ms since the epoch. */
  readonly now: number;
};

/** How likely a visitor takes the next step, by its place in the funnel; times the quality of their channel. */
const CHANCES = [1, 0.2, 0.42, 0.38, 0.3, 0.35] as const;
/** And how long they take to it, on average. */
const DELAYS = [0, 2 * DAY, 3 * DAY, 4 * DAY, 6 * DAY, 3 * DAY] as const;
const PRICES = ['29.00', '49.00', '99.00', '290.00'] as const;

/** The same plan gives the same journeys; a journey of one visitor does not depend on the others. */
export function planJourneys(plan: Plan): readonly Journey[] {
  const funnel = longest(plan.config.funnels);
  const pages = pagesOf(plan.config);
  return Array.from({ length: plan.visitors }, (_, number) => planJourney(plan, funnel, pages, number));
}

/** The whole story is told by the funnel with most stages: the others see their part of it. */
function longest([first, ...others]: readonly FunnelConfig[]): FunnelConfig | undefined {
  return others.reduce(
    (best, funnel) => (best && funnel.stages.length > best.stages.length ? funnel : best),
    first,
  );
}

function planJourney(
  { seed, now, config }: Plan,
  funnel: FunnelConfig | undefined,
  pages: Pages,
  number: number,
): Journey {
  const random = createRandom(seed, number);
  const channel = random.weighted(CHANNELS);
  const steps: Step[] = [];
  const id = (): string => `demo-${seed}-${number}-${steps.length}`;
  const arrival = channel.arrive(random);
  const home = random.pick(pages);
  // A few are visiting right now, and send their forms as they come.
  const isHere = random.chance(0.08);
  let at = isHere ? now - random.wait(DAY) : now - random.next() * MONTH;

  const visit = (path: string, by: Arrival): void => {
    steps.push({ kind: 'page', at: Math.round(at), id: id(), path, arrival: by });
  };
  visit(home, arrival);
  for (let more = random.between(0, 3); more > 0; more -= 1) {
    at += random.wait(3 * MINUTE);
    if (at > now) break;
    visit(random.pick(pages), came());
  }

  for (const [index, stage] of (funnel?.stages ?? []).entries()) {
    if (index > 0 && !random.chance(Math.min(0.95, (CHANCES[index] ?? 0.3) * channel.quality))) break;
    const trigger = chooseTrigger(stage.on, isHere, random);
    if (trigger === undefined) break;
    at += random.wait(DELAYS[index] ?? 5 * DAY);
    const isForm = 'form' in trigger;
    if (isForm && isHere) at = now;
    if (at > now) break;
    if (isForm) {
      steps.push({ kind: 'form', at: Math.round(at), id: id(), form: trigger.form, path: home, arrival });
      continue;
    }
    if ('page' in trigger) {
      visit(pathFor(trigger.page, random), came());
      continue;
    }
    const done = steps.filter((step) => step.kind === 'event' && step.name === trigger.event).length;
    for (let left = trigger.times - done; left > 0; left -= 1) {
      steps.push(planEvent(trigger, Math.round(at), id(), random));
    }
  }
  // One order in thirty is given back.
  const order = steps.find((step) => step.kind === 'event' && step.name === 'Order Completed');
  if (order?.kind === 'event' && random.chance(1 / 30) && order.at + DAY < now) {
    const { order_id, currency } = order.properties;
    steps.push({
      ...order,
      name: 'Order Refunded',
      at: order.at + DAY,
      id: id(),
      properties: { order_id, currency },
    });
  }
  return {
    anonymousId: `demo-${seed}-${number}`,
    person: person(createRandom(seed, number, config.locale), number),
    steps: steps.toSorted((a, b) => a.at - b.at),
  };
}

function came(): Arrival {
  return { search: '', referrer: '' };
}

/** Visitors who are here send a form where there is one. */
function chooseTrigger(
  triggers: readonly TriggerConfig[],
  isHere: boolean,
  random: Random,
): TriggerConfig | undefined {
  const forms = triggers.filter((trigger) => 'form' in trigger);
  const [first, ...rest] = isHere && forms.length > 0 ? forms : triggers;
  return first && random.pick([first, ...rest]);
}

function planEvent(
  trigger: TriggerConfig & { readonly event: string },
  at: number,
  id: string,
  random: Random,
): Step {
  const order = { order_id: id, revenue: random.pick(PRICES), currency: 'EUR' };
  const properties = { ...(trigger.event === 'Order Completed' ? order : {}), ...trigger.where };
  const fromServer = trigger.from === 'server' || trigger.event === 'Order Completed';
  return { kind: 'event', at, id, name: trigger.event, fromServer, properties };
}

type Pages = readonly [string, ...string[]];

/** Pages of a shop, and those that the funnels ask for. */
function pagesOf({ funnels }: Config): Pages {
  const asked = funnels
    .flatMap(({ stages }) => stages.flatMap(({ on }) => on))
    .flatMap((trigger) => ('page' in trigger ? [trigger.page] : []))
    .filter((page) => !page.includes('*'));
  return ['/', '/about', '/features', ...new Set(asked), '/blog/first-customers', '/blog/pricing-a-product'];
}

/** A page that a pattern means: each star stands for some words. */
function pathFor(pattern: string, random: Random): string {
  return pattern.replaceAll(/\*+/g, () =>
    random.pick(['first-customers', 'pricing-a-product', 'case-study', 'guide']),
  );
}
