// What is left of a function's own code after bundling: to see what it asks of its environment and of AWS.
import { join } from 'node:path';
import { build } from 'esbuild';
import { ENVIRONMENT } from '../../functions/runtime/environment-names.ts';
import type { FunctionName } from '../../lib/function-name.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The code without packages and without what no handler calls, legible. */
export async function functionCode(name: FunctionName): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'functions', name, 'handler.ts')],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    treeShaking: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    outdir: 'never-written',
    logLevel: 'silent',
  });
  return outputFiles.map(({ text }) => text).join('\n');
}

/** The names handed to `readEnvironment` and `readOptional`, as variables: the fullest configuration sets all of them. */
export function variablesAskedFor(code: string): readonly string[] {
  const lists = [...code.matchAll(/read(?:Environment|Optional)\(([^)]*)\)/g)].map(([, list = '']) => list);
  const keys = lists.flatMap((list) => [...list.matchAll(/"(\w+)"/g)].map(([, key]) => key));
  return keys.flatMap((key) =>
    Object.entries(ENVIRONMENT).flatMap(([known, v]) => (known === key ? [v] : [])),
  );
}

/** The IAM actions that its commands need. */
export function actionsNeeded(code: string): readonly string[] {
  const commands = [
    ...code.matchAll(/new import_client_(dynamodb|s3|secrets_manager|sesv2|sqs)\d*\.(\w+)Command\(/g),
  ];
  const actions = commands.flatMap(([, client = '', operation = '']) => {
    if (operation === 'TransactWriteItems') return transactionActions(code);
    // SQS has one right for a message and for many.
    if (/MessageBatch$/.test(operation)) return [`sqs:${operation.slice(0, -'Batch'.length)}`];
    // Without the right to list, S3 answers 403 instead of 404 for what is not there.
    if (operation === 'GetObject') return ['s3:GetObject', 's3:ListBucket'];
    if (client === 's3' && operation in S3_RIGHTS) return [`s3:${S3_RIGHTS[operation]}`];
    return [`${SERVICE_PREFIX[client] ?? client}:${operation}`];
  });
  // Calls without a client name their operation: those of the door, and those of the queue.
  const signed = [...code.matchAll(/\bcall\("((?:Get|Update)Item)"/g)].map(
    ([, operation]) => `dynamodb:${operation}`,
  );
  const queued = [...code.matchAll(/\bcalls\d*\("(\w+?)(?:Batch)?"/g)].map(
    ([, operation]) => `sqs:${operation}`,
  );
  // Capture reads secrets by a request of its own.
  const targets = [...code.matchAll(/\btarget: "(\w+)\.(\w+)"/g)];
  const asked = targets.map(([, service, operation]) => `${service}:${operation}`);
  // What comes after a form reads a file by an address that it signs itself.
  const presigned = code.includes('presignedGet(') ? ['s3:GetObject'] : [];
  return [...new Set([...actions, ...signed, ...queued, ...asked, ...presigned])].sort();
}

/** Where the right has another name than the operation. */
const S3_RIGHTS: Readonly<Record<string, string>> = {
  ListObjectsV2: 'ListBucket',
  DeleteObjects: 'DeleteObject',
};

const SERVICE_PREFIX: Readonly<Record<string, string>> = {
  secrets_manager: 'secretsmanager',
  sesv2: 'ses',
};

function transactionActions(code: string): readonly string[] {
  const kinds = [...code.matchAll(/\b(Put|Update|Delete|ConditionCheck): /g)].map(([, kind]) => kind);
  return kinds.map((kind) => `dynamodb:${kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`}`);
}
