// The proof of mails to leads: a reply to each of many, the function that mails and the host killed amid them, and who got what.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptMail } from '../../bin/local/mailbox/kept-mail.ts';
import { freePort, killHard, pidOf } from '../durability/hard-kill.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';
import { descendants } from '../support/processes.ts';
import type { Check } from './checks.ts';
import { listLeads } from './people.ts';

export type MailsSettings = {
  readonly leads: number;
  /** How often each is killed. */
  readonly hosts: number;
  readonly functions: number;
  say(line: string): void;
};

export type MailsResult = {
  readonly checks: readonly Check[];
  readonly killed: { readonly hosts: number; readonly functions: number };
  /** Leads whose mail is in the inbox. */
  readonly mailed: number;
  readonly undecided: number;
  /** Of these, how many are in the inbox. */
  readonly inInbox: number;
  readonly seconds: number;
};

const FORM = 'ebook';
const IN_FLIGHT = 8;
const PATIENCE_MS = 20_000;
/** A message of a function that was killed is hidden for so long, and what is tried again waits up to ten minutes. */
const STILL_MS = 25 * 60_000;

export async function proveMails({ leads, hosts, functions, say }: MailsSettings): Promise<MailsResult> {
  const begun = performance.now();
  const directory = temporaryDirectory();
  const data = join(directory, 'data');
  const env = {
    IMBUTO_CONFIG: writeConfig(directory),
    IMBUTO_DATA: data,
    PORT: String(await freePort()),
  };
  const start = (): Promise<HostProcess> =>
    startHostProcess(data, { env, args: ['--quiet'], patience: 600_000 });
  let host = await start();
  const { url, ownerToken } = host.local();
  const readInbox = inboxReader(join(data, 'mail'));
  const killed = { hosts: 0, functions: 0 };
  const answered = new Set<string>();
  const sending = sendAll(leads, url, answered);
  try {
    // Kills are spread over the mails: each waits until so many more are in the inbox.
    const kills = functions + hosts;
    for (let n = 1; n <= kills; n++) {
      await until(() => readInbox().size >= (n * leads) / (kills + 2));
      const isHost = n % Math.max(1, Math.round(kills / Math.max(1, hosts))) === 0 && killed.hosts < hosts;
      if (isHost) {
        killed.hosts += 1;
        say(`${readInbox().size} leads mailed: kill -9 of the host with its children`);
        await killHard(host, descendants(pidOf(host)));
        host = await start();
      } else if (killMailers(host)) killed.functions += 1;
      await sleep(300);
    }
    await sending;
    say(`all ${leads} forms answered, ${readInbox().size} leads mailed`);
    const undecidedNow = (): Promise<readonly Undecided[]> => listUndecided(url, ownerToken);
    await untilStill(async () => {
      const undecided = await undecidedNow();
      const settled = new Set([...readInbox().keys(), ...undecided.map(({ lead }) => lead)]).size;
      const line = `${settled} of ${leads} mailed or in doubt`;
      return { line, isDone: settled >= leads };
    }, say);
    // What goes twice would have gone by now: nothing of it is hidden any longer.
    await sleep(200_000);
    const inbox = readInbox();
    const undecided = await undecidedNow();
    const known = new Set((await listLeads(url, ownerToken)).keys());
    const inDoubt = new Set(undecided.map(({ lead }) => lead));
    const times = [...inbox.values()];
    return {
      checks: [
        { what: 'forms that the host answered', wanted: leads, found: answered.size },
        { what: 'leads', wanted: leads, found: known.size },
        { what: 'leads that got their mail twice', wanted: 0, found: times.filter((n) => n > 1).length },
        {
          what: 'leads with neither a mail nor one in doubt',
          wanted: 0,
          found: [...known].filter((id) => !inbox.has(id) && !inDoubt.has(id)).length,
        },
        {
          what: 'mails to nobody',
          wanted: 0,
          found: [...inbox.keys()].filter((id) => !known.has(id)).length,
        },
        { what: 'mails in doubt, listed twice', wanted: 0, found: undecided.length - inDoubt.size },
      ],
      killed,
      mailed: inbox.size,
      undecided: undecided.length,
      inInbox: [...inDoubt].filter((id) => inbox.has(id)).length,
      seconds: (performance.now() - begun) / 1000,
    };
  } finally {
    await host.stop('SIGKILL');
    removeDirectory(directory);
  }
}

function writeConfig(directory: string): string {
  const file = join(directory, 'funnels.json');
  const config = {
    freshness: '0s',
    mail: { from: 'hello@example.com' },
    forms: [
      {
        id: FORM,
        fields: [{ name: 'email', type: 'email' }],
        quota: { minute: 1_000_000, day: 100_000_000 },
        reply: { subject: 'Thank you', text: 'We call you tomorrow.' },
      },
    ],
    funnels: [
      {
        id: 'trial',
        kind: 'sales',
        stages: [
          { id: 'interest', on: [{ form: FORM }] },
          { id: 'action', on: [{ event: 'Order Completed' }] },
        ],
      },
    ],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/** What got no answer is sent again under the same key. */
async function sendAll(leads: number, url: string, answered: Set<string>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let n = next++; n < leads; n = next++) {
      const email = `person.${n}@example.com`;
      while (!(await isTaken(url, `mails-${n}`, email))) await sleep(200);
      answered.add(email);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

async function isTaken(url: string, key: string, email: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/f/${FORM}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ email }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await response.arrayBuffer();
    return response.status === 202;
  } catch {
    return false;
  }
}

/** Kills the processes of the function that mails: the answers that it waited for are lost. @returns whether there were any */
function killMailers(host: HostProcess): boolean {
  const mailers = descendants(pidOf(host)).filter(({ pid }) => /Outbound/.test(functionOf(pid)));
  for (const { pid } of mailers) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  return mailers.length > 0;
}

function functionOf(pid: number): string {
  try {
    return (
      /(?:^|\0)AWS_LAMBDA_FUNCTION_NAME=([^\0]*)/.exec(readFileSync(`/proc/${pid}/environ`, 'utf8'))?.[1] ??
      ''
    );
  } catch {
    return '';
  }
}

/** Reads each file once. @returns how many mails each lead got, by its public id */
function inboxReader(directory: string): () => ReadonlyMap<string, number> {
  const seen = new Set<string>();
  const byLead = new Map<string, number>();
  return () => {
    for (const name of filesIn(directory)) {
      if (seen.has(name)) continue;
      seen.add(name);
      const { lead = '' } = JSON.parse(readFileSync(join(directory, name), 'utf8')) as KeptMail;
      byLead.set(lead, (byLead.get(lead) ?? 0) + 1);
    }
    return byLead;
  };
}

function filesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter((name) => name.endsWith('.json'));
  } catch {
    // Nothing has been mailed yet.
    return [];
  }
}

type Undecided = { readonly id: string; readonly lead: string };

/** As the owner sees them at `/leads/waiting`. */
async function listUndecided(url: string, ownerToken: string): Promise<readonly Undecided[]> {
  const mails: Undecided[] = [];
  for (let path: string | null = '/leads/waiting?format=json'; path !== null; ) {
    const response: Response = await fetch(url + path, {
      headers: { authorization: `Bearer ${ownerToken}`, accept: 'application/json' },
    });
    if (!response.ok) {
      await response.arrayBuffer();
      await sleep(1_000);
      continue;
    }
    const page = (await response.json()) as {
      readonly undecidedMails: readonly Undecided[];
      readonly nextMails: string | null;
    };
    mails.push(...page.undecidedMails);
    path = page.nextMails;
  }
  return mails;
}

async function until(reached: () => boolean): Promise<void> {
  for (const deadline = Date.now() + STILL_MS; !reached(); await sleep(50))
    if (Date.now() > deadline) throw new Error('the proof does not get on');
}

/** Until it is done, or until nothing changes any more. */
async function untilStill(
  look: () => Promise<{ readonly line: string; readonly isDone: boolean }>,
  say: (line: string) => void,
): Promise<void> {
  let last = '';
  let changed = Date.now();
  for (;;) {
    const { line, isDone } = await look();
    if (line !== last) {
      say(line);
      last = line;
      changed = Date.now();
    }
    if (isDone || Date.now() > changed + STILL_MS) return;
    await sleep(5_000);
  }
}
