// Orders of a world that a browser and a server tell of, whom nothing else links; now and then the browser sends a form later.
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import { HOUR } from '../support/leads.ts';

const ORDERS = 2;
const BROWSERS = 4;

/** Of some submissions that name a customer, by their place in the world: no randomness is used up. */
export function ordersOfTwo({ ids, event, screening }: Submission, n: number): readonly Submission[] {
  const { anonymous: _, ...customer } = ids;
  if (n % 3 !== 0 || screening !== undefined || Object.keys(customer).length === 0) return [];
  const nth = n / 3;
  const browser = { anonymous: `shop ${nth % BROWSERS}` };
  const value = { currency: 'EUR', minor: 1_000 + (nth % 3) * 250 };
  const order = { id: `of two ${nth % ORDERS}`, value };
  const { time, received } = event;
  const base = { time, received, kind: 'event', name: 'Order', order } as const;
  const form: LeadEvent = {
    id: `f:of two ${n}`,
    time: time + HOUR,
    received,
    kind: 'form',
    name: 'ebook',
    trusted: false,
  };
  return [
    { ids: browser, event: { ...base, id: `p:of two ${n}`, trusted: false } },
    { ids: customer, event: { ...base, id: `s:of two ${n}`, trusted: true } },
    ...(nth % 3 === 2 ? [{ ids: { ...customer, ...browser }, event: form }] : []),
  ];
}
