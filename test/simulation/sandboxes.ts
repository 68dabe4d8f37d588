// Sandboxes: what a function keeps from one invocation to the next, as long as none of them is ended in the middle.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KnownDefinitions } from '../../functions/store/definitions/definitions.ts';
import { TABLE } from './database.ts';
import type { Build } from './funnels.ts';
import type { Party } from './scheduler.ts';

type Sandbox = {
  readonly build: Build;
  readonly known: KnownDefinitions;
  readonly client: Pick<DynamoDBClient, 'send'>;
  /** Whose calls the client makes now. */
  party: Party;
};

/** What code of one version of the matcher can count under. */
class DefinitionsOf extends KnownDefinitions {
  readonly #counts: NonNullable<Build['countsUnder']>;

  constructor({ countsUnder = () => true }: Build, table: ConstructorParameters<typeof KnownDefinitions>[0]) {
    super(table);
    this.#counts = countsUnder;
  }

  override ready(keys: readonly string[]): ReturnType<KnownDefinitions['ready']> {
    return super.ready(keys.filter(this.#counts));
  }
}

export class Sandboxes {
  readonly #idle: Sandbox[] = [];
  readonly #clientOf: (party: Party) => Pick<DynamoDBClient, 'send'>;

  constructor(clientOf: (party: Party) => Pick<DynamoDBClient, 'send'>) {
    this.#clientOf = clientOf;
  }

  /** Runs in a sandbox of the build that nobody is in; one in which somebody is ended is never used again. */
  async within<T>(party: Party, build: Build, run: (sandbox: Sandbox) => Promise<T>): Promise<T> {
    const at = this.#idle.findIndex((one) => one.build === build);
    const sandbox = this.#idle.splice(at, at < 0 ? 0 : 1)[0] ?? this.#made(party, build);
    sandbox.party = party;
    try {
      return await run(sandbox);
    } finally {
      this.#idle.push(sandbox);
    }
  }

  #made(first: Party, build: Build): Sandbox {
    const send = (command: Parameters<DynamoDBClient['send']>[0]): unknown =>
      this.#clientOf(sandbox.party).send(command);
    const client = { send } as Pick<DynamoDBClient, 'send'>;
    const sandbox: Sandbox = {
      build,
      client,
      known: new DefinitionsOf(build, { client, table: TABLE }),
      party: first,
    };
    return sandbox;
  }
}
