// What ads cost, as items: one a day, source and currency, with an attribute for each campaign, so that a file replaces what it has.
import { type AttributeValue, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { AdCost } from '../../domain/ad-cost/ad-cost.ts';
import { AD_COSTS } from '../../runtime/environment-names.ts';
import { inLanes } from '../../runtime/in-lanes.ts';
import { FORMAT, type Item, readAs, UnreadableItem } from '../item-format.ts';
import { queryAll } from '../query-all.ts';

export type CostTable = { readonly client: Pick<DynamoDBClient, 'send'>; readonly table: string };

/** Too many campaigns of a day: files together have brought more than an item holds. */
export class CostsTooLarge extends Error {
  override readonly name = 'CostsTooLarge';
}

/** Of one update: its expression stays below 4 KB. */
const MOST_CAMPAIGNS = 100;
/** Updates under way at once. */
const LANES = 16;
/** Before the name of a campaign. */
const CAMPAIGN = 'c:';
/** Minor units, and behind them the `utm_campaign` where it is another name. */
const COST = /^(\d{1,16})(?: (.+))?$/s;

/**
 * Puts each cost in the place of what was said before of its day, source, currency and campaign; a cost of 0 takes that away.
 * The same again changes nothing, so that what stopped halfway is repaired by sending it again.
 * @throws CostsTooLarge
 */
export async function writeCosts({ client, table }: CostTable, costs: readonly AdCost[]): Promise<void> {
  const updates = [...byItem(costs)].flatMap(([key, own]) =>
    chunks(own).map((part) => updateOf(table, key, part)),
  );
  await inLanes(updates, LANES, async (update) => {
    await client.send(update).catch(asTooLarge);
  });
}

/** Those of the days from the first to the last, `YYYY-MM-DD`, both inclusive. */
export async function readCosts(
  { client, table }: CostTable,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<readonly AdCost[]> {
  // After every source of the last day.
  const range = { table, pk: AD_COSTS, from, to: `${to}$`, isConsistent: true };
  return (await queryAll(client, range)).flatMap((item) => readAs(item, decode));
}

function byItem(costs: readonly AdCost[]): ReadonlyMap<string, readonly AdCost[]> {
  const items = new Map<string, AdCost[]>();
  for (const cost of costs) {
    const key = `${cost.day}#${cost.source}#${cost.currency}`;
    const own = items.get(key);
    if (own === undefined) items.set(key, [cost]);
    else own.push(cost);
  }
  return items;
}

function chunks(costs: readonly AdCost[]): readonly (readonly AdCost[])[] {
  const count = Math.ceil(costs.length / MOST_CAMPAIGNS);
  return Array.from({ length: count }, (_, at) =>
    costs.slice(at * MOST_CAMPAIGNS, (at + 1) * MOST_CAMPAIGNS),
  );
}

function updateOf(table: string, key: string, costs: readonly AdCost[]): UpdateItemCommand {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = { ':f': FORMAT.f };
  const set = ['f = :f'];
  const remove: string[] = [];
  for (const [at, { campaign, as, minor }] of costs.entries()) {
    names[`#${at}`] = `${CAMPAIGN}${campaign}`;
    if (minor === 0) {
      remove.push(`#${at}`);
      continue;
    }
    values[`:${at}`] = { S: as === undefined ? String(minor) : `${minor} ${as}` };
    set.push(`#${at} = :${at}`);
  }
  return new UpdateItemCommand({
    TableName: table,
    Key: { pk: { S: AD_COSTS }, sk: { S: key } },
    UpdateExpression: `SET ${set.join(', ')}${remove.length === 0 ? '' : ` REMOVE ${remove.join(', ')}`}`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  });
}

function decode(item: Item): readonly AdCost[] {
  const [, day = '', source = '', currency = ''] =
    /^(\d{4}-\d{2}-\d{2})#(.+)#([A-Z]{3})$/s.exec(item.sk?.S ?? '') ?? [];
  if (day === '') throw new UnreadableItem('its key is of another shape');
  return Object.entries(item).flatMap(([name, value]): readonly AdCost[] => {
    if (!name.startsWith(CAMPAIGN)) return [];
    const [, digits = '', as] = COST.exec(value.S ?? '') ?? [];
    if (digits === '') throw new UnreadableItem('a cost is of another shape');
    const minor = Number(digits);
    const campaign = name.slice(CAMPAIGN.length);
    return [{ day, source, currency, campaign, ...(as === undefined ? {} : { as }), minor }];
  });
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html: an item has at most 400 KB. */
function asTooLarge(error: unknown): never {
  if (error instanceof Error && error.name === 'ValidationException' && /item size/i.test(error.message))
    throw new CostsTooLarge('a day has more campaigns than an item holds', { cause: error });
  throw error;
}
