// The mutants of quarantine and retention.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { addTo } from '../../functions/domain/funnel/cells.ts';
import { addition, placeOf } from '../../functions/store/counters/counters.ts';
import { tombstoneKey } from '../../functions/store/keys.ts';
import { type PackedCounted, unpackCounted } from '../../functions/store/leads/codec/counted.ts';
import { unpack } from '../../functions/store/leads/codec/packed.ts';
import { TABLE } from './database.ts';
import type { Mutant } from './mutant.ts';
import { itemsOf } from './mutant-parts.ts';
import { START } from './world.ts';

export const MUTANTS_OF_KEEPING: readonly Mutant[] = [
  {
    name: 'quarantined counted at once',
    theme: 'suspects',
    breaks: 'what goes into quarantine is taken as a lead too',
    worker: (deps) => ({
      ...deps,
      screen: async (submissions) => {
        await deps.screen(submissions);
        return new Set(submissions);
      },
    }),
  },
  {
    name: 'released at a new time',
    theme: 'suspects',
    breaks: 'what is released has happened when it is released',
    releases: (submission, now) => ({ ...submission, event: { ...submission.event, time: now } }),
  },
  {
    name: 'released twice counts twice',
    theme: 'suspects',
    breaks: 'each click that releases a submission gives it an id of its own',
    releases: (submission, now) => ({
      ...submission,
      event: { ...submission.event, id: `${submission.event.id} ${now}` },
    }),
  },
  {
    name: 'nothing left of the released',
    theme: 'suspects',
    breaks: 'what is released or deleted leaves no mark, so that a copy puts it back',
    send: async ({ operation, input }, call) => {
      const { Item, TableName } = input as {
        readonly Item?: { readonly pk: object; readonly sk: object; readonly gone?: object };
        readonly TableName?: string;
      };
      if (operation !== 'PutItem' || Item?.gone === undefined) return await call(operation, input);
      return await call('DeleteItem', { TableName, Key: { pk: Item.pk, sk: Item.sk } });
    },
  },
  {
    name: 'retention that counts down',
    theme: 'years',
    breaks: 'a walk takes what its leads have counted off the counters',
    send: async (sent, call) => {
      if (sent.by !== 'retention' || sent.operation !== 'TransactWriteItems')
        return await call(sent.operation, sent.input);
      return await call(sent.operation, { TransactItems: itemsOf(sent).flatMap(countedDown) });
    },
  },
  {
    name: 'came back and taken',
    theme: 'years',
    breaks: 'a walk takes a lead as its head was found, whatever the lead has done since',
    retention: (deps) => ({ ...deps, erase: (id) => deps.erase(id, () => true) }),
  },
  {
    name: 'first page is the walk',
    theme: 'years',
    breaks: 'a walk ends with the first page that it looked at',
    retention: (deps) => ({
      ...deps,
      scan: async (after) => {
        const { next: _, ...page } = await deps.scan(after);
        return page;
      },
    }),
  },
];

/** What a tombstone keeps is taken off the counters in its place. */
function countedDown(item: TransactWriteItem): readonly TransactWriteItem[] {
  const { pk, counted } = item.Put?.Item ?? {};
  if (counted === undefined || pk?.S?.startsWith(tombstoneKey('')) !== true) return [item];
  const updates: TransactWriteItem[] = [];
  for (const [definition, cells] of unpackCounted(unpack<PackedCounted>(counted))) {
    const items = new Map<string, Map<string, number>>();
    for (const [key, n] of cells) {
      const { item: name, attribute } = placeOf(key);
      const own = items.get(name) ?? new Map<string, number>();
      addTo(own, attribute, -n);
      items.set(name, own);
    }
    const writing = { id: 'walk', now: START, changes: 1 };
    for (const [name, own] of items)
      updates.push({ Update: addition(TABLE, definition, name, writing, 0, own) });
  }
  return updates;
}
