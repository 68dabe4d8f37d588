// What `npm start` says before it is ready.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Host } from '../../bin/local/host.ts';
import { readOptions } from '../../bin/local/options.ts';
import { welcome } from '../../bin/local/welcome.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { smallConfig } from '../support/configs.ts';

let bundle: string;
beforeAll(() => {
  bundle = mkdtempSync(join(tmpdir(), 'imbuto-welcome-'));
});
afterAll(() => rmSync(bundle, { recursive: true }));

function said(more: object): readonly string[] {
  const config = parseConfig({ ...smallConfig().config, ...more });
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(config));
  const host: Host = {
    url: 'http://localhost:3000',
    keys: { publicKey: 'p', secretKey: 's', ownerToken: 'o', linkKey: 'l', webhookKey: '' },
    inbox: 'http://localhost:3001/inbox',
    stores: {
      dynamodb: '',
      table: '',
      door: '',
      queues: '',
      data: '',
      submissions: '',
      deadLetters: '',
      outbound: '',
      outboundDeadLetters: '',
    },
    bundles: new Map([['capture', bundle]]),
    broken: new Promise(() => {}),
    catchUp: async () => {},
    stop: async () => {},
  };
  return welcome(host, readOptions([], {}), 0).trim().split('\n');
}

it('ends with the line that scripts wait for', () => {
  expect(said({}).at(-1)).toBe('imbuto is ready at http://localhost:3000');
});
