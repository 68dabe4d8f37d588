// Posts forms as browsers do, over connections that stay open.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

export type FormClient = {
  /** Posts a form of somebody new, and waits for the answer's end. @throws NotTaken */
  readonly post: () => Promise<void>;
  readonly close: () => void;
};

export class NotTaken extends Error {
  override readonly name = 'NotTaken';
}

export function formClient(address: string, connections: number): FormClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const url = new URL(address);
  return { post: () => post(url, agent), close: () => agent.destroy() };
}

function post(url: URL, agent: Agent): Promise<void> {
  const id = randomUUID();
  const body = new URLSearchParams({
    email: `maria.rossi.${id}@example.com`,
    name: 'Maria Rossi',
    newsletter: 'on',
    _id: id,
    _page: 'https://www.example.com/pricing?utm_source=newsletter&utm_medium=email&utm_campaign=march_2026',
  }).toString();
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
        accept: 'text/html',
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      },
    });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      answer.resume();
      answer.on('error', reject);
      answer.on('end', () =>
        answer.statusCode === 303 ? resolve() : reject(new NotTaken(`answered with ${answer.statusCode}`)),
      );
    });
    sent.end(body);
  });
}
