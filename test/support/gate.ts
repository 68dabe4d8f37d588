// A proxy before a running host that keeps what passed, and can turn away a request as an overloaded API would.
import { createServer, type IncomingHttpHeaders, request as send } from 'node:http';
import { onLoopback } from './loopback.ts';

export type Passed = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Of the answer. */
  readonly status: number;
};

export type Gate = {
  readonly url: string;
  readonly passed: readonly Passed[];
  /** The next request of this method and path gets a 503, and does not reach the host. */
  refuseNext(method: string, path: string): void;
  close(): void;
};

export async function openGate(target: string): Promise<Gate> {
  const passed: Passed[] = [];
  const refused: { readonly method: string; readonly path: string }[] = [];
  const server = createServer((request, response) => {
    const { method = 'GET', url: path = '/', headers } = request;
    const answered = (status: number) => passed.push({ method, path, headers, status });
    const at = refused.findIndex((each) => each.method === method && each.path === path);
    if (at >= 0) {
      refused.splice(at, 1);
      request.resume();
      answered(503);
      response.writeHead(503, { 'access-control-allow-origin': '*', 'retry-after': '1' }).end();
      return;
    }
    // The host sees the name by which it was asked, as behind any proxy that knows its trade.
    const onward = send(target + path, { method, headers }, (answer) => {
      answered(answer.statusCode ?? 0);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  return {
    ...(await onLoopback(server)),
    passed,
    refuseNext: (method, path) => refused.push({ method, path }),
  };
}
