// The mutants of trust: each gives public events a weight that they must not have.
import type { Change } from '../../functions/domain/advance.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { compareEvents } from '../../functions/domain/lead/copies.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import { idsOfLead } from '../../functions/domain/lead/identity-graph.ts';
import { type EventHistory, type Lead, leadOf } from '../../functions/domain/lead/lead.ts';
import type { LeadRecord } from '../../functions/domain/lead/record.ts';
import type { AdvanceLeads } from '../../functions/progress/advance-leads.ts';
import type { Snapshot } from '../../functions/store/leads/read-leads.ts';
import type { Mutant } from './mutant.ts';
import { attemptsInOnePass } from './mutant-attempts.ts';
import { onRead, onSubmissions } from './mutant-parts.ts';
import { plainText } from './oracle.ts';
import { START } from './world.ts';

type Working = NonNullable<Mutant['worker']>;
type Counting = (
  definitions: AdvanceLeads['definitions'],
  lead: Lead,
  isContact: boolean,
) => ReturnType<typeof tallyAll>;

/** Changes what is written of records; the outcome is told of the changes that the worker knows. */
function onWritten(
  change: (written: LeadRecord, read: LeadRecord, all: Snapshot['records'], deps: AdvanceLeads) => LeadRecord,
): Working {
  return (deps) => ({
    ...deps,
    commit: async (changes, snapshot, options) => {
      const originals = new Map<Change, Change>();
      for (const original of changes) {
        const all = new Map(snapshot.records);
        for (const { write } of original.steps) all.set(idKey(write.id), write);
        const steps = original.steps.map(({ read, write }) => ({
          read,
          write: change(write, read, all, deps),
        }));
        originals.set({ ...original, steps }, original);
      }
      const outcomes = await deps.commit([...originals.keys()], snapshot, options);
      return new Map([...outcomes].map(([one, outcome]) => [originals.get(one) ?? one, outcome]));
    },
  });
}

export function onHistories(change: (written: EventHistory, read: EventHistory) => EventHistory): Working {
  return onWritten((written, read) => ({ ...written, history: change(written.history, read.history) }));
}

/** What leads count is counted by other code. */
function onTallies(count: Counting): Working {
  return onWritten((record, _, all, { definitions }) => {
    if (record.link !== undefined || record.erasedAt !== undefined) return record;
    const histories = idsOfLead(all, record.id).flatMap((id) => all.get(idKey(id))?.history ?? []);
    const tallies = count(definitions, leadOf(histories), record.id.kind === 'email');
    const contributions = new Map(
      [...record.contributions, ...tallies].filter(([, cells]) => cells.size > 0),
    );
    return { ...record, contributions };
  });
}

/** Touches of browsers stand where those of a server did. */
function withTouchesSwapped({ events, touches }: Lead): Lead {
  return {
    events: events.map((event): LeadEvent => {
      const { touch: _, ...rest } = event;
      return event.trusted ? rest : event;
    }),
    touches: touches.map(({ trusted, ...rest }) => (trusted ? rest : { ...rest, trusted: true })),
  };
}

/** Events whose receipt was changed, as they came. */
const asReceived = new WeakMap<LeadEvent, LeadEvent>();

/** The first of the copies that came, as histories keep it. */
function firstReceived(event: LeadEvent, { events }: EventHistory): LeadEvent {
  const original = asReceived.get(event) ?? event;
  const textOf = (one: LeadEvent): string => plainText({ ...one, received: 0 });
  const known = events.find((one) => one.id === original.id && textOf(one) === textOf(original));
  return known !== undefined && known.received < original.received ? known : original;
}

/** Public calls and forms count as received at another time; histories have them as they came. */
function receivedAt(timeOf: (event: LeadEvent) => number): Working {
  return (deps) => {
    const mutated = onSubmissions((submission) => {
      const { event } = submission;
      if (event.trusted) return submission;
      const said = { ...event, received: timeOf(event) };
      asReceived.set(said, event);
      return { ...submission, event: said };
    })(deps);
    return onHistories((written, read) => ({
      ...written,
      events: written.events.map((event) => firstReceived(event, read)).sort(compareEvents),
    }))(mutated);
  };
}

/** Claims of a user id that belongs to an e-mail are forgotten, so that the lead seems to have room. */
function withFewClaims(record: LeadRecord): LeadRecord {
  const isBelow = record.id.kind === 'user' && record.link !== undefined;
  return isBelow ? { ...record, claims: record.claims.slice(0, 10) } : record;
}

/** Forms after so many others and before as many lose their fields, whatever they weigh. */
function withOneBudget(events: readonly LeadEvent[]): readonly LeadEvent[] {
  const forms = events.filter(({ kind, trusted }) => kind === 'form' && !trusted);
  return events.map((event) => {
    const at = forms.indexOf(event);
    const { properties: _, ...rest } = event;
    return at < FORMS_IN_FULL || forms.length - 1 - at < FORMS_IN_FULL ? event : rest;
  });
}

const FORMS_IN_FULL = 3;
const IDENTIFIES = 10;

export const TRUST_MUTANTS: readonly Mutant[] = [
  {
    name: 'public touch first',
    breaks: 'how an attempt came is what a browser says, where it says anything, and not the server',
    theme: 'stranger',
    worker: onTallies((definitions, lead, isContact) =>
      tallyAll(definitions, withTouchesSwapped(lead), isContact),
    ),
  },
  {
    name: 'matched in one pass',
    breaks: 'events of both keys are cut into attempts together, not those of the server first',
    theme: 'stranger',
    worker: onTallies((definitions, lead, isContact) =>
      tallyAll(definitions, lead, isContact, attemptsInOnePass(lead)),
    ),
  },
  {
    name: 'public links by said time',
    breaks: 'a link by public key is as early as it says, not as it came',
    theme: 'stranger',
    worker: receivedAt(({ time }) => time),
  },
  {
    name: 'claims of one day',
    breaks: 'days on which a browser names its lead again are no other days',
    theme: 'claims',
    worker: receivedAt(({ received }) => START + Math.floor((received - START) / 1_000)),
  },
  {
    name: 'room of each id alone',
    breaks: 'each id of a lead has room of its own, and the whole lead as much as all of them',
    theme: 'claims',
    worker: onRead((snapshot) => ({
      ...snapshot,
      records: new Map([...snapshot.records].map(([key, record]) => [key, withFewClaims(record)])),
    })),
  },
  {
    name: 'forms of one budget',
    breaks: 'long forms and short ones share what is kept in full',
    theme: 'claims',
    worker: onHistories(({ events, touches }) => ({ events: withOneBudget(events), touches })),
  },
  {
    name: 'ceilings not by key',
    breaks: 'events of both keys share one ceiling',
    theme: 'stranger',
    worker: onHistories(({ events, touches }) => {
      const calls = events.filter(({ kind }) => kind === 'identify').slice(-IDENTIFIES);
      return {
        events: events.filter((event) => event.kind !== 'identify' || calls.includes(event)),
        touches,
      };
    }),
  },
];
