// The mutants of the worker: each must be found by the simulation within a hundred seeds.

import { IdempotentParameterMismatchException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Submission } from '../../functions/domain/event/event.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { idKey, idsOf } from '../../functions/domain/lead/identity.ts';
import { idsOfLead } from '../../functions/domain/lead/identity-graph.ts';
import { leadOf } from '../../functions/domain/lead/lead.ts';
import { QueueUnavailable } from '../../functions/queue/sender.ts';
import type { View } from '../../functions/store/definitions/funnel-versions.ts';
import { COMPACTION_MUTANTS } from './compaction-mutants.ts';
import type { Mutant } from './mutant.ts';
import {
  hasLost,
  itemsOf,
  keepKnown,
  onCounters,
  onHeads,
  onRead,
  onSegment,
  onSubmissions,
  onTransaction,
  outboxAfterwards,
  pagesAsNamed,
  readAndPut,
  versionsAsRead,
  wholeAsFirst,
  withNewIds,
  withoutCondition,
} from './mutant-parts.ts';
import { MUTANTS_OF_KEEPING } from './mutants-of-keeping.ts';
import { MUTANTS_OF_LIST } from './mutants-of-list.ts';
import { MUTANTS_OF_ORDERS } from './mutants-of-orders.ts';
import { MUTANTS_OF_REFERRALS } from './mutants-of-referrals.ts';
import { onHistories, TRUST_MUTANTS } from './mutants-trust.ts';

export const MUTANTS: readonly Mutant[] = [
  ...MUTANTS_OF_REFERRALS,
  ...MUTANTS_OF_KEEPING,
  {
    name: 'told before committed',
    breaks: 'what a change makes true is sent before the change is written',
    tellsFirst: true,
  },
  {
    name: 'told under a new id',
    breaks: 'a message has the moment in its id at which it is told',
    worker: (deps) => ({
      ...deps,
      commit: (changes, snapshot, options) =>
        deps.commit(
          changes.map((change) => withNewIds(change, deps.now())),
          snapshot,
          options,
        ),
    }),
  },
  {
    name: 'outbox apart',
    breaks: 'what is to be told is written after the transaction of the lead',
    send: outboxAfterwards,
  },
  {
    name: 'no version check',
    breaks: 'leads are written whatever has become of them since they were read',
    send: onTransaction((items) => items.map(withoutCondition)),
  },
  {
    name: 'last write wins',
    breaks: 'where somebody else was first, the same is written over it',
    send: async (sent, call) => {
      try {
        return await call(sent.operation, sent.input);
      } catch (error) {
        if (!hasLost(error)) throw error;
        return await call(sent.operation, { TransactItems: itemsOf(sent).map(withoutCondition) });
      }
    },
  },
  {
    name: 'acknowledge first',
    breaks: 'messages leave the queue before they are taken in',
    acknowledgesFirst: true,
  },
  {
    name: 'failures acknowledged',
    breaks: 'messages that are handed back leave the queue',
    acknowledgesAll: true,
  },
  {
    name: '+1 for a delta',
    breaks: 'counters gain one for whatever a lead counts more, and nothing for what it counts less',
    send: onCounters((n) => (n > 0 ? 1 : 0)),
  },
  {
    name: 'nothing subtracted',
    breaks: 'what a lead no longer counts stays in the counters',
    send: onCounters((n) => Math.max(0, n)),
  },
  {
    name: 'counters outside',
    breaks: 'counters are written after the transaction of the leads',
    send: async (sent, call) => {
      if (sent.operation !== 'TransactWriteItems') return await call(sent.operation, sent.input);
      const items = itemsOf(sent);
      const answer = await call(sent.operation, { TransactItems: items.filter(({ Update }) => !Update) });
      const counters = items.filter(({ Update }) => Update);
      if (counters.length > 0) await call(sent.operation, { TransactItems: counters });
      return answer;
    },
  },
  {
    name: 'counters read and put',
    breaks: 'counters are read, added to, and written back as they are then',
    send: readAndPut,
  },
  {
    name: 'old tally recomputed',
    theme: 'mixed',
    breaks: 'the delta is taken from a tally of the old lead, not from what it has counted',
    worker: onRead((snapshot, { definitions }) => {
      const records = new Map(snapshot.records);
      for (const record of records.values()) {
        if (record.link !== undefined || record.version === 0) continue;
        const histories = idsOfLead(records, record.id).flatMap(
          (id) => records.get(idKey(id))?.history ?? [],
        );
        const tallies = tallyAll(definitions, leadOf(histories), record.id.kind === 'email');
        const counted = new Map([...record.contributions, ...tallies].filter(([, cells]) => cells.size > 0));
        records.set(idKey(record.id), { ...record, contributions: counted });
      }
      return { ...snapshot, records };
    }),
  },
  {
    name: 'token from the batch',
    breaks:
      'transactions bear a token made of the first message of the batch; where it was used, they count as written',
    send: async ({ operation, input, batch }, call) => {
      const [ClientRequestToken] = batch;
      if (operation !== 'TransactWriteItems' || ClientRequestToken === undefined)
        return await call(operation, input);
      try {
        return await call(operation, { ...input, ClientRequestToken });
      } catch (error) {
        if (error instanceof IdempotentParameterMismatchException) return {};
        throw error;
      }
    },
  },
  {
    name: 'unknown is done',
    breaks: 'a transaction whose answer does not come counts as written',
    send: async (sent, call) => {
      try {
        return await call(sent.operation, sent.input);
      } catch (error) {
        if (sent.operation !== 'TransactWriteItems' || error instanceof TransactionCanceledException)
          throw error;
        return {};
      }
    },
  },
  {
    name: 'lost race is done',
    breaks: 'a transaction that somebody else was before counts as written',
    send: async (sent, call) => {
      try {
        return await call(sent.operation, sent.input);
      } catch (error) {
        if (hasLost(error)) return {};
        throw error;
      }
    },
  },
  {
    name: 'identity by arrival',
    breaks: 'an id belongs to whoever was said first to have it, by arrival',
    worker: onSubmissions((submission, { records }) => {
      const [bearer, ...weaker] = idsOf(submission);
      const ids: Submission['ids'] = Object.fromEntries(
        [bearer, ...weaker]
          .filter((id) => {
            const to = records.get(idKey(id))?.link?.to;
            return id === bearer || to === undefined || idKey(to) === idKey(bearer);
          })
          .map(({ kind, key }) => [kind, key]),
      );
      return { ...submission, ids };
    }),
  },
  {
    name: 'copies by arrival',
    breaks: 'of the copies of an event the one that came first is kept',
    worker: onSubmissions((submission, { records }) => keepKnown(submission, records, ({ id }) => id)),
  },
  {
    name: 'corrections by arrival',
    breaks: 'of the copies of a form the fields of the one that arrived last are kept',
    worker: onSubmissions((submission, { records }) => {
      const { event } = submission;
      const known = keepKnown(submission, records, ({ id }) => id).event;
      if (event.kind !== 'form' || known.received < event.received) return submission;
      return { ...submission, event: { ...event, received: known.received + 1 } };
    }),
  },
  {
    name: 'corrections count anew',
    breaks: 'a correction of a form is a form of its own',
    worker: onSubmissions((submission, { records }) => {
      const { event } = submission;
      const known = keepKnown(submission, records, ({ id }) => id).event;
      if (event.kind !== 'form' || known.time >= event.time) return submission;
      return { ...submission, event: { ...event, id: `${event.id} ${event.time}` } };
    }),
  },
  {
    name: 'views by arrival',
    breaks: 'of the views of a path on a day the one that came first is kept',
    worker: onSubmissions((submission, { records }) => {
      if (submission.event.kind !== 'page') return submission;
      return keepKnown(submission, records, ({ name, time }) => `${name} ${Math.floor(time / 86_400_000)}`);
    }),
  },
  {
    name: 'first view alone',
    theme: 'stranger',
    breaks: 'of the views of a path on a day the first alone is kept',
    worker: onHistories(({ events, touches }) => ({
      events: events.map(({ again: _, ...event }) => event),
      touches,
    })),
  },
  {
    name: 'seen is done',
    breaks: 'a message is done when its id was seen before',
    looksAt: (messages, memory) =>
      messages.filter(({ messageId }) => {
        const isSeen = memory.has(messageId);
        memory.set(messageId, true);
        return !isSeen;
      }),
  },
  {
    name: 'given up is a failure',
    theme: 'flood',
    breaks: 'what there is no time for, or what a table does not take, fails instead of being sent again',
    worker: (deps) => ({
      ...deps,
      sendAgain: () => Promise.reject(new QueueUnavailable('the queue did not take it')),
    }),
  },
  {
    name: 'given up is done',
    theme: 'flood',
    breaks: 'what there is no time for, or what a table does not take, is acknowledged and not sent again',
    worker: (deps) => ({ ...deps, sendAgain: async () => {} }),
  },
  {
    name: 'versions not compared',
    theme: 'household',
    breaks:
      'a reader takes whatever versions it has of the records below a root for those that the root names',
    send: versionsAsRead,
  },
  {
    name: 'old page taken',
    breaks: 'a page counts as the one that its head names, also where it was read as it was before',
    send: pagesAsNamed,
  },
  {
    name: 'whole lead left behind',
    breaks: 'what a whole lead keeps of its ids is not written along once it is there',
    send: wholeAsFirst,
  },
  {
    name: 'members not mirrored',
    breaks: 'an id knows to whom it belongs, and its owner does not know of it',
    send: onHeads((record) => ({ ...record, linkedIds: [] })),
  },
  {
    name: 'erased unmarked',
    breaks: 'an erasure leaves no mark, so that what comes again is taken in again',
    send: onHeads(({ erasedAt: _, ...record }) => record),
  },
  {
    name: 'erased uncounted',
    breaks: 'an erasure forgets what the lead had counted',
    send: onTransaction((items) => items.filter(({ Put }) => !Put?.Item?.pk?.S?.startsWith('T#'))),
  },
  {
    name: 'first page is the pass',
    theme: 'crowd',
    breaks: 'a recount of a segment ends with the first page that it looked at',
    send: onSegment((segment) => ({ ...segment, isDone: true })),
  },
  {
    name: 'nobody waited for',
    theme: 'crowd',
    breaks: 'a recount does not wait for who began to count before',
    recount: (deps) => ({ ...deps, settleMs: 0 }),
  },
  {
    name: 'view kept',
    theme: 'crowd',
    breaks: 'a worker counts by what was live when the first one began',
    view: (view, memory) => {
      const first = memory.get('view') ?? view;
      memory.set('view', first);
      return first as View;
    },
  },
  {
    name: 'told by what it counts',
    theme: 'crowd',
    breaks: 'nothing is told of funnels that another version of the matcher counts until they are recounted',
    view: (view) => ({
      ...view,
      active: view.active.filter(({ key }) => view.definitions.some((one) => one.key === key)),
    }),
  },
  ...MUTANTS_OF_LIST,
  ...MUTANTS_OF_ORDERS,
  ...TRUST_MUTANTS,
  ...COMPACTION_MUTANTS,
];
