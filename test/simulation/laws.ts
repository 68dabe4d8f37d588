// The laws, held against what a schedule has left in the table: leads = fold(accepted events), counters = fold(leads), index = fold(leads).
import type { LeadId, Submission } from '../../functions/domain/event/event.ts';
import { attemptReader } from '../../functions/domain/funnel/attempts.ts';
import { addTo, type Cells, parseCellKey } from '../../functions/domain/funnel/cells.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { type IdKey, idKey } from '../../functions/domain/lead/identity.ts';
import { idsOfLead } from '../../functions/domain/lead/identity-graph.ts';
import { leadOf } from '../../functions/domain/lead/lead.ts';
import type { LeadRecord } from '../../functions/domain/lead/record.ts';
import {
  contactSummary,
  isSameSummary,
  withoutFunnels,
} from '../../functions/domain/summary/lead-summary.ts';
import { plainSequences, sequencesIn } from '../support/plain-sequences.ts';
import { plainVariants, variantsIn } from '../support/plain-variants.ts';
import { plainWay, wayIn, wayText } from '../support/plain-ways.ts';
import { countedOf, definitionOf, type Flat, type Item } from './books.ts';
import { countersIn } from './counters.ts';
import { type Commits, type Mark, type SentAt, truthsOf } from './erasures.ts';
import { brokenIndex } from './list-laws.ts';
import { nameOf, plainText, type Truth } from './oracle.ts';
import { brokenBooks } from './order-laws.ts';
import { comparable } from './plain-books.ts';
import { plainMoney } from './plain-money.ts';

/** Somebody was told that the lead of an id is erased. */
export type Erased = { readonly id: LeadId; readonly began: number };

export type Evidence = {
  readonly erasures: readonly Erased[];
  /** The marks that they left. */
  readonly commits: Commits;
  /** What was accepted and must be in leads by now. */
  readonly accepted: readonly Submission[];
  readonly sentAt: SentAt;
  /** All records, read by the store's own reader. */
  readonly records: ReadonlyMap<IdKey, LeadRecord>;
  readonly items: readonly Item[];
  /** By which every lead must have been counted by now. */
  readonly definitions: readonly Definition[];
  /** By definition key: whether nobody reads its counters any more. */
  readonly isRetired: (key: string) => boolean;
};

/** @returns what is broken, each with the law that it breaks; empty where all holds */
export function brokenLaws(evidence: Evidence): readonly string[] {
  return [
    ...brokenLeads(evidence),
    ...brokenErasures(evidence),
    ...brokenBooks(evidence),
    ...brokenTallies(evidence.records, evidence.definitions),
    ...brokenCounters(evidence),
    ...brokenTrust(evidence.records, evidence.definitions),
    ...brokenSummaries(evidence.records, evidence.definitions, evidence.isRetired),
    ...brokenIndex(evidence),
  ];
}

/** Law 1. What was received while a lead was being erased may have erasedAt with it: the law holds if it does for some reading. */
function brokenLeads(evidence: Evidence): readonly string[] {
  const { accepted, commits, records } = evidence;
  const marks = new Map<string, readonly Mark[]>();
  for (const { id } of records.values()) {
    const own = commits.marksOf(id);
    if (own.length > 0) marks.set(nameOf(id), own);
  }
  let asItStands: readonly string[] | undefined;
  for (const truth of truthsOf(accepted, marks, evidence.sentAt)) {
    const broken = differences(evidence, truth);
    if (broken.length === 0) return [];
    asItStands ??= broken;
  }
  return asItStands ?? [];
}

/** The same grouping of ids into leads, the same events and touches under each. */
function differences({ records, items }: Evidence, truth: Truth): readonly string[] {
  const broken: string[] = [];
  for (const [name, plain] of truth.ids) {
    const record = records.get(idKey(plain.id));
    const root = rootName(records, record);
    if ((root ?? name) !== plain.root) {
      broken.push(
        `leads = fold(events): ${name} belongs to ${root ?? 'nobody'}, should belong to ${plain.root}`,
      );
    }
    const events = record?.history.events ?? [];
    if (!sameLists(events.map(comparable), plain.events.map(comparable))) {
      broken.push(`leads = fold(events): ${name} has ${idsOf(events)}, should have ${idsOf(plain.events)}`);
    }
    if (!sameTexts(record?.history.touches ?? [], plain.touches)) {
      broken.push(`leads = fold(events): the touches of ${name} differ`);
    }
    for (const member of record?.linkedIds ?? []) {
      const owner = records.get(idKey(member))?.link?.to;
      if (owner === undefined || nameOf(owner) !== name) {
        broken.push(
          `leads = fold(events): ${name} has ${nameOf(member)} as a member, which does not belong to it`,
        );
      }
    }
  }
  for (const [root, plain] of truth.leads) {
    const id = truth.ids.get(root)?.id;
    if (id === undefined || !records.has(idKey(id))) continue;
    const lead = leadOf(idsOfLead(records, id).flatMap((one) => records.get(idKey(one))?.history ?? []));
    if (lead.events.map(comparable).join() !== plain.events.map(comparable).join()) {
      broken.push(
        `leads = fold(events): the lead of ${root} is ${idsOf(lead.events)}, should be ${idsOf(plain.events)}`,
      );
    }
    if (lead.touches.map(plainText).join() !== plain.touches.map(plainText).join()) {
      broken.push(`leads = fold(events): the touches of the lead of ${root} differ`);
    }
  }
  const heads = items.filter(({ pk, sk }) => pk?.S?.startsWith('L#') && sk?.S === 'lead').length;
  const known = [...records.values()].filter(({ version }) => version > 0).length;
  if (heads !== known) broken.push(`leads = fold(events): ${heads} leads are stored, ${known} are known of`);
  return broken;
}

/** What was received before an erasure is erasedAt for good, also where it comes again. */
function brokenErasures({ records, erasures }: Evidence): readonly string[] {
  return erasures.flatMap(({ id, began }) => {
    const { history } = records.get(idKey(id)) ?? { history: { events: [] } };
    const kept = history.events.filter(({ received }) => received <= began);
    return kept.length === 0 ? [] : [`erased is erasedAt: ${nameOf(id)} still has ${idsOf(kept)}`];
  });
}

/** Follows the links, and sees to it that each is mirrored. */
function rootName(
  records: ReadonlyMap<IdKey, LeadRecord>,
  record: LeadRecord | undefined,
): string | undefined {
  if (record === undefined) return undefined;
  let at = record;
  for (let steps = 0; at.link !== undefined; steps++) {
    const owner = records.get(idKey(at.link.to));
    const self = nameOf(at.id);
    if (owner === undefined || steps > 10) return `a chain that ends nowhere at ${nameOf(at.link.to)}`;
    if (!owner.linkedIds.some((member) => nameOf(member) === self))
      return `${nameOf(owner.id)}, which does not know`;
    at = owner;
  }
  return nameOf(at.id);
}

/** Law 2, lead by lead: what a lead has counted is the tally of what it holds, and nobody else has counted anything. */
export function brokenTallies(
  records: Evidence['records'],
  definitions: readonly Definition[],
): readonly string[] {
  const broken: string[] = [];
  for (const { id, link, contributions: counted } of records.values()) {
    if (link !== undefined) {
      if (counted.size > 0) broken.push(`counters = fold(leads): ${nameOf(id)} is no lead and has counted`);
      continue;
    }
    const lead = leadOf(idsOfLead(records, id).flatMap((one) => records.get(idKey(one))?.history ?? []));
    broken.push(...brokenMoney(nameOf(id), lead.events, counted, definitions));
    for (const definition of definitions) {
      const own = counted.get(definition.key) ?? new Map();
      const [has, should] = [wayIn(own), plainWay(definition, lead)].map(wayText);
      if (has !== should)
        broken.push(
          `counters = fold(leads): the way of ${nameOf(id)} under ${definition.key} is ${has}, should be ${should}`,
        );
      const [hasSent, shouldSend] = [variantsIn(own), plainVariants(definition, lead)].map(wayText);
      if (hasSent !== shouldSend)
        broken.push(
          `counters = fold(leads): of variants ${nameOf(id)} counts ${hasSent} under ${definition.key}, should count ${shouldSend}`,
        );
      const [hasIn, shouldIn] = [sequencesIn(own), plainSequences(definition, lead)].map(wayText);
      if (hasIn !== shouldIn)
        broken.push(
          `counters = fold(leads): in sequences ${nameOf(id)} counts ${hasIn} under ${definition.key}, should count ${shouldIn}`,
        );
    }
    for (const [key, tally] of tallyAll(definitions, lead, id.kind === 'email')) {
      if (sameCells(tally, counted.get(key))) continue;
      const [has, should] = [cellsText(counted.get(key)), cellsText(tally)];
      broken.push(
        `counters = fold(leads): ${nameOf(id)} has counted ${has} under ${key}, should have ${should}`,
      );
    }
  }
  return broken;
}

/** What a server said of a lead is worth no less with what others said of it: whichever of the two is matched first. */
function brokenTrust(records: Evidence['records'], definitions: readonly Definition[]): readonly string[] {
  const broken: string[] = [];
  for (const { id, link, contributions: counted } of records.values()) {
    if (link !== undefined) continue;
    const lead = leadOf(idsOfLead(records, id).flatMap((one) => records.get(idKey(one))?.history ?? []));
    const ofServer = {
      events: lead.events.filter(({ trusted }) => trusted),
      touches: lead.touches.filter(({ trusted }) => trusted),
    };
    if (ofServer.events.length === 0) continue;
    const alone = tallyAll(definitions, ofServer, id.kind === 'email');
    for (const { key, funnel } of definitions) {
      const [has, had] = [counted.get(key), alone.get(key)].map((cells) => revenueOf(cells, funnel.by[0]));
      if ((has ?? 0) < (had ?? 0))
        broken.push(
          `trust: ${nameOf(id)} has ${has} of revenue under ${key}, and ${had} by its server alone`,
        );
    }
  }
  return broken;
}

/** All of it, late revenue too. Of a breakdown the sum over its values is the total. */
function revenueOf(cells: Cells = new Map(), by?: string): number {
  return [...cells].reduce((sum, [cell, n]) => {
    const { metric, slice } = parseCellKey(cell);
    const isOfStage =
      /^[vw]\d/.test(metric) && (by === undefined ? slice === '' : slice.startsWith(`${by}=`));
    return metric.startsWith('xv:') || isOfStage ? sum + n : sum;
  }, 0);
}

/** Books and Data quality of a lead are what a plain reading of its events says. */
function brokenMoney(
  name: string,
  events: Parameters<typeof plainMoney>[1],
  counted: LeadRecord['contributions'],
  definitions: readonly Definition[],
): readonly string[] {
  return definitions.flatMap((definition) => {
    const own = [...(counted.get(definition.key) ?? [])].filter(([key]) => /\|z/.test(key));
    const [has, should] = [new Map(own) as Cells, plainMoney(definition, events) as Cells];
    if (sameCells(has, should)) return [];
    return [
      `counters = fold(leads): ${name} has booked ${cellsText(has)} under ${definition.key}, should have ${cellsText(should)}`,
    ];
  });
}

/** Law 2, in sum: counters hold what leads, and what erased leads have left, say that they have counted. */
function brokenCounters({ items, isRetired }: Evidence): readonly string[] {
  const gap: Flat = new Map();
  for (const [cell, n] of countersIn(items)) addTo(gap, cell, -n);
  for (const item of items) {
    if (!item.pk?.S?.startsWith('C#')) for (const [cell, n] of countedOf(item)) addTo(gap, cell, n);
  }
  return [...gap]
    .filter(([cell]) => !isRetired(definitionOf(cell)))
    .slice(0, 3)
    .map(([cell, n]) => `counters = fold(leads): ${cell} lacks ${n}`);
}

/** Law 3, lead by lead: the summary of a contact is what its records say, and no other record has one. */
export function brokenSummaries(
  records: Evidence['records'],
  definitions: readonly Definition[],
  isRetired: Evidence['isRetired'],
): readonly string[] {
  const keys = new Set(definitions.map(({ key }) => key));
  return [...records.values()].flatMap(({ id, link, summary }) => {
    const tree =
      link === undefined ? idsOfLead(records, id).flatMap((one) => records.get(idKey(one)) ?? []) : [];
    const lead = leadOf(tree.map(({ history }) => history));
    const should = contactSummary({ records: tree, lead, definitions, attemptsOf: attemptReader(lead) });
    const has = withoutFunnels(summary, (key) => !keys.has(key) && isRetired(key));
    return isSameSummary(has, should) ? [] : [`index = fold(leads): the summary of ${nameOf(id)} differs`];
  });
}

function sameTexts(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && sameLists(a.map(plainText), b.map(plainText));
}

function sameLists(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  const texts = a.toSorted();
  return b.toSorted().every((text, index) => text === texts[index]);
}

function sameCells(a: Cells, b: Cells = new Map()): boolean {
  return a.size === b.size && [...a].every(([key, n]) => b.get(key) === n);
}

function cellsText(cells: Cells = new Map()): string {
  return `{${[...cells]
    .map(([key, n]) => `${key}:${n}`)
    .sort()
    .join(' ')}}`;
}

function idsOf(events: readonly { readonly id: string; readonly time: number }[]): string {
  return `[${events.map(({ id, time }) => `${id}@${time}`).join(' ')}]`;
}
