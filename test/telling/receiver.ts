// The receiver of a webhook: down and up again on the same port, and keeps what it took.
import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { Webhook } from 'standardwebhooks';

export type Told = {
  readonly type: string;
  readonly form: string | undefined;
  /** The number of the submission, of a form's message. */
  readonly submission: string | undefined;
  readonly lead: string;
  readonly email: string | null;
};

/** One message by its id, over all its tries. */
export type Taken = {
  readonly told: Told;
  readonly payload: string;
  tries: number;
  /** Tries whose payload was another one. */
  changed: number;
};

export type Receiver = {
  readonly messages: ReadonlyMap<string, Taken>;
  /** Requests whose signature the library does not find right. */
  readonly unsigned: () => number;
  readonly isUp: () => boolean;
  up(): Promise<void>;
  down(): Promise<void>;
};

export function createReceiver(port: number, key: () => string): Receiver {
  const messages = new Map<string, Taken>();
  let unsigned = 0;
  let server: Server | undefined;

  /** Throws what the library throws. */
  function take(body: string, headers: IncomingHttpHeaders): void {
    const said = Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    );
    const payload: unknown = new Webhook(key()).verify(body, said);
    const id = said['webhook-id'] ?? '';
    const hash = createHash('sha256').update(body).digest('base64url');
    const known = messages.get(id);
    if (known === undefined) messages.set(id, { told: toldIn(payload), payload: hash, tries: 1, changed: 0 });
    else {
      known.tries += 1;
      if (known.payload !== hash) known.changed += 1;
    }
  }

  return {
    messages,
    unsigned: () => unsigned,
    isUp: () => server !== undefined,
    async up() {
      const opened = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          try {
            take(Buffer.concat(chunks).toString(), request.headers);
            response.writeHead(204).end();
          } catch {
            unsigned += 1;
            response.writeHead(401).end();
          }
        });
      });
      server = opened;
      await new Promise<void>((resolve, reject) => {
        opened.once('error', reject).listen(port, '127.0.0.1', resolve);
      });
    },
    async down() {
      const open = server;
      server = undefined;
      if (open === undefined) return;
      await new Promise<void>((resolve) => {
        open.close(() => resolve());
        open.closeAllConnections();
      });
    },
  };
}

function toldIn(payload: unknown): Told {
  const { type, data } = payload as {
    readonly type: string;
    readonly data: {
      readonly form?: string;
      readonly fields?: Readonly<Record<string, string>>;
      readonly lead: { readonly id: string; readonly email: string | null };
    };
  };
  const { lead, form, fields } = data;
  return { type, form, submission: fields?.message, lead: lead.id, email: lead.email };
}
