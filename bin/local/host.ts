// The local host: runs a synthesised template on this machine.
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientCalls } from '../../functions/queue/client-calls.ts';
import { countMessages } from '../../functions/queue/pending.ts';
import { LOCAL_INBOX, LOCAL_WEBHOOKS } from '../../functions/runtime/environment-names.ts';
import { startControl } from './control.ts';
import { type DataDirectory, openDataDirectory } from './data-directory.ts';
import { dynamoDbElsewhere, type Emulator, reachDynamoDb, startDynamoDb, startFauxqs } from './emulators.ts';
import { startEventSource } from './event-source/event-source.ts';
import { createGateway } from './gateway/gateway.ts';
import { startJobs } from './jobs.ts';
import { type Keys, keepAccessKey, keepInboxWord, keepSecrets, keysOf } from './keys.ts';
import { createFunctions, type Functions } from './lambda/functions.ts';
import { openListener } from './listener.ts';
import { startMailbox } from './mailbox/mailbox.ts';
import { markProcess } from './process-mark.ts';
import { SET_ASIDE, watchSetAside } from './set-aside.ts';
import type { Speech } from './speech.ts';
import type { EmulatorClient } from './stores/emulator-client.ts';
import { putFiles } from './stores/files.ts';
import { makeStores } from './stores/stores.ts';
import { type Naming, nameResources, REGION } from './template/physical-ids.ts';
import { type Plan, planFrom } from './template/plan.ts';
import type { Assembly, JsonObject } from './template/template.ts';
import { createUndo, type Undo } from './undo.ts';

export type HostSettings = {
  /** Writes the assembly into a directory, if it is not elsewhere already, and reads it. */
  assemble(directory: string): Promise<Assembly>;
  readonly dataDirectory: string;
  /** Where to listen; absent: on the loopback. */
  readonly hostname: string | undefined;
  /** 0: any free one. */
  readonly port: number;
  readonly fresh: boolean;
  readonly speech: Speech;
  /** Called when a part of the start is done. */
  reached?(phase: string): void;
};

export type Host = {
  readonly url: string;
  readonly keys: Keys;
  /** The page of the mails that were sent here. */
  readonly inbox: string;
  /** The template's outputs, e.g. `DeadLetterQueueUrl`. */
  readonly outputs: ReadonlyMap<string, string>;
  /** The directories of the functions' bundles, by who speaks. */
  readonly bundles: ReadonlyMap<string, string>;
  /** Settles with the reason when a part that the host needs ended by itself. */
  readonly broken: Promise<string>;
  /** Tells the rules that the stack is deployed, and does what the schedules would have done in the time in which nothing ran. */
  catchUp(): Promise<void>;
  /** Finishes what is in hand, keeps the rest for the next start. */
  stop(): Promise<void>;
};

/** The stack did not come up as it would have to on AWS. */
export class HostFailed extends Error {
  override readonly name = 'HostFailed';
}

/** @throws whatever is wrong, with nothing left running */
export async function startHost(settings: HostSettings): Promise<Host> {
  const undo = createUndo();
  try {
    return await start(settings, undo);
  } catch (error) {
    await undo.all();
    throw error;
  }
}

async function start(settings: HostSettings, undo: Undo): Promise<Host> {
  const { speech, fresh, reached = () => {} } = settings;
  const self = markProcess(process.pid) ?? { pid: process.pid, started: '' };
  const data = await openDataDirectory(settings.dataDirectory, { fresh, self });
  undo.later(() => data.release());
  const listener = await openListener(settings.hostname, settings.port);
  undo.later(() => listener.close());
  data.announce({ url: listener.url });
  reached('listening');

  const accessKeyId = keepAccessKey(data);
  const [dynamodb, fauxqs, assembly] = await startTogether(undo, data, settings, accessKeyId);
  data.announce({ children: [...dynamodb.pids, ...fauxqs.pids].flatMap((pid) => markProcess(pid) ?? []) });
  reached('emulators started');

  const naming = nameResources(assembly.template, {
    stackName: assembly.stackName,
    region: REGION,
    stackGuid: data.kept.stackGuid,
    apiUrl: listener.url,
    queuesUrl: fauxqs.endpoint,
  });
  const plan = planFrom(naming, assembly);
  for (const gap of plan.gaps) speech.warn('imbuto', gap);
  const secrets = keepSecrets(plan, data);
  const client = ({ endpoint }: Emulator): EmulatorClient => ({ endpoint, region: REGION, accessKeyId });
  const queues = client(fauxqs);
  await makeStores(naming.resources, { dynamodb: client(dynamodb), queues, buckets: queues }, fresh);
  const named = (text: string): string => String(naming.resolve({ 'Fn::Sub': text }));
  await putFiles(queues, assembly.files ?? [], named);
  reached('stores');

  let functions: Functions | undefined;
  const control = await startControl({ accessKeyId, secrets, function: (name) => functions?.named(name) });
  undo.later(() => control.stop());
  let publish: (event: JsonObject) => void = () => {};
  const mailbox = await startMailbox({
    accessKeyId,
    directory: data.mail,
    word: keepInboxWord(data),
    onEvent: (event) => publish(event),
  });
  undo.later(() => mailbox.stop());
  const endpoints = {
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    AWS_ENDPOINT_URL_SQS: fauxqs.endpoint,
    AWS_ENDPOINT_URL_S3: fauxqs.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: control.endpoint,
    AWS_ENDPOINT_URL_SESV2: mailbox.endpoint,
    [LOCAL_INBOX]: mailbox.inbox,
    ...(process.env[LOCAL_WEBHOOKS] === '1' ? { [LOCAL_WEBHOOKS]: '1' } : {}),
  };
  const created = createFunctions(plan, { accessKeyId, endpoints, speech });
  functions = created;
  undo.later(() => created.stop());
  await created.init();
  reached('functions');

  const routes = plan.api.routes.map((route) => ({ ...route, target: created.get(route.functionArn) }));
  listener.serve(createGateway({ ...plan.api, routes }));
  await untilHealthy(listener.url);
  reached('healthy');

  undo.later(startEventSources(plan, created, queues, speech));
  const jobs = startJobs(plan, created, queues, {
    stackId: String(naming.resolve({ Ref: 'AWS::StackId' })),
    isNew: data.isNew,
  });
  undo.later(() => jobs.stop());
  publish = jobs.publish;
  undo.later(() => listener.drain());

  const keys = keysOf(plan, secrets);
  const { linkKey: _, webhookKey, ...others } = keys;
  const local = { ...others, ...(webhookKey === '' ? {} : { webhookKey }) };
  const outputs = outputsOf(assembly, naming);
  const stores = {
    dynamodb: dynamodb.endpoint,
    table: outputs.get('LeadTable') ?? '',
    door: outputs.get('DoorTable') ?? '',
    queues: fauxqs.endpoint,
    data: outputs.get('DataBucket') ?? '',
    submissions: outputs.get('SubmissionQueueUrl') ?? '',
    deadLetters: outputs.get('DeadLetterQueueUrl') ?? '',
    outbound: outputs.get('OutboundQueueUrl') ?? '',
    outboundDeadLetters: outputs.get('OutboundDeadLetterQueueUrl') ?? '',
  };
  data.announce({ control: control.endpoint, stores, scheduled: jobs.scheduled });
  const sqs = new SQSClient({
    region: REGION,
    endpoint: fauxqs.endpoint,
    credentials: { accessKeyId, secretAccessKey: 'local' },
  });
  for (const [queue, words] of [
    [stores.deadLetters, SET_ASIDE.submissions],
    [stores.outboundDeadLetters, SET_ASIDE.outbound],
  ] as const)
    if (queue !== '') undo.later(watchSetAside(() => countMessages(clientCalls(sqs), queue), words, speech));
  data.writeLocalJson({ url: listener.url, ...local });
  let stopping = false;
  return {
    url: listener.url,
    keys,
    inbox: mailbox.inbox,
    outputs,
    bundles: new Map(plan.functions.map(({ speaker, directory }) => [speaker, directory])),
    broken: Promise.race([
      dynamodb.ended.then(() => 'its DynamoDB ended'),
      fauxqs.ended.then(() => 'its queues ended'),
    ]).then((reason) => (stopping ? new Promise<string>(() => {}) : reason)),
    catchUp: () => jobs.catchUp(),
    async stop() {
      stopping = true;
      await undo.all();
    },
  };
}

/** The emulators start while the template is made: the two take about as long. */
async function startTogether(
  undo: Undo,
  data: DataDirectory,
  { assemble }: HostSettings,
  accessKeyId: string,
) {
  const elsewhere = dynamoDbElsewhere();
  const stopping = async (start: Promise<Emulator>): Promise<Emulator> => {
    const started = await start;
    undo.later(() => started.stop());
    return started;
  };
  const parts = [
    stopping(elsewhere ? reachDynamoDb(elsewhere) : startDynamoDb(accessKeyId, data.database)),
    stopping(startFauxqs(data.queues)),
    assemble(data.assembly),
  ] as const;
  // What fails must not leave behind what is still starting.
  await Promise.allSettled(parts);
  return await Promise.all(parts);
}

async function untilHealthy(url: string): Promise<void> {
  let last = 'no answer';
  for (const deadline = Date.now() + 3_000; Date.now() < deadline; ) {
    const response = await fetch(`${url}/health`);
    await response.arrayBuffer();
    if (response.status === 200) return;
    last = String(response.status);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new HostFailed(`/health answers ${last} and not 200: submissions would be lost.`);
}

/** Answers how to stop them: all at once, each with what it has in hand done. */
function startEventSources(
  plan: Plan,
  functions: Functions,
  client: EmulatorClient,
  speech: Speech,
): () => Promise<unknown> {
  const sources = plan.eventSources.map((source) => {
    const target = functions.get(source.functionArn);
    const complain = (reason: string): void => speech.error(target.speaker, reason);
    return startEventSource({ ...source, client, target, complain });
  });
  return () => Promise.all(sources.map((source) => source.stop()));
}

function outputsOf({ template }: Assembly, { resolve }: Naming): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(template.Outputs ?? {}).map(([name, { Value }]) => [name, String(resolve(Value))]),
  );
}
