// The submissions of the proof of telling, and how they are sent until each is answered.
import { setTimeout as sleep } from 'node:timers/promises';

export const FORM = 'ebook';

/** Ten submissions are of nine people: one of them sends twice. */
const PEOPLE_OF_TEN = 9;
const IN_FLIGHT = 16;
const PATIENCE_MS = 20_000;

export type Sent = {
  /** By the number of the submission: whose it is. */
  readonly answered: ReadonlyMap<string, string>;
  readonly sentAgain: () => number;
  readonly done: Promise<void>;
};

export function emailOf(submission: number): string {
  return `person.${Math.floor(submission / 10)}.${(submission % 10) % PEOPLE_OF_TEN}@example.com`;
}

/** What got no answer is sent again under the same key. */
export function sendAll(total: number, url: string): Sent {
  const answered = new Map<string, string>();
  let sentAgain = 0;
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let number = next++; number < total; number = next++) {
      const email = emailOf(number);
      const message = `submission ${number}`;
      for (;;) {
        const status = await post(`${url}/f/${FORM}`, `told-${number}`, { email, message });
        if (status === 202) break;
        if (status !== undefined && status !== 429 && status !== 503)
          throw new Error(`a submission was answered ${status}`);
        sentAgain += 1;
        await sleep(status === 429 ? 500 : 100);
      }
      answered.set(message, email);
    }
  };
  const done = Promise.all(Array.from({ length: IN_FLIGHT }, lane)).then(() => {});
  return { answered, sentAgain: () => sentAgain, done };
}

async function post(url: string, key: string, fields: object): Promise<number | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': key },
      body: JSON.stringify(fields),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}

/** All leads of `GET /leads`: e-mail by id. */
export async function listLeads(url: string, ownerToken: string): Promise<ReadonlyMap<string, string>> {
  const leads = new Map<string, string>();
  for (let path: string | null = '/leads?format=json'; path !== null; ) {
    const response: Response = await fetch(url + path, {
      headers: { authorization: `Bearer ${ownerToken}`, accept: 'application/json' },
    });
    if (response.status === 429 || response.status === 503) {
      await response.arrayBuffer();
      await sleep(1_000);
      continue;
    }
    if (!response.ok) throw new Error(`GET /leads was answered ${response.status}`);
    const page = (await response.json()) as {
      readonly leads: readonly { readonly id: string; readonly email: string | null }[];
      readonly next: string | null;
    };
    for (const { id, email } of page.leads) leads.set(id, email ?? '');
    path = page.next;
  }
  return leads;
}
