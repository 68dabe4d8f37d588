// Finds the hand-off that an address is of, in the lead as it is now.
import type { LeadId } from '../domain/event/event.ts';
import { leadState } from '../domain/funnel/lead-state.ts';
import type { HandOffAnswer } from '../domain/hand-off/answer.ts';
import { emailOf } from '../domain/lead/record.ts';
import { findByHash } from '../leads/find-lead.ts';
import type { HandOffToken } from '../runtime/hand-off-token.ts';
import type { DeskDeps } from './deps.ts';

export type FoundHandOff = {
  /** The id under which its event was sent: the answer goes where that is. */
  readonly record: LeadId;
  /** As typed; undefined where it is not known. */
  readonly email: string | undefined;
  readonly from: string;
  readonly to: string;
  /** ms since the epoch. */
  readonly handedAt: number;
  readonly answer: HandOffAnswer | undefined;
};

/**
 * Undefined where the lead was erased, or is not handed over any more.
 * @throws LeadsInMotion, ReadsThrottled
 */
export async function findHandOff(
  { table: open, definitions }: Pick<DeskDeps, 'table' | 'definitions'>,
  { lead: hash, funnel, handedAt }: Omit<HandOffToken, 'until'>,
): Promise<FoundHandOff | undefined> {
  const table = await open();
  const [found, active] = await Promise.all([findByHash(table, hash), definitions()]);
  const definition = active.find((one) => one.funnel.id === funnel);
  if (found.kind !== 'found' || definition?.funnel.handOff === undefined) return undefined;
  const { tree, attemptsOf } = leadState(found.records, found.primary);
  const record = tree.find(({ id }) => table.hashOf(id) === hash)?.id;
  const { attempts } = attemptsOf(definition);
  // By the time that lies in it, as an answer is: an event that came late may have moved the hand-off.
  const attempt = attempts.find(({ entry, endsAt }) => entry.time <= handedAt && handedAt <= endsAt);
  if (record === undefined || attempt?.handedAt === undefined) return undefined;
  return {
    record,
    email: emailOf(tree),
    from: funnel,
    to: definition.funnel.handOff.to,
    handedAt: attempt.handedAt,
    answer: attempt.answer,
  };
}
