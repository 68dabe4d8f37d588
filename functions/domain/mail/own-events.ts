// The events that imbuto tells of a lead by itself: that it was given what its form promises, that it took it, and that it entered a sequence.
import type { LeadEvent, Submission } from '../event/event.ts';
import type { Goal } from '../nurture/goal.ts';

export const DELIVERED = 'Delivered';
export const FETCHED = 'Fetched';
export const ENTERED = 'Sequence Entered';

const OWN = 's:imbuto:';

export type OwnEvent = {
  readonly name: typeof DELIVERED | typeof FETCHED;
  readonly ids: Submission['ids'];
  readonly form: string;
  readonly file: string;
  /** What it was delivered by: the same gives the same event, however often it is told. */
  readonly by: string;
  /** ms since the epoch. */
  readonly now: number;
};

/** Trusted: no browser can claim it, as its id is of the secret key's. */
export function ownEvent({ name, ids, form, file, by, now }: OwnEvent): Submission {
  return {
    ids,
    event: {
      id: `${OWN}${name.toLowerCase()}:${by}`,
      time: now,
      received: now,
      kind: 'event',
      name,
      trusted: true,
      properties: { form, file },
    },
  };
}

/** Told by imbuto itself: it says nothing of what a server knows. */
export function isOwnEvent({ id, trusted }: Pick<LeadEvent, 'id' | 'trusted'>): boolean {
  return trusted && id.startsWith(OWN);
}

/** A lead that entered a sequence: in which group it is, and what the sequence waits for, as it was then. */
export type SequenceEntry = {
  readonly funnel: string;
  readonly sequence: string;
  readonly isHeldOut: boolean;
  readonly goal: Goal;
  /** When it entered, ms since the epoch. */
  readonly at: number;
};

const SENT = 'sent';
const HELD = 'held';
const ENTRY = new RegExp(
  `^${OWN}entered:([a-z0-9-]+):([a-z0-9-]+):(${SENT}|${HELD}):(stage|event):(.+)$`,
  's',
);

/** All that is counted by stands in its id: events with many neighbours are kept without their properties. */
export function sequenceEntered(entry: SequenceEntry, email: string): Submission {
  const { funnel, sequence, isHeldOut, goal, at } = entry;
  const said = 'stage' in goal ? `stage:${goal.stage}` : `event:${goal.event}`;
  return {
    ids: { email },
    event: {
      id: `${OWN}entered:${funnel}:${sequence}:${isHeldOut ? HELD : SENT}:${said}`,
      time: at,
      received: at,
      kind: 'event',
      name: ENTERED,
      trusted: true,
      properties: { sequence, group: isHeldOut ? 'heldOut' : 'sequence' },
    },
  };
}

/** Undefined of any other event. */
export function sequenceEntry({ id, time, trusted }: LeadEvent): SequenceEntry | undefined {
  const [, funnel, sequence, group, kind, said] = (trusted && ENTRY.exec(id)) || [];
  if (funnel === undefined || sequence === undefined || said === undefined) return undefined;
  const goal = kind === 'stage' ? { stage: said } : { event: said };
  return { funnel, sequence, isHeldOut: group === HELD, goal, at: time };
}
