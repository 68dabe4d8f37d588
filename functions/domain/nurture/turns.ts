// What a lead in a sequence gets next, by the configuration as it is now: who is in it goes on with the steps that are left.
import type { Calendar } from '../calendar.ts';
import { tagOf } from '../lead/views.ts';
import { DAY_MS, lengthOf } from './delay.ts';
import { dueOf } from './due.ts';
import type { Ending, Member } from './member.ts';
import type { SequenceConfig, StepConfig } from './sequence.ts';

/** A step that was due so long before its lead was told of is passed over. */
const TOLD_LATE_MS = DAY_MS;
/** A step that could not be sent for so long ends the sequence of its lead. */
const OVERDUE_MS = 14 * DAY_MS;
/** Runs are minutes apart: less is not late. */
const LATE_MS = 15 * 60_000;

/** @returns undefined where all steps would be of the past */
export function newMember(
  sequence: SequenceConfig,
  { base, now, isHeldOut }: { readonly base: number; readonly now: number; readonly isHeldOut: boolean },
  calendar: Calendar,
): Member | undefined {
  const isPast = (step: StepConfig): boolean => dueOf(step, base, calendar) < now - TOLD_LATE_MS;
  const passed = sequence.steps.filter(isPast);
  const next = sequence.steps.find((step) => !isPast(step));
  if (next === undefined) return undefined;
  const last = passed.at(-1);
  const member = {
    isHeldOut,
    entered: now,
    base,
    through: last === undefined ? 0 : lengthOf(last.delay),
    behind: passed.map(tagOfStep),
    mailed: 0,
  };
  return isHeldOut ? member : { ...member, due: Math.max(dueOf(next, base, calendar), now) };
}

export type Turn =
  | { readonly kind: 'end'; readonly why: Ending }
  /** It is due later, as the configuration is now. */
  | { readonly kind: 'wait'; readonly due: number }
  /** `pass`: it is not to be mailed. */
  | { readonly kind: 'send' | 'pass'; readonly step: StepConfig };

export type Seen = {
  readonly hasEnded: boolean;
  readonly hasConsented: boolean;
  readonly now: number;
};

/** @param member whose step is due */
export function turnOf(
  sequence: SequenceConfig,
  member: Member,
  { hasEnded, hasConsented, now }: Seen,
  calendar: Calendar,
): Turn {
  if (hasEnded) return { kind: 'end', why: 'until' };
  const step = nextStep(sequence, member);
  if (step === undefined) return { kind: 'end', why: 'done' };
  const due = dueOf(step, member.base, calendar);
  if (due > now) return { kind: 'wait', due };
  if (now - due > OVERDUE_MS) return { kind: 'end', why: 'overdue' };
  return { kind: hasConsented ? 'send' : 'pass', step };
}

/** The member with a step behind it. What came late puts off what is left, so that two steps never come close together. */
export function afterStep(
  sequence: SequenceConfig,
  member: Member,
  { step, isMailed, now }: { readonly step: StepConfig; readonly isMailed: boolean; readonly now: number },
  calendar: Calendar,
): Member {
  const late = now - dueOf(step, member.base, calendar);
  const isByDay = 'days' in step.delay || step.at !== undefined;
  const shift = isByDay ? Math.floor(late / DAY_MS) * DAY_MS : late > LATE_MS ? late : 0;
  const after = {
    ...withoutDue(member),
    base: member.base + shift,
    through: Math.max(member.through, lengthOf(step.delay)),
    behind: [...member.behind, tagOfStep(step)],
    mailed: member.mailed + (isMailed ? 1 : 0),
  };
  const next = nextStep(sequence, after);
  return next === undefined
    ? { ...after, ended: { why: 'done', at: now } }
    : dueAt(after, member, Math.max(dueOf(next, after.base, calendar), now));
}

/** @param before whose due time is over: no two of a member are the same */
export function dueAt(member: Member, before: Pick<Member, 'due'>, due: number): Member {
  return { ...member, due: Math.max(due, (before.due ?? 0) + 1) };
}

/** The same step comes again a day later. */
export function putOff(member: Member, now: number): Member {
  return dueAt(member, member, now + DAY_MS);
}

export function endedMember(member: Member, why: Ending, at: number): Member {
  return { ...withoutDue(member), ended: { why, at } };
}

/** Of two that became one: what is behind either of them is behind it. */
export function united(member: Member, others: readonly Member[]): Member {
  return {
    ...member,
    through: Math.max(member.through, ...others.map(({ through }) => through)),
    behind: [...new Set([member, ...others].flatMap(({ behind }) => behind))],
  };
}

/** By its delay and by its words: a step that was moved, or whose words were changed, does not come twice. */
function nextStep(
  { steps }: SequenceConfig,
  { through, behind }: Pick<Member, 'through' | 'behind'>,
): StepConfig | undefined {
  return steps.find((step) => lengthOf(step.delay) > through && !behind.includes(tagOfStep(step)));
}

function tagOfStep({ mail: { subject, text, html } }: StepConfig): number {
  return tagOf(JSON.stringify([subject, text, html]));
}

function withoutDue({ due: _, ...member }: Member): Member {
  return member;
}
