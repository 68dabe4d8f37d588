// The address at which the HTTP API answers: taken early, so that a taken port is told at once.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Listener = {
  /** Without a final slash. */
  readonly url: string;
  serve(listener: RequestListener): void;
  /** Takes no new connections and waits a while for the answers that are due. */
  drain(): Promise<void>;
  close(): void;
};

export class AddressUnusable extends Error {
  override readonly name = 'AddressUnusable';
}

const DRAIN_MS = 5_000;

/** @throws AddressUnusable saying what to do */
export async function openListener(hostname: string | undefined, port: number): Promise<Listener> {
  let current: RequestListener = (_request, response) => {
    response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' });
    response.end(JSON.stringify({ message: 'Service Unavailable' }));
  };
  const make = (): Server =>
    createServer({ keepAliveTimeout: 65_000, maxHeaderSize: 64 * 1024 }, (request, response) =>
      current(request, response),
    );

  const first = make();
  const servers = [first];
  try {
    await listen(first, hostname ?? '127.0.0.1', port);
  } catch (cause) {
    throw unusable(cause, hostname, port);
  }
  const taken = (first.address() as AddressInfo).port;
  if (hostname === undefined) {
    // Browsers try both addresses of "localhost"; a machine without IPv6 has only one.
    const second = make();
    try {
      await listen(second, '::1', taken);
      servers.push(second);
    } catch (cause) {
      if (codeOf(cause) === 'EADDRINUSE') {
        first.close();
        throw unusable(cause, hostname, taken);
      }
    }
  }
  return {
    url: `http://${nameOf(hostname)}:${taken}`,
    serve(listener) {
      current = listener;
    },
    async drain() {
      const closed = Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      for (const server of servers) server.closeIdleConnections();
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
    },
    close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

function nameOf(hostname: string | undefined): string {
  if (hostname === undefined || ['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost'].includes(hostname))
    return 'localhost';
  return hostname.includes(':') ? `[${hostname}]` : hostname;
}

function unusable(cause: unknown, hostname: string | undefined, port: number): AddressUnusable {
  switch (codeOf(cause)) {
    case 'EADDRINUSE':
      return new AddressUnusable(
        `Port ${port} is taken by another program. Stop that one, or choose another: PORT=${port < 65_535 ? port + 1 : 3001} npm start`,
        { cause },
      );
    case 'EACCES':
      return new AddressUnusable(
        `Port ${port} needs rights that this user does not have. Choose one above 1023: PORT=3000 npm start`,
        { cause },
      );
    default:
      return new AddressUnusable(
        `This machine cannot listen at HOST=${hostname ?? ''} (${codeOf(cause)}). Leave HOST unset for the loopback.`,
        { cause },
      );
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
