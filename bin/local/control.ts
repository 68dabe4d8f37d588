// The host's own endpoint on the loopback: Secrets Manager for the functions, Lambda's Invoke for whoever runs the host.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LambdaFunction } from './lambda/function.ts';

export type Control = {
  readonly endpoint: string;
  stop(): void;
};

export type ControlSettings = {
  /** Only who names it in a signature is answered: another program on this machine does not know it. */
  readonly accessKeyId: string;
  /** By ARN and by name. */
  readonly secrets: ReadonlyMap<string, string>;
  /** By name; asked late, because functions need this endpoint's address. */
  function(name: string): LambdaFunction | undefined;
};

export async function startControl(settings: ControlSettings): Promise<Control> {
  const server = createServer((request, response) => {
    answer(settings, request).then(
      ([status, body, headers]) => reply(response, status, body, headers),
      () => reply(response, 500, { __type: 'InternalServiceError' }),
    );
  });
  await listen(server);
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

type Reply = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>];

async function answer(settings: ControlSettings, request: IncomingMessage): Promise<Reply> {
  const text = await bodyOf(request);
  if (!request.headers.authorization?.includes(`Credential=${settings.accessKeyId}/`)) {
    return [
      403,
      { __type: 'UnrecognizedClientException', message: 'The security token is not this host’s.' },
    ];
  }
  if (request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue') {
    const { SecretId } = JSON.parse(text) as { readonly SecretId?: string };
    const value = settings.secrets.get(SecretId ?? '');
    if (value === undefined) {
      return [
        400,
        { __type: 'ResourceNotFoundException', message: 'Secrets Manager can’t find the secret.' },
      ];
    }
    return [200, { ARN: SecretId, Name: SecretId, SecretString: value, VersionStages: ['AWSCURRENT'] }];
  }
  const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '') ?? [];
  const target = name === undefined ? undefined : settings.function(decodeURIComponent(name));
  if (!target) return [404, { __type: 'ResourceNotFoundException', message: 'There is nothing here.' }];
  const invocation = await target.invoke(text === '' ? {} : JSON.parse(text));
  if (invocation.ok) return [200, JSON.parse(invocation.payload)];
  return [
    200,
    { errorType: invocation.type, errorMessage: invocation.message },
    { 'x-amz-function-error': 'Unhandled' },
  ];
}

function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers });
  response.end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
}
