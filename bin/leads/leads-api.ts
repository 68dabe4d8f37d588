// Leads over the owner's HTTP API.
import type { HeldQuarantined, HeldWaiting } from '../../functions/domain/profile/held.ts';
import type { Profile } from '../../functions/domain/profile/profile.ts';
import type { Receipt } from '../../functions/domain/profile/receipt.ts';
import type { Known } from '../../functions/leads/find-lead.ts';
import { findInstance, NoInstance, Refused } from '../demo/instance.ts';

export type OwnerAccess = { readonly url: string; readonly token: string };

/** @throws NoInstance saying how to start one, or what else to name */
export function findOwner(
  environment: NodeJS.ProcessEnv,
  { url = environment.IMBUTO_URL, token = environment.IMBUTO_OWNER_TOKEN }: Partial<OwnerAccess> = {},
): OwnerAccess {
  if (!url) {
    const here = findInstance(environment);
    return { url: here.url, token: token || here.ownerToken };
  }
  if (!token)
    throw new NoInstance(
      'An address is named without the owner token: add --token, or set IMBUTO_OWNER_TOKEN.',
    );
  return { url: url.replace(/\/+$/, ''), token };
}

/** The owner's API by the options `--url` and `--token` of a command. @throws NoInstance */
export function ownerApi(
  environment: NodeJS.ProcessEnv,
  { url, token }: { readonly url?: string | undefined; readonly token?: string | undefined },
): LeadsApi {
  return new LeadsApi(findOwner(environment, { ...(url ? { url } : {}), ...(token ? { token } : {}) }));
}

/** What is kept aside under an e-mail of the lead, in quarantine or until it is confirmed. */
type Aside = { readonly quarantined: readonly HeldQuarantined[]; readonly waiting: readonly HeldWaiting[] };

/** Of a person who is no lead `ids` is empty, and only what is kept aside is there. */
export type Exported = Profile & Aside;
type Part = Exported & { readonly next: string | null };

type Replayed = { readonly sent: number; readonly ids: readonly string[] };

type Listed = { readonly leads: readonly { readonly id: string }[]; readonly next: string | null };

/** Contacts first, the newest before others; then those without an e-mail address. */
const LISTS = ['/leads?format=json', '/leads?kind=anonymous&format=json'] as const;

export class LeadsApi {
  readonly #access: OwnerAccess;
  readonly #call: typeof fetch;

  constructor(access: OwnerAccess, call: typeof fetch = fetch) {
    this.#access = access;
    this.#call = call;
  }

  /** Everything that is kept of every lead, one after another; a lead that is erased meanwhile is left out. */
  async *all(): AsyncGenerator<Exported> {
    const told = new Set<string>();
    for (const list of LISTS) {
      for (let next: string | null = list; next !== null; ) {
        const listed: Listed | undefined = await this.#ask<Listed>(next);
        for (const { id } of listed?.leads ?? []) {
          // Who becomes a contact meanwhile is in both lists.
          const profile = told.has(id) ? undefined : await this.#readOne(id);
          told.add(id);
          if (profile !== undefined) yield profile;
        }
        next = listed?.next ?? null;
      }
    }
  }

  /** Everything that is kept of a lead, in one; undefined where there is none. */
  async read(known: Known): Promise<Exported | undefined> {
    const id = await this.#find(known);
    return id === undefined ? undefined : this.#readOne(id);
  }

  async #readOne(id: string): Promise<Exported | undefined> {
    const first = await this.#ask<Part>(`/leads/${id}?format=json`);
    if (first === undefined) return undefined;
    const parts = [first];
    for (let { next } = first; next !== null; ) {
      const part = await this.#ask<Part>(next);
      if (part === undefined) return undefined;
      parts.push(part);
      next = part.next;
    }
    const { next: _, ...profile } = first;
    return {
      ...profile,
      answers: parts.flatMap(({ answers }) => answers),
      timeline: parts.flatMap(({ timeline }) => timeline),
      quarantined: parts.flatMap(({ quarantined }) => quarantined),
      waiting: parts.flatMap(({ waiting }) => waiting),
    };
  }

  /** Undefined where there is no such lead, or none any more. */
  async erase(known: Known): Promise<Receipt | undefined> {
    const id = await this.#find(known);
    const receipt = id === undefined ? undefined : await this.#ask<Receipt>(`/leads/${id}/erase`, known);
    if (receipt !== undefined || known.email === undefined) return receipt;
    // Of a person of whom nothing else is kept there may still be mails on this machine.
    const inbox = await this.#ask<Receipt>('/leads/quarantine/erase', known);
    const { quarantined = 0, localMails = 0 } = inbox?.removed ?? {};
    return quarantined + localMails === 0 ? undefined : inbox;
  }

  /** Tells again what there is to tell of a lead; undefined where there is none. @param message one alone, by its id */
  async replay(lead: Known | string, message?: string): Promise<Replayed | undefined> {
    const id = typeof lead === 'string' ? lead : await this.#find(lead);
    if (id === undefined) return undefined;
    const body = message === undefined ? {} : { message };
    return this.#ask<Replayed>(`/leads/${encodeURIComponent(id)}/replay`, body);
  }

  async #find(known: Known): Promise<string | undefined> {
    return (await this.#ask<{ readonly id: string }>('/leads/search', known))?.id;
  }

  /** Who is meant goes in the body: addresses end in logs. */
  async #ask<Answer>(
    path: string,
    body?: Known | { readonly message?: string },
  ): Promise<Answer | undefined> {
    const { url, token } = this.#access;
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const init: RequestInit =
      body === undefined
        ? { headers }
        : {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          };
    const answer = await this.#call(url + path, init).catch((cause: unknown) => {
      throw new NoInstance(`Nobody answers at ${url}. Is "npm start" still running?`, { cause });
    });
    if (answer.ok) return (await answer.json()) as Answer;
    const text = await answer.text();
    if (answer.status === 404 || answer.status === 410) return undefined;
    throw new Refused(`It was answered ${answer.status}: ${text.slice(0, 500)}`);
  }
}
