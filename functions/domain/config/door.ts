// What closes a form or a public key, and how much each takes: as the functions read it.

export type Quota = { readonly minute: number; readonly day: number };

export type PublicKeyConfig = {
  readonly key: string;
  /** The instant from which it is no longer taken, ms since the epoch. */
  readonly closedFrom?: number;
  readonly quota: Quota;
};

/** Far above what a small company's form gets. */
export const FORM_QUOTA: Quota = { minute: 600, day: 20_000 };
/** Events: 2.7 million a month. What a day of them costs at most is what `bench -- attack` prints. */
export const KEY_QUOTA: Quota = { minute: 5_000, day: 90_000 };

/** Requests a second that are taken for as long as one likes. */
export type Throttle = { readonly forms: number; readonly events: number };

/** Together with the throttles of the owner's pages: what a day of refused requests costs stays below five dollars (`bench -- attack`). */
export const THROTTLE: Throttle = { forms: 15, events: 10 };

/** By these a key is named where it is told of: in metrics, alarms and commands. */
export function keyName(key: string): string {
  return `key:${key.slice(0, 8)}`;
}

export function formName(id: string): string {
  return `form:${id}`;
}
