// Which lead an order is of, where several tell of it: by all leads of an export, and not by what these say of each other.
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { type ExportedLead, eventOf } from './exported-leads.ts';

/** An order of which another lead may have the best telling. */
export type OneOrder = {
  /** That lead's id. */
  readonly lead: string;
  readonly trusted: boolean;
  /** Refunds and updates that other leads have of it, each once. */
  readonly changes: ReadonlyMap<string, readonly LeadEvent[]>;
};

export function isChange({ order }: LeadEvent): boolean {
  return order?.refund === true || order?.update === true;
}

/** By order id. The secret key first, then what was accepted first. */
export function ordersIn(leads: readonly ExportedLead[]): ReadonlyMap<string, OneOrder> {
  const said = leads.flatMap(({ id: lead, ids, timeline }) =>
    timeline.flatMap((entry) => {
      const event = eventOf(entry);
      if (event?.order === undefined) return [];
      const under = ids.find(({ record }) => record === entry.record);
      return [{ lead, event, order: event.order, tie: tieOf(`${under?.kind}:${under?.key}`) }];
    }),
  );
  const orders = new Map<string, OneOrder>();
  for (const [id, all] of Map.groupBy(said, ({ order }) => order.id)) {
    const [best] = all
      .filter(({ event }) => !isChange(event))
      .sort(
        (a, b) =>
          Number(b.event.trusted) - Number(a.event.trusted) ||
          a.event.received - b.event.received ||
          a.tie - b.tie,
      );
    if (best === undefined) continue;
    const changes = Map.groupBy(
      all.filter(({ event, lead }) => isChange(event) && lead !== best.lead),
      ({ lead }) => lead,
    );
    orders.set(id, {
      lead: best.lead,
      trusted: best.event.trusted,
      changes: new Map([...changes].map(([lead, own]) => [lead, own.map(({ event }) => event)])),
    });
  }
  return orders;
}

/** Of what was accepted at once: 16 bits of FNV-1a, folded. */
function tieOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const unit of id.split('')) hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  return (hash ^ (hash >>> 16)) & 0xffff;
}

/** What other leads say of the orders of one, each once: nothing with the public key of what was told with the secret one. */
export function saidElsewhere(
  lead: string,
  own: readonly LeadEvent[],
  orders: ReadonlyMap<string, OneOrder>,
): readonly LeadEvent[] {
  const others = new Map<string, LeadEvent>();
  for (const order of orders.values()) {
    if (order.lead !== lead) continue;
    for (const event of [...order.changes.values()].flat()) {
      const isKnown = own.some((one) => isChange(one) && one.id === event.id);
      const { flags: _, touch: __, properties: ___, ...bare } = event;
      const rival = others.get(event.id);
      const isLater = rival !== undefined && rival.time <= event.time;
      if (!isKnown && !isLater && (event.trusted || !order.trusted))
        others.set(event.id, { ...bare, name: '' });
    }
  }
  return [...others.values()];
}
