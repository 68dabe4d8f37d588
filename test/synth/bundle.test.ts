// The bundles: the same code gives the same asset, capture stays small, and each starts outside of the project.
import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { FileSystem } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BundleDirectories, bundleFunctions } from '../../lib/bundle.ts';
import { FUNCTION_NAMES } from '../../lib/function-name.ts';
import { LEFT_OUT } from '../../lib/lean-sdk.ts';
import { parsedConfig } from '../support/configs.ts';

let bundles: BundleDirectories;
beforeAll(async () => {
  bundles = await bundleFunctions({ outdir: await mkdtemp(join(tmpdir(), 'imbuto-bundles-')) });
});

describe('the bundles', () => {
  it('are the same wherever they are made: else every deploy would replace every function', async () => {
    const again = await bundleFunctions({ outdir: await mkdtemp(join(tmpdir(), 'imbuto-elsewhere-')) });
    for (const name of FUNCTION_NAMES) {
      expect(FileSystem.fingerprint(again[name]), name).toBe(FileSystem.fingerprint(bundles[name]));
    }
  });

  it('keep capture under 130 KB: each kilobyte is read and compiled while a visitor waits', async () => {
    const { size } = await stat(join(bundles.capture, 'index.cjs'));
    expect(size).toBeLessThan(130_000);
  });

  it('bring the script for other sites beside capture, under 4 KB by any gzip and without eval', async () => {
    const script = await readFile(join(bundles.capture, 'embed.js'), 'utf8');
    // GNU's makes some bytes more of it than zlib.
    expect(spawnSync('gzip', ['-9'], { input: script }).stdout.length).toBeLessThanOrEqual(4_000);
    expect(gzipSync(script, { level: 9 }).length).toBeLessThanOrEqual(4_000);
    // What a strict content security policy forbids.
    expect(script).not.toMatch(/\beval\b|new Function|innerHTML|insertAdjacentHTML|document\.write/);
  });

  it.each(FUNCTION_NAMES)('%s leaves out what the AWS clients never use here', async (name) => {
    const code = await readFile(join(bundles[name], 'index.cjs'), 'utf8');
    // Words of the parts left out: profiles, single sign-on, web identities, container and instance metadata.
    expect(code).not.toMatch(
      /sso_start_url|AssumeRoleWithWebIdentity|169\.254\.17|\/latest\/meta-data|credential_process/,
    );
  });

  it.each(FUNCTION_NAMES)('%s starts, and exports its handler, far from the project', async (name) => {
    const root = await mkdtemp(join(tmpdir(), 'imbuto-function-'));
    await cp(bundles[name], root, { recursive: true });
    await writeFile(join(root, 'config.json'), JSON.stringify(parsedConfig()));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-p', `typeof require(${JSON.stringify(join(root, 'index.cjs'))}).handler`],
      { cwd: tmpdir(), env: { ...ENVIRONMENT, LAMBDA_TASK_ROOT: root } },
    );
    expect(stdout.trim()).toBe('function');
  });

  it('find every module that they leave out: one that moved with an update would silently come back', async () => {
    const modules = join(import.meta.dirname, '../../node_modules');
    for (const { module } of LEFT_OUT) {
      expect((await stat(join(modules, module))).isFile(), module).toBe(true);
    }
  });
});

const ENVIRONMENT = {
  AWS_REGION: 'eu-south-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'not a secret',
  HAND_OFF_KEY_SECRET_ARN: 'arn:aws:secretsmanager:eu-south-1:1:secret:hand-off',
  QUEUE_URL: 'https://sqs.eu-south-1.amazonaws.com/1/submissions',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-south-1.amazonaws.com/1/dead',
  RECOUNT_QUEUE_URL: 'https://sqs.eu-south-1.amazonaws.com/1/recounts',
  OUTBOUND_QUEUE_URL: 'https://sqs.eu-south-1.amazonaws.com/1/outbound',
  WEBHOOK_KEY_SECRET_ARN: 'arn:4',
  SETTLE_SECONDS: '60',
  TABLE_NAME: 'leads',
  DOOR_TABLE_NAME: 'door',
  BUCKET_NAME: 'reports',
  DATA_BUCKET: 'data',
  PUBLIC_KEY: 'public',
  API_URL: 'https://example.com',
  SECRET_KEY_SECRET_ARN: 'arn:1',
  OWNER_TOKEN_SECRET_ARN: 'arn:2',
  LINK_KEY_SECRET_ARN: 'arn:3',
  FORM_KEY_SECRET_ARN: 'arn:4',
  MAIL_KEY_SECRET_ARN: 'arn:5',
};
