// Takes a lead into a sequence, once: decided from what the lead is now, and from whether any of its addresses was ever in it.
import { leadState } from '../domain/funnel/lead-state.ts';
import { sequenceEntered } from '../domain/mail/own-events.ts';
import { baseOf, hasHappened, reachedBy } from '../domain/nurture/asked-of-lead.ts';
import { goalOf } from '../domain/nurture/goal.ts';
import type { Member } from '../domain/nurture/member.ts';
import { newMember } from '../domain/nurture/turns.ts';
import { findByHash } from '../leads/find-lead.ts';
import { isErased } from '../store/leads/read-leads.ts';
import { addMember, forgetMembers, readMember } from '../store/nurture/members.ts';
import type { Note } from '../store/outbox/outbox.ts';
import type { NurtureDeps } from './deps.ts';
import { isHeldOut } from './hold-out.ts';

/** A message is tried again, or redriven, for so long. */
const TOLD_AGAIN_MS = 15 * 86_400_000;

/** @returns whether it is in it now and was not before */
export async function enter(deps: NurtureDeps, { lead, to }: Note): Promise<boolean> {
  const active = (await deps.sequences()).find(({ sequence }) => sequence.id === to);
  if (active === undefined) return false;
  const { sequence, definition } = active;
  const table = await deps.table();
  const found = await findByHash(table, lead);
  if (found.kind !== 'found') return false;
  const { records, primary } = found;
  const state = leadState(records, primary);
  const event = reachedBy(sequence, definition, state).at(-1);
  if (primary.kind !== 'email' || event === undefined || hasHappened(sequence, definition, state))
    return false;
  const emails = state.tree.filter(({ id }) => id.kind === 'email').map(({ id }) => table.hashOf(id));
  const own = table.hashOf(primary);
  const tell = async ({ isHeldOut, entered }: Member): Promise<void> =>
    await deps.queue.send([
      sequenceEntered(
        {
          ...{
            funnel: sequence.when.funnel,
            sequence: sequence.id,
            goal: goalOf(sequence.until, definition.funnel.stages),
          },
          isHeldOut,
          at: entered,
        },
        primary.key,
      ),
    ]);
  for (const record of emails) {
    const known = await readMember(table, { sequence: sequence.id, lead: record });
    if (known === undefined) continue;
    // A try may have ended before it was told; told again, it is the same event.
    if (record === own && deps.now() - known.entered <= TOLD_AGAIN_MS) await tell(known);
    return false;
  }
  const member = newMember(
    sequence,
    {
      base: baseOf(event, state),
      now: deps.now(),
      isHeldOut: isHeldOut(sequence.id, own, sequence.holdOut),
    },
    deps.calendar,
  );
  if (member === undefined) return false;
  const isNew = await addMember(table, { sequence: sequence.id, lead: own }, member);
  // Read after it is written: an erasure that is not seen here finds it, and deletes it.
  if (await isErased(table, own, event.received)) {
    await forgetMembers(table, own);
    return false;
  }
  if (!isNew) return false;
  deps.telemetry.count(member.isHeldOut ? 'NurtureHeldOut' : 'NurtureEntered');
  // So that it is counted, in its group.
  await tell(member);
  return true;
}
