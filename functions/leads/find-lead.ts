// Finds a lead: by the public id of any of its records, or by what its owner knows it by.
import { readEmail } from '../domain/event/email.ts';
import type { LeadId } from '../domain/event/event.ts';
import { readSaidId } from '../domain/event/said-id.ts';
import { idKey } from '../domain/lead/identity.ts';
import { primaryOf } from '../domain/lead/identity-graph.ts';
import { isMark, type LeadRecord, type Records } from '../domain/lead/record.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { readHead, readWholeLeads } from '../store/leads/read-leads.ts';

export type FoundLead = { readonly kind: 'found'; readonly primary: LeadId; readonly records: Records };

export type Finding =
  | FoundLead
  /** @param at ms since the epoch */
  | { readonly kind: 'erased'; readonly at: number }
  | { readonly kind: 'none' };

const HASH = /^[\w-]{22}$/;

/** Whether it may be the public id of a record. */
export function isHash(text: string): boolean {
  return HASH.test(text);
}

/** @throws LeadsInMotion */
export async function findByHash(table: LeadTable, hash: string): Promise<Finding> {
  if (!isHash(hash)) return { kind: 'none' };
  const head = await readHead(table, hash);
  if (head === undefined) return { kind: 'none' };
  const { id, erasedAt } = head.record;
  // A mark does not tell whose it is.
  if (id.key === '') return { kind: 'erased', at: erasedAt ?? 0 };
  return findById(table, [id]);
}

/**
 * The first of some ids under which there is a lead.
 * @throws LeadsInMotion
 */
export async function findById(table: LeadTable, ids: readonly LeadId[]): Promise<Finding> {
  const { records } = await readWholeLeads(table, ids);
  const own = ids.flatMap((id) => records.get(idKey(id)) ?? []).filter(({ version }) => version > 0);
  const lead = own.find((record) => !isMark(record));
  if (lead !== undefined) return { kind: 'found', primary: primaryOf(records, lead.id), records };
  const erased = own.flatMap(({ erasedAt }: LeadRecord) => erasedAt ?? []);
  return erased.length === 0 ? { kind: 'none' } : { kind: 'erased', at: Math.max(...erased) };
}

/** What somebody typed to say who is meant. */
export type Known = { readonly email?: string; readonly id?: string };

/** The ids that may be meant; undefined where an e-mail is none, an id is too long to be one, or nothing was typed. */
export function idsMeant({ email = '', id = '' }: Known): readonly LeadId[] | undefined {
  const address = readEmail(email);
  const said = readSaidId(id);
  if ((email.trim() !== '' && address === undefined) || (id.trim() !== '' && said === undefined))
    return undefined;
  const ids: readonly LeadId[] = [
    ...(address === undefined ? [] : [{ kind: 'email' as const, key: address.key }]),
    ...(said === undefined
      ? []
      : [
          { kind: 'user' as const, key: said },
          { kind: 'anonymous' as const, key: said },
        ]),
  ];
  return ids.length === 0 ? undefined : ids;
}
