// Mails a lead what its form promises: the question to confirm, what it delivers, and the owner's reply.
import type { Config, FormConfig } from '../domain/config/config.ts';
import { readEmail } from '../domain/event/email.ts';
import { DELIVERED, ownEvent } from '../domain/mail/own-events.ts';
import type { Message } from '../domain/tell/message.ts';
import type { ToldLead } from '../domain/tell/payload.ts';
import { composeLeadMail } from '../pages/lead-mail/compose.ts';
import type { SubmissionQueue } from '../queue/sender.ts';
import { mailToken } from '../runtime/mail-token.ts';
import type { Note } from '../store/outbox/outbox.ts';
import { KEPT_MS } from '../store/quarantine/place.ts';
import { readWaiting } from '../store/waiting/waiting-item.ts';
import { type SendOnceDeps, type SentOnce, sendOnce } from './send-once.ts';
import { type ShareDeps, shareLinkOf } from './share-link-of.ts';

export type TellLeadDeps = Omit<SendOnceDeps, 'table' | 'perDay'> & {
  readonly table: () => Promise<SendOnceDeps['table']>;
  readonly config: Pick<Config, 'forms' | 'locale' | 'mail' | 'share'>;
  /** Where the pages are, without a final slash. */
  readonly apiUrl: string;
  /** Takes what is told of the lead itself. */
  readonly queue: Pick<SubmissionQueue, 'send'>;
  /** Signs what stands in the addresses of these pages. */
  readonly mailKey: () => Promise<string>;
} & Pick<ShareDeps, 'shareKey'>;

export const PER_DAY = 5;
/** A link to a file works for so long. */
const LINK_MS = 7 * 86_400_000;

export type Told = {
  readonly message: Message;
  readonly lead: ToldLead;
  /** The e-mail under which it was sent, as typed: a lead of several has others, each with objections of its own. */
  readonly typed?: string;
};

/** @returns whether it was mailed */
export async function replyToLead(
  deps: TellLeadDeps,
  note: Note,
  { message, typed = '' }: Told,
): Promise<boolean> {
  const form = deps.config.forms.find(({ id }) => id === note.form);
  // A correction is the same submission, which was answered.
  if (form === undefined || message.isCorrection === true) return false;
  const { delivers } = form;
  if (form.reply === undefined && delivers === undefined) return false;
  const { received, properties = {} } = message.event;
  const now = deps.now();
  const token = { use: 'd', lead: note.lead, form: form.id, mail: note.id, until: now + LINK_MS } as const;
  const link =
    delivers === undefined
      ? {}
      : { link: `${deps.apiUrl}/d/${mailToken(await deps.mailKey(), token)}`, file: delivers };
  const share = await shareLinkOf(deps, deps.apiUrl, note.lead);
  const sent = await mailTo(deps, {
    ...link,
    ...(share === undefined ? {} : { share }),
    id: note.id,
    purpose: 'reply',
    form,
    hash: note.lead,
    typed,
    received,
    answers: properties,
  });
  // Told again by each try that finds it sent: the event is the same.
  if (
    (sent === 'sent' || sent === 'sent-before') &&
    delivers !== undefined &&
    message.record.kind === 'email'
  ) {
    const ids = { email: message.record.key };
    await deps.queue.send([
      ownEvent({ name: DELIVERED, ids, form: form.id, file: delivers, by: note.id, now }),
    ]);
  }
  return sent === 'sent';
}

/** Asks the owner of an address to confirm what waits for it. The link holds for all that waits when it is clicked. */
export async function askToConfirm(
  deps: TellLeadDeps,
  { id, lead, form: of, to = '' }: Note,
): Promise<boolean> {
  const form = deps.config.forms.find((one) => one.id === of);
  const waiting = await readWaiting(await deps.table(), to, deps.now());
  if (form === undefined || waiting === undefined) return false;
  const { submission } = waiting;
  const until = deps.now() + KEPT_MS;
  const token = mailToken(await deps.mailKey(), { use: 'c', lead, until });
  const sent = await mailTo(deps, {
    id,
    purpose: 'confirm',
    form,
    hash: lead,
    typed: submission.typed ?? submission.ids.email ?? '',
    received: submission.event.received,
    // They are not confirmed: a stranger may have typed anything.
    answers: {},
    link: `${deps.apiUrl}/c/${token}`,
  });
  return sent === 'sent';
}

type Mailing = {
  readonly id: string;
  readonly purpose: 'confirm' | 'reply';
  readonly form: FormConfig;
  readonly hash: string;
  readonly typed: string;
  readonly received: number;
  readonly answers: NonNullable<Message['event']['properties']>;
  readonly link?: string;
  /** The link that the lead can share. */
  readonly share?: string;
  /** That the link leads to. */
  readonly file?: string;
};

async function mailTo(deps: TellLeadDeps, mailing: Mailing): Promise<SentOnce> {
  const { config, apiUrl, telemetry } = deps;
  const { id, purpose, form, hash, received, answers, link, share, file } = mailing;
  const to = plainAddress(mailing.typed);
  if (to === undefined) {
    telemetry.count('LeadMailUnsendable');
    return 'dropped';
  }
  const unsubscribe = `${apiUrl}/u/${mailToken(await deps.mailKey(), { use: 'u', lead: hash })}`;
  const mail = composeLeadMail({
    config,
    form,
    kind: purpose,
    to,
    answers,
    unsubscribe,
    ...(link === undefined ? {} : { link }),
    ...(share === undefined ? {} : { share }),
  });
  return await sendOnce(
    { ...deps, table: await deps.table(), perDay: config.mail?.perDay ?? PER_DAY },
    { id, purpose, of: { form: form.id, ...(file === undefined ? {} : { file }) }, hash, received, mail },
  );
}

const PLAIN = /^[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9.-]+$/;

/** As typed, else by its key: one address and nothing that could be read as two, or as a name. SES takes ASCII alone. */
export function plainAddress(typed: string): string | undefined {
  if (PLAIN.test(typed)) return typed;
  const key = readEmail(typed)?.key;
  return key !== undefined && PLAIN.test(key) ? key : undefined;
}
