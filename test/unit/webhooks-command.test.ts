// `npm run webhooks -- secret`: the key that a receiver verifies with.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandWebhooks } from '../../bin/webhooks/command.ts';
import { signingKey } from '../../functions/outbound/post-webhook.ts';
import { onLoopback } from '../support/loopback.ts';

let data: string;
beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'imbuto-webhooks-'));
});
afterAll(() => rmSync(data, { recursive: true }));

async function run(args: readonly string[], environment: NodeJS.ProcessEnv) {
  const said: string[] = [];
  const complaints: string[] = [];
  const code = await commandWebhooks(
    args,
    environment,
    (line) => said.push(line),
    (line) => complaints.push(line),
  );
  return { code, said: said.join('\n'), complaints: complaints.join('\n') };
}

describe('the key of a receiver', () => {
  it('is that of the secret of a stack and the name', async () => {
    const { code, said } = await run(['secret', 'crm'], { IMBUTO_WEBHOOK_KEY: 'root' });
    expect(code).toBe(0);
    expect(said).toBe(signingKey('root', 'crm'));
    expect(said).not.toBe(signingKey('root', 'webhooks'));
  });

  it('is that of the imbuto that runs here, under the name that the configuration takes where it has none', async () => {
    writeFileSync(join(data, 'local.json'), JSON.stringify({ webhookKey: 'here' }));
    expect((await run(['secret'], { IMBUTO_DATA: data })).said).toBe(signingKey('here', 'webhooks'));
  });

  it('is asked for in vain where nobody is told, and it is said what to do', async () => {
    writeFileSync(join(data, 'local.json'), JSON.stringify({ webhookKey: '' }));
    await expect(run(['secret'], { IMBUTO_DATA: data })).rejects.toThrow('add "webhooks"');
    await expect(run(['secret'], { IMBUTO_DATA: join(data, 'none') })).rejects.toThrow('npm start');
  });
});

it.each([[[]], [['replay']], [['replay', 'a', 'b', 'c']], [['secret', 'a', 'b']], [['tell', 'a']]])(
  '%j is answered with how it is used',
  async (args) => {
    const { code, complaints } = await run(args, {});
    expect(code).toBe(2);
    expect(complaints).toContain('npm run webhooks -- replay <lead>');
  },
);

it('takes an id that begins with a dash for an id', async () => {
  const asked: string[] = [];
  const { close, url } = await onLoopback(
    createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('content-type', 'application/json');
      response.end('{"sent":1,"ids":["x"]}');
    }),
  );
  const environment = {
    IMBUTO_URL: url,
    IMBUTO_OWNER_TOKEN: 'o',
    IMBUTO_PUBLIC_KEY: 'p',
    IMBUTO_SECRET_KEY: 's',
  };
  const { code } = await run(['replay', '-EUtCoZ9tCF5WjKmb8eOwx', '--UtCoZ9tCF5WjKmb8eOwx'], environment);
  close();
  expect([code, asked]).toEqual([0, ['/leads/-EUtCoZ9tCF5WjKmb8eOwx/replay']]);
});

it('runs on Node as it is, without a bundler between', { timeout: 60_000 }, () => {
  const bin = join(import.meta.dirname, '../../bin/webhooks.ts');
  const environment = { ...process.env, IMBUTO_WEBHOOK_KEY: 'root' };
  const said = execFileSync(process.execPath, [bin, 'secret', 'crm'], { env: environment, encoding: 'utf8' });
  expect(said.trim()).toBe(signingKey('root', 'crm'));
});
