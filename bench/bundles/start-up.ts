// Starts a bundle in a process of its own, as a cold start does: Node, the bundle's code, nothing called.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ENVIRONMENT } from '../../functions/runtime/environment-names.ts';

const SERVICES = ['DYNAMODB', 'S3', 'SECRETS_MANAGER', 'SESV2', 'SQS'];

/** What a sandbox finds set. Nothing listens at the endpoints, and loading must not try. */
const NAMED = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  ...Object.fromEntries(SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service}`, 'http://127.0.0.1:9'])),
  ...Object.fromEntries(Object.values(ENVIRONMENT).map((name) => [name, 'http://127.0.0.1:9/bench'])),
  TZ: 'UTC',
};

export class BundleDoesNotLoad extends Error {
  override readonly name = 'BundleDoesNotLoad';
}

/** Milliseconds from the start of the process to its end. @throws BundleDoesNotLoad */
export function startUp(directory: string): number {
  const file = join(directory, 'index.cjs');
  const script = `if (typeof require(${JSON.stringify(file)}).handler !== 'function') process.exit(3); process.exit(0)`;
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], {
    cwd: directory,
    env: { ...NAMED, LAMBDA_TASK_ROOT: directory },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const took = performance.now() - begun;
  if (status !== 0) throw new BundleDoesNotLoad(`${file} ended with ${status}: ${stderr.slice(-1_000)}`);
  return took;
}
