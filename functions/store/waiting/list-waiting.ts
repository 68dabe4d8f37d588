// What waits for its confirmation, of all forms: page by page, the newest first.
import { WAITING } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { listPlaces, type PlacesAsked, type PlacesPage } from '../quarantine/list-places.ts';
import { decodeWaiting, type Waiting } from './waiting-item.ts';

export function listWaiting(table: LeadTable, asked: PlacesAsked): Promise<PlacesPage<Waiting>> {
  return listPlaces(table, WAITING, asked, decodeWaiting);
}
