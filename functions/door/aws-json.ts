// A call of DynamoDB in its wire protocol, signed here: its client would make the function that shows forms a fifth larger.
import { createHash, createHmac } from 'node:crypto';
import { Agent as HttpAgent, request as plain, type RequestOptions } from 'node:http';
import { Agent, request as secure } from 'node:https';
import type { AwsEnvironment } from '../runtime/environment.ts';

export type AwsJson = (operation: string, input: object) => Promise<unknown>;

/** Whoever waits for it is a visitor: what does not answer by then is not waited for. */
const PATIENCE_MS = 800;
const TYPE = 'application/x-amz-json-1.0';

export function dynamoDbCalls(aws: AwsEnvironment, now: () => Date = () => new Date()): AwsJson {
  const url = new URL(aws.endpoint ?? endpointOf(aws.region));
  const isSecure = url.protocol === 'https:';
  const agent = isSecure ? new Agent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  return (operation, input) => {
    const body = JSON.stringify(input);
    const target = `DynamoDB_20120810.${operation}`;
    const headers = { 'content-type': TYPE, ...signed(aws, { host: url.host, target, body, at: now() }) };
    return send(isSecure ? secure : plain, url, { method: 'POST', path: '/', headers, agent }, body);
  };
}

function endpointOf(region: string): string {
  return `https://dynamodb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

function send(request: typeof plain, url: URL, options: RequestOptions, body: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = request(url, { ...options, signal: AbortSignal.timeout(PATIENCE_MS) }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode !== 200)
          return reject(new CallFailed(`DynamoDB answers ${response.statusCode}`));
        try {
          resolve(JSON.parse(text));
        } catch (cause) {
          reject(new CallFailed('DynamoDB answers no JSON', { cause }));
        }
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}

export class CallFailed extends Error {
  override readonly name = 'CallFailed';
}

type Said = { readonly host: string; readonly target: string; readonly body: string; readonly at: Date };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signed(
  { region, credentials }: AwsEnvironment,
  { host, target, body, at }: Said,
): Readonly<Record<string, string>> {
  const date = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = date.slice(0, 8);
  const { sessionToken } = credentials;
  const hash = sha256(body);
  const headers = {
    host,
    'x-amz-content-sha256': hash,
    'x-amz-date': date,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
    'x-amz-target': target,
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ['POST', '/', '', lines.join(''), names, hash].join('\n');
  const scope = `${day}/${region}/dynamodb/aws4_request`;
  const key = [day, region, 'dynamodb', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${credentials.secretAccessKey}`,
  );
  const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString(
    'hex',
  );
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
