// The calls that the host itself makes to the emulators: the wire protocol, without the weight of an SDK at start.

export type EmulatorClient = {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
};

export class CallRefused extends Error {
  override readonly name = 'CallRefused';
  /** The service's name of the error, e.g. `ResourceInUseException`. */
  readonly code: string;
  constructor(operation: string, status: number, code: string) {
    super(`${operation} was refused: ${code} (${status})`);
    this.code = code;
  }
}

const PROTOCOLS = {
  dynamodb: { target: 'DynamoDB_20120810', type: 'application/x-amz-json-1.0' },
  sqs: { target: 'AmazonSQS', type: 'application/x-amz-json-1.0' },
} as const;

/** @throws CallRefused with the service's code. */
export async function call<Answer = unknown>(
  client: EmulatorClient,
  service: keyof typeof PROTOCOLS,
  operation: string,
  input: object,
  signal?: AbortSignal,
): Promise<Answer> {
  const { target, type } = PROTOCOLS[service];
  const response = await fetch(client.endpoint, {
    method: 'POST',
    headers: {
      'content-type': type,
      'x-amz-target': `${target}.${operation}`,
      ...signature(client, service),
    },
    body: JSON.stringify(input),
    ...(signal ? { signal } : {}),
  });
  const answer = await response.text();
  if (response.ok) return (answer === '' ? {} : JSON.parse(answer)) as Answer;
  throw new CallRefused(operation, response.status, errorCode(answer));
}

/** Makes the bucket unless it is there. */
export async function ensureBucket(client: EmulatorClient, name: string): Promise<void> {
  const url = `${client.endpoint}/${name}`;
  const headers = signature(client, 's3');
  const found = await fetch(url, { method: 'HEAD', headers });
  if (found.ok) return;
  const made = await fetch(url, { method: 'PUT', headers });
  await made.arrayBuffer();
  if (!made.ok) throw new CallRefused('CreateBucket', made.status, 'unknown');
}

/** Puts an object as it is. */
export async function putObject(
  client: EmulatorClient,
  bucket: string,
  key: string,
  body: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const url = `${client.endpoint}/${bucket}/${key}`;
  const put = await fetch(url, { method: 'PUT', headers: signature(client, 's3'), body });
  await put.arrayBuffer();
  if (!put.ok) throw new CallRefused('PutObject', put.status, 'unknown');
}

/** Emulators take the region and the account from it, and want it to look whole; none of them checks it. */
function signature({ region, accessKeyId }: EmulatorClient, service: string): Record<string, string> {
  const credential = `${accessKeyId}/20260101/${region}/${service}/aws4_request`;
  return {
    'x-amz-date': '20260101T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=local`,
  };
}

function errorCode(answer: string): string {
  try {
    const { __type } = JSON.parse(answer) as { readonly __type?: string };
    return __type?.split('#').at(-1) ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
