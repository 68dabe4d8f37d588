// A client that answers queries of one partition as DynamoDB does, in pages of 1 MB of JSON, and says what they cost.
import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, sizeOf } from '../units/item-size.ts';

const PAGE_BYTES = 1_048_576;
/** A read that may miss the last second: half a unit for each started 4 KB of a page. */
const HALF_UNIT_BYTES = 4_096;

type Stored = { readonly sk: string; readonly bytes: number; readonly json: string };

export class QueryClient {
  units = 0;
  queries = 0;
  readonly #items: readonly Stored[];

  constructor(items: readonly Item[]) {
    this.#items = items
      .map((item) => ({
        sk: item.sk?.S ?? '',
        bytes: sizeOf(item),
        json: encoded(item),
      }))
      .sort((a, b) => (a.sk < b.sk ? -1 : 1));
  }

  readonly send: DynamoDBClient['send'] = async (command: unknown) => {
    if (!(command instanceof QueryCommand) || command.input.ConsistentRead === true)
      throw new TypeError('the client of this benchmark takes queries that need not be consistent');
    const { ':from': from, ':to': to } = command.input.ExpressionAttributeValues ?? {};
    const start = command.input.ExclusiveStartKey?.sk?.S ?? '';
    const page: Stored[] = [];
    let bytes = 0;
    let isWhole = true;
    for (const one of this.#items) {
      if (one.sk < (from?.S ?? '') || one.sk > (to?.S ?? '') || one.sk <= start) continue;
      if (bytes >= PAGE_BYTES) {
        isWhole = false;
        break;
      }
      page.push(one);
      bytes += one.bytes;
    }
    this.units += Math.max(1, Math.ceil(bytes / HALF_UNIT_BYTES)) / 2;
    this.queries++;
    const Items = page.map(({ json }) => decoded(json));
    const last = page.at(-1);
    return isWhole || last === undefined ? { Items } : { Items, LastEvaluatedKey: { sk: { S: last.sk } } };
  };
}

function encoded(item: Item): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(item).map(([name, value]) => [
        name,
        value.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') },
      ]),
    ),
  );
}

/** What the SDK does with an answer: JSON, with binaries in base64. */
function decoded(json: string): Record<string, AttributeValue> {
  const item: Record<string, AttributeValue> = JSON.parse(json);
  for (const [name, { B }] of Object.entries(item)) {
    if (B !== undefined) item[name] = { B: Buffer.from(String(B), 'base64') };
  }
  return item;
}
