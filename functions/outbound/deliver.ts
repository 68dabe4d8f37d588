// The use-case of outbound: delivers one message to one target, with the lead as it is now.
import type { Config } from '../domain/config/config.ts';
import type { LeadId } from '../domain/event/event.ts';
import { leadState } from '../domain/funnel/lead-state.ts';
import { type KnownOfLead, knownOf } from '../domain/hand-off/known.ts';
import { idKey } from '../domain/lead/identity.ts';
import { idsOfLead } from '../domain/lead/identity-graph.ts';
import type { Message } from '../domain/tell/message.ts';
import { messagesOf, type Telling } from '../domain/tell/messages-of.ts';
import { erasurePayload, type Payload, payloadOf } from '../domain/tell/payload.ts';
import { askToConfirm, replyToLead, type TellLeadDeps, type Told } from '../lead-mail/tell-lead.ts';
import { findByHash } from '../leads/find-lead.ts';
import type { NurtureDeps } from '../nurture/deps.ts';
import { enter } from '../nurture/enter.ts';
import { takeStep } from '../nurture/take-step.ts';
import type { OutboundMessage } from '../queue/outbound-message.ts';
import { type TellReferralDeps, tellReferral } from '../referral/tell-referral.ts';
import { handOffToken } from '../runtime/hand-off-token.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { type Note, noteOf } from '../store/outbox/outbox.ts';
import type { NotifyDeps } from './notify.ts';
import { mailDigest, mailNotice } from './notify.ts';
import { mailAlert, payloadOfAlert, type TellAlertDeps } from './tell-alert.ts';

export type DeliverDeps = NotifyDeps &
  TellAlertDeps & {
    /** Absent: leads get no mail. */
    readonly toLeads?: TellLeadDeps;
    /** Absent: leads share no links. */
    readonly referrals?: TellReferralDeps;
    /** Absent: there are no sequences. */
    readonly nurture?: NurtureDeps;
    readonly config: Config;
    readonly table: () => Promise<LeadTable>;
    /** All that can be told, under the definitions that are active now. */
    readonly telling: () => Promise<Telling>;
    /** Signs the addresses at which sales answers hand-offs; absent: hand-offs are not told. */
    readonly handOffKey?: () => Promise<string>;
    /** Where the owner's pages are, without a final slash. */
    readonly apiUrl: string;
    /** Throws where the receiver does not take it. */
    readonly post: (to: {
      readonly url: string;
      readonly secret: string;
      readonly id: string;
      readonly body: string;
    }) => Promise<void>;
  };

/** `dropped`: what was to be told is not true any more, or nobody is to be told any more. */
export type Delivery = 'delivered' | 'dropped';

/** @throws whatever keeps it from being delivered: it is tried again */
export async function deliver(deps: DeliverDeps, message: OutboundMessage): Promise<Delivery> {
  if ('digest' in message) return await mailDigest(deps, message.digest);
  if ('step' in message)
    return deps.nurture !== undefined && (await takeStep(deps.nurture, message.step))
      ? 'delivered'
      : 'dropped';
  const { note, target } = message;
  if ('webhook' in target) {
    const webhook = (deps.config.webhooks ?? []).find(({ url }) => url === target.webhook);
    const payload = webhook === undefined ? undefined : await payloadFor(deps, note);
    if (webhook === undefined || payload === undefined) return 'dropped';
    await deps.post({ url: webhook.url, secret: webhook.secret, id: note.id, body: JSON.stringify(payload) });
    return 'delivered';
  }
  if (note.kind === 'alert')
    return 'mail' in target ? await mailAlert(deps, note, target.mail, message.isReplay === true) : 'dropped';
  if (note.kind === 'waiting')
    return deps.toLeads !== undefined && (await askToConfirm(deps.toLeads, note)) ? 'delivered' : 'dropped';
  if (note.kind === 'nurture')
    return deps.nurture !== undefined && (await enter(deps.nurture, note)) ? 'delivered' : 'dropped';
  if (note.kind === 'referral' || 'own' in target)
    return deps.referrals !== undefined && (await tellReferral(deps.referrals, note))
      ? 'delivered'
      : 'dropped';
  const told = await read(deps, note);
  if (told === undefined) return 'dropped';
  if ('lead' in target) {
    if (deps.toLeads === undefined) return 'dropped';
    return (await replyToLead(deps.toLeads, note, told)) ? 'delivered' : 'dropped';
  }
  const { message: of, lead, known } = told;
  const isReplay = message.isReplay === true;
  const answer = await answerLink(deps, note, of);
  const handOff = known && { ...known, ...(answer === undefined ? {} : { answer }) };
  return await mailNotice(deps, {
    note,
    to: target.mail,
    isReplay,
    message: of,
    lead,
    ...(handOff && { handOff }),
  });
}

async function payloadFor(deps: DeliverDeps, note: Note): Promise<Payload | undefined> {
  if (note.kind === 'erased') return erasurePayload(note.time, note.erased ?? [note.lead]);
  if (note.kind === 'alert') return await payloadOfAlert(deps, note);
  const told = await read(deps, note);
  return told && payloadOf(told.message, told.lead, (await answerLink(deps, note, told.message))?.url);
}

/** The link works for so long after the hand-off was told of, so that each try of a message is the same. */
const ANSWER_MS = 30 * 86_400_000;

async function answerLink(
  { handOffKey, apiUrl }: DeliverDeps,
  { lead }: Note,
  { kind, funnel, event }: Message,
): Promise<{ readonly url: string; readonly until: number } | undefined> {
  if (kind !== 'handOff' || funnel === undefined || handOffKey === undefined) return undefined;
  const until = event.received + ANSWER_MS;
  const token = handOffToken(await handOffKey(), { lead, funnel, handedAt: event.time, until });
  return { url: `${apiUrl}/a/${token}`, until };
}

/** What a note is of, in the lead as it is now; undefined where it is not true any more, or the lead is erased. */
async function read(
  deps: DeliverDeps,
  note: Note,
): Promise<(Told & { readonly known?: KnownOfLead }) | undefined> {
  const table = await deps.table();
  const found = await findByHash(table, note.lead);
  if (found.kind !== 'found') return undefined;
  const { primary, records } = found;
  const messages = messagesOf(records, primary, await deps.telling()).values();
  const message = [...messages].find((one) => noteOf(table.hashOf, one).id === note.id);
  if (message === undefined) return undefined;
  const id = table.hashOf(primary);
  const typedOf = (one: LeadId): string => records.get(idKey(one))?.typed?.value ?? one.key;
  const email = idsOfLead(records, primary).find(({ kind }) => kind === 'email');
  const { record } = message;
  return {
    message,
    ...(message.kind === 'handOff' && {
      known: knownOf(leadState(records, primary).lead),
    }),
    lead: {
      id,
      record: note.lead,
      email: email === undefined ? null : typedOf(email),
      url: `${deps.apiUrl}/leads/${id}`,
    },
    ...(record.kind === 'email' ? { typed: typedOf(record) } : {}),
  };
}
