// A table that sums what its answers say was consumed.
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';

type Capacity = { readonly CapacityUnits?: number };

export function metered(table: LeadTable) {
  const units = { read: 0, write: 0 };
  const client: LeadTable['client'] = {
    send: async (command: { readonly input: object; readonly constructor: { readonly name: string } }) => {
      Object.assign(command.input, { ReturnConsumedCapacity: 'TOTAL' });
      const answer = (await table.client.send(command as never)) as {
        ConsumedCapacity?: Capacity | readonly Capacity[];
      };
      const reads = /^(Get|Query|BatchGet|Scan)/.test(command.constructor.name);
      for (const one of [answer.ConsumedCapacity ?? []].flat())
        units[reads ? 'read' : 'write'] += one.CapacityUnits ?? 0;
      return answer as never;
    },
  };
  return { table: { ...table, client }, units };
}
