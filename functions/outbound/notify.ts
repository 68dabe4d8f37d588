// Tells people by mail: of each submission by itself, and above so many in an hour of the rest in one mail.
import { Calendar } from '../domain/calendar.ts';
import type { Config } from '../domain/config/config.ts';
import type { Message } from '../domain/tell/message.ts';
import type { ToldLead } from '../domain/tell/payload.ts';
import { digestMail, type HandOffNotice, noticeMail } from '../pages/notice-mail.ts';
import type { SendMail } from '../runtime/mail.ts';
import type { Decision, Hour } from '../store/outbox/notices.ts';
import type { Note } from '../store/outbox/outbox.ts';
import type { Delivery } from './deliver.ts';

export type NotifyDeps = {
  readonly config: Config;
  readonly apiUrl: string;
  readonly send: SendMail;
  readonly hasMarker: (id: string, what: string) => Promise<boolean>;
  readonly writeMarker: (id: string, what: string) => Promise<void>;
  readonly readDecision: (id: string) => Promise<Decision | undefined>;
  readonly decide: (id: string, decision: Decision) => Promise<Decision>;
  readonly countInHour: (of: string, hour: string) => Promise<number>;
  readonly leaveToDigest: (of: string, hour: string, id: string) => Promise<void>;
  readonly countLeft: (of: string, hour: string) => Promise<number>;
  readonly readHour: (of: string, hour: string) => Promise<Hour>;
  readonly noteArmed: (of: string, hour: string, isArmed: boolean) => Promise<void>;
  readonly noteMailed: (of: string, hour: string, mailed: number) => Promise<void>;
  readonly sendDigest: (digest: { readonly form: string; readonly hour: string }) => Promise<void>;
  /** ms since the epoch. */
  readonly now: () => number;
};

type Notice = {
  readonly note: Note;
  readonly to: readonly string[];
  readonly isReplay: boolean;
  readonly message: Message;
  readonly lead: ToldLead;
  /** Of a hand-off. */
  readonly handOff?: HandOffNotice;
};

const DIGEST_ABOVE = 10;
const HOUR_MS = 3_600_000;

/** A form by its id, a hand-off by its funnel's, which is told apart by a character that no id has. */
function rateName({ form, funnel }: Note): string {
  return form ?? `>${funnel}`;
}

export async function mailNotice(deps: NotifyDeps, notice: Notice): Promise<Delivery> {
  const { note, to, isReplay, message, lead, handOff } = notice;
  if (!isReplay && !(await isByItself(deps, note))) return 'delivered';
  const mail = noticeMail({ message, lead, config: deps.config, ...(handOff && { handOff }) });
  for (const recipient of to) {
    if (!isReplay && (await deps.hasMarker(note.id, recipient))) continue;
    const sending = await deps.send({ ...mail, to: recipient, lead: lead.id });
    if (sending.outcome !== 'sent') throw sending.error;
    await deps.writeMarker(note.id, recipient);
  }
  return 'delivered';
}

/** Decides once: a later try, in whichever hour, finds how. What is left to a digest is counted there once. */
async function isByItself(deps: NotifyDeps, note: Note): Promise<boolean> {
  const name = rateName(note);
  const decision = (await deps.readDecision(note.id)) ?? (await decide(deps, note, name));
  if (decision === 'by itself') return true;
  await deps.leaveToDigest(name, decision.leftIn, note.id);
  // Read after it is left: a digest that is on its way has not counted yet.
  if (!(await deps.readHour(name, decision.leftIn)).isArmed) {
    await deps.sendDigest({ form: name, hour: decision.leftIn });
    await deps.noteArmed(name, decision.leftIn, true);
  }
  return false;
}

async function decide(deps: NotifyDeps, { id }: Note, name: string): Promise<Decision> {
  const hour = new Date(deps.now()).toISOString().slice(0, 13);
  const isLeft = (await deps.countInHour(name, hour)) > (deps.config.mail?.digestAbove ?? DIGEST_ABOVE);
  return await deps.decide(id, isLeft ? { leftIn: hour } : 'by itself');
}

/** Tells how many of the hour are left to it so far, so that one that comes twice misleads nobody. */
export async function mailDigest(
  deps: NotifyDeps,
  { form, hour }: { readonly form: string; readonly hour: string },
): Promise<Delivery> {
  const { config } = deps;
  const to =
    (form.startsWith('>')
      ? config.funnels.find(({ id }) => id === form.slice(1))?.handOff?.notify
      : config.forms.find(({ id }) => id === form)?.notify) ?? [];
  // What is left from here on arms the next one; what was left before is counted below.
  await deps.noteArmed(form, hour, false);
  const { mailed } = await deps.readHour(form, hour);
  const count = await deps.countLeft(form, hour);
  if (to.length === 0 || count <= mailed) return 'dropped';
  const mail = digestMail({ count, of: form, hour, config, ...listsOf(deps, form, hour) });
  for (const recipient of to) {
    const sending = await deps.send({ ...mail, to: recipient });
    if (sending.outcome !== 'sent') throw sending.error;
  }
  await deps.noteMailed(form, hour, count);
  return 'delivered';
}

/** The list of leads, and of it those that a digest is likely of: who waits for sales, or came new by the form on the days of the hour. */
function listsOf(
  { apiUrl, config }: Pick<NotifyDeps, 'apiUrl' | 'config'>,
  of: string,
  hour: string,
): { readonly url: string; readonly narrowed: string } {
  const url = `${apiUrl}/leads`;
  if (of.startsWith('>')) return { url, narrowed: `${url}?handOff=waiting&funnel=${of.slice(1)}` };
  const begin = Date.parse(`${hour}:00:00Z`);
  const calendar = new Calendar(config.timezone);
  const [from, to] = [calendar.dayOf(begin), calendar.dayOf(begin + HOUR_MS - 1)];
  return { url, narrowed: `${url}?${new URLSearchParams({ form: of, from, to })}` };
}
