// The mutants of orders that several ids tell of: each counts one twice, or takes it from who has it.
import type { OrderBooks, StoredBook } from '../../functions/store/orders/order-books.ts';
import type { Mutant } from './mutant.ts';

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
    worker: onStored(({ version }) => ({ version, book: { changes: [], isShared: false } })),
  },
  {
    name: 'changes left where they are',
    breaks: 'a refund or update that another id than the order has does not come to the order',
    worker: onStored(({ version, book }) => ({ version, book: { ...book, changes: [] } })),
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
