// The keys of the one table.
export const HEAD = 'lead';

/** What has changed in the index of contacts and is not packed yet: one item a transaction. */
export const JOURNAL = 'I';

/** The packed index of contacts: pages of runs, and which runs hold. */
export const PACKED = 'P';
export const RUNS = 'runs';

export function leadKey(hash: string): string {
  return `L#${hash}`;
}

/** A page of a lead's events. @param name as in `month-pages.ts` */
export function eventPageKey(name: string): string {
  return `E#${name}`;
}

/** A page of what a whole lead keeps of its ids, beside its primary record. @param name as in `month-pages.ts` */
export function wholePageKey(name: string): string {
  return `W#${name}`;
}

/** A page of what a lead has counted. @param name as in `month-pages.ts` */
export function countPageKey(name: string): string {
  return `C#${name}`;
}

export function isCountPage(key: string): boolean {
  return key.startsWith('C#');
}

/** What is left of an erased lead: what it has counted. */
export function tombstoneKey(id: string): string {
  return `T#${id}`;
}

/** What is to be told and is not in the queue of it yet, in a few shards. */
export function outboxKey(shard: number): string {
  return `O#${shard}`;
}

/** Which telling of an order counts. @param hash of the order's id */
export function toldOrderKey(hash: string): string {
  return `B#${hash}`;
}
export const TOLD_ORDER = 'order';

/** What was mailed of a message, or how many submissions of a form came in an hour. @param of a message's or a form's id */
export function noticesKey(of: string): string {
  return `N#${of}`;
}

/** What was issued of a funnel's reports: one item a revision. */
export function revisionsKey(funnel: string): string {
  return `R#${funnel}`;
}

/** Which reports were mailed: one item a period, time of day and recipient. @param every `day`, `week` or `month` */
export function mailsKey(every: string): string {
  return `M#${every}`;
}

/** The definitions that a funnel has had: one item each. */
export function definitionsKey(funnel: string): string {
  return `D#${funnel}`;
}

/** What is live, and how far a recount is: few items, read together. */
export const LIVE = 'D';
export const LIVE_NOW = 'live';

/** How far a recount is in one segment of the table. */
export function segmentKey(segment: number): string {
  return `recount#${segment}`;
}

/** The walk that erases the leads whose time is over. */
export const RETENTION = 'retention';
export const RETENTION_WALK = 'walk';

export function counterKey(definition: string): string {
  return `C#${definition}`;
}

/** What is in quarantine, of all forms, by time. */
export const QUARANTINE = 'Q';

/** Which of it carries an e-mail. @param hash of the e-mail */
export function quarantineOfKey(hash: string): string {
  return `Q#${hash}`;
}

/** How much of a form went into quarantine: one item an hour. */
export function quarantineHoursKey(form: string): string {
  return `H#${form}`;
}

/** What one sender sent by a form: one item an hour. */
export function senderKey(form: string, sender: string): string {
  return `S#${form}#${sender}`;
}

/** The wordings of a form's consents: one item for each field and version. */
export function wordingsKey(form: string): string {
  return `W#${form}`;
}

/** What waits for its confirmation, of all forms, by time. */
export const WAITING = 'Y';

/** Which of it is of an address. @param hash of the e-mail */
export function waitingOfKey(hash: string): string {
  return `Y#${hash}`;
}

/** What is known of an address that mail goes to, and each mail to it. @param hash of the e-mail */
export function addressKey(hash: string): string {
  return `A#${hash}`;
}

/** The mails to leads of which it is not known whether they went. */
export const UNDECIDED = 'U';

/** The sequences that a lead is in or was: one item each. @param hash of the e-mail under which it entered */
export function membersKey(hash: string): string {
  return `J#${hash}`;
}

/** The steps that are waiting for their time, in a few shards. */
export function dueKey(shard: number): string {
  return `Z#${shard}`;
}
