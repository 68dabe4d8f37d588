// A client of the SDK, whole but for the network: queries of one partition, and reads of an item, are answered as DynamoDB does, in pages of 1 MB of JSON, and it is told what they cost.
import { Readable } from 'node:stream';
import { DynamoDBClient, type GetItemCommandInput, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { type Item, sizeOf } from '../units/item-size.ts';

const PAGE_BYTES = 1_048_576;
/** A read that may miss the last second: half a unit for each started 4 KB of a page. */
const HALF_UNIT_BYTES = 4_096;

type Stored = { readonly sk: string; readonly bytes: number; readonly json: string };
type Page = { readonly units: number; readonly json: Buffer };

export class QueryServer {
  units = 0;
  queries = 0;
  readonly #items: readonly Stored[];
  /** By what is asked. To make a page is no work of a function's: it is made once. */
  readonly #pages = new Map<string, Page>();

  constructor(items: readonly Item[]) {
    this.#items = items
      .map((item) => ({ sk: item.sk?.S ?? '', bytes: sizeOf(item), json: encoded(item) }))
      .sort((a, b) => (a.sk < b.sk ? -1 : 1));
  }

  client(): DynamoDBClient {
    return new DynamoDBClient({
      region: 'eu-central-1',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
      requestHandler: { handle: async ({ body }: { readonly body: Uint8Array }) => this.#answer(body) },
    });
  }

  #answer(body: Uint8Array) {
    const asked = new TextDecoder().decode(body);
    const page = this.#pages.get(asked) ?? this.#pageOf(JSON.parse(asked));
    this.#pages.set(asked, page);
    this.units += page.units;
    this.queries++;
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    return { response: { statusCode: 200, headers, body: Readable.from([page.json]) } };
  }

  #pageOf({
    ConsistentRead,
    ExpressionAttributeValues,
    ExclusiveStartKey,
    Key,
  }: QueryCommandInput & Pick<GetItemCommandInput, 'Key'>): Page {
    if (ConsistentRead === true)
      throw new TypeError('this benchmark answers queries that need not be consistent');
    if (Key !== undefined) {
      const found = this.#items.find(({ sk }) => sk === Key.sk?.S);
      return { units: 0.5, json: Buffer.from(found === undefined ? '{}' : `{"Item":${found.json}}`) };
    }
    const { ':from': from, ':to': to } = ExpressionAttributeValues ?? {};
    const start = ExclusiveStartKey?.sk?.S ?? '';
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
    const last = page.at(-1);
    const next =
      isWhole || last === undefined ? '' : `"LastEvaluatedKey":${JSON.stringify({ sk: { S: last.sk } })},`;
    return {
      units: Math.max(1, Math.ceil(bytes / HALF_UNIT_BYTES)) / 2,
      json: Buffer.from(`{${next}"Items":[${page.map(({ json }) => json).join(',')}]}`),
    };
  }
}

/** Binaries are in base64. */
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
