// The door: whether a form or a public key takes more now. It fails open: a count that cannot be read loses no lead.

import type { FormConfig } from '../domain/config/config.ts';
import { FORM_QUOTA, formName, keyName, type PublicKeyConfig, type Quota } from '../domain/config/door.ts';
import { QUOTA_REACHED } from '../runtime/environment-names.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { AwsJson } from './aws-json.ts';
import { type Addition, SHUT, shutIn, takenIn, updatesOf } from './door-item.ts';
import { QuotaLease } from './quota.ts';

export type Entry =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed' }
  /** Seconds until it is worth another try. */
  | { readonly kind: 'full'; readonly retryAfter: number };

export type Entrance = {
  /** As `formName` and `keyName` make it. */
  readonly name: string;
  readonly closedFrom?: number | undefined;
  readonly quota: Quota;
};

export type Door = {
  isClosed(entrance: Omit<Entrance, 'quota'>, now: number): Promise<boolean>;
  /** Counts `n` in where there is room for all of them. */
  enter(entrance: Entrance, n: number, now: number): Promise<Entry>;
};

/** So long may pass until a switch is seen. */
const SEEN_MS = 60_000;

/** After a count that could not be read nobody waits for another for so long. */
const DEAF_MS = 10_000;

export type DoorTable = {
  shut(): Promise<ReadonlySet<string>>;
  add(addition: Addition): Promise<{ readonly minute: number; readonly day: number }>;
};

export function doorTable(call: AwsJson, table: string): DoorTable {
  return {
    shut: async () => shutIn(await call('GetItem', { TableName: table, Key: { pk: { S: SHUT } } })),
    add: async (addition) => {
      const [ofMinute, ofDay] = updatesOf(table, addition);
      const [minute, day] = await Promise.all([call('UpdateItem', ofMinute), call('UpdateItem', ofDay)]);
      return { minute: takenIn(minute), day: takenIn(day) };
    },
  };
}

export function openDoor(table: DoorTable, telemetry: Pick<Telemetry, 'count' | 'tellOf'>): Door {
  const leases = new Map<string, QuotaLease>();
  let deafUntil = 0;
  let seen: { readonly at: number; readonly shut: ReadonlySet<string> } | undefined;

  async function shutNow(now: number): Promise<ReadonlySet<string>> {
    if (seen !== undefined && Math.abs(now - seen.at) < SEEN_MS) return seen.shut;
    try {
      seen = { at: now, shut: await table.shut() };
    } catch {
      telemetry.count('DoorUnread');
      // Not asked again by the next: each would wait as long.
      seen = { at: now, shut: seen?.shut ?? new Set() };
    }
    return seen.shut;
  }

  async function isClosed({ name, closedFrom }: Omit<Entrance, 'quota'>, now: number): Promise<boolean> {
    return (closedFrom !== undefined && closedFrom <= now) || (await shutNow(now)).has(name);
  }

  return {
    isClosed,
    async enter(entrance, n, now) {
      if (await isClosed(entrance, now)) return { kind: 'closed' };
      if (now < deafUntil) return { kind: 'open' };
      const { name, quota } = entrance;
      let lease = leases.get(name);
      if (lease === undefined) {
        lease = new QuotaLease(name, quota, (addition) => table.add(addition));
        leases.set(name, lease);
      }
      try {
        const { refusal, isNews } = await lease.take(n, now);
        if (refusal === undefined) return { kind: 'open' };
        if (isNews) telemetry.tellOf(QUOTA_REACHED.metric, { [QUOTA_REACHED.dimension]: name });
        return { kind: 'full', retryAfter: Math.max(1, Math.ceil((refusal.until - now) / 1_000)) };
      } catch {
        telemetry.count('DoorUnread');
        deafUntil = now + DEAF_MS;
        return { kind: 'open' };
      }
    },
  };
}

export function keyEntrance({ key, closedFrom, quota }: PublicKeyConfig): Entrance {
  return { name: keyName(key), closedFrom, quota };
}

export function formEntrance({ id, closedFrom, quota = FORM_QUOTA }: FormConfig): Entrance {
  return { name: formName(id), closedFrom, quota };
}
