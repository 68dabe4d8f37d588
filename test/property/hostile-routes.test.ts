// Two thousand hostile inputs over every route, the same in each run: no 5xx, no hang, and what is accepted is stored as it was sent.
import { beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDb } from '../../bin/local/dynamodb/dynamodb.ts';
import type { AfterTheFormDeps } from '../../functions/after-the-form/deps.ts';
import { afterTheForm } from '../../functions/after-the-form/routes.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { idKey, idsOf } from '../../functions/domain/lead/identity.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { httpFunction } from '../../functions/runtime/http.ts';
import { mailToken } from '../../functions/runtime/mail-token.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import { hashWith } from '../../functions/store/leads/lead-ids.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { readWholeLeads } from '../../functions/store/leads/read-leads.ts';
import { captureApi, captureConfig } from '../support/capture-api.ts';
import { basic, collectApi, PUBLIC_KEY, SECRET_KEY } from '../support/collect-api.ts';
import { type Desk, deskWithHandOff, EMAIL } from '../support/hand-off-desk.ts';
import {
  anyBody,
  anyHeaders,
  anyTarget,
  encoded,
  METHODS,
  random,
  TYPES,
  text,
} from '../support/hostile-inputs.ts';
import { type Answered, type Sent, type TestApi, testApi } from '../support/http-api.ts';
import { leadPagesApi, leadPagesDeps } from '../support/lead-pages.ts';
import { LEAD_TABLE_SCHEMA } from '../support/lead-table-schema.ts';
import { definition, funnel } from '../support/leads.ts';
import { memoryDoor } from '../support/memory-door.ts';
import { OWNER_TOKEN, reportApi } from '../support/reports.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const INPUTS = 2_000;
const PATIENCE_MS = 2_000;

/** As docs/sending.md says of what is typed into one line, and into several. */
function typed(said: string, isLine: boolean): string {
  const lines = said.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  const visible = [...lines]
    .filter((one) => one === '\n' || one === '\t' || !/\p{Cc}/u.test(one))
    .join('')
    .trim();
  if (!isLine) return visible;
  const words = visible.split(/[\n\t]/);
  return words.length === 1
    ? visible
    : words
        .map((one) => one.trim())
        .filter((one) => one !== '')
        .join(' ');
}

describe('two thousand hostile inputs', () => {
  let table: LeadTable;
  let apis: readonly (readonly [RegExp, TestApi])[];
  let held: readonly Submission[];
  let formQueue: readonly Submission[];
  let callQueue: readonly Submission[];
  let links: readonly string[];
  const shown = [definition(funnel(['/pricing', 'Order Completed']))];

  beforeAll(async () => {
    const client = createDynamoDb();
    client.execute('CreateTable', { TableName: 'leads', ...LEAD_TABLE_SCHEMA });
    table = {
      client,
      table: 'leads',
      hashOf: hashWith(Buffer.alloc(32, 7)),
      pause: async () => {},
      random: Math.random,
      now: Date.now,
    };
    const forms = captureApi({
      ...captureConfig,
      forms: captureConfig.forms.map((form) => ({ ...form, quota: { minute: 1e6, day: 1e6 } })),
    });
    const calls = collectApi(
      { ...captureConfig, publicKeys: [{ key: PUBLIC_KEY, quota: { minute: 1e6, day: 1e6 } }] },
      memoryDoor(),
    );
    formQueue = forms.queue.held;
    callQueue = calls.queue.held;
    const desk = await deskWithHandOff();
    links = linksOf(desk);
    apis = [
      [/^\/v1\//, calls.api],
      [/^\/a\//, desk.api],
      [/^\/[cdu]\//, afterFormApi(desk.table)],
      [/^\/(reports|login|logout)(\/|$)/, reportApi().api],
      [/^\/leads(\/|$)/, leadPagesApi(leadPagesDeps({ leads: table, definitions: shown }, shown)).api],
      [/^\//, forms.api],
    ];
  });

  async function answered(method: string, target: string, sent: Sent): Promise<Answered> {
    const path = target.split('?')[0] ?? '';
    // As the gateway does: of these paths a final slash makes another route.
    const api = /^\/(reports|leads|login|logout)\/$/.test(path)
      ? apis.at(-1)?.[1]
      : apis.find(([of]) => of.test(path))?.[1];
    if (api === undefined) throw new Error(`nothing takes ${path}`);
    const begun = performance.now();
    const answer = await api(method, target, sent);
    expect(answer.status, `${method} ${target}`).toBeGreaterThanOrEqual(200);
    expect(
      answer.status,
      `${method} ${target} ${JSON.stringify(sent)}: ${answer.text}`.slice(0, 2_000),
    ).toBeLessThan(500);
    expect(performance.now() - begun, `${method} ${target}`).toBeLessThan(PATIENCE_MS);
    if (answer.headers['content-type']?.includes('html')) expect(answer.text).not.toContain('<img src=x');
    return answer;
  }

  async function sendForm(n: number): Promise<boolean> {
    const said = { name: text(), message: text(), phone: `333${text()}`, variant: text() };
    const whole = Object.entries(said).map(([name, one]) => [name, one.toWellFormed()] as const);
    const type = random.pick(TYPES.slice(0, 3));
    const own = [
      ['email', `hostile${n}@example.com`],
      ['terms', 'on'],
      ['_charset_', 'UTF-8'],
    ] as const;
    const before = formQueue.length;
    const { status } = await answered('POST', '/f/full', {
      headers: { 'content-type': type },
      body: encoded([...whole, ...own], type),
    });
    const isLost = type === 'application/json' && whole.some(([, one]) => one.includes('\ufffd'));
    expect(isLost ? [400] : [202, 422]).toContain(status);
    expect(formQueue.length - before).toBe(status === 202 ? 1 : 0);
    if (status !== 202) return false;
    const { properties = {} } = formQueue.at(-1)?.event ?? {};
    const sent = Object.fromEntries(whole);
    for (const [name, isLine] of [
      ['name', true],
      ['message', false],
      ['phone', true],
      ['variant', true],
    ] as const)
      expect(properties[name] ?? '', `${name} of ${type}`).toBe(typed(sent[name] ?? '', isLine));
    return true;
  }

  async function sendCall(n: number): Promise<boolean> {
    const properties = Object.fromEntries(
      ['p0', 'p1', 'p2', 'toString'].map((name) => [
        name,
        random.chance(0.8) ? text() : random.pick([0, -1.5, true]),
      ]),
    );
    const key = random.chance(0.5) ? PUBLIC_KEY : SECRET_KEY;
    const before = callQueue.length;
    const call = { event: `Hostile ${n}`, userId: `u-${n}`, messageId: `${n} ${text()}`, properties };
    const { status } = await answered('POST', '/v1/track', {
      headers: { 'content-type': 'application/json', ...basic(key) },
      body: JSON.stringify(call),
    });
    const isLost = Object.values(properties).some(
      (one) => typeof one === 'string' && one.toWellFormed().includes('\ufffd'),
    );
    expect(status).toBe(isLost ? 400 : 200);
    expect(callQueue.length - before).toBe(isLost ? 0 : 1);
    if (isLost) return false;
    const { event } = callQueue.at(-1) ?? {};
    expect(event).toMatchObject({ name: call.event, trusted: key === SECRET_KEY });
    for (const [name, one] of Object.entries(properties))
      expect(event?.properties?.[name], name).toBe(typeof one === 'string' ? one.toWellFormed() : one);
    return true;
  }

  it('are answered below 500 and in time, and what is accepted is what was sent', async () => {
    let accepted = 0;
    for (let n = 0; n < INPUTS; n++) {
      if (n % 4 === 0) accepted += Number(await sendForm(n));
      else if (n % 4 === 1) accepted += Number(await sendCall(n));
      else {
        // One of ten by the link of somebody who was mailed it.
        const target = random.chance(0.1) ? `${random.pick(links)}?` : anyTarget();
        await answered(random.pick(METHODS), target, { headers: anyHeaders(), body: anyBody() });
      }
    }
    held = [...formQueue, ...callQueue];
    expect(accepted).toBeGreaterThan(INPUTS / 4);
    expect(held.length).toBeGreaterThanOrEqual(accepted);
  }, 30_000);

  it('leave in the table what was accepted, as it was sent', async () => {
    const deps = { ...workerDeps(table), definitions: shown };
    for (let at = 0; at < held.length; at += 100) {
      const failed = await advanceLeads(
        deps,
        held.slice(at, at + 100).map((one) => messageOf(one)),
      );
      expect(failed.size).toBe(0);
    }
    expect(deps.sentAgain).toEqual([]);
    const { records } = await readWholeLeads(
      table,
      held.map((one) => idsOf(one)[0]),
    );
    const times = Map.groupBy(held, ({ event }) => event.id);
    const once = held.filter(({ event }) => times.get(event.id)?.length === 1);
    expect(once.length).toBeGreaterThan(INPUTS / 4);
    const lost = once.filter((one) => {
      const { history } = records.get(idKey(idsOf(one)[0])) ?? { history: { events: [] } };
      const stored = history.events.find(({ id }) => id === one.event.id);
      return stored === undefined || JSON.stringify(sorted(stored)) !== JSON.stringify(sorted(one.event));
    });
    // Views are one by path and day, and of calls that only say who somebody is the latest are kept.
    expect(lost.filter(({ event }) => event.kind !== 'page' && event.kind !== 'identify')).toEqual([]);
  }, 30_000);

  it('leave pages, lists and exports of those leads that can be read', async () => {
    const headers = { authorization: `Bearer ${OWNER_TOKEN}` };
    for (const one of held.filter((_, n) => n % 20 === 0)) {
      const hash = table.hashOf(idsOf(one)[0]);
      for (const accept of ['text/html', 'application/json', 'text/csv']) {
        const { status } = await answered('GET', `/leads/${hash}?`, { headers: { ...headers, accept } });
        expect(status).toBe(200);
      }
    }
    for (const accept of ['text/html', 'application/json', 'text/csv'])
      await answered('GET', '/leads?', { headers: { ...headers, accept } });
  }, 30_000);
});

const MAIL_KEY = 'key of mails';

/** The pages behind links in mails to leads. */
function afterFormApi(table: LeadTable): TestApi {
  const telemetry = createTelemetry('after-the-form', () => {});
  const deps: AfterTheFormDeps = {
    config: captureConfig,
    table: async () => table,
    mailKey: async () => MAIL_KEY,
    queue: { send: async () => {} },
    now: Date.now,
    telemetry,
  };
  const handler = httpFunction((request) => afterTheForm(deps, request), { locale: 'en', telemetry });
  return testApi({ 'ANY /c/{token}': handler, 'ANY /d/{token}': handler, 'ANY /u/{token}': handler });
}

/** Such as were mailed, each as it was signed. */
function linksOf(desk: Desk): readonly string[] {
  const lead = desk.table.hashOf({ kind: 'email', key: EMAIL });
  const mailed = (['c', 'd', 'u'] as const).map(
    (use) => `/${use}/${mailToken(MAIL_KEY, { use, lead, form: 'ebook', mail: 'a mail' })}`,
  );
  return [desk.path(), ...mailed];
}

function sorted(one: unknown): unknown {
  if (typeof one !== 'object' || one === null) return one;
  return Object.entries(one)
    .map(([name, inner]): unknown => [name, sorted(inner)])
    .sort((a, b) => (String(a) < String(b) ? -1 : 1));
}
