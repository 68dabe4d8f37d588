// The mutants of orders that several ids tell of: each counts one twice, or takes it from who has it.
import type { Submission } from '../../functions/domain/event/event.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import type { Snapshot } from '../../functions/store/leads/read-leads.ts';
import type { OrderBooks, StoredBook } from '../../functions/store/orders/order-books.ts';
import type { Mutant } from './mutant.ts';
import { onSubmissions } from './mutant-parts.ts';

/** Later than anything. */
const LATEST = Number.MAX_SAFE_INTEGER;

/** The books of orders do otherwise. */
function onBooks(change: (books: OrderBooks) => Partial<OrderBooks>): NonNullable<Mutant['worker']> {
  return (deps) => ({
    ...deps,
    books: async () => {
      const books = await deps.books();
      return { ...books, ...change(books) };
    },
  });
}

function onStored(change: (stored: StoredBook) => StoredBook): NonNullable<Mutant['worker']> {
  return onBooks(({ read }) => ({
    read: async (orders) =>
      new Map([...(await read(orders))].map(([order, stored]) => [order, change(stored)])),
  }));
}

function isTied({ records }: Snapshot, { anonymous = '' }: Submission['ids']): boolean {
  return records.get(idKey({ kind: 'anonymous', key: anonymous }))?.link?.sort === 'order';
}

export const MUTANTS_OF_ORDERS: readonly Mutant[] = [
  {
    name: 'order told, others not told',
    breaks: 'where an order is told once more, who told it before does not learn of it',
    worker: onBooks(() => ({ whoIsAt: async () => undefined })),
  },
  {
    name: 'public beats secret',
    breaks: 'of the tellings of an order the first counts, whichever its key',
    worker: onStored(({ version, book }) => ({
      version,
      book: book.best === undefined ? book : { ...book, best: { ...book.best, trusted: true } },
    })),
  },
  {
    name: 'each order by itself',
    breaks: 'what others told of an order is not looked at',
    worker: onStored(({ version }) => ({ version, book: { changes: [], browsers: [], isShared: false } })),
  },
  {
    name: 'changes left where they are',
    breaks: 'a refund or update that another id than the order has does not come to the order',
    worker: onStored(({ version, book }) => ({ version, book: { ...book, changes: [] } })),
  },
  {
    name: 'tied by arrival',
    breaks: 'an order ties a browser to the customer that came first, and it stays there',
    worker: onSubmissions((submission, snapshot) => {
      const { ids, told } = submission;
      if (told === undefined || 'order' in told || !isTied(snapshot, ids)) return submission;
      return { ...submission, ids: { anonymous: ids.anonymous ?? '' }, told: { browserAt: LATEST } };
    }),
  },
  {
    name: 'tie outranks a form',
    breaks: 'a browser that an order has tied stays there, whatever a form says of it',
    worker: onSubmissions((submission, snapshot) => {
      const { ids, event, told } = submission;
      if (event.kind !== 'form' || told !== undefined || !isTied(snapshot, ids)) return submission;
      const { anonymous: _, ...others } = ids;
      return Object.keys(others).length === 0 ? submission : { ...submission, ids: others };
    }),
  },
  {
    name: 'book not looked at again',
    theme: 'flood',
    breaks: 'a book that others have written meanwhile counts as written',
    worker: onBooks(({ write }) => ({
      write: async (order, stored, now) => {
        await write(order, stored, now);
        return true;
      },
    })),
  },
];
