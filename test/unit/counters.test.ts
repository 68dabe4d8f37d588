import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import {
  type CellKey,
  type Cells,
  cellKey,
  type Metric,
  type Slice,
} from '../../functions/domain/funnel/cells.ts';
import { addition, placeOf } from '../../functions/store/counters/counters.ts';
import { readCells } from '../../functions/store/counters/read-days.ts';
import { definition, funnel } from '../support/leads.ts';
import { sorted } from '../support/ledger.ts';

const METRICS: readonly Metric[] = [
  'e',
  'l0',
  'r1',
  'd1',
  'b1',
  'f1:12',
  'p1:3',
  'o1',
  'v1:EUR',
  'x',
  'xv:JPY',
  'h',
  'h:9',
  'k:journey-2:9',
];
const SLICES: readonly Slice[] = [
  '',
  'channel=Email',
  'channel=a|b=c',
  'first.form=ebook',
  'campaign=x|y',
  'campaign==1',
  'campaign=#2026-03-03#7',
];

/** The items that the updates make, one for each group and shard, as a query for a group gives them back. */
function itemsOf(cells: Cells, group: string): readonly Record<string, AttributeValue>[] {
  return [...cells].flatMap(([key, n], index) => {
    const place = placeOf(key);
    if (!place.item.startsWith(`${group}#`)) return [];
    const update = addition(
      'table',
      'trial.1',
      place.item,
      { id: 't1', now: 0, changes: 1 },
      index % 3,
      new Map([[place.attribute, n]]),
    );
    const { '#0': name = '' } = update.ExpressionAttributeNames ?? {};
    const [value = { N: '0' }] = Object.values(update.ExpressionAttributeValues ?? {});
    return [{ ...update.Key, [name]: value, id: { S: 't1' } }];
  });
}

it('reads back every cell as it was written, whatever its metric and its slice', async () => {
  const one = definition(funnel(['/a', 'Trial'], { order: 'any', by: ['campaign'] }));
  const cells = new Map<CellKey, number>(
    SLICES.flatMap((slice, at) =>
      METRICS.map((metric, n): [CellKey, number] => [cellKey('2026-03-02', metric, slice), 1 + at + 10 * n]),
    ),
  );
  const send = async (command: unknown) => {
    if (!(command instanceof QueryCommand)) throw new TypeError('not a query');
    const group =
      command.input.ExpressionAttributeValues?.[':from']?.S?.slice(0, -'#2026-03-02'.length) ?? '';
    return { Items: itemsOf(cells, group) };
  };
  const range = { definition: one, from: '2026-03-02', to: '2026-03-02', breakdowns: ['campaign'] as const };
  expect(sorted(await readCells({ send }, 'table', range))).toEqual(sorted(cells));
});
