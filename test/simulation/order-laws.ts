// Erased is gone, in what is known of orders too: no book says where a browser is that is erased, or lets a customer tie who is.

import type { Submission } from '../../functions/domain/event/event.ts';
import { leadKey, TOLD_ORDER, toldOrderKey } from '../../functions/store/keys.ts';
import { decodeBook, orderBooks } from '../../functions/store/orders/order-books.ts';
import type { Evidence } from './laws.ts';
import { hashOf } from './lead-hash.ts';
import { idsIn, nameOf } from './oracle.ts';

export function brokenBooks({ accepted, commits, items }: Evidence): readonly string[] {
  const byKey = new Map(items.map((item) => [`${item.pk?.S} ${item.sk?.S}`, item]));
  const { placeOf } = orderBooks({
    hashOf,
    client: { send: neverSent },
    table: '',
    random: () => 0,
    pause: neverSent,
    now: () => 0,
  });
  const broken = new Set<string>();
  for (const submission of accepted) {
    const { order } = submission.event;
    const [id] = idsIn(submission);
    if (order === undefined || id === undefined) continue;
    const isOfBoth = ({ event, ...one }: Submission): boolean =>
      event.order?.id === order.id &&
      idsIn({ ...one, event })
        .slice(0, 1)
        .map(nameOf)
        .join() === nameOf(id);
    if (!accepted.filter(isOfBoth).every((one) => isKept(accepted, one))) continue;
    const until = Math.max(-1, ...commits.marksOf(id).map(({ erasedAt }) => erasedAt));
    // Who was stopped while it erased has noted what is left to do.
    const isNoted = byKey.get(`${leadKey(hashOf(id))} lead`)?.tellers !== undefined;
    if (until < 0 || isNoted) continue;
    const name = toldOrderKey(hashOf({ kind: 'order', key: order.id }));
    const { best, browsers } = decodeBook(byKey.get(`${name} ${TOLD_ORDER}`)).book;
    const at = placeOf(order.id, id);
    const isNamed = browsers.some((one) => one.at === at && one.received <= until);
    const isBest = best?.at === at && best.received <= until && best.isErased !== true;
    if (isNamed || isBest) broken.add(`erased is gone: the book of ${order.id} still names ${nameOf(id)}`);
  }
  return [...broken];
}

/** Of copies of one event one is kept, and an erasure looks at the orders of what is kept. */
function isKept(accepted: readonly Submission[], { event }: Submission): boolean {
  return accepted.every((one) => one.event.id !== event.id || one.event.order?.id === event.order?.id);
}

async function neverSent(): Promise<never> {
  throw new Error('nothing is read to find the place of a record');
}
