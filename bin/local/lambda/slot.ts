// One sandbox of a function: loads the bundle as Lambda does, and runs one invocation at a time.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** From the host, whose first argument was the function's ARN. `event` is JSON. */
export type Invoke = {
  readonly id: number;
  readonly event: string;
  readonly requestId: string;
  /** Ms since the epoch. */
  readonly deadline: number;
};

/** To the host. */
export type FromSlot =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unable'; readonly reason: string }
  | { readonly kind: 'answer'; readonly id: number; readonly payload: string }
  | ({ readonly kind: 'failure'; readonly id: number } & Failure);

/** What an error says of itself that can hold nothing of what a person typed. */
export type Failure = {
  readonly type: string;
  readonly message?: string;
  readonly frames?: readonly string[];
};

type Handler = (event: unknown, context: object) => unknown;

process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});

const environment = process.env;

try {
  const handler = await loadHandler(environment.LAMBDA_TASK_ROOT ?? '', environment._HANDLER ?? '');
  process.on('message', (invoke) => void run(handler, invoke as Invoke));
  say({ kind: 'ready' });
} catch (error) {
  say({ kind: 'unable', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

function say(message: FromSlot): void {
  process.send?.(message);
}

async function loadHandler(root: string, name: string): Promise<Handler> {
  const dot = name.lastIndexOf('.');
  const [module, exported] = [name.slice(0, dot), name.slice(dot + 1)];
  const file = ['.js', '.mjs', '.cjs']
    .map((ending) => join(root, module + ending))
    .find((path) => existsSync(path));
  if (!file)
    throw new Error(`Runtime.ImportModuleError: the bundle has no module "${module}" (handler ${name})`);
  const loaded: Record<string, unknown> = file.endsWith('.mjs')
    ? await import(pathToFileURL(file).href)
    : createRequire(file)(file);
  const handler = loaded[exported];
  if (typeof handler !== 'function') {
    throw new Error(
      `Runtime.HandlerNotFound: "${module}" exports no function "${exported}" (handler ${name})`,
    );
  }
  return handler as Handler;
}

async function run(handler: Handler, { id, event, requestId, deadline }: Invoke): Promise<void> {
  environment._X_AMZN_TRACE_ID = `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)};Sampled=0`;
  try {
    const result = await handler(JSON.parse(event), {
      awsRequestId: requestId,
      callbackWaitsForEmptyEventLoop: true,
      functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: '$LATEST',
      invokedFunctionArn: process.argv[2],
      memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    });
    say({ kind: 'answer', id, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    say({ kind: 'failure', id, ...describe(error) });
  }
}

/** V8's own errors quote the value at fault, so of those only the name and the place are told. */
function describe(error: unknown): Failure {
  if (!(error instanceof Error)) return { type: typeof error };
  const builtIn = error.name in globalThis || error.name === 'Error';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { type: error.name, frames: frames.slice(0, 8), ...(builtIn ? {} : { message: error.message }) };
}
