// Importing the past from CSV: what each file becomes, what is left out and said, and that a second time changes nothing.
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ImportOptions, importLeads } from '../../bin/leads/import/import-leads.ts';
import { readRowTime } from '../../bin/leads/import/row-time.ts';
import { Calendar } from '../../functions/domain/calendar.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { isOfPast } from '../../functions/domain/tell/past.ts';
import { loadConfig } from '../../lib/configuration.ts';
import { basic, collectApi, SECRET_KEY } from '../support/collect-api.ts';
import { JSON_BODY } from '../support/http-api.ts';
import { onLoopback, type Served } from '../support/loopback.ts';

const config = { ...(await loadConfig({})), timezone: 'Europe/Rome' };
let directory: string;
let served: Served;
let received: Submission[];
let refuseAfter: number;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imbuto-import-'));
  const { api, queue } = collectApi(config);
  refuseAfter = Infinity;
  let requests = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (++requests > refuseAfter) return response.writeHead(400).end();
    const { batch } = JSON.parse(Buffer.concat(chunks).toString());
    const sent = { headers: { ...JSON_BODY, ...basic(SECRET_KEY) }, body: JSON.stringify({ batch }) };
    const answer = await api('POST', '/v1/batch', sent);
    return response.writeHead(answer.status).end();
  });
  served = await onLoopback(server);
  received = queue.held;
});

afterEach(async () => {
  served.close();
  await rm(directory, { recursive: true });
});

async function run(text: string | Buffer, options: Partial<ImportOptions> = {}, used = config) {
  const path = join(directory, 'leads.csv');
  await writeFile(path, text);
  const lines: string[] = [];
  const environment = {
    IMBUTO_URL: served.url,
    IMBUTO_PUBLIC_KEY: 'p',
    IMBUTO_SECRET_KEY: SECRET_KEY,
    IMBUTO_OWNER_TOKEN: 'o',
  };
  const say = (line: string): number => lines.push(line.replaceAll(`${directory}/`, ''));
  const code = await importLeads(
    path,
    { field: [], yes: true, ...options },
    { config: used, environment },
    say,
    say,
  );
  return { code, said: lines.join('\n'), path };
}

const at = (iso: string): number => Date.parse(iso);

describe('an export of another product', () => {
  it('of Google Forms is the submissions of a form, at their own times', async () => {
    const csv =
      'Timestamp,Email Address,Name,"Yes, send me the newsletter. I can leave it at any time."\r\n' +
      '3/14/2026 9:05:22,Anna@Example.com,Anna,\r\n10/2/2026 18:00:00,bo@example.com,Bo,\r\n';
    const { code } = await run(csv, { like: 'google-forms', form: 'ebook' });
    expect(code).toBe(0);
    expect(
      received.map(({ ids, typed, event }) => [
        ids.email,
        typed,
        event.kind,
        event.name,
        event.time,
        event.properties,
        event.trusted,
      ]),
    ).toEqual([
      [
        'anna@example.com',
        'Anna@Example.com',
        'form',
        'ebook',
        at('2026-03-14T08:05:22Z'),
        { name: 'Anna' },
        true,
      ],
      ['bo@example.com', undefined, 'form', 'ebook', at('2026-10-02T16:00:00Z'), { name: 'Bo' }, true],
    ]);
  });

  it('of Formspree too, with a consent only where somebody agreed', async () => {
    const csv =
      'email,name,newsletter,_date\nanna@example.com,Anna,on,2026-03-14T08:05:22.000Z\nbo@example.com,Bo,no,2026-03-15T08:00:00.000Z\n';
    await run(csv, { like: 'formspree', form: 'ebook' });
    expect(received.map(({ event }) => event.properties)).toEqual([
      { name: 'Anna', newsletter: true },
      { name: 'Bo', newsletter: false },
    ]);
    expect(received[0]?.event.time).toBe(at('2026-03-14T08:05:22Z'));
  });

  it('of HubSpot is contacts, with the channel where its source says it', async () => {
    const csv =
      'Record ID,First Name,Last Name,Email,Phone Number,Create Date,Original Traffic Source\n' +
      '51,Anna,Rossi,anna@example.com,+39 02 1,2026-03-01 09:30,Organic Search\n' +
      '52,Bo,,bo@example.com,,2026-03-02 10:00,Offline Sources\n';
    await run(csv, { like: 'hubspot' });
    expect(
      received.map(({ event }) => [event.kind, event.time, event.properties, event.touch?.channel]),
    ).toEqual([
      ['identify', at('2026-03-01T08:30:00Z'), { name: 'Anna Rossi', phone: '+39 02 1' }, 'Organic Search'],
      ['identify', at('2026-03-02T09:00:00Z'), { name: 'Bo' }, undefined],
    ]);
  });

  it('of Mailchimp is contacts since they opted in', async () => {
    const csv =
      'Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME\nanna@example.com,Anna,Rossi,2,2026-01-02 03:04:05\n';
    await run(csv, { like: 'mailchimp', timezone: 'UTC' });
    expect(received.map(({ event }) => [event.kind, event.time])).toEqual([
      ['identify', at('2026-01-02T03:04:05Z')],
    ]);
  });

  it('is read in the charset and with the delimiter of a spreadsheet', async () => {
    const text = 'Email;Name;Date\r\nanna@example.com;Zoë;14/03/2026 09:05\r\n';
    await run(Buffer.from(`\ufeff${text}`, 'utf16le'), { form: 'ebook' });
    await run(Buffer.from(text.replace('anna', 'bo'), 'latin1'), { form: 'ebook' });
    expect(received.map(({ ids, event }) => [ids.email, event.properties, event.time])).toEqual([
      ['anna@example.com', { name: 'Zoë' }, at('2026-03-14T08:05:00Z')],
      ['bo@example.com', { name: 'Zoë' }, at('2026-03-14T08:05:00Z')],
    ]);
  });
});

describe('a mapping file', () => {
  const map = JSON.stringify({
    rows: [
      { email: 'Mail', time: 'Created', form: 'ebook', touch: { source: 'Source', medium: 'Medium' } },
      {
        email: 'Mail',
        time: 'Closed',
        event: 'Order Completed',
        only: { Stage: ['Won'] },
        order: { id: 'Deal', revenue: 'Amount', currency: 'Currency' },
      },
    ],
  });
  const csv =
    'Mail,Created,Source,Medium,Stage,Closed,Deal,Amount,Currency\n' +
    'anna@example.com,2026-03-01,google,cpc,Won,2026-04-01,D1,"1,040.00",EUR\n' +
    'bo@example.com,2026-03-02,,,Open,,D2,10,EUR\n';

  it('makes a form and an order of one row, and says what each row means', async () => {
    const path = join(directory, 'map.json');
    await writeFile(path, map);
    const { code, said } = await run(csv, { map: path });
    expect(code).toBe(0);
    expect(said).toContain('2 rows make 3 submissions of the form ebook and events "Order Completed"');
    const [form, order, other] = received;
    expect([form?.event.touch?.channel, other?.event.touch]).toEqual(['Paid Search', undefined]);
    expect(order?.event).toMatchObject({
      name: 'Order Completed',
      order: { id: 'D1', value: { currency: 'EUR', minor: 104_000 } },
    });
  });

  it('is refused with its place', async () => {
    const path = join(directory, 'map.json');
    await writeFile(path, '{"rows":[{"mail":"x"}]}');
    const { code, said } = await run(csv, { map: path });
    expect([code, said]).toEqual([2, expect.stringContaining('rows.0.mail')]);
  });
});

describe('a dry run', () => {
  it('sends nothing, and names what would be left out by line', async () => {
    const csv =
      'email,date\nanna@example.com,2026-03-01\nnot an address,2026-03-01\nbo@example.com,soon\n"cy@example.com\n",2026-03-02\n,\nno,2026-03-03\n';
    const { code, said } = await run(csv, { form: 'ebook', yes: false });
    expect(received).toHaveLength(0);
    expect(code).toBe(1);
    expect(said).toContain('leads.csv: 5 rows make 2 submissions of the form ebook');
    expect(said).toContain('left out: 2 rows, its e-mail address is none (line 3, 8)');
    expect(said).toContain('left out: 1 row, its time cannot be read (line 4)');
    expect(said).not.toContain('@example.com');
  });

  it.each([
    [{ form: 'none' }, 'There is no form "none". The configured ones are ebook, demo.'],
    [{ form: 'ebook', event: 'X' }, 'give --form or --event, not both'],
    [{ form: 'ebook', email: 'Mail' }, 'The file has no column "Mail". Its columns are "email", "date".'],
    [{ form: 'ebook', timezone: 'Rome' }, '--timezone Rome: there is no such zone'],
    [{ like: 'toString' }, '--like toString: known are hubspot'],
    [{ form: 'ebook', dates: 'ymd' }, '--dates ymd: it is dmy'],
    [{ field: ['x'] }, '--field "x": write it as <field>=<column>'],
  ])('refuses %j with what to do', async (options, words) => {
    const { code, said } = await run('email,date\na@example.com,1/2/2026\n', options);
    expect([code, said]).toEqual([2, expect.stringContaining(words)]);
  });

  it('says what the retention would erase again', async () => {
    const csv = `email,date\na@example.com,2019-01-01\nb@example.com,${new Date().toISOString()}\n`;
    const kept = { ...config, retentionDays: 1_000 };
    const { said } = await run(csv, { form: 'ebook', yes: false }, kept);
    expect(said).toContain('1 are longer ago than "retention" keeps');
    expect((await run(csv, { form: 'ebook', yes: false })).said).not.toContain('retention');
  });

  it('asks for the order of days and months where no row tells it', async () => {
    const { code, said } = await run('email,date\na@example.com,1/2/2026\n', { form: 'ebook', yes: false });
    expect([code, said]).toEqual([1, expect.stringContaining('add --dates dmy')]);
  });
});

describe('what the dry run says of columns', () => {
  it('is which of them are not taken, and not those that the file does not have', async () => {
    const csv = 'Email,First Name,Score\na@example.com,Anna,7\n';
    const { said } = await run(csv, { like: 'hubspot', yes: false });
    expect(said).toContain('  name from "First Name"\n');
    expect(said).toContain('  not taken: "Score"');
    expect(said).not.toContain('Company Name');
  });

  it('finds a consent by its wording', async () => {
    const consent = config.forms[0]?.fields.find(({ type }) => type === 'consent');
    const text = consent?.type === 'consent' ? consent.text : '';
    const wording = typeof text === 'string' ? text : (text.en ?? '');
    await run(`email,date,"${wording}"\na@example.com,2026-03-01,on\n`, { form: 'ebook' });
    expect(received[0]?.event.properties).toMatchObject({ [consent?.name ?? '']: true });
  });
});

describe('a file that is imported again', () => {
  const rows = Array.from(
    { length: 450 },
    (_, n) => `p${n}@example.com,2026-03-01 10:${String(n % 60).padStart(2, '0')}`,
  );
  const csv = `email,date\n${rows.join('\n')}\n`;

  it('is the same events', async () => {
    await run(csv, { form: 'ebook' });
    const first = received.map(({ event }) => event.id);
    await run(csv, { form: 'ebook' });
    expect(received).toHaveLength(900);
    expect(received.slice(450).map(({ event }) => event.id)).toEqual(first);
    expect(new Set(first).size).toBe(450);
    expect(received.every(({ event }) => isOfPast(event))).toBe(true);
  });

  it('goes on where it was stopped', async () => {
    refuseAfter = 1;
    await expect(run(csv, { form: 'ebook' })).rejects.toThrow('400');
    expect(received).toHaveLength(200);
    refuseAfter = Infinity;
    const { said, path } = await run(csv, { form: 'ebook' });
    expect(said).toContain('it goes on after row 200');
    expect(new Set(received.map(({ event }) => event.id)).size).toBe(450);
    expect(received).toHaveLength(450);
    expect(existsSync(`${path}.progress`)).toBe(false);
  });
});

describe('the time of a row', () => {
  const rome = new Calendar('Europe/Rome');
  it.each([
    ['2026-03-01T09:30:00Z', '2026-03-01T09:30:00Z'],
    ['2026-03-01 09:30', '2026-03-01T08:30:00Z'],
    ['2026/11/30 9:05:22 PM GMT+1', '2026-11-30T20:05:22Z'],
    ['14.03.2026, 18.05.00', '2026-03-14T17:05:00Z'],
    ['31/12/2026 12:00 AM', '2026-12-30T23:00:00Z'],
    ['12/31/2026 12:00 PM', '2026-12-31T11:00:00Z'],
    ['1793527200', '2026-11-01T10:00:00Z'],
    ['Sun, 01 Nov 2026 10:00:00 +0100', '2026-11-01T09:00:00Z'],
    ['2026-03-29 02:30', '2026-03-29T01:30:00Z'],
    ['2026-10-25 02:30', '2026-10-25T00:30:00Z'],
  ])('%s is %s', (text, iso) => {
    expect(readRowTime(text, rome, undefined)).toEqual({ kind: 'time', time: at(iso) });
  });

  it.each([
    ...['31/02/2026', '2026-13-01', '2026-01-01 25:00', 'soon', '1/2/26'],
    ...['01/01/0001', '30/12/1899', '1970-01-01 01:00'],
  ])('%s is none', (text) => {
    expect(readRowTime(text, rome, undefined).kind).toBe('unreadable');
  });
});

describe('a form of the past by the tracking API', () => {
  const call = {
    type: 'form',
    form: 'ebook',
    fields: { email: 'a@example.com', newsletter: 'on', 'newsletter.version': '2019' },
  };

  it('is taken with the secret key, with the version of the wording that is sent beside it', async () => {
    const { send } = collectApi(config);
    const { submission } = await send('/v1/batch', { batch: [call] }, { key: SECRET_KEY });
    expect(submission?.event).toMatchObject({
      kind: 'form',
      name: 'ebook',
      properties: { newsletter: true, 'newsletter.version': '2019' },
    });
  });

  it('is of the user and the browser that are said beside it, and stays of the past under a long id', async () => {
    const { send } = collectApi(config);
    const more = { userId: 'u1', anonymousId: 'a1', messageId: `past:${'x'.repeat(60)}` };
    const { submission } = await send('/v1/batch', { batch: [{ ...call, ...more }] }, { key: SECRET_KEY });
    expect(submission?.ids).toEqual({ email: 'a@example.com', user: 'u1', anonymous: 'a1' });
    expect(submission && isOfPast(submission.event)).toBe(true);
  });

  it('is not taken with the public key, nor of a form that there is not, nor without an e-mail', async () => {
    const { send, queue } = collectApi(config);
    await send('/v1/batch', { batch: [call] });
    await send(
      '/v1/batch',
      {
        batch: [
          { ...call, form: 'x' },
          { ...call, fields: {} },
          { ...call, fields: null },
        ],
      },
      { key: SECRET_KEY },
    );
    expect(queue.held).toHaveLength(0);
    const { answer } = await send('/v1/form', call, { key: SECRET_KEY });
    expect(answer.status).toBe(404);
  });
});
