// The command over the door's table: what is shut by hand, here or on AWS, and a new public key as lines for the configuration.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { formName, keyName } from '../../functions/domain/config/door.ts';
import { CLOSED, OPENED, SHUT, shutIn, VERSION } from '../../functions/door/door-item.ts';
import { loadConfig } from '../../lib/configuration.ts';
import { readArguments, refuse, type Say } from '../arguments.ts';
import { readJson } from '../local/data-directory.ts';
import { storesHere } from '../local/stores-here.ts';

const USAGE = `npm run keys                                   the forms and keys, and which of them are closed
npm run keys -- close <form:id | key:12345678>   closes one at once, without a deploy
npm run keys -- open <form:id | key:12345678>    opens it again
npm run keys -- new [--until 2026-12-31]         a new public key, and the lines for the configuration

  --any                  closes or opens a name that the configuration does not have

It speaks to the imbuto that runs here (IMBUTO_DATA), or to that of a table: IMBUTO_DOOR_TABLE=<the output DoorTable>, in the AWS
account and region of the environment; IMBUTO_PUBLIC_KEY=<the output PublicKey> where the configuration names no key. Functions see
it within a minute.`;

const OPTIONS = {
  help: { type: 'boolean', default: false },
  any: { type: 'boolean', default: false },
  until: { type: 'string' },
} as const;

/** @returns the exit code: 0 done, 2 not understood or no imbuto found */
export async function commandKeys(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  say: Say = console.log,
  complain: Say = console.error,
): Promise<number> {
  const parsed = readArguments(args, OPTIONS);
  if (typeof parsed === 'string') return refuse(complain, parsed);
  const { values, positionals } = parsed;
  const [verb, name, ...rest] = positionals;
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const { forms, publicKeys } = await loadConfig(environment);
  const present = publicKeys?.map(({ key }) => key) ?? ownKey(environment);
  const known = [...forms.map(({ id }) => formName(id)), ...present.map(keyName)];
  if (verb === 'new' && name === undefined) return tellNew(present, values.until, say, complain);
  const isSwitch = (verb === 'close' || verb === 'open') && name !== undefined;
  if (rest.length > 0 || !(isSwitch || verb === undefined)) return refuse(complain, USAGE);
  // What names of the door look like: any other attribute of the item is none.
  if (isSwitch && !/^(?:form|key):./.test(name)) return refuse(complain, USAGE);
  if (isSwitch && !values.any && !known.includes(name))
    return refuse(
      complain,
      `There is no ${name}. There are: ${known.join(', ')}. With --any it is done all the same.`,
    );
  const configured = new Map([
    ...forms.map(({ id, closedFrom }) => [formName(id), closedFrom] as const),
    ...(publicKeys ?? []).map(({ key, closedFrom }) => [keyName(key), closedFrom] as const),
  ]);
  const place = placeOf(environment);
  if (place === undefined) {
    const directory = environment.IMBUTO_DATA || '.imbuto';
    return refuse(
      complain,
      `No imbuto runs in ${directory}. Start one with "npm start" and leave it running, or name its table: IMBUTO_DOOR_TABLE.`,
    );
  }
  const { client, table } = place;
  try {
    if (isSwitch) {
      await client.send(switching(table, verb, name));
      say(`${name} is ${verb === 'close' ? 'closed' : 'open'}; every function knows within a minute.`);
      const closedFrom = configured.get(name);
      if (verb === 'open' && closedFrom !== undefined && closedFrom <= Date.now())
        say('The configuration closes it all the same: change it there and deploy.');
      return 0;
    }
    const shut = shutIn(
      await client.send(
        new GetItemCommand({ TableName: table, Key: { pk: { S: SHUT } }, ConsistentRead: true }),
      ),
    );
    for (const each of new Set([...known, ...shut]))
      say([each, ...stateOf(shut.has(each), configured.get(each), Date.now())].join('  '));
    return 0;
  } finally {
    client.destroy();
  }
}

/** What is said of a name: by what it is closed, and from when on. */
function stateOf(isShut: boolean, closedFrom: number | undefined, now: number): readonly string[] {
  const states = isShut ? ['closed'] : [];
  if (closedFrom === undefined) return states;
  const time = new Date(closedFrom).toISOString().replace(/:00\.000Z$/, 'Z');
  return [
    ...states,
    closedFrom <= now ? 'closed by the configuration' : `closes by the configuration at ${time}`,
  ];
}

export function switching(TableName: string, verb: 'close' | 'open', name: string): UpdateItemCommand {
  return new UpdateItemCommand({
    TableName,
    Key: { pk: { S: SHUT } },
    UpdateExpression: 'SET f = :f, #name = :is',
    ExpressionAttributeNames: { '#name': name },
    ExpressionAttributeValues: { ':f': { N: VERSION }, ':is': { N: verb === 'close' ? CLOSED : OPENED } },
  });
}

function placeOf(environment: NodeJS.ProcessEnv) {
  const table = environment.IMBUTO_DOOR_TABLE;
  if (table) return { client: new DynamoDBClient({}), table };
  const here = storesHere(environment);
  if (here?.doorTable === undefined) return undefined;
  return {
    client: new DynamoDBClient({ ...here.connection, endpoint: here.dynamodb }),
    table: here.doorTable,
  };
}

/** The one that the stack gives itself, where it can be known. */
function ownKey(environment: NodeJS.ProcessEnv): readonly string[] {
  const local = readJson<{ readonly publicKey?: string }>(
    join(environment.IMBUTO_DATA || '.imbuto', 'local.json'),
  );
  const key = environment.IMBUTO_PUBLIC_KEY || local?.publicKey;
  return key ? [key] : [];
}

function tellNew(present: readonly string[], until: string | undefined, say: Say, complain: Say): number {
  if (until !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(until))
    return refuse(complain, `--until ${until} is no day, like 2026-12-31.`);
  const [former] = present;
  if (former === undefined)
    return refuse(
      complain,
      'The present key is not known, and without it every page would break: start the local host, or say it by IMBUTO_PUBLIC_KEY.',
    );
  const key = randomBytes(16).toString('hex');
  say(`publicKeys: [
  { key: '${key}' },
  { key: '${former}'${until === undefined ? '' : `, until: '${until}'`} },
],`);
  if (until === undefined) say(`// With --until the former key ends on a day.`);
  return 0;
}
