// Sending by SES: the real client against a server that answers as SES does, and the mailbox of this machine.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from 'vitest';
import { type Mailbox, startMailbox } from '../../bin/local/mailbox/mailbox.ts';
import { type Mail, type SendMail, sesMail } from '../../functions/runtime/mail.ts';

const MAIL: Mail = {
  to: 'owner@example.com',
  subject: 'Größe <b>',
  text: 'figures',
  html: '<p>figures</p><a href="https://api.example.com/">open</a>',
};

const undo: (() => unknown)[] = [];
afterEach(() => {
  for (const step of undo.splice(0)) step();
});

function sender(endpoint: string, waited: number[] = [], accessKeyId = 'KEY'): SendMail {
  const client = new SESv2Client({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId, secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 200, throwOnRequestTimeout: true },
  });
  undo.push(() => client.destroy());
  return sesMail(client, 'hello@example.com', (ms) => waited.push(ms));
}

/** Answers with these in turn, the last for ever; `hang` does not answer. */
async function ses(...answers: readonly (readonly [status: number, error?: string] | 'hang')[]) {
  let asked = 0;
  const server: Server = createServer((request, response) => {
    const answer = answers[Math.min(asked++, answers.length - 1)] ?? 'hang';
    request.resume().on('end', () => {
      if (answer === 'hang') return;
      const [status, error] = answer;
      response.writeHead(status, error === undefined ? {} : { 'x-amzn-errortype': error });
      response.end(
        JSON.stringify(error === undefined ? { MessageId: 'm' } : { message: `not verified: ${MAIL.to}` }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
  };
}

describe('sending a mail', () => {
  it('is done when SES says so', async () => {
    const { endpoint } = await ses([200]);
    expect(await sender(endpoint)(MAIL)).toEqual({ outcome: 'sent' });
  });

  it.each([
    [400, 'MessageRejected'],
    [403, 'AccessDeniedException'],
    [503, 'ServiceUnavailable'],
  ] as const)('is refused by a %i, and what is told of it names no address', async (status, name) => {
    const { endpoint, asked } = await ses([status, name]);
    const sending = await sender(endpoint)(MAIL);
    expect(sending).toMatchObject({ outcome: 'refused', error: { name: 'MailNotSent', message: name } });
    expect('error' in sending && sending.error.cause).toBeUndefined();
    expect(asked()).toBe(1);
  });

  it('is refused where nobody listens', async () => {
    const sending = await sender('http://127.0.0.1:1')(MAIL);
    expect(sending).toMatchObject({
      outcome: 'refused',
      error: { message: expect.stringMatching(/REFUSED/) },
    });
  });

  it('is not known to have failed without an answer, and is not tried again by itself', async () => {
    const { endpoint, asked } = await ses('hang');
    expect(await sender(endpoint)(MAIL)).toMatchObject({ outcome: 'unknown' });
    expect(asked()).toBe(1);
  });

  it('waits where mails go too fast, and gives up in the end', async () => {
    const slow = await ses([429, 'TooManyRequestsException'], [429, 'TooManyRequestsException'], [200]);
    const waited: number[] = [];
    expect(await sender(slow.endpoint, waited)(MAIL)).toEqual({ outcome: 'sent' });
    expect(waited).toEqual([1_000, 2_000]);
    const never = await ses([429, 'TooManyRequestsException']);
    expect(await sender(never.endpoint)(MAIL)).toMatchObject({ outcome: 'refused' });
    expect(never.asked()).toBe(4);
  });
});

describe('the mailbox of this machine', () => {
  async function open(): Promise<Mailbox & { readonly directory: string }> {
    const directory = join(mkdtempSync(join(tmpdir(), 'imbuto-mail-')), 'mail');
    const mailbox = await startMailbox({ accessKeyId: 'KEY', directory, word: 'word' });
    undo.push(() => {
      mailbox.stop();
      rmSync(join(directory, '..'), { recursive: true });
    });
    return { ...mailbox, directory };
  }
  const read = async (address: string) => (await fetch(address)).text();

  it('keeps what is sent in files of its owner, and shows it in the inbox', async () => {
    const { endpoint, inbox, directory } = await open();
    expect(await read(inbox)).toContain('No mail has been sent yet.');
    expect(await sender(endpoint)(MAIL)).toEqual({ outcome: 'sent' });
    const [file = ''] = readdirSync(directory);
    expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
    const page = await read(inbox);
    expect(page).toContain('owner@example.com');
    expect(page).toContain('Größe &#60;b&#62;');
    const path = /href="(\/inbox\/[^"]+)"/.exec(page)?.[1] ?? '';
    expect(await read(endpoint + path)).toBe(MAIL.html);
    expect(await read(`${endpoint}${path}.txt`)).toBe('figures');
  });

  it('lets no script of a mail run', async () => {
    const { inbox } = await open();
    const policy = (await fetch(inbox)).headers.get('content-security-policy');
    expect(policy).toMatch(/default-src 'none'.*sandbox/);
  });

  it('is closed to who does not know its address or its key', async () => {
    const { endpoint, inbox } = await open();
    for (const path of ['/', '/inbox', '/inbox/', '/inbox/other']) {
      expect((await fetch(endpoint + path)).status).toBe(404);
    }
    expect((await fetch(`${inbox}/..%2f..%2fkept`)).status).toBe(404);
    const stranger = await sender(endpoint, [], 'STRANGER')(MAIL);
    expect(stranger).toMatchObject({ outcome: 'refused', error: { message: 'AccessDeniedException' } });
  });

  it.each([
    ['no recipient', { to: '' }],
    ['no subject', { subject: '' }],
    ['a subject of two lines', { subject: 'a\nb' }],
    ['no body', { text: '', html: '' }],
  ])('refuses a mail with %s', async (_what, change) => {
    const { endpoint, directory } = await open();
    const mail = { ...MAIL, ...change };
    expect(await sender(endpoint)(mail)).toMatchObject({
      outcome: 'refused',
      error: { message: 'BadRequestException' },
    });
    expect(() => readdirSync(directory)).toThrow();
  });
});
