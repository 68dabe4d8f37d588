// SES on this machine: takes what functions send, keeps it, and shows it on an inbox page.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../template/template.ts';
import { inboxPage } from './inbox-page.ts';
import { deleteMails, findMail, keepMail, listMails, MailRefused, readMail } from './kept-mail.ts';
import { FATES, fateOf, mailEvent } from './mail-event.ts';

export type Mailbox = {
  readonly endpoint: string;
  /** The page's address; who knows it reads every mail, and with it the reports. */
  readonly inbox: string;
  stop(): void;
};

export type MailboxSettings = {
  /** Only who names it in a signature may send. */
  readonly accessKeyId: string;
  readonly directory: string;
  /** Part of the inbox's address: another user of this machine does not know it. */
  readonly word: string;
  /** Told of bounces and complaints, as EventBridge is. */
  readonly onEvent?: (event: JsonObject) => void;
};

type Reply = readonly [status: number, type: string, body: string, headers?: Record<string, string>];

const SHOWN = 100;
const JSON_TYPE = 'application/json';
const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-forms allow-popups allow-popups-to-escape-sandbox",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export async function startMailbox(settings: MailboxSettings): Promise<Mailbox> {
  const server = createServer((request, response) => {
    answer(settings, request)
      .catch(() => error(500, 'InternalServiceErrorException', 'The mail could not be kept.'))
      .then(([status, type, body, headers = {}]) => {
        response.writeHead(status, { 'content-type': type, ...headers });
        response.end(body);
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    inbox: `${endpoint}/inbox/${settings.word}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(settings: MailboxSettings, request: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const path = request.url?.split('?')[0] ?? '';
  if (request.method === 'POST' && path === '/v2/email/outbound-emails') {
    const signed = request.headers.authorization?.includes(`Credential=${settings.accessKeyId}/`);
    return signed
      ? send(settings, Buffer.concat(chunks).toString())
      : error(403, 'AccessDeniedException', '');
  }
  const [, root, word, id, fate] = path.split('/');
  if (root !== 'inbox' || word !== settings.word) return error(404, 'NotFoundException', 'Nothing is here.');
  if (request.method === 'DELETE' && id === 'leads' && fate !== undefined) {
    // An erasure, by the public id of a record; it is answered how many.
    return [200, 'text/plain', String(deleteMails(settings.directory, fate))];
  }
  return request.method === 'POST' ? happen(settings, id ?? '', fate) : show(settings, id);
}

/** `POST <id>/bounce` or `<id>/complaint`: as if that had become of the mail. */
function happen({ directory, word, onEvent }: MailboxSettings, id: string, name: string | undefined): Reply {
  const mail = findMail(directory, id);
  const fate = FATES.find((one) => one === name);
  if (mail?.configurationSet === undefined || fate === undefined)
    return error(404, 'NotFoundException', 'Nobody is told of this.');
  onEvent?.(mailEvent(mail, fate, new Date()));
  return [303, 'text/plain', '', { location: `/inbox/${word}` }];
}

function send({ directory, onEvent }: MailboxSettings, body: string): Reply {
  try {
    const mail = readMail(body, new Date());
    keepMail(directory, mail);
    const fate = mail.configurationSet === undefined ? undefined : fateOf(mail);
    if (fate !== undefined) onEvent?.(mailEvent(mail, fate, new Date()));
    return [200, JSON_TYPE, JSON.stringify({ MessageId: mail.id })];
  } catch (cause) {
    if (cause instanceof MailRefused) return error(400, 'BadRequestException', cause.message);
    throw cause;
  }
}

/** `<id>` shows the mail as HTML, `<id>.txt` as text. */
function show({ directory, word }: MailboxSettings, id: string | undefined): Reply {
  if (id === undefined || id === '') {
    return [200, 'text/html; charset=utf-8', inboxPage(word, listMails(directory, SHOWN)), PAGE_HEADERS];
  }
  const mail = findMail(directory, id.replace(/\.txt$/, ''));
  if (mail === undefined) return error(404, 'NotFoundException', 'There is no such mail.');
  return id.endsWith('.txt') || mail.html === ''
    ? [200, 'text/plain; charset=utf-8', mail.text, PAGE_HEADERS]
    : [200, 'text/html; charset=utf-8', mail.html, PAGE_HEADERS];
}

function error(status: number, name: string, message: string): Reply {
  return [status, JSON_TYPE, JSON.stringify({ message }), { 'x-amzn-errortype': name }];
}
