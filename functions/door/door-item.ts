// The items of the door's table: which forms and keys are shut by hand, and how much each took in a minute and a day (UTC).

/** The version that this code writes and reads. */
export const VERSION = '1';

/** The item of what was shut by hand: an attribute each, of its name, `CLOSED` or `OPENED`. */
export const SHUT = 'shut';
export const CLOSED = '1';
/** Closed once, and opened again. */
export const OPENED = '0';

/** Kept so long, for who looks into a day afterwards. */
const DAYS_KEPT = 400;
const DAY_S = 86_400;

export type Attribute = {
  readonly N?: string;
  readonly S?: string;
};

export type Addition = {
  /** As `formName` and `keyName` make it. */
  readonly name: string;
  /** ms since the epoch. */
  readonly now: number;
  readonly minute: number;
  readonly day: number;
  /** Refused since it was last said. */
  readonly refused: number;
};

/** The two updates of an addition, for `UpdateItem`: of the minute, and of the day. */
export function updatesOf(
  TableName: string,
  { name, now, minute, day, refused }: Addition,
): readonly [object, object] {
  const time = new Date(now).toISOString();
  const seconds = Math.floor(now / 1_000);
  const update = (pk: string, taken: number, expires: number, more: number) => ({
    TableName,
    Key: { pk: { S: pk } },
    UpdateExpression: `SET f = :f, x = :x ADD n :n${more > 0 ? ', r :r' : ''}`,
    ExpressionAttributeValues: {
      ':f': { N: VERSION },
      ':x': { N: String(expires) },
      ':n': { N: String(taken) },
      ...(more > 0 ? { ':r': { N: String(more) } } : {}),
    },
    ReturnValues: 'ALL_NEW',
  });
  return [
    update(`${name}#${time.slice(0, 16)}`, minute, seconds + DAY_S, 0),
    update(`${name}#${time.slice(0, 10)}`, day, (Math.floor(seconds / DAY_S) + DAYS_KEPT) * DAY_S, refused),
  ];
}

/** How much was taken, of the answer to an update. @throws UnreadableDoor */
export function takenIn(answer: unknown): number {
  const n = Number(attributesOf(answer, 'Attributes')?.n?.N);
  if (!Number.isSafeInteger(n)) throw new UnreadableDoor('a count of the door is none');
  return n;
}

/** The names of what is shut, of the answer to a `GetItem`. @throws UnreadableDoor */
export function shutIn(answer: unknown): ReadonlySet<string> {
  const attributes = Object.entries(attributesOf(answer, 'Item') ?? {});
  return new Set(attributes.flatMap(([name, { N }]) => (name.includes(':') && N !== OPENED ? [name] : [])));
}

export class UnreadableDoor extends Error {
  override readonly name = 'UnreadableDoor';
}

function attributesOf(answer: unknown, part: string): Readonly<Record<string, Attribute>> | undefined {
  if (!isRecord(answer)) throw new UnreadableDoor('the answer is no object');
  const item = answer[part];
  if (item === undefined) return undefined;
  if (!isRecord(item) || !Object.values(item).every(isAttribute))
    throw new UnreadableDoor('an item of the door is damaged');
  const attributes = item as Readonly<Record<string, Attribute>>;
  if (attributes.f?.N !== VERSION)
    throw new UnreadableDoor(
      `an item of the door is of format ${attributes.f?.N ?? 'none'}, this code reads format ${VERSION}`,
    );
  return attributes;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isAttribute(value: unknown): value is Attribute {
  if (!isRecord(value)) return false;
  const { N, S } = value;
  return typeof N === 'string' || typeof S === 'string';
}
