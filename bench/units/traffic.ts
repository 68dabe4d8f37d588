// A month of a site's traffic as it reaches the worker: four of five events are views, half of which repeat; forms and orders.
import type { Submission } from '../../functions/domain/event/event.ts';
import { form, order, someone, view, type Who } from './mix.ts';
import type { Random } from './random.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const BEGIN = Date.UTC(2026, 1, 1);
const DAYS = 30;
const SHARES = { views: 0.8, forms: 0.15 } as const;
const REPEATED = 0.5;
const VISITS = [1, 2, 3, 4, 5] as const;
const EVENTS_A_VISIT = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const PATHS = ['/', '/pricing', '/about', '/blog/funnels', '/blog/seo', '/blog/crm', '/docs/start'] as const;

/** What the benchmarks say of it. */
export const TRAFFIC =
  '80 % views of which half repeat, 15 % forms, 5 % orders, of leads with nine events in some visits over a month';

type Visit = { readonly who: Who; readonly seen: string[] };

/**
 * A month in order of time. Views are known by the browser's id, forms by browser and e-mail; orders come from the server
 * with the e-mail of somebody who has sent a form.
 */
export function traffic(random: Random, leadsADay: number): readonly Submission[] {
  const moments = Array.from({ length: leadsADay * DAYS }, () => visitsOf(random)).flat();
  moments.sort((a, b) => a.time - b.time);
  const landed = new Set<Who>();
  const known = new Set<Who>();
  let [views, repeats, owed] = [0, 0, 0];
  return moments.map(({ visit: { who, seen }, time }) => {
    const share = random.next();
    if (share >= SHARES.views + SHARES.forms) owed++;
    // Who has sent no form cannot buy: the next who has does so instead.
    if (owed > 0 && known.has(who)) {
      owed--;
      return order(random, who, time);
    }
    if (share >= SHARES.views && share < SHARES.views + SHARES.forms) {
      known.add(who);
      return form(random, who, time, random.next() < 0.7 ? 'ebook' : 'demo');
    }
    views++;
    const again = seen.at(-1);
    if (again !== undefined && repeats < views * REPEATED) {
      repeats++;
      return view(random, who, time, again);
    }
    const path = random.pick(PATHS);
    if (seen.includes(path)) repeats++;
    seen.push(path);
    const isLanding = !landed.has(who);
    landed.add(who);
    return view(random, who, time, path, isLanding);
  });
}

/** When somebody does something: a few visits, days apart, as far as they lie in the month. */
function visitsOf(random: Random): readonly { readonly visit: Visit; readonly time: number }[] {
  const who = someone(random, true);
  const moments: { readonly visit: Visit; readonly time: number }[] = [];
  let time = BEGIN + random.below(DAYS * DAY);
  for (let left = random.pick(VISITS); left > 0; left--) {
    const visit: Visit = { who, seen: [] };
    for (let events = random.pick(EVENTS_A_VISIT); events > 0; events--) {
      if (time < BEGIN + DAYS * DAY) moments.push({ visit, time });
      time += 1 + random.below(5 * MINUTE);
    }
    time += DAY + random.below(13 * DAY);
  }
  return moments;
}
