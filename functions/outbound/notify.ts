// Tells people by mail: of each submission by itself, and above so many in an hour of the rest in one mail.
import type { Config } from '../domain/config/config.ts';
import type { Message } from '../domain/tell/message.ts';
import type { ToldLead } from '../domain/tell/payload.ts';
import { digestMail, noticeMail } from '../pages/notice-mail.ts';
import type { SendMail } from '../runtime/mail.ts';
import type { Hour } from '../store/outbox/notices.ts';
import type { Note } from '../store/outbox/outbox.ts';
import type { Delivery } from './deliver.ts';

export type NotifyDeps = {
  readonly config: Config;
  readonly apiUrl: string;
  readonly send: SendMail;
  readonly hasMarker: (id: string, what: string) => Promise<boolean>;
  readonly writeMarker: (id: string, what: string) => Promise<void>;
  readonly readHour: (of: string, hour: string) => Promise<Hour>;
  readonly countInHour: (of: string, hour: string) => Promise<Hour>;
  readonly armHour: (of: string, hour: string, to: Pick<Hour, 'isArmed' | 'mailed'>) => Promise<void>;
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
};

const DIGEST_ABOVE = 10;
/** What is noted of a message that it was left to a digest, or counted to be mailed by itself. */
const LEFT = 'left to a digest';
const COUNTED = 'mailed by itself';

/** A form by its id, a hand-off by its funnel's, which is told apart by a character that no id has. */
function rateName({ form, funnel }: Note): string {
  return form ?? `>${funnel}`;
}

export async function mailNotice(deps: NotifyDeps, notice: Notice): Promise<Delivery> {
  const { note, to, isReplay, message, lead } = notice;
  if (!isReplay && !(await isByItself(deps, note))) return 'delivered';
  const mail = noticeMail({ message, lead, config: deps.config });
  for (const recipient of to) {
    if (!isReplay && (await deps.hasMarker(note.id, recipient))) continue;
    const sending = await deps.send({ ...mail, to: recipient });
    if (sending.outcome !== 'sent') throw sending.error;
    await deps.writeMarker(note.id, recipient);
  }
  return 'delivered';
}

/** Counts a message once: a later try finds how it was decided. */
async function isByItself(deps: NotifyDeps, note: Note): Promise<boolean> {
  if (await deps.hasMarker(note.id, COUNTED)) return true;
  if (await deps.hasMarker(note.id, LEFT)) return false;
  const name = rateName(note);
  const hour = new Date(deps.now()).toISOString().slice(0, 13);
  const { n, mailed, isArmed } = await deps.countInHour(name, hour);
  const isLeft = n > (deps.config.mail?.digestAbove ?? DIGEST_ABOVE);
  if (isLeft && !isArmed) {
    await deps.sendDigest({ form: name, hour });
    await deps.armHour(name, hour, { isArmed: true, mailed });
  }
  await deps.writeMarker(note.id, isLeft ? LEFT : COUNTED);
  return !isLeft;
}

/** Tells how many came beyond the limit since the last digest of that hour. */
export async function mailDigest(
  deps: NotifyDeps,
  { form, hour }: { readonly form: string; readonly hour: string },
): Promise<Delivery> {
  const { config } = deps;
  const to =
    (form.startsWith('>')
      ? config.funnels.find(({ id }) => id === form.slice(1))?.handOff?.notify
      : config.forms.find(({ id }) => id === form)?.notify) ?? [];
  const limit = config.mail?.digestAbove ?? DIGEST_ABOVE;
  const { n, mailed } = await deps.readHour(form, hour);
  if (to.length === 0 || n - limit <= mailed) return 'dropped';
  // What comes from here on arms the next one; what came before is in the count that is read after.
  await deps.armHour(form, hour, { isArmed: false, mailed });
  const beyond = (await deps.readHour(form, hour)).n - limit;
  const mail = digestMail({ count: beyond - mailed, of: form, config, url: `${deps.apiUrl}/leads` });
  for (const recipient of to) {
    const sending = await deps.send({ ...mail, to: recipient });
    if (sending.outcome !== 'sent') throw sending.error;
  }
  await deps.armHour(form, hour, { isArmed: false, mailed: beyond });
  return 'delivered';
}
