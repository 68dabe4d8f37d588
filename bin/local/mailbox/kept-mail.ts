// The mails that were sent here, each a file: what a SendEmail request of SES says, and when it came.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEAD_TAG } from '../../../functions/runtime/mail.ts';

export type KeptMail = {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly received: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly replyTo?: readonly string[];
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
  /** The lead to or about which it is, by the public id of its record. */
  readonly lead?: string;
  /** Under which bounces and complaints of it are told; absent: they are not. */
  readonly configurationSet?: string;
};

export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

/** @throws MailRefused where SES would find the request bad, or where it has what is not reproduced here */
export function readMail(request: string, received: Date): KeptMail {
  const {
    FromEmailAddress,
    Destination,
    Content,
    ReplyToAddresses,
    ConfigurationSetName,
    EmailTags = [],
  } = parse(request);
  const lead = EmailTags.find(({ Name }) => Name === LEAD_TAG)?.Value;
  const to = (Destination?.ToAddresses ?? []).filter((address) => address !== '');
  const { Subject, Body, Headers = [] } = Content?.Simple ?? {};
  const headers = Headers.map(({ Name = '', Value = '' }) => ({ name: Name, value: Value }));
  const subject = Subject?.Data ?? '';
  const [text, html] = [Body?.Text?.Data ?? '', Body?.Html?.Data ?? ''];
  if (Content?.Simple === undefined) throw new MailRefused('Only simple messages are taken here.');
  if (!FromEmailAddress || to.length === 0) throw new MailRefused('A sender and a recipient are needed.');
  if (subject === '' || text + html === '') throw new MailRefused('A subject and a body are needed.');
  if (/[\r\n]/.test(subject)) throw new MailRefused('A subject is one line.');
  if (headers.some(({ name, value }) => !/^[!-9;-~]{1,126}$/.test(name) || !/^[ -~]{1,870}$/.test(value)))
    throw new MailRefused('A header has a name and one line of ASCII.');
  if (EmailTags.some(({ Name = '', Value = '' }) => !TAG.test(Name) || !TAG.test(Value)))
    throw new MailRefused('A tag has a name and a value of letters, digits, _ and -.');
  return {
    id: randomUUID(),
    received: received.toISOString(),
    from: FromEmailAddress,
    to,
    subject,
    text,
    html,
    ...(ReplyToAddresses === undefined ? {} : { replyTo: ReplyToAddresses }),
    ...(headers.length === 0 ? {} : { headers }),
    ...(lead === undefined ? {} : { lead }),
    ...(ConfigurationSetName === undefined ? {} : { configurationSet: ConfigurationSetName }),
  };
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html */
const TAG = /^[\w-]{1,255}$/;

type Data = { readonly Data?: string };
type SendEmail = {
  readonly FromEmailAddress?: string;
  readonly ReplyToAddresses?: readonly string[];
  readonly ConfigurationSetName?: string;
  readonly EmailTags?: readonly { readonly Name?: string; readonly Value?: string }[];
  readonly Destination?: { readonly ToAddresses?: readonly string[] };
  readonly Content?: {
    readonly Simple?: {
      readonly Subject?: Data;
      readonly Headers?: readonly { readonly Name?: string; readonly Value?: string }[];
      readonly Body?: { readonly Text?: Data; readonly Html?: Data };
    };
  };
};

function parse(request: string): SendEmail {
  try {
    return JSON.parse(request) as SendEmail;
  } catch (cause) {
    throw new MailRefused('The request is not JSON.', { cause });
  }
}

/** Whole or not at all; readable by its owner only. The name sorts by time. */
export function keepMail(directory: string, mail: KeptMail): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, `${mail.received.replaceAll(':', '')}-${mail.id}.json`);
  writeFileSync(`${file}.part`, `${JSON.stringify(mail, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
}

/** Deletes the mails to and about a lead, and what a host that was killed has left half written. @returns how many mails */
export function deleteMails(directory: string, lead: string): number {
  let deleted = 0;
  for (const name of fileNames(directory, '.json')) {
    const file = join(directory, name);
    const mail: KeptMail = JSON.parse(readFileSync(file, 'utf8'));
    if (mail.lead !== lead) continue;
    rmSync(file);
    deleted++;
  }
  for (const name of fileNames(directory, '.part')) rmSync(join(directory, name));
  return deleted;
}

/** The latest first. */
export function listMails(directory: string, most: number): readonly KeptMail[] {
  return fileNames(directory, '.json')
    .slice(0, most)
    .map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as KeptMail);
}

export function findMail(directory: string, id: string): KeptMail | undefined {
  const name = fileNames(directory, '.json').find((each) => each.endsWith(`-${id}.json`));
  return name === undefined ? undefined : JSON.parse(readFileSync(join(directory, name), 'utf8'));
}

function fileNames(directory: string, ending: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith(ending))
      .sort()
      .reverse();
  } catch {
    // Nothing has been sent yet.
    return [];
  }
}
