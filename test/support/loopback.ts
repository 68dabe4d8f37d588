// A server of a test's own on the loopback, at a free port.
import type { Server } from 'node:http';

export type Served = {
  readonly url: string;
  /** Ends its connections too. */
  close(): void;
};

export async function onLoopback(server: Server): Promise<Served> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
