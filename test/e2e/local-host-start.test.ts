// Starting the local host: what it refuses, what it keeps, and who may have its data.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DynamoDBClient, PutItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startHost } from '../../bin/local/host.ts';
import { markProcess } from '../../bin/local/process-mark.ts';
import { createSpeech } from '../../bin/local/speech.ts';
import { findDynoxide, startDynoxide } from '../support/dynoxide.ts';
import { type HostHere, removeDirectory, startHostHere, temporaryDirectory } from '../support/host.ts';
import { type TinySettings, tinyStack } from '../support/tiny-stack.ts';

const open: { readonly data: string; host?: HostHere }[] = [];
afterEach(async () => {
  for (const { data, host } of open.splice(0)) {
    await host?.stop();
    removeDirectory(data);
  }
});
function readHolder(data: string): {
  readonly children: readonly { readonly pid: number }[];
  readonly stores: { readonly dynamodb: string };
} {
  return JSON.parse(readFileSync(join(data, 'host.json'), 'utf8'));
}
function directory(): string {
  const data = temporaryDirectory();
  open.push({ data });
  return data;
}
async function start(settings: Partial<TinySettings>, data: string, fresh = false): Promise<HostHere> {
  const host = await startHostHere(tinyStack({ functions: {}, routes: {}, ...settings }), data, { fresh });
  const entry = open.find((each) => each.data === data);
  if (entry) entry.host = host;
  return host;
}
async function refusal(
  settings: Partial<TinySettings>,
): Promise<{ readonly message: string; readonly said: string }> {
  const lines: string[] = [];
  const out = { write: (text: string) => lines.push(text) };
  try {
    const host = await startHost({
      assemble: async () => tinyStack({ functions: {}, routes: {}, ...settings }),
      dataDirectory: directory(),
      hostname: undefined,
      port: 0,
      fresh: false,
      speech: createSpeech({ out, err: out, quiet: false }),
    });
    await host.stop();
  } catch (error) {
    return { message: String(error), said: lines.join('') };
  }
  throw new Error('it started');
}

const SECRETS: Partial<TinySettings> = {
  functions: { Show: 'exports.handler = async () => ({ arn: process.env.ARN, stack: process.env.STACK });' },
  routes: { 'GET /show': 'Show' },
  functionProperties: {
    Show: {
      Environment: {
        Variables: {
          ARN: { Ref: 'Key' },
          STACK: { Ref: 'AWS::StackId' },
          SECRET_KEY_SECRET_ARN: { Ref: 'Key' },
        },
      },
    },
  },
  resources: {
    Key: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 40 } },
    },
  },
};

describe('a stack that would not come up on AWS', () => {
  it('is refused for a wrong handler name, with who has it', async () => {
    const { message, said } = await refusal({
      functions: { Wrong: 'exports.handle = async () => {};' },
      routes: { 'GET /x': 'Wrong' },
    });
    expect(message).toContain('These functions cannot be loaded: wrong');
    expect(said).toMatch(
      /^wrong +│ error Error: Runtime\.HandlerNotFound: "index" exports no function "handler"/m,
    );
  });

  it('is refused for a variable that a function misses', async () => {
    const { said } = await refusal({
      functions: {
        Needs:
          "if (!process.env.QUEUE_URL) throw new Error('not set: QUEUE_URL'); exports.handler = async () => {};",
      },
      routes: { 'GET /x': 'Needs' },
    });
    expect(said).toMatch(/^needs +│ error Error: not set: QUEUE_URL/m);
  });

  it('is refused for a reference to nothing', async () => {
    const { message } = await refusal({
      functions: { A: 'exports.handler = async () => {};' },
      routes: { 'GET /x': 'A' },
      functionProperties: { A: { Environment: { Variables: { X: { Ref: 'Nowhere' } } } } },
    });
    expect(message).toContain('Ref Nowhere refers to nothing');
  });

  it('is refused when /health does not answer 200', async () => {
    const { message } = await refusal({
      functions: { Health: 'exports.handler = async () => ({ statusCode: 503 });' },
    });
    expect(message).toContain('/health answers 503');
  }, 30_000);

  it('is told of what has no effect here', async () => {
    const host = await start({ resources: { Zone: { Type: 'AWS::Route53::HostedZone' } } }, directory());
    expect(host.said()).toContain('AWS::Route53::HostedZone is in the template and has no effect here');
  });
});

describe('the data directory', () => {
  it('keeps the stack’s id and its secrets, readable by their owner only', async () => {
    const data = directory();
    const first = await start(SECRETS, data);
    const shown = await (await fetch(`${first.url}/show`)).json();
    expect(first.keys.secretKey).toMatch(/^[A-Za-z0-9]{40}$/);
    const local = JSON.parse(readFileSync(join(data, 'local.json'), 'utf8'));
    expect(local).toEqual({ url: first.url, publicKey: '', secretKey: first.keys.secretKey, ownerToken: '' });
    for (const file of ['local.json', 'kept.json', 'host.json'])
      expect(statSync(join(data, file)).mode & 0o777).toBe(0o600);
    await first.stop();

    const second = await start(SECRETS, data);
    expect(second.keys).toEqual(first.keys);
    expect(await (await fetch(`${second.url}/show`)).json()).toEqual(shown);
    await second.stop();

    const third = await start(SECRETS, data, true);
    expect(third.keys.secretKey).not.toBe(first.keys.secretKey);
  });

  it('is emptied by --fresh of imbuto’s own files only', async () => {
    const data = directory();
    writeFileSync(join(data, 'mine.txt'), 'mine');
    await start({}, data, true);
    expect(readFileSync(join(data, 'mine.txt'), 'utf8')).toBe('mine');
  });

  it('is refused with the fix where another program wrote its database, until --fresh forgets that', async () => {
    const data = directory();
    const other = new DatabaseSync(join(data, 'dynamodb.sqlite'));
    other.exec('CREATE TABLE theirs (id INTEGER)');
    other.close();
    await expect(startHostHere(tinyStack({ functions: {}, routes: {} }), data)).rejects.toThrow(
      /DynamoDB did not start: .*dynamodb\.sqlite was not written by .*npm start -- --fresh/,
    );
    await start({}, data, true);
  });

  it('has one holder at a time, whom the refusal names', async () => {
    const data = directory();
    const host = await start({}, data);
    await expect(startHostHere(tinyStack({ functions: {}, routes: {} }), data)).rejects.toThrow(
      new RegExp(
        `is held by another imbuto \\(process ${process.pid}, started .*, at ${host.url}\\).*IMBUTO_DATA=`,
      ),
    );
    await host.stop();
    await start({}, data);
  });

  it('is free again when its holder is gone, whatever the holder left', async () => {
    const data = directory();
    writeFileSync(
      join(data, 'host.json'),
      JSON.stringify({
        host: { pid: 1, started: '0' },
        since: 'long ago',
        children: [{ pid: process.pid, started: 'another time' }],
      }),
    );
    await start({}, data);
  });
});

describe('a DynamoDB elsewhere', () => {
  afterEach(() => vi.unstubAllEnvs());
  const table = {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      },
    },
  };

  const dynoxide = findDynoxide();
  it.skipIf(dynoxide === undefined)('is used, kept over restarts, and emptied by --fresh', async () => {
    const { endpoint, stop } = await startDynoxide(dynoxide ?? '');
    vi.stubEnv('DYNAMODB_ENDPOINT', `${endpoint}/`);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
    const TableName = 'tiny-Table';
    const count = async () => (await client.send(new ScanCommand({ TableName }))).Count;
    const data = directory();

    const first = await start({ resources: table }, data);
    expect(readHolder(data).children.length).toBe(1);
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'kept' } } }));
    await first.stop();
    const second = await start({ resources: table }, data);
    expect(await count()).toBe(1);
    await second.stop();
    const third = await start({ resources: table }, data, true);
    expect(await count()).toBe(0);
    await third.stop();
    client.destroy();
    await stop();
  });

  it('is missed with the fix when nobody answers there', async () => {
    vi.stubEnv('DYNAMODB_ENDPOINT', 'http://127.0.0.1:1');
    await expect(start({}, directory())).rejects.toThrow(
      'Nobody answers at DYNAMODB_ENDPOINT=http://127.0.0.1:1.',
    );
  });
});

describe('a table with an index', () => {
  const table = (...NonKeyAttributes: readonly string[]) => ({
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'day', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-day',
            KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...NonKeyAttributes] },
          },
        ],
      },
    },
  });

  it('is made as the template has it, kept with its index, and missed with the fix when that changes', async () => {
    const data = directory();
    const clientHere = () => {
      const { dynamodb: endpoint } = readHolder(data).stores;
      const { secrets } = JSON.parse(readFileSync(join(data, 'kept.json'), 'utf8'));
      const credentials = { accessKeyId: secrets['host.accessKeyId'], secretAccessKey: 'local' };
      return new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
    };
    const first = await start({ resources: table('x', 'y') }, data);
    const Item = { pk: { S: 'a' }, day: { S: 'monday' }, x: { N: '1' }, z: { N: '1' } };
    await clientHere().send(new PutItemCommand({ TableName: 'tiny-Table', Item }));
    await first.stop();
    const second = await start({ resources: table('y', 'x') }, data);
    const { Items } = await clientHere().send(
      new QueryCommand({
        TableName: 'tiny-Table',
        IndexName: 'by-day',
        KeyConditionExpression: '#d = :d',
        ExpressionAttributeNames: { '#d': 'day' },
        ExpressionAttributeValues: { ':d': { S: 'monday' } },
      }),
    );
    expect(Items).toEqual([{ pk: { S: 'a' }, day: { S: 'monday' }, x: { N: '1' } }]);
    await second.stop();
    await expect(start({ resources: table('z') }, data)).rejects.toThrow(/other keys or indexes.*--fresh/);
  });
});

describe('the emulators of a host', () => {
  it.skipIf(process.platform !== 'linux')(
    'are told the access key where no other user can read it',
    async () => {
      const data = directory();
      await start({}, data);
      const key = JSON.parse(readFileSync(join(data, 'kept.json'), 'utf8')).secrets['host.accessKeyId'];
      expect(key).toMatch(/^IMBUTO[A-Z0-9]{14}$/);
      const commands = readHolder(data).children.map(({ pid }) =>
        readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
      );
      expect(commands).toEqual([
        expect.stringMatching(/keeper\.ts\0dynamodb\0$/),
        expect.stringMatching(/keeper\.ts\0fauxqs\0$/),
      ]);
    },
  );

  it('are missed at once when they end by themselves', async () => {
    const data = directory();
    const host = await start({}, data);
    const { children } = readHolder(data);
    expect(children.length).toBe(2);
    process.kill(children[0]?.pid ?? 0, 'SIGKILL');
    expect(await host.broken).toBe('its DynamoDB ended');
  });

  it('are ended by the next host where a killed one left them', async () => {
    const data = directory();
    const left = spawn('sleep', ['60'], { stdio: 'ignore' });
    const ended = once(left, 'exit');
    const mark = markProcess(left.pid ?? 0);
    writeFileSync(
      join(data, 'host.json'),
      JSON.stringify({ host: { pid: 1, started: '0' }, children: [mark] }),
    );
    await start({}, data);
    expect(await ended).toEqual([null, 'SIGKILL']);
  });
});

describe('a taken port', () => {
  it('is told at once, with the fix', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as AddressInfo;
    const speech = createSpeech({ out: process.stdout, err: process.stderr, quiet: true });
    const begun = Date.now();
    await expect(
      startHost({
        assemble: async () => tinyStack({ functions: {}, routes: {} }),
        dataDirectory: directory(),
        hostname: undefined,
        port,
        fresh: false,
        speech,
      }),
    ).rejects.toThrow(
      `Port ${port} is taken by another program. Stop that one, or choose another: PORT=${port + 1} npm start`,
    );
    expect(Date.now() - begun).toBeLessThan(500);
    squatter.close();
  });
});
