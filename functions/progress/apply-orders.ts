// Applies a chunk of messages, and sees to it that an order which several ids tell of counts once.
import type { LeadId, Submission } from '../domain/event/event.ts';
import { idsOf } from '../domain/lead/identity.ts';
import { withBest } from '../domain/lead/tellings.ts';
import {
  type At,
  bestAt,
  concernedBy,
  isSameBook,
  NOTHING_TOLD,
  type ToldAt,
  withTellings,
} from '../domain/orders/order-book.ts';
import { newTies } from '../domain/orders/order-ties.ts';
import { inLanes } from '../runtime/in-lanes.ts';
import { type OrderBooks, type StoredBook, UNKNOWN } from '../store/orders/order-books.ts';
import type { Work } from './advance-leads.ts';
import { type Applied, type ApplyChunk, applyChunk, type Delay } from './apply-chunk.ts';
import { isOutage } from './outage.ts';

export type ApplyOrders = ApplyChunk & {
  readonly books: () => Promise<OrderBooks>;
  /** ms since the epoch. */
  readonly now: () => number;
};

/** Rounds that others may spoil who write the same books. */
const ROUNDS = 12;
/** Orders that are looked at, or whose books are written, at once. */
const LANES = 8;

/**
 * A book is written after the leads, on condition that it has not changed since it was read for them. A worker that is stopped in between
 * gets the same message again; if another worker wrote the book meanwhile, this one starts again. So either each record that has an
 * event of an order knows of its best telling, or the message is not done.
 */
export async function applyOrders(deps: ApplyOrders, chunk: readonly Work[]): Promise<Applied> {
  const failed = new Map<string, Error>();
  const left = new Map<string, Delay>();
  const giveUp = (work: readonly Work[], delay: Delay): void => {
    for (const { messageId } of work) left.set(messageId, delay);
  };
  let pending = chunk;
  for (let round = 0; pending.length > 0; round++) {
    if (round > 0 && !deps.hasTime()) giveUp(pending, 'time');
    else if (round >= ROUNDS) giveUp(pending, 'contention');
    else {
      if (round > 0) await deps.pause(round);
      try {
        const applied = await applyRound(deps, pending);
        for (const [messageId, error] of applied.failed) failed.set(messageId, error);
        for (const [messageId, delay] of applied.left) left.set(messageId, delay);
        pending = applied.again;
        continue;
      } catch (error) {
        if (!deps.hasTime()) giveUp(pending, 'time');
        else if (isOutage(error)) giveUp(pending, 'outage');
        else if (pending.length > 1) {
          for (const one of pending) {
            const alone = await applyOrders(deps, [one]);
            for (const [messageId, cause] of alone.failed) failed.set(messageId, cause);
            for (const [messageId, delay] of alone.left) left.set(messageId, delay);
          }
        } else {
          const cause = error instanceof Error ? error : new Error('an unknown failure');
          for (const { messageId } of pending) failed.set(messageId, cause);
        }
      }
    }
    break;
  }
  return { failed, left };
}

/** @returns beside what became of it, the work that must be done once more as others have written its books */
async function applyRound(
  deps: ApplyOrders,
  work: readonly Work[],
): Promise<Applied & { readonly again: readonly Work[] }> {
  if (!work.some(({ submissions }) => submissions.some((one) => orderIn(one) !== undefined)))
    return { ...(await applyChunk(deps, work)), again: [] };
  const books = await deps.books();
  const told = toldIn(books, work);
  const stored = await books.read([...told.keys()]);
  const orders = new Map<string, Order>();
  await inLanes([...told], LANES, async ([order, all]) => {
    orders.set(order, await orderOf(books, order, all, stored.get(order)));
  });
  const known = work.map((one) => withKnown(books, one, orders));
  const { failed, left, erased } = await applyChunk(deps, known);
  const isDone = ({ messageId }: Work): boolean => !failed.has(messageId) && !left.has(messageId);
  const toldNow = toldIn(books, known.filter(isDone), erased);
  const spoilt = await writeBooks({ books, now: deps.now() }, toldNow, stored);
  const isSpoilt = (one: Submission): boolean => spoilt.has(orderIn(one) ?? '');
  const again = work.filter((one) => isDone(one) && one.submissions.some(isSpoilt));
  return { failed, left, again };
}

function orderIn({ event }: Submission): string | undefined {
  return event.order?.id;
}

/** By order what of it is told. @param erased as far as it is known to be */
function toldIn(
  books: OrderBooks,
  work: readonly Work[],
  erased: ReadonlySet<Submission> = new Set(),
): ReadonlyMap<string, readonly ToldAt[]> {
  const told = new Map<string, ToldAt[]>();
  for (const submission of work.flatMap(({ submissions }) => submissions)) {
    const order = orderIn(submission);
    if (order === undefined) continue;
    const [id] = idsOf(submission);
    const isErased = erased.has(submission);
    const one = { at: books.placeOf(order, id), id, event: submission.event, isErased };
    const known = told.get(order);
    if (known === undefined) told.set(order, [one]);
    else known.push(one);
  }
  return told;
}

type Order = {
  readonly book: StoredBook['book'];
  /** What records have to learn of it. */
  readonly learns: readonly Submission[];
};

async function orderOf(
  books: OrderBooks,
  order: string,
  told: readonly ToldAt[],
  stored: StoredBook | undefined,
): Promise<Order> {
  const before = stored?.book ?? NOTHING_TOLD;
  const book = withTellings(before, told);
  const ids = new Map<At, LeadId | undefined>(told.map(({ at, id }) => [at, id]));
  const idAt = async (at: At): Promise<LeadId | undefined> => {
    if (!ids.has(at)) ids.set(at, await books.whoIsAt(order, at));
    return ids.get(at);
  };
  const received = told[0]?.event.received ?? 0;
  const learns: Submission[] = [];
  for (const at of concernedBy(before, book, told)) {
    const best = bestAt(book, at);
    const id = await idAt(at);
    if (best !== undefined && id !== undefined) learns.push(learning([id], { order, best }, received));
  }
  for (const { browser, owner, tie } of newTies(before, book, told)) {
    const id = await idAt(browser);
    const customer = owner === undefined ? undefined : await idAt(owner);
    if (id === undefined) continue;
    const isNamed = customer !== undefined && customer.kind !== 'anonymous';
    learns.push(learning(isNamed ? [customer, id] : [id], tie, received));
  }
  return { book, learns };
}

function learning(
  ids: readonly LeadId[],
  told: NonNullable<Submission['told']>,
  received: number,
): Submission {
  const event = { id: '', time: received, received, kind: 'event', name: '', trusted: false } as const;
  return { ids: Object.fromEntries(ids.map(({ kind, key }) => [kind, key])), event, told };
}

/** Its events know of the best tellings from the start; after them comes what other events have to learn. */
function withKnown(books: OrderBooks, work: Work, orders: ReadonlyMap<string, Order>): Work {
  const learns = new Set<Submission>();
  const submissions = work.submissions.map((submission) => {
    const order = orders.get(orderIn(submission) ?? '');
    if (order === undefined) return submission;
    for (const one of order.learns) learns.add(one);
    const at = books.placeOf(orderIn(submission) ?? '', idsOf(submission)[0]);
    const event = withBest(submission.event, bestAt(order.book, at));
    return event === submission.event ? submission : { ...submission, event };
  });
  return { ...work, submissions: [...submissions, ...learns] };
}

/**
 * A book is written also where it stays the same: another worker may have read it, and taught the leads that it knew of before the event
 * of this one came to them. It finds the version changed then, and starts again.
 * @returns the orders whose books others have written since they were read
 */
async function writeBooks(
  { books, now }: { readonly books: OrderBooks; readonly now: number },
  told: ReadonlyMap<string, readonly ToldAt[]>,
  stored: ReadonlyMap<string, StoredBook>,
): Promise<ReadonlySet<string>> {
  const spoilt = new Set<string>();
  const written: (readonly [string, StoredBook])[] = [];
  const unknown: string[] = [];
  for (const [order, all] of told) {
    const { version, book } = stored.get(order) ?? UNKNOWN;
    const after = withTellings(book, all);
    if (version === 0 && isSameBook(book, after)) unknown.push(order);
    else written.push([order, { version, book: after }]);
  }
  await inLanes(written, LANES, async (one) => {
    if (!(await books.write(...one, now))) spoilt.add(one[0]);
  });
  if (unknown.length === 0) return spoilt;
  for (const [order, { version }] of await books.read(unknown)) if (version !== 0) spoilt.add(order);
  return spoilt;
}
