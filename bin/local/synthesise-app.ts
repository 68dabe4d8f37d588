// Runs an owner's CDK app, as the CDK's own command would, and reads the template of its imbuto.
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { ACCOUNT, REGION } from './template/physical-ids.ts';
import { type Assembly, readAssembly } from './template/template.ts';

export class AppFailed extends Error {
  override readonly name = 'AppFailed';
}

/**
 * @param directory takes the assembly; what stands there is replaced
 * @throws AppFailed saying what to do, AssemblyUnreadable
 */
export async function synthesiseApp(
  directory: string,
  { only, reached }: { readonly only: string | undefined; reached(phase: string): void },
): Promise<Assembly> {
  const { app, context } = await readCdkJson();
  await rm(directory, { recursive: true, force: true });
  await run(app, {
    ...process.env,
    // Its Node is this one, which runs TypeScript as it is.
    PATH: [dirname(process.execPath), resolve('node_modules', '.bin'), process.env.PATH].join(delimiter),
    CDK_OUTDIR: directory,
    CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:version-reporting': false, ...context }),
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
    // CloudFormation's schemas are for what deploys: `cdk synth` holds the template to them.
    CDK_VALIDATION: 'false',
    NODE_COMPILE_CACHE: join('node_modules', '.cache', 'imbuto'),
  });
  reached('template synthesised');
  return readAssembly(directory, only);
}

type CdkJson = { readonly app: string; readonly context: object };

async function readCdkJson(): Promise<CdkJson> {
  const found = await readFile('cdk.json', 'utf8').catch(() => undefined);
  if (found === undefined)
    throw new AppFailed(
      'There is no cdk.json here. Go to the folder of your app, or make one with "npx imbuto init".',
    );
  try {
    const { app, context = {} } = JSON.parse(found);
    if (typeof app === 'string') return { app, context };
  } catch (cause) {
    throw new AppFailed('cdk.json is not valid JSON.', { cause });
  }
  throw new AppFailed('cdk.json says no "app": the command that runs your app, such as "node app.ts".');
}

/** What the app prints is shown where it fails. */
function run(command: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(command, { shell: true, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      if (code === 0) done();
      else fail(new AppFailed(`${said.trim()}\n\nThe app ("${command}" of cdk.json) ended with ${code}.`));
    });
  });
}
