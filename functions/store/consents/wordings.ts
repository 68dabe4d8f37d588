// The wordings of consents as they were configured: one small item for each form, field and version, written when it is first seen, and
// again only where the words change under the same version. They are of no lead, and stay.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type FormConfig, LOCALES, type Text } from '../../domain/config/config.ts';
import {
  FORMAT,
  type Item,
  isRecord,
  readJson,
  readNumber,
  readText,
  unchangedSince,
} from '../item-format.ts';
import { wordingsKey } from '../keys.ts';
import { queryAll } from '../query-all.ts';

type Table = { readonly client: Pick<DynamoDBClient, 'send'>; readonly table: string };

/** @param since when it was first seen, ms since the epoch */
export type Wording = { readonly since: number; readonly text: Text };

export type Wordings = {
  readonly field: string;
  readonly version: string;
  /** The oldest first. */
  readonly said: readonly Wording[];
};

/** Of edits under one version so many are kept, the last ones. */
const MOST_KEPT = 20;

/** Keeps what is configured and not kept yet: half a read unit a form, and a write unit for each new wording. */
export async function keepWordings(table: Table, forms: readonly FormConfig[], now: number): Promise<void> {
  for (const { id, fields } of forms) {
    const consents = fields.filter((field) => field.type === 'consent');
    const known = consents.length === 0 ? [] : await readItems(table, id);
    for (const { name, version, text } of consents) {
      const before = known.find((one) => one.field === name && one.version === version);
      const said = before?.said ?? [];
      if (isSame(said.at(-1)?.text, text)) continue;
      const all = [...said, { since: now, text }].slice(-MOST_KEPT);
      await put(table, id, { field: name, version, said: all }, before?.v ?? 0);
    }
  }
}

/** Of a form; a moment old at most. */
export async function readWordings(table: Table, form: string): Promise<readonly Wordings[]> {
  return await readItems(table, form);
}

/** What a version said at a time: the last wording that was seen by then, else the first. @param time ms since the epoch */
export function wordingAt(said: readonly Wording[], time: number): Text | undefined {
  return (said.findLast(({ since }) => since <= time) ?? said[0])?.text;
}

async function readItems({ client, table }: Table, form: string) {
  const all = { table, pk: wordingsKey(form), from: ' ', to: '\u{10ffff}', isConsistent: false };
  return (await queryAll(client, all)).map(decode);
}

function decode(item: Item): Wordings & { readonly v: number } {
  return {
    field: readText(item, 'field'),
    version: readText(item, 'version'),
    v: readNumber(item, 'v'),
    said: readJson(item, 'said', isSaid),
  };
}

/** Where another run was first, it kept the same. */
async function put({ client, table }: Table, form: string, wordings: Wordings, v: number): Promise<void> {
  const { field, version, said } = wordings;
  const Item = {
    pk: { S: wordingsKey(form) },
    sk: { S: `${field}#${version}` },
    ...FORMAT,
    v: { N: String(v + 1) },
    field: { S: field },
    version: { S: version },
    said: { S: JSON.stringify(said) },
  };
  try {
    await client.send(new PutItemCommand({ TableName: table, Item, ...unchangedSince(v) }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

function isSame(a: Text | undefined, b: Text): boolean {
  if (a === undefined || typeof a === 'string' || typeof b === 'string') return a === b;
  return LOCALES.every((locale) => a[locale] === b[locale]);
}

function isSaid(value: unknown): value is readonly Wording[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => isRecord(one) && Number.isSafeInteger(one.since) && isText(one.text))
  );
}

function isText(value: unknown): value is Text {
  if (typeof value === 'string') return true;
  return (
    isRecord(value) &&
    Object.entries(value).every(
      ([locale, text]) => LOCALES.some((one) => one === locale) && typeof text === 'string',
    )
  );
}
