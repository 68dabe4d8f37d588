// Law 3, telling: what is told is what a committed state held, under one id; what the final state holds has been told.
import { Calendar } from '../../functions/domain/calendar.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { attemptsOf } from '../../functions/domain/funnel/attempts.ts';
import { viewIdsOf } from '../../functions/domain/funnel/every-view.ts';
import { type Definition, defineAll } from '../../functions/domain/funnel/funnel.ts';
import { type IdKey, idKey } from '../../functions/domain/lead/identity.ts';
import { idsOfLead, primaryOf } from '../../functions/domain/lead/identity-graph.ts';
import { leadOf } from '../../functions/domain/lead/lead.ts';
import type { LeadRecord } from '../../functions/domain/lead/record.ts';
import { decodeOutbound } from '../../functions/queue/outbound-message.ts';
import { definitionKey } from '../../functions/store/definitions/definition-key.ts';
import { noteOf, referralNote } from '../../functions/store/outbox/outbox.ts';
import { type Item, recordIn } from './books.ts';
import type { Deployment } from './funnels.ts';
import { hashOf } from './lead-hash.ts';
import { plainReferrals } from './plain-referrals.ts';

/** After a definition became active, messages may still be told by the view of one who began before. */
const VIEWS_LAST_MS = 40_000;

export class Telltale {
  /** By message id: when it was first true under the last build's definitions; of others that they were ever. */
  readonly #heldSince = new Map<string, number>();
  readonly #everHeld = new Set<string>();
  readonly #told = new Set<string>();
  readonly #records = new Map<IdKey, LeadRecord>();
  readonly #recordAt: (pk: string) => LeadRecord | undefined;
  readonly #deployment: Deployment;
  readonly #all: readonly Definition[];
  readonly #last: readonly Definition[];
  /** Since when the last build's definitions are active, ms since the epoch. */
  #switchedAt: number | undefined;

  /** @param recordAt what is stored under a key, with the pages that its head names */
  constructor(deployment: Deployment, recordAt: (pk: string) => LeadRecord | undefined) {
    this.#recordAt = recordAt;
    this.#deployment = deployment;
    const made = deployment.builds.map(({ config, counts }) =>
      defineAll(config.funnels, (funnel) => definitionKey(config, funnel), new Calendar(config.timezone)).map(
        counts,
      ),
    );
    this.#all = made.flat();
    this.#last = made.at(-1) ?? [];
  }

  /** Takes in a transaction that was done. */
  wrote(
    items: readonly { readonly Put?: { readonly Item?: Item | undefined } | undefined }[],
    now: number,
  ): void {
    const touched = new Map<IdKey, LeadRecord>();
    for (const { Put } of items) {
      const record = Put?.Item === undefined ? undefined : this.#wholeRecord(Put.Item);
      // The mark of an erased lead does not say whose it is; nothing more is told of what was there.
      if (record === undefined || record.id.key === '') continue;
      this.#records.set(idKey(record.id), record);
      touched.set(idKey(record.id), record);
    }
    const primaries = new Map(
      [...touched.values()].map(({ id }) => [idKey(primaryOf(this.#records, id)), id]),
    );
    for (const id of primaries.values()) {
      for (const message of [...this.#held(id, this.#all), ...this.#orders(id)]) this.#everHeld.add(message);
      for (const message of this.#held(id, this.#last))
        if (!this.#heldSince.has(message)) this.#heldSince.set(message, now);
    }
  }

  #wholeRecord(item: Item): LeadRecord | undefined {
    return item.eventPages === undefined ? recordIn(item) : this.#recordAt(item.pk?.S ?? '');
  }

  /** @returns what is told and was never true */
  sent(bodies: readonly string[]): string | undefined {
    for (const body of bodies) {
      const message = decodeOutbound(body);
      if (!('note' in message) || message.note.kind === 'erased') continue;
      const { id, kind, funnel, to } = message.note;
      this.#told.add(id);
      if (!this.#everHeld.has(id)) return `told = held: ${kind} ${funnel} ${to} is told and was never true`;
    }
    return undefined;
  }

  switched(now: number): void {
    this.#switchedAt ??= now;
  }

  switchedBack(): void {
    this.#switchedAt = undefined;
  }

  /** What the leads hold at the end and nobody was told of. @param records as the store's own reader reads them */
  missing(records: ReadonlyMap<IdKey, LeadRecord>): readonly string[] {
    if (this.#deployment.change === 'tally') return [];
    const meansTheSame = ['none', 'matcher'].includes(this.#deployment.change);
    const since = meansTheSame ? Number.NEGATIVE_INFINITY : (this.#switchedAt ?? 0) + VIEWS_LAST_MS;
    this.#records.clear();
    for (const [key, record] of records) this.#records.set(key, record);
    const broken: string[] = [];
    for (const { id, link } of records.values()) {
      if (link !== undefined) continue;
      for (const message of this.#held(id, this.#last)) {
        const isDue = (this.#heldSince.get(message) ?? Number.POSITIVE_INFINITY) > since;
        if (isDue && !this.#told.has(message))
          broken.push(`told = held: something of ${id.kind}:${id.key} is true and was never told`);
      }
    }
    return broken;
  }

  /** Of copies of an order one is told; here all may be. */
  #orders(of: LeadRecord['id']): readonly string[] {
    return idsOfLead(this.#records, primaryOf(this.#records, of)).flatMap((id) =>
      (this.#records.get(idKey(id))?.history.events ?? [])
        .filter(({ order }) => order !== undefined)
        .map((event) => noteOf(hashOf, { kind: 'order', record: id, event }).id),
    );
  }

  /** The ids of all that is true of a lead: stages that events filled, hand-offs, forms. */
  #held(of: LeadRecord['id'], definitions: readonly Definition[]): readonly string[] {
    const tree = idsOfLead(this.#records, primaryOf(this.#records, of)).flatMap(
      (id) => this.#records.get(idKey(id)) ?? [],
    );
    const lead = leadOf(tree.map(({ history }) => history));
    const emails = new Map(tree.map(({ id }) => [hashOf(id), id]));
    const ownerOf = (event: LeadEvent): LeadRecord['id'] | undefined =>
      tree.findLast(({ history }) =>
        history.events.some((one) => one === event || viewIdsOf(one).includes(event.id)),
      )?.id;
    const ids: string[] = [];
    for (const { referrer, referred: hash } of plainReferrals(tree, hashOf)) {
      const referred = emails.get(hash);
      if (referred !== undefined) ids.push(referralNote(hashOf, { referrer, referred, at: 0 }).id);
    }
    const add = (kind: 'form' | 'stage' | 'handOff', event: LeadEvent, funnel?: string, to?: string) => {
      const record = ownerOf(event);
      if (record === undefined) return;
      const named = { ...(funnel && { funnel }), ...(to && { to }) };
      ids.push(noteOf(hashOf, { kind, record, event, ...named }).id);
    };
    for (const event of lead.events) {
      if (event.kind === 'form') add('form', event);
      const record = event.firstProperties === undefined ? undefined : ownerOf(event);
      if (record !== undefined)
        ids.push(noteOf(hashOf, { kind: 'form', record, event, isCorrection: true }).id);
    }
    for (const definition of definitions) {
      const { id, stages, handOff, order } = definition.funnel;
      const givenAt = stages.findIndex((stage) => stage.id === handOff?.at);
      for (const attempt of attemptsOf(lead, definition).attempts) {
        attempt.stages.forEach(({ counted, event }, index) => {
          if (counted && event !== undefined) add('stage', event, id, stages[index]?.id);
        });
        if (handOff === undefined || attempt.stages[givenAt]?.counted !== true) continue;
        const giving = (order === 'reached' ? attempt.stages.slice(givenAt) : [attempt.stages[givenAt]])
          .flatMap((stage) => stage?.event ?? [])
          .sort((a, b) => a.time - b.time)[0];
        const first = attempt.stages.find(({ event }) => event?.time === giving?.time)?.event;
        if (first !== undefined) add('handOff', first, id, handOff.to);
      }
    }
    return ids;
  }
}
