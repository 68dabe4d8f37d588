// What becomes of the orders of a server in a funnel: at which stage each counts, its worth, and the channels of its attempt.
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import { attemptReader } from '../../functions/domain/funnel/attempts.ts';
import { sliceReader } from '../../functions/domain/funnel/attribution.ts';
import { parseCellKey } from '../../functions/domain/funnel/cells.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { applySubmissions } from '../../functions/domain/lead/apply-submissions.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import { idsOfLead } from '../../functions/domain/lead/identity-graph.ts';
import { type Lead, leadOf } from '../../functions/domain/lead/lead.ts';
import type { Records } from '../../functions/domain/lead/record.ts';
import { Books } from './ties.ts';

export type Placed = {
  /** Absent: late. */
  readonly stage?: number;
  readonly minor: number;
  readonly isLate: boolean;
  readonly channel?: string;
  readonly firstChannel?: string;
};

export type Figures = {
  /** By the id of the event; an order that counts nowhere is absent. */
  readonly orders: ReadonlyMap<string, Placed>;
  /** By stage: attempts that count in it. */
  readonly reached: ReadonlyMap<number, number>;
  /** Of all orders of the server, as the counters have it. */
  readonly revenue: number;
  /** Whether an order of the server is in an attempt and at no stage of it. */
  readonly isAnyUnplaced: boolean;
};

export function leadsOf(batches: readonly (readonly Submission[])[]): readonly Lead[] {
  const books = new Books();
  const records = batches.reduce<Records>(
    (known, batch) => applySubmissions(known, books.take(batch)),
    new Map(),
  );
  return [...records.values()].flatMap(({ id, link }) => {
    if (link !== undefined) return [];
    return [leadOf(idsOfLead(records, id).flatMap((one) => records.get(idKey(one))?.history ?? []))];
  });
}

export function figuresOf(leads: readonly Lead[], definitions: readonly Definition[]): readonly Figures[] {
  const sums = definitions.map(() => ({
    orders: new Map<string, Placed>(),
    reached: new Map<number, number>(),
    revenue: 0,
    isAnyUnplaced: false,
  }));
  for (const lead of leads) {
    if (!lead.events.some(({ trusted }) => trusted)) continue;
    const attemptsOf = attemptReader(lead);
    const tallies = tallyAll(definitions, lead, true, attemptsOf);
    for (const [at, definition] of definitions.entries()) {
      const sum = sums[at];
      if (sum === undefined) continue;
      const { attempts, late } = attemptsOf(definition);
      const slicesOf = sliceReader(['channel', 'first.channel'], lead);
      const names = lead.touches.some(({ trusted }) => trusted);
      for (const attempt of attempts) {
        const [channel, firstChannel] = slicesOf(attempt);
        sum.isAnyUnplaced ||= attempt.events.some(
          (event) => isOrder(event) && !attempt.orders.some((own) => own.event === event),
        );
        for (const { event, stage, value } of attempt.orders) {
          if (!event.trusted) continue;
          sum.orders.set(event.id, {
            stage,
            minor: value?.minor ?? 0,
            isLate: false,
            ...(attempt.touch !== undefined && channel !== undefined ? { channel } : {}),
            ...(names && firstChannel !== undefined ? { firstChannel } : {}),
          });
        }
        for (const [stage, { counted }] of attempt.stages.entries())
          if (counted) sum.reached.set(stage, (sum.reached.get(stage) ?? 0) + 1);
      }
      for (const { event, value } of late) {
        if (isOrder(event) && value !== undefined)
          sum.orders.set(event.id, { minor: value.minor, isLate: true });
      }
      for (const [key, n] of tallies.get(definition.key) ?? []) {
        const { metric, slice } = parseCellKey(key);
        // Of a breakdown the sum over its values is the total.
        if (metric.startsWith('xv:') || (/^[vw]\d/.test(metric) && slice.startsWith('channel=')))
          sum.revenue += n;
      }
    }
  }
  return sums;
}

function isOrder({ trusted, order }: LeadEvent): boolean {
  return trusted && order !== undefined && order.refund !== true;
}
