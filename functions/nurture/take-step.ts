// Takes one turn of a lead in a sequence: reads the lead as it is now, mails the step or does not, and notes when the next one is due.
import { createHash } from 'node:crypto';
import { type LeadState, leadState } from '../domain/funnel/lead-state.ts';
import { idKey } from '../domain/lead/identity.ts';
import { answersIn, hasConsented, hasHappened } from '../domain/nurture/asked-of-lead.ts';
import { delayText } from '../domain/nurture/delay.ts';
import type { ActiveSequence } from '../domain/nurture/enterings.ts';
import type { Ending, Member } from '../domain/nurture/member.ts';
import type { StepConfig } from '../domain/nurture/sequence.ts';
import { afterStep, dueAt, endedMember, putOff, turnOf, united } from '../domain/nurture/turns.ts';
import { type Became, tryOnce } from '../lead-mail/send-once.ts';
import { shareLinkOf } from '../lead-mail/share-link-of.ts';
import { PER_DAY, plainAddress } from '../lead-mail/tell-lead.ts';
import { type FoundLead, findByHash } from '../leads/find-lead.ts';
import { writeLeadMail } from '../pages/lead-mail/compose.ts';
import { mailToken } from '../runtime/mail-token.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { readAddress } from '../store/mail/addresses.ts';
import type { DueStep } from '../store/nurture/due-index.ts';
import { changeMember, forgetMembers, readMember } from '../store/nurture/members.ts';
import type { NurtureDeps } from './deps.ts';

/** The configuration is newer than what reports show: its funnel is still being counted. */
export class FunnelNotShown extends Error {
  override readonly name = 'FunnelNotShown';
}

/** @returns whether a mail went @throws whatever keeps the turn from being taken: it is tried again */
export async function takeStep(deps: NurtureDeps, turn: DueStep): Promise<boolean> {
  const table = await deps.table();
  const member = await readMember(table, turn);
  // Told twice, or of what was forgotten.
  if (member === undefined || member.due !== turn.due) return false;
  const end = async (why: Ending): Promise<false> => {
    await changeMember(table, turn, endedMember(member, why, deps.now()));
    return false;
  };
  if (!(deps.config.nurture ?? []).some(({ id }) => id === turn.sequence)) return await end('removed');
  const active = (await deps.sequences()).find(({ sequence }) => sequence.id === turn.sequence);
  if (active === undefined)
    throw new FunnelNotShown(`the funnel of sequence ${turn.sequence} is not shown yet`);
  const found = await findByHash(table, turn.lead);
  if (found.kind !== 'found') {
    await forgetMembers(table, turn.lead);
    return false;
  }
  const state = leadState(found.records, found.primary);
  const others = await otherMembers(table, turn, state);
  if (others.some((other) => isBefore(other, { ...member, lead: turn.lead }))) return await end('merged');
  return await goOn(deps, { turn, member: united(member, others), active, found, state, table, end });
}

type Going = {
  readonly turn: DueStep;
  readonly member: Member;
  readonly active: ActiveSequence;
  readonly found: FoundLead;
  readonly state: LeadState;
  readonly table: LeadTable;
  readonly end: (why: Ending) => Promise<false>;
};

async function goOn(deps: NurtureDeps, going: Going): Promise<boolean> {
  const { turn, member, active, state, table, end } = going;
  const { sequence, definition } = active;
  const { calendar } = deps;
  const now = deps.now();
  const next = turnOf(
    sequence,
    member,
    {
      hasEnded: hasHappened(sequence, definition, state),
      hasConsented: hasConsented(sequence.consent, state),
      now,
    },
    calendar,
  );
  const { kind } = next;
  if (kind === 'end') return await end(next.why);
  if (kind === 'wait') {
    await changeMember(table, turn, dueAt(member, member, next.due));
    return false;
  }
  const became = kind === 'pass' ? 'passed' : await mail(deps, going, next.step);
  switch (became) {
    case 'stopped':
      return await end('stopped');
    case 'erased':
      await forgetMembers(table, turn.lead);
      return false;
    case 'not-due':
      return await takeStep(deps, turn);
    case 'day-full':
      await changeMember(table, turn, putOff(member, now));
      return false;
    default: {
      const isMailed = became === 'sent' || became === 'sent-before';
      const after = afterStep(sequence, member, { step: next.step, isMailed, now }, calendar);
      await changeMember(table, turn, after);
      return became === 'sent';
    }
  }
}

async function mail(
  deps: NurtureDeps,
  { turn, member, active: { sequence, definition }, state, table }: Going,
  { mail: words, delay }: StepConfig,
): Promise<Became> {
  const { config, apiUrl } = deps;
  const [first, ...others] = state.tree.filter(({ id }) => id.kind === 'email');
  const to = first && plainAddress(first.typed?.value ?? first.id.key);
  if (first === undefined || to === undefined) return 'stopped';
  // Who does not want mail at one address does not want it at another.
  for (const { id } of others)
    if ((await readAddress(table, table.hashOf(id))).known.stopped !== undefined) return 'stopped';
  const hash = table.hashOf(first.id);
  const unsubscribe = `${apiUrl}/u/${mailToken(await deps.mailKey(), { use: 'u', lead: hash })}`;
  const share = await shareLinkOf(deps, apiUrl, hash);
  return await tryOnce(
    { ...deps, table, perDay: config.mail?.perDay ?? PER_DAY },
    {
      id: mailId(turn),
      purpose: 'nurture',
      of: { sequence: turn.sequence, step: delayText(delay) },
      hash,
      received: member.entered,
      isStillDue: async () => {
        const again = await findByHash(table, turn.lead);
        return (
          again.kind === 'found' &&
          !hasHappened(sequence, definition, leadState(again.records, again.primary))
        );
      },
      mail: writeLeadMail({
        locale: config.locale,
        words,
        to,
        answers: answersIn(state),
        ...(share === undefined ? {} : { given: { share } }),
        unsubscribe,
      }),
    },
  );
}

/** Of the turn, not of the words: an edit between two tries makes no second mail. */
function mailId({ sequence, lead, due }: DueStep): string {
  const of = JSON.stringify(['nurture', sequence, lead, due]);
  return `msg_${createHash('sha256').update(of).digest('base64url').slice(0, 27)}`;
}

type Named = Member & { readonly lead: string };

/** Where leads became one, each of their addresses may be in the sequence. */
async function otherMembers(
  table: LeadTable,
  { sequence, lead }: DueStep,
  { tree }: LeadState,
): Promise<readonly Named[]> {
  const emails = new Map(tree.filter(({ id }) => id.kind === 'email').map(({ id }) => [idKey(id), id]));
  const hashes = [...emails.values()].map(table.hashOf).filter((hash) => hash !== lead);
  const read = await Promise.all(
    hashes.map(async (other) => {
      const member = await readMember(table, { sequence, lead: other });
      return member && { ...member, lead: other };
    }),
  );
  return read.flatMap((one) => one ?? []);
}

/** Who entered first goes on, and stays held out or not as was decided then. */
function isBefore(a: Named, b: Named): boolean {
  return a.entered < b.entered || (a.entered === b.entered && a.lead < b.lead);
}
