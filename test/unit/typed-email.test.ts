// How an e-mail is written on the lead's page: as its owner typed it, and not as a stranger who knows it may send it.
import { expect, it } from 'vitest';
import type { Submission } from '../../functions/domain/event/event.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { readWholeLeads } from '../../functions/store/leads/read-leads.ts';
import { captureApi } from '../support/capture-api.ts';
import { collectApi, PUBLIC_KEY, SECRET_KEY } from '../support/collect-api.ts';
import { FORM } from '../support/http-api.ts';
import { memoryTable } from '../support/lead-mail.ts';
import { definition, funnel } from '../support/leads.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const ID = { kind: 'email', key: 'anna@example.com' } as const;
const definitions = [definition(funnel(['/pricing', 'Order Completed']))];

async function sentByForm(email: string): Promise<readonly Submission[]> {
  const { api, queue } = captureApi();
  await api('POST', '/f/ebook', { headers: FORM, body: new URLSearchParams({ email }).toString() });
  return queue.held;
}

async function toldWith(key: string, email: string): Promise<readonly Submission[]> {
  const { send, queue } = collectApi();
  await send('/v1/identify', { userId: 'u-1', traits: { email } }, { key, received: Date.now() + 60_000 });
  return queue.held;
}

async function typedAfter(...all: readonly (readonly Submission[])[]): Promise<string | undefined> {
  const table = memoryTable();
  const deps = { ...workerDeps(table), definitions };
  for (const submissions of all) await advanceLeads(deps, [messageOf(...submissions)]);
  const { records } = await readWholeLeads(table, [ID]);
  return records.get('email:anna@example.com')?.typed?.value;
}

it.each([
  ['a form', () => sentByForm('Anna@Example.com')],
  ['a call with the secret key', () => toldWith(SECRET_KEY, 'Anna@Example.com')],
])('that %s gave is not changed by a later public call', async (_, first) => {
  const given = await first();
  const stranger = await toldWith(PUBLIC_KEY, 'ANNA@EXAMPLE.COM');
  expect(stranger).toHaveLength(1);
  expect(await typedAfter(given, stranger)).toBe('Anna@Example.com');
  expect(await typedAfter(stranger, given)).toBe('Anna@Example.com');
});

it('in small letters stays so as well', async () => {
  const given = await sentByForm('anna@example.com');
  expect(await typedAfter(given, await toldWith(PUBLIC_KEY, 'ANNA@EXAMPLE.COM'))).toBeUndefined();
});

it('is as it was typed last where a server or a form says it again', async () => {
  const given = await sentByForm('Anna@Example.com');
  expect(await typedAfter(given, await toldWith(SECRET_KEY, 'ANNA@example.com'))).toBe('ANNA@example.com');
});
