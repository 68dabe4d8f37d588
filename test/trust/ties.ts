// What orders say of browsers, as the worker finds it out, without a database.
import type { LeadId, Submission } from '../../functions/domain/event/event.ts';
import { idKey, idsOf } from '../../functions/domain/lead/identity.ts';
import {
  NOTHING_TOLD,
  type OrderBook,
  type ToldAt,
  withTellings,
} from '../../functions/domain/orders/order-book.ts';
import { newTies } from '../../functions/domain/orders/order-ties.ts';

/** What is known of orders. A record is where its id says. */
export class Books {
  readonly #books = new Map<string, OrderBook>();
  readonly #ids = new Map<string, LeadId>();

  /** The submissions, and what records have to learn of them. */
  take(submissions: readonly Submission[]): readonly Submission[] {
    const told = new Map<string, ToldAt[]>();
    for (const submission of submissions) {
      const { event } = submission;
      if (event.order === undefined) continue;
      const [id] = idsOf(submission);
      this.#ids.set(idKey(id), id);
      told.set(event.order.id, [...(told.get(event.order.id) ?? []), { at: idKey(id), id, event }]);
    }
    return [...submissions, ...[...told].flatMap(([order, all]) => this.#ties(order, all))];
  }

  #ties(order: string, told: readonly ToldAt[]): readonly Submission[] {
    const before = this.#books.get(order) ?? NOTHING_TOLD;
    const after = withTellings(before, told);
    this.#books.set(order, after);
    return newTies(before, after, told).map(({ browser, owner, tie }) => {
      const named = [browser, owner].flatMap((at) => this.#ids.get(at ?? '') ?? []);
      const ids = Object.fromEntries(named.map(({ kind, key }) => [kind, key]));
      const event = { id: '', time: 0, received: 0, kind: 'event', name: '', trusted: false } as const;
      return { ids, event, told: tie };
    });
  }
}
