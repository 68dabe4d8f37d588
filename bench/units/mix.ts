// The leads of the benchmark: who they are, what they did before, and the one submission of each that is measured.
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import { readTouch, type Touch } from '../../functions/domain/touch/touch.ts';
import type { Random } from './random.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;
/** 2026-03-02, 15:00 in Rome. */
const NOW = Date.UTC(2026, 2, 2, 14);
/** The days on which leads entered: today and those before it, all within the shortest window. */
export const DAYS = 30;
/** The local days from the first to today. */
export const REPORT = { from: '2026-02-01', to: '2026-03-02' } as const;

/** A lead and what it sends: its past, in the steps in which it came, and the submission that is measured. */
export type Person = { readonly past: readonly (readonly Submission[])[]; readonly now: Submission };

const NAMES = [
  'Maria Rossi',
  'Luca Bianchi',
  'Anna Petrova',
  'John Smith',
  'Giulia Ferrari',
  'Omar Haddad',
] as const;
const TOPICS = ['funnels', 'seo', 'newsletter', 'pricing', 'leads', 'crm', 'ads', 'webinar'] as const;
const SITE = 'https://www.example.com';

type Arrival = { readonly query: string; readonly referrer: string };

/** How visitors come: addresses and referrers of eight channels, and of none. */
const ARRIVALS = [
  { query: 'gclid=', referrer: 'https://www.google.com/' },
  { query: '', referrer: 'https://www.google.com/' },
  {
    query: 'utm_source=facebook&utm_medium=paid_social&utm_campaign=spring_2026&utm_content=carousel_2',
    referrer: '',
  },
  { query: 'utm_source=newsletter&utm_medium=email&utm_campaign=march_2026', referrer: '' },
  { query: '', referrer: 'https://www.linkedin.com/' },
  { query: '', referrer: 'https://blog.partner.example/best-tools' },
  { query: 'utm_source=partner&utm_medium=affiliate&utm_campaign=launch', referrer: '' },
  { query: 'utm_source=display_network&utm_medium=banner&utm_campaign=brand_it', referrer: '' },
  { query: '', referrer: '' },
] as const satisfies readonly Arrival[];

function touchOf(random: Random): Touch | undefined {
  const { query, referrer } = random.pick<Arrival>(ARRIVALS);
  const click = query.endsWith('gclid=') ? `Cj0KCQi${random.uuid().replaceAll('-', '')}` : '';
  return readTouch({ pageUrl: `${SITE}/pricing?${query}${click}`, referrer, ownHosts: [SITE] });
}

export type Who = {
  readonly email: string;
  readonly name: string;
  readonly touch: Touch | undefined;
  /** The browser's id, where the site uses the script. */
  readonly anonymous?: string;
};

export function someone(random: Random, hasBrowser = false): Who {
  const name = random.pick(NAMES);
  const email = `${name.toLowerCase().replace(' ', '.')}.${random.uuid().slice(0, 6)}@example.com`;
  return { email, name, touch: touchOf(random), ...(hasBrowser ? { anonymous: random.uuid() } : {}) };
}

type Fact = Omit<LeadEvent, 'received' | 'trusted'> & { readonly trusted?: boolean };

function said(ids: Submission['ids'], { trusted = false, ...fact }: Fact): Submission {
  return { ids, event: { ...fact, trusted, received: fact.time } };
}

function withEmail({ email, anonymous }: Who): Submission['ids'] {
  return anonymous === undefined ? { email } : { email, anonymous };
}

function landed({ touch }: Who): Pick<LeadEvent, 'touch'> {
  return touch === undefined ? {} : { touch };
}

export function view(random: Random, who: Who, time: number, path: string, isLanding = false): Submission {
  const ids = who.anonymous === undefined ? { email: who.email } : { anonymous: who.anonymous };
  const touch = isLanding ? landed(who) : {};
  return said(ids, { id: `p:${random.uuid()}`, time, kind: 'page', name: path, ...touch });
}

export function form(random: Random, who: Who, time: number, name: 'ebook' | 'demo'): Submission {
  const properties =
    name === 'ebook'
      ? { name: who.name, newsletter: random.next() < 0.5, 'newsletter.version': '2026-01' }
      : {
          name: who.name,
          size: random.pick(['1-9', '10-49', '50-249']),
          message: 'Could you show us the reports by channel, please?',
        };
  const id = `f:${name}:${random.uuid()}`;
  return said(withEmail(who), { id, time, kind: 'form', name, ...landed(who), properties });
}

export function order(random: Random, who: Who, time: number): Submission {
  return said(
    { email: who.email },
    {
      id: `s:${random.uuid()}`,
      time,
      kind: 'event',
      name: 'Order Completed',
      trusted: true,
      properties: { plan: 'team', coupon: 'SPRING' },
      order: { id: `A-${100_000 + random.below(900_000)}`, value: { currency: 'EUR', minor: 4_900 } },
    },
  );
}

/** One lead in ten progresses from an earlier day; the others entered today. */
function daysBefore(random: Random): number {
  return random.next() < 0.1 ? 1 + random.below(DAYS - 1) : 0;
}

/** A lead with so many events, of which the last is measured: it moves the lead on in both funnels. */
export function personOf(random: Random, size: number, hasBrowser = false): Person {
  const days = daysBefore(random);
  const who = someone(random, hasBrowser);
  const now = NOW + random.below(HOUR);
  const entered = NOW - days * DAY - random.below(6 * HOUR);
  if (size > 1) return withViews(random, who, entered, size, now);
  if (days === 0) return { past: [], now: nextForm(random, who, now) };
  const past = [[form(random, who, entered, 'ebook')]];
  return { past, now: random.next() < 0.7 ? form(random, who, now, 'demo') : order(random, who, now) };
}

/** A reader of two years, whose attempts in the sales funnel are many. */
export function regularOf(random: Random): Person {
  const now = NOW + random.below(HOUR);
  return withViews(random, someone(random), NOW - 730 * DAY, 200, now);
}

function nextForm(random: Random, who: Who, time: number): Submission {
  return form(random, who, time, random.next() < 0.7 ? 'ebook' : 'demo');
}

function withViews(random: Random, who: Who, entered: number, size: number, now: number): Person {
  const views = Array.from({ length: size - 1 }, (_, n): Submission => {
    if (n === 0) return view(random, who, entered, '/pricing', true);
    const time = entered + Math.floor(((NOW - entered) * n) / size);
    return view(random, who, time, `/blog/${random.pick(TOPICS)}-${n}`);
  });
  // What came last came after the rest, so that heads are met as full as they come.
  const last = views.splice(Math.max(1, views.length - random.below(8)));
  const before = views.splice(Math.max(1, views.length - random.below(20)));
  const past = [views, before, last].filter((step) => step.length > 0);
  return { past, now: nextForm(random, who, now) };
}

/** One of the site's other leads, who fill the counters: half give an e-mail, some of them decide, some buy. */
export function backgroundOf(random: Random, days: number): readonly Submission[] {
  const who = someone(random);
  let time = NOW - days * DAY - random.below(10 * HOUR);
  const submissions = [view(random, who, time, '/pricing', true)];
  const later = (): boolean => {
    // Within the same visit, or days after it.
    time += random.next() < 0.6 ? 1 + random.below(30 * MINUTE) : random.below(14 * DAY);
    return time < NOW;
  };
  if (random.next() < 0.5 && later()) submissions.push(form(random, who, time, 'ebook'));
  if (random.next() < 0.3 && later()) submissions.push(form(random, who, time, 'demo'));
  if (random.next() < 0.2 && later()) submissions.push(order(random, who, time));
  return submissions;
}
