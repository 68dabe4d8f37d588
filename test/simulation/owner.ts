// The owner of a world: looks into quarantine, releases and deletes what is there, and erases leads, by the routes of leads.
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Submission } from '../../functions/domain/event/event.ts';
import { ID_KINDS, type LeadId } from '../../functions/domain/event/event.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import type { LeadsDeps } from '../../functions/leads/deps.ts';
import { leadRoutes } from '../../functions/leads/routes.ts';
import { clientCalls } from '../../functions/queue/client-calls.ts';
import { sqsQueue } from '../../functions/queue/sender.ts';
import type { HttpAnswer } from '../../functions/runtime/answer.ts';
import type { HttpRequest } from '../../functions/runtime/request.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import type { Build } from './funnels.ts';
import { hashOf } from './lead-hash.ts';
import type { Mutant } from './mutant.ts';

const TOKEN = 'a-token-of-the-owner';
const HOME = '/leads/quarantine';

export type OwnerSettings = {
  readonly table: LeadTable;
  readonly sqs: SQSClient;
  readonly submissions: string;
  readonly build: Build;
  readonly definitions: readonly Definition[];
  readonly fresh: () => string;
  readonly now: () => number;
  readonly mutant: Mutant | undefined;
};

export class Owner {
  readonly #deps: LeadsDeps;

  constructor({ table, sqs, submissions, build, definitions, fresh, now, mutant }: OwnerSettings) {
    const queue = sqsQueue(clientCalls(sqs), submissions);
    const changed = (all: readonly Submission[]) => all.map((one) => mutant?.releases?.(one, now()) ?? one);
    this.#deps = {
      config: build.config,
      table: async () => table,
      labelledFunnels: async () => [],
      definitions: async () => definitions,
      activeDefinitions: async () => definitions,
      queue: { send: async (all) => await queue.send(changed(all)) },
      fresh,
      ownerToken: async () => TOKEN,
      linkKey: async () => TOKEN,
      now,
    };
  }

  /** The places of what is in quarantine, of its first page. */
  async places(): Promise<readonly string[]> {
    const { body } = await this.#ask('GET', HOME);
    const { submissions } = JSON.parse(String(body)) as {
      readonly submissions: readonly { readonly id: string }[];
    };
    return submissions.map(({ id }) => id);
  }

  /** @returns whether it was there */
  async click(place: string, kind: 'release' | 'delete'): Promise<boolean> {
    return (await this.#ask('POST', `${HOME}/${place}/${kind}`)).status === 200;
  }

  /** @returns whether there was a lead, or what is left of one; throws where it could not be erased */
  async erase(id: LeadId): Promise<boolean> {
    const said = id.kind === ID_KINDS[0] ? { email: id.key } : { id: id.key };
    const { status } = await this.#ask('POST', `/leads/${hashOf(id)}/erase`, { ...said, confirm: 'yes' });
    return status === 200;
  }

  async #ask(
    method: string,
    path: string,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<HttpAnswer> {
    const request: HttpRequest = {
      method,
      isHead: false,
      path,
      query: new URLSearchParams('format=json'),
      search: '',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      cookies: {},
      body: Buffer.from(JSON.stringify(fields)),
      address: 'https://example.com',
      accepts: ['application/json'],
      wantsHtml: false,
      language: 'en',
      from: '192.0.2.1',
      received: this.#deps.now(),
    };
    return await leadRoutes(this.#deps, request);
  }
}
