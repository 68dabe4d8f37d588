// Who was told of a lead, by the configuration as it is now: what an erasure cannot take back.
import type { Config } from '../domain/config/config.ts';
import type { NotReached } from '../domain/profile/receipt.ts';
import { messagesOf, type Telling } from '../domain/tell/messages-of.ts';
import { type Target, targetsOf } from '../domain/tell/targets.ts';
import type { FoundLead } from './find-lead.ts';

/** Undefined for a lead of which only marks are left: all who may have been told are named. */
export function toldTo(
  config: Config,
  lead: Pick<FoundLead, 'primary' | 'records'> | undefined,
  definitions: Telling['definitions'],
): readonly NotReached[] {
  const targets = lead === undefined ? allOf(config) : targetsOfLead(config, lead, definitions);
  const hosts = targets.flatMap((one) => ('webhook' in one ? [new URL(one.webhook).host] : []));
  const mailed = targets.flatMap((one) => ('mail' in one ? one.mail : []));
  const to = distinct(mailed).map((address) => ({
    address,
    mails: lead === undefined ? null : mailed.filter((one) => one === address).length,
  }));
  return [
    ...(hosts.length === 0 ? [] : [{ what: 'webhooks', hosts: distinct(hosts) } as const]),
    ...(to.length === 0 ? [] : [{ what: 'mails', to } as const]),
  ];
}

function targetsOfLead(
  config: Config,
  { primary, records }: Pick<FoundLead, 'primary' | 'records'>,
  definitions: Telling['definitions'],
): readonly Target[] {
  const messages = messagesOf(records, primary, { definitions, events: true }).values();
  return [...messages].flatMap(({ kind, event, funnel }) =>
    targetsOf(config, {
      kind,
      ...(kind === 'form' ? { form: event.name } : {}),
      ...(funnel === undefined ? {} : { funnel }),
    }),
  );
}

function allOf({ webhooks = [], forms, funnels }: Config): readonly Target[] {
  return [
    // A receiver of erasures alone knows ids alone.
    ...webhooks.flatMap(({ url, on }) => (on.some((kind) => kind !== 'erased') ? [{ webhook: url }] : [])),
    ...forms.map(({ notify = [] }) => ({ mail: notify })),
    ...funnels.map(({ handOff }) => ({ mail: handOff?.notify ?? [] })),
  ];
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
